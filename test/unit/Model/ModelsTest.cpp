//===- ModelsTest.cpp - Every variant against the published sizes ---------===//
//
// Parameters are as in the papers and in torchvision and timm. Multiply-
// accumulates are exact: for EfficientNet they follow from the block table of
// the paper, for the others they are what PyTorch's FlopCounterMode counts
// (halved) for the torchvision and timm models of the same name.
//
//===----------------------------------------------------------------------===//

#include "Models.h"
#include "fovea/Model/Statistics.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;

namespace {

struct Published {
  const char *model, *variant;
  uint64_t parameters, macs;
};

class ModelsTest : public testing::TestWithParam<Published> {};

} // namespace

TEST_P(ModelsTest, SizesAsPublished) {
  Published expected = GetParam();
  MLIRContext context;
  auto module =
      buildModel(expected.model,
                 {"", {std::string("variant=") + expected.variant}}, context);
  ASSERT_TRUE(succeeded(module));
  ModelStatistics statistics = computeStatistics(**module);
  EXPECT_EQ(statistics.trainableParameters, expected.parameters);
  EXPECT_EQ(statistics.macs, expected.macs);
}

static const Published kPublished[] = {
    {"resnet", "18", 11689512, 1814073344},
    {"resnet", "34", 21797672, 3663761408},
    {"resnet", "50", 25557032, 4089184256},
    {"resnet", "101", 44549160, 7801405440},
    {"mobilenet-v2", "1.0", 3504872, 300774272},
    {"efficientnet", "b0", 5288548, 385814752},
    {"efficientnet", "b1", 7794184, 686802832},
    {"efficientnet", "b2", 9109994, 993561872},
    {"efficientnet", "b3", 12233232, 1827141392},
    {"efficientnet", "b4", 19341616, 4393771024},
    {"efficientnet", "b5", 30389784, 10266384752},
    {"efficientnet", "b6", 43040704, 19067593536},
    {"efficientnet", "b7", 66347960, 37745884192},
    {"vit", "ti16", 5717416, 1253683200},
    {"vit", "ti32", 6131560, 306034176},
    {"vit", "s16", 22050664, 4598882304},
    {"vit", "s32", 22878952, 1142909952},
    {"vit", "b16", 86567656, 17563828224},
    {"vit", "b32", 88224232, 4409186304},
    {"vit", "l16", 304326632, 61554712576},
    {"vit", "l32", 306535400, 15377539072},
};

/// The name of a test may have letters, digits and underscores alone.
static std::string getTestName(const testing::TestParamInfo<Published> &info) {
  std::string name = std::string(info.param.model) + "_" + info.param.variant;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Published, ModelsTest, testing::ValuesIn(kPublished),
                         getTestName);

// The variants without published numbers build as well, and so does every
// model with other sizes than its own.
TEST(Models, AllVariantsBuild) {
  MLIRContext context;
  for (const ModelDefinition *model : getModels())
    for (StringRef variant : model->variants) {
      auto module = buildModel(
          model->name,
          {"", {("variant=" + variant).str(), "batch=3", "classes=7"}},
          context);
      ASSERT_TRUE(succeeded(module)) << model->name.str() << variant.str();
      auto main = (*module)->lookupSymbol<func::FuncOp>(kEntryFunction);
      EXPECT_EQ(cast<RankedTensorType>(main.getResultTypes()[0]).getShape(),
                ArrayRef<int64_t>({3, 7}));
    }
}
