//===- BuiltinSpacesTest.cpp ----------------------------------------------===//

#include "fovea/Search/SearchSpace.h"

#include "Models.h"
#include "fovea/Model/Statistics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using testing::HasSubstr;

namespace {

class BuiltinSpacesTest : public testing::TestWithParam<std::string> {
protected:
  static std::unique_ptr<SearchSpace>
  load(StringRef name, std::vector<std::string> settings = {}) {
    auto space = SearchSpace::load(name, settings);
    EXPECT_TRUE(bool(space)) << toString(space.takeError());
    return std::move(*space);
  }

  /// The model of an architecture.
  OwningOpRef<ModuleOp> build(const SearchSpace &space,
                              ArrayRef<unsigned> architecture) {
    auto config = space.configure(architecture);
    EXPECT_TRUE(bool(config)) << toString(config.takeError());
    auto module = buildModel(space.getModel(), **config, context);
    EXPECT_TRUE(succeeded(module));
    return std::move(*module);
  }

  MLIRContext context;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Spaces, BuiltinSpacesTest,
                         testing::Values("efficientnet-x", "resnet", "vit"),
                         [](const auto &info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(BuiltinSpacesTest, EverySampleBuilds) {
  // Of ViT the patches must divide the resolution.
  std::string odd = GetParam() == "vit" ? "resolution=48" : "resolution=57";
  for (const std::string &resolution : {std::string("batch=1"), odd}) {
    auto space = load(GetParam(), {resolution});
    std::mt19937_64 random(1);
    for (int i = 0; i < 40; ++i) {
      Architecture architecture = space->sample(random);
      EXPECT_TRUE(space->getDomain().isAllowed(architecture));
      auto module = build(*space, architecture);
      auto main = module->lookupSymbol<func::FuncOp>(kEntryFunction);
      EXPECT_EQ(cast<RankedTensorType>(main.getResultTypes()[0]).getShape(),
                ArrayRef<int64_t>({1, 1000}));
    }
  }
}

// Each choice, alone, is allowed or broken by a constraint that says so, and
// changes the settings.
TEST_P(BuiltinSpacesTest, EveryChoiceChangesTheModel) {
  auto space = load(GetParam());
  auto base = space->configure(space->getBase());
  ASSERT_TRUE(bool(base));
  std::string baseText = toYAML(**base);
  for (auto [index, knob] : llvm::enumerate(space->getKnobs()))
    for (unsigned choice = 0; choice < knob.choices.size(); ++choice) {
      Architecture architecture = space->getBase();
      architecture[index] = choice;
      auto config = space->configure(architecture);
      EXPECT_EQ(bool(config), space->getDomain().isAllowed(architecture));
      if (!config) {
        EXPECT_THAT(toString(config.takeError()), HasSubstr("space '"));
        continue;
      }
      EXPECT_EQ(toYAML(**config) == baseText, choice == space->getBase()[index])
          << knob.name << " = " << knob.choices[choice];
    }
}

TEST_P(BuiltinSpacesTest, BaseIsTheModelAsTheSettingsSay) {
  auto space = load(GetParam());
  std::string variant = GetParam() == "vit"      ? "s16"
                        : GetParam() == "resnet" ? "50"
                                                 : "b0";
  auto config = configureModel(space->getModel(), {"", {"variant=" + variant}});
  ASSERT_TRUE(bool(config));
  auto base = space->configure(space->getBase());
  ASSERT_TRUE(bool(base));
  EXPECT_EQ(toYAML(**base), toYAML(**config));
}

TEST_P(BuiltinSpacesTest, DescriptionsReadBack) {
  auto space = load(GetParam());
  std::mt19937_64 random(7);
  for (int i = 0; i < 100; ++i) {
    Architecture architecture = space->sample(random);
    auto read = space->parseArchitecture(space->describe(architecture));
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    EXPECT_EQ(*read, architecture);
  }
}

// What the space's own comment claims.
TEST_F(BuiltinSpacesTest, PublishedNetwork) {
  auto space = load("efficientnet-x");
  llvm::json::Object base = space->describe(space->getBase());
  EXPECT_EQ(base.getString("stage2.kind"), "fused");
  EXPECT_EQ(base.getString("stage4.kind"), "mbconv");
  EXPECT_EQ(base.getString("space_to_depth"), "1");
  EXPECT_EQ(base.getString("stage7.repeats"), "0");
  auto module = build(*space, space->getBase());
  EXPECT_EQ(computeStatistics(*module).trainableParameters, 7584104u);
}

// The constraints that the model itself makes.
TEST_F(BuiltinSpacesTest, LimitsOfViT) {
  auto space = load("vit");
  llvm::json::Object description = space->describe(space->getBase());
  description["heads"] = "12";
  description["width"] = "320";
  auto architecture = space->parseArchitecture(description);
  ASSERT_TRUE(bool(architecture));
  EXPECT_FALSE(space->getDomain().isAllowed(*architecture));
  auto config = space->configure(*architecture);
  ASSERT_FALSE(bool(config));
  EXPECT_EQ(toString(config.takeError()),
            "space 'vit': model 'vit': 'width': expected a multiple of the 12 "
            "heads, got 320");

  // Widths and heads that fit, times depths, ratios and patches, of which the
  // resolution of 224 is a multiple.
  int pairs = 0;
  for (int width : {192, 256, 320, 384, 448, 512, 640, 768})
    for (int heads : {3, 4, 6, 8, 12})
      pairs += width % heads == 0;
  EXPECT_EQ(space->countArchitectures(), pairs * 7 * 3 * 4.0);
  EXPECT_EQ(space->countCombinations(), 8 * 5 * 7 * 3 * 4.0);
  // Of 240, of the patches, only 16 divides it.
  EXPECT_EQ(load("vit", {"resolution=240"})->countArchitectures(),
            pairs * 7 * 3.0);
}

TEST_F(BuiltinSpacesTest, Listing) {
  std::string text;
  llvm::raw_string_ostream os(text);
  listSpaces(os);
  for (const BuiltinSpace &space : getBuiltinSpaces())
    EXPECT_THAT(text, HasSubstr(space.name + ": "));
  EXPECT_THAT(text, HasSubstr("  [fused]\n"));
  EXPECT_THAT(text, HasSubstr("    patch      14  [16]  28  32\n"));
  EXPECT_THAT(text, HasSubstr("  architectures: 2100\n"));
}

TEST_F(BuiltinSpacesTest, UnknownName) {
  auto space = SearchSpace::load("vgg");
  ASSERT_FALSE(bool(space));
  EXPECT_EQ(toString(space.takeError()),
            "unknown search space 'vgg': expected the path of a .yaml file, or "
            "one of efficientnet-x, resnet, vit");
  auto file = SearchSpace::load("/nowhere/space.yaml");
  ASSERT_FALSE(bool(file));
  EXPECT_THAT(toString(file.takeError()), HasSubstr("/nowhere/space.yaml"));
  // The space has the name of the file that is wrong with these settings.
  auto bad = SearchSpace::load("vit", {"resolution=225"});
  ASSERT_FALSE(bool(bad));
  EXPECT_THAT(toString(bad.takeError()),
              HasSubstr("space 'vit': model 'vit': 'resolution': expected a "
                        "multiple of the patch size 16, got 225"));
}
