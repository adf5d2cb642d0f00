//===- ScalableModelTest.cpp - Depth, width and resolution of a model -----===//

#include "fovea/Search/ScalableModel.h"

#include "Models.h"

#include "llvm/Support/FormatVariadic.h"

#include "gmock/gmock.h"

using namespace llvm;
using namespace fovea;
using testing::HasSubstr;

static std::unique_ptr<ScalableModel> create(const ModelDefinition &definition,
                                             ModelSettings base = {}) {
  auto model = ScalableModel::create(definition, base,
                                     ScalingAxes::get(definition.name));
  if (model)
    return std::move(*model);
  ADD_FAILURE() << toString(model.takeError());
  return nullptr;
}

static std::string identify(const ScalableModel &model, ScalingPoint point) {
  Expected<std::string> identity = model.identify(point);
  if (identity)
    return *identity;
  ADD_FAILURE() << toString(identity.takeError());
  return "";
}

static std::string getError(ScalingAxes axes, ModelSettings base = {}) {
  auto model = ScalableModel::create(kEfficientNet, base, axes);
  return model ? "" : toString(model.takeError());
}

/// Parameters and multiply-adds are those of the authors' implementation.
TEST(ScalableModel, GivesThePublishedFamily) {
  auto model = create(kEfficientNet);
  ASSERT_TRUE(model);
  std::pair<uint64_t, uint64_t> sizes[] = {
      {23, 7794184}, {23, 9109994}, {26, 12233232}, {32, 19341616}};
  for (auto [point, expected] : zip(getEfficientNetPoints(), sizes)) {
    Expected<ModelSize> size = model->computeSize(point);
    ASSERT_TRUE(bool(size)) << toString(size.takeError());
    EXPECT_EQ(size->blocks, expected.first);
    EXPECT_EQ(size->parameters, expected.second);
  }
  ScalingPoint b1 = getEfficientNetPoints().front();
  Expected<ModelSize> size = model->computeSize(b1);
  ASSERT_TRUE(bool(size)) << toString(size.takeError());
  EXPECT_EQ(size->macs, 686802832u);
  EXPECT_EQ(model->getResolution(b1), 240);
  EXPECT_EQ(model->getDepth(b1), 1.1);
  EXPECT_EQ(model->getWidth(b1), 1);
}

/// From B2 on, those have narrower squeeze-excite than B0, which is no scaling.
TEST(ScalableModel, GivesThePublishedEfficientNetX) {
  ModelSettings base;
  for (int stage = 1; stage <= 7; ++stage)
    base.assignments.push_back(formatv("stages.{0}.squeeze=0.25", stage).str());
  auto model = create(kEfficientNetX, base);
  ASSERT_TRUE(model);
  Expected<ModelSize> size = model->computeSize(getEfficientNetPoints()[1]);
  ASSERT_TRUE(bool(size)) << toString(size.takeError());
  EXPECT_EQ(size->blocks, 23u);
  EXPECT_EQ(size->parameters, 9974470u);
  EXPECT_EQ(size->macs, 2306854656u);
}

TEST(ScalableModel, StartsFromSettings) {
  auto model = create(kEfficientNet, {"", {"variant=b1", "classes=10"}});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->getResolution({}), 240);
  auto config = model->configure({2, 1, 1.5});
  ASSERT_TRUE(bool(config)) << toString(config.takeError());
  std::string yaml = toYAML(**config);
  EXPECT_THAT(yaml, testing::ContainsRegex("depth: +2.2\n"));
  EXPECT_THAT(yaml, testing::ContainsRegex("resolution: +360\n"));
  EXPECT_THAT(yaml, testing::ContainsRegex("classes: +10\n"));
}

TEST(ScalableModel, IdentifiesModelsThatAreTheSame) {
  auto model = create(kEfficientNet);
  ASSERT_TRUE(model);
  std::string base = identify(*model, {});
  // 32 * 1.01 channels are still 32, and a third of a pixel is none.
  EXPECT_EQ(identify(*model, {1, 1.001, 1.0015}), base);
  EXPECT_NE(identify(*model, {1, 1, 1.003}), base);
  EXPECT_NE(identify(*model, {1.01, 1, 1}), base);
  EXPECT_NE(identify(*model, {1, 1.1, 1}), base);
}

TEST(ScalableModel, KeepsTransformersWhole) {
  auto model = create(kViT, {"", {"variant=ti16"}});
  ASSERT_TRUE(model);
  ScalingPoint point{1.3, 1.4, 1.2};
  auto config = model->configure(point);
  ASSERT_TRUE(bool(config)) << toString(config.takeError());
  std::string yaml = toYAML(**config);
  EXPECT_THAT(yaml, testing::ContainsRegex("depth: +16\n"));
  EXPECT_THAT(yaml, testing::ContainsRegex("width: +256\n"));
  EXPECT_THAT(yaml, testing::ContainsRegex("heads: +4\n"));
  EXPECT_THAT(yaml, testing::ContainsRegex("resolution: +272\n"));
  Expected<ModelSize> size = model->computeSize(point);
  ASSERT_TRUE(bool(size)) << toString(size.takeError());
  EXPECT_EQ(size->blocks, 16u);
}

TEST(ScalableModel, ReportsPointsThatAreNoModels) {
  auto model = create(kEfficientNet);
  ASSERT_TRUE(model);
  auto config = model->configure({100, 1, 1});
  ASSERT_FALSE(bool(config));
  EXPECT_THAT(toString(config.takeError()), HasSubstr("'depth'"));
  Expected<std::string> identity = model->identify({100, 1, 1});
  ASSERT_FALSE(bool(identity));
  EXPECT_THAT(toString(identity.takeError()), HasSubstr("'depth'"));
}

TEST(ScalableModel, ChecksAxes) {
  ScalingAxes axes = ScalingAxes::get("efficientnet");
  EXPECT_EQ(getError(axes), "");
  axes.depth.setting = "layers";
  EXPECT_THAT(getError(axes),
              HasSubstr("model 'efficientnet' has no setting 'layers' to "
                        "scale; it has variant, batch"));
  axes.depth.setting = "stages";
  EXPECT_THAT(getError(axes),
              HasSubstr("setting 'stages' is no positive number to scale"));
  axes.depth = {"depth", 1, {"activation"}};
  EXPECT_THAT(getError(axes), HasSubstr("setting 'activation'"));
  EXPECT_THAT(getError(ScalingAxes::get("efficientnet"), {"", {"width=-1"}}),
              HasSubstr("'width'"));
}

TEST(ScalingAxes, AreSet) {
  ScalingAxes axes = ScalingAxes::get("efficientnet");
  Error error = axes.set("width=channels:64+heads+hidden");
  ASSERT_FALSE(bool(error)) << toString(std::move(error));
  EXPECT_EQ(axes.width, (ScalingAxis{"channels", 64, {"heads", "hidden"}}));
  error = axes.set("depth=layers");
  ASSERT_FALSE(bool(error)) << toString(std::move(error));
  EXPECT_EQ(axes.depth, (ScalingAxis{"layers", 1, {}}));
  EXPECT_EQ(axes.resolution, (ScalingAxis{"resolution", 1, {}}));
}

TEST(ScalingAxes, RefuseNonsense) {
  for (auto [text, expectation] :
       {std::pair("depth", "AXIS=SETTING"),
        {"height=depth", "depth, width or resolution before '='"},
        {"depth=", "names of settings"},
        {"depth=a+", "names of settings"},
        {"depth=a:", "a positive number as step, got ''"},
        {"depth=a:0", "a positive number as step, got '0'"},
        {"depth=a:nan", "a positive number as step, got 'nan'"},
        {"depth=a:-2+b", "a positive number as step, got '-2'"}}) {
    ScalingAxes axes = ScalingAxes::get("efficientnet");
    std::string message = toString(axes.set(text));
    EXPECT_THAT(message, HasSubstr(expectation)) << text;
    EXPECT_EQ(axes, ScalingAxes::get("efficientnet"));
  }
}
