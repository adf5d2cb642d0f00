//===- ModelConfigTest.cpp ------------------------------------------------===//

#include "Models.h"

#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using testing::HasSubstr;

namespace {

class ModelConfigTest : public testing::Test {
protected:
  /// YAML of the configuration, or the diagnostics.
  std::string configure(const ModelDefinition &model,
                        std::vector<std::string> assignments,
                        std::string file = "") {
    auto config = configureModel(model, {file, assignments}, context);
    return succeeded(config) ? toYAML(**config) : diagnostics.take();
  }

  /// A file with `text`, removed with the test.
  std::string writeFile(StringRef text) {
    SmallString<128> path;
    int descriptor;
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("settings", "yaml",
                                                    descriptor, path));
    llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << text;
    removers.push_back(std::make_unique<llvm::FileRemover>(path));
    return path.str().str();
  }

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
  std::vector<std::unique_ptr<llvm::FileRemover>> removers;
};

/// The value of a field of `yaml`.
std::string getField(StringRef yaml, StringRef key) {
  SmallVector<StringRef> lines;
  yaml.split(lines, '\n');
  for (StringRef line : lines)
    if (line.consume_front((key + ":").str()))
      return line.trim().str();
  return "(no field " + key.str() + ") " + yaml.str();
}

} // namespace

TEST_F(ModelConfigTest, VariantSetsDefaultsAndSettingsOverride) {
  // In any order: the variant comes first.
  std::string yaml = configure(
      kEfficientNet, {"resolution=64", "variant=b2", "batch=3", "classes=10"});
  EXPECT_EQ(getField(yaml, "variant"), "b2");
  EXPECT_EQ(getField(yaml, "resolution"), "64");
  EXPECT_EQ(getField(yaml, "width"), "1.1");
  EXPECT_EQ(getField(yaml, "depth"), "1.2");
  EXPECT_EQ(getField(yaml, "batch"), "3");
  EXPECT_EQ(getField(yaml, "classes"), "10");
}

TEST_F(ModelConfigTest, ListsReplaceDefaults) {
  EXPECT_EQ(getField(configure(kResNet, {"depths=[1, 2]"}), "depths"),
            "[ 1, 2 ]");
  EXPECT_THAT(
      configure(kEfficientNet, {"stages=[{repeats: 1, kernel: 3, stride: 2, "
                                "expansion: 4, channels: 16}]"}),
      HasSubstr("{ repeats: 1, kernel: 3, stride: 2, expansion: 4, "
                "channels: 16 }\n..."));
}

TEST_F(ModelConfigTest, Paths) {
  EXPECT_EQ(getField(configure(kResNet, {"depths.2=9"}), "depths"),
            "[ 3, 9, 6, 3 ]");
  // In the order in which they are given.
  EXPECT_EQ(
      getField(configure(kResNet, {"depths=[1, 2]", "depths.2=5"}), "depths"),
      "[ 1, 5 ]");
  EXPECT_THAT(configure(kEfficientNet, {"stages.2.kernel=7"}),
              HasSubstr("{ repeats: 2, kernel: 7, stride: 2, expansion: 6, "
                        "channels: 24 }"));
  EXPECT_EQ(configure(kResNet, {"depths.5=1"}),
            "'depths' has no element '5'; it has 1 to 4\n");
  EXPECT_EQ(configure(kResNet, {"width.1=1"}),
            "'width' is one value, without '1'\n");
}

TEST_F(ModelConfigTest, JSON) {
  auto config = configureModel(kEfficientNet, {"", {"width=1.5"}}, context);
  ASSERT_TRUE(succeeded(config));
  llvm::json::Object json = toJSON(**config);
  EXPECT_EQ(json.getString("variant"), "b0");
  EXPECT_EQ(json.getNumber("width"), 1.5);
  EXPECT_EQ(json.getString("activation"), "silu");
  const llvm::json::Object &stage =
      *(*json.getArray("stages"))[1].getAsObject();
  EXPECT_EQ(stage.getInteger("channels"), 24);
  // Reads back as a file of settings.
  std::string text =
      llvm::formatv("{0}", llvm::json::Value(std::move(json))).str();
  EXPECT_EQ(configure(kEfficientNet, {}, writeFile(text)), toYAML(**config));
}

TEST_F(ModelConfigTest, Files) {
  std::string yaml = writeFile("# a comment\nvariant: s32\nbatch: 2\n");
  EXPECT_EQ(getField(configure(kViT, {}, yaml), "patch"), "32");
  EXPECT_EQ(getField(configure(kViT, {"batch=4"}, yaml), "batch"), "4");
  EXPECT_EQ(getField(configure(kViT, {"variant=b16"}, yaml), "width"), "768");
  std::string json =
      writeFile("{\n\t\"variant\": \"ti16\",\n\t\"depth\": 3\n}");
  EXPECT_EQ(getField(configure(kViT, {}, json), "width"), "192");
  EXPECT_EQ(getField(configure(kViT, {}, json), "depth"), "3");
  EXPECT_EQ(getField(configure(kViT, {}, writeFile("")), "variant"), "b16");
}

// What `toYAML` writes can be given back as a file.
TEST_F(ModelConfigTest, RoundTrip) {
  for (const ModelDefinition *model : getModels()) {
    std::string yaml = configure(
        *model, {("variant=" + model->variants.back()).str(), "batch=5"});
    EXPECT_EQ(configure(*model, {}, writeFile(yaml)), yaml);
  }
}

TEST_F(ModelConfigTest, Errors) {
  EXPECT_EQ(configure(kResNet, {"widht=3"}),
            "model 'resnet' has no setting 'widht'; it has variant, batch, "
            "resolution, classes, depths, width, stage_widths, bottleneck, "
            "expansion, kernel, stem_kernel, activation\n");
  EXPECT_EQ(configure(kResNet, {"variant=51"}),
            "model 'resnet' has no variant '51'; it has 50, 18, 34, 101\n");
  EXPECT_EQ(configure(kResNet, {"batch"}),
            "expected a setting KEY=VALUE, got 'batch'\n");
  EXPECT_EQ(configure(kResNet, {"=3"}),
            "expected a setting KEY=VALUE, got '=3'\n");
  EXPECT_EQ(configure(kEfficientNet, {"width=wide"}),
            "in setting 'width=wide': invalid floating point number\n");
  EXPECT_EQ(configure(kEfficientNet, {"width=-1.5"}),
            "model 'efficientnet': 'width': expected a number from 0.01 to "
            "64.00, got -1.50\n");
  EXPECT_THAT(configure(kEfficientNet, {"width=nan"}), HasSubstr("got nan"));
  EXPECT_THAT(configure(kEfficientNet, {"activation=reluu"}),
              HasSubstr("unknown activation function"));
  EXPECT_EQ(configure(kResNet, {"batch=0", "classes=-1"}),
            "model 'resnet': 'batch': expected an integer from 1 to 65536, got "
            "0\nmodel 'resnet': 'classes': expected an integer from 1 to "
            "16777216, got -1\n");
  EXPECT_THAT(configure(kResNet, {"batch=99999999999999999999"}),
              HasSubstr("in setting 'batch=99999999999999999999'"));
  EXPECT_THAT(configure(kResNet, {"batch="}), HasSubstr("in setting 'batch='"));
  EXPECT_THAT(configure(kResNet, {"batch=[1"}),
              HasSubstr("in setting 'batch=[1'"));
  EXPECT_THAT(configure(kResNet, {"depths=[]"}),
              HasSubstr("1 to 8 stages, got 0"));
  EXPECT_THAT(configure(kViT, {"resolution=100"}),
              HasSubstr("a multiple of the patch size 16, got 100"));
  EXPECT_EQ(configure(kResNet, {"kernel=4"}),
            "model 'resnet': 'kernel': expected an odd number, got 4\n");
  EXPECT_THAT(configure(kViT, {"heads=5"}),
              HasSubstr("a multiple of the 5 heads, got 768"));
  EXPECT_THAT(configure(kViT, {"variant=[b16]"}), HasSubstr("expected a name"));
}

TEST_F(ModelConfigTest, FileErrors) {
  EXPECT_THAT(configure(kViT, {}, "/nowhere/x.yaml"),
              HasSubstr("cannot read model settings '/nowhere/x.yaml'"));
  EXPECT_THAT(configure(kViT, {}, writeFile("- 1\n- 2\n")),
              HasSubstr("expected a mapping"));
  EXPECT_THAT(configure(kViT, {}, writeFile("batch: 1\nbatch: 2\n")),
              HasSubstr("duplicate"));
  EXPECT_THAT(configure(kViT, {}, writeFile("batch: {\n")),
              Not(HasSubstr("---")));
  for (const char *text : {"---\n", "# nothing\n"})
    EXPECT_EQ(getField(configure(kViT, {}, writeFile(text)), "variant"), "b16")
        << text;
  for (const char *text :
       {"%", "~", "\"", "&a *b", "{a", "[", "? a", "*a", "batch"}) {
    std::string message = configure(kViT, {}, writeFile(text));
    EXPECT_THAT(message, Not(HasSubstr("---"))) << text;
    EXPECT_NE(message, "") << text;
  }
  EXPECT_THAT(configure(kViT, {}, writeFile("depht: 3\n")),
              HasSubstr("has no setting 'depht'"));

  // With the place in the file.
  std::string place;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream(place) << diagnostic.getLocation();
  });
  configure(kViT, {}, writeFile("batch: 1\ndepth: x\n"));
  EXPECT_THAT(place, HasSubstr(".yaml\":2:8"));
  configure(kViT, {}, writeFile("batch: 1\ndepht: 3\n"));
  EXPECT_THAT(place, HasSubstr(".yaml\":2:1"));
}

// Settings within others, in a file.
TEST_F(ModelConfigTest, UnknownKeysInFiles) {
  std::string file = writeFile("stages:\n  - repeats: 1\n    kernl: 3\n");
  EXPECT_EQ(configure(kEfficientNet, {}, file),
            "no setting 'kernl' here; there are repeats, kernel, stride, "
            "expansion, channels\n");
}

TEST_F(ModelConfigTest, UnknownModel) {
  EXPECT_TRUE(failed(buildModel("resnext", {}, context)));
  EXPECT_EQ(diagnostics.take(), "unknown model 'resnext'; there are "
                                "efficientnet, efficientnet-x, mobilenet-v2, "
                                "resnet, vit\n");
}

TEST_F(ModelConfigTest, ListModels) {
  std::string text;
  llvm::raw_string_ostream os(text);
  listModels(os);
  EXPECT_THAT(text, HasSubstr("vit: vision transformer"));
  EXPECT_THAT(text, HasSubstr("  variants: 50, 18, 34, 101\n"));
  EXPECT_THAT(text, HasSubstr("    # multiplier of all channels\n    width:"));
  EXPECT_THAT(text, HasSubstr("    # stages before scaling\n"
                              "    #   repeats: number of blocks\n"));
  EXPECT_THAT(text, HasSubstr("channels of the result\n    stages:\n"));
}

// Sizes that no machine can hold are refused, not built.
TEST_F(ModelConfigTest, HugeModel) {
  EXPECT_TRUE(failed(buildModel("vit",
                                {"",
                                 {"batch=65536", "resolution=16384", "patch=1",
                                  "width=65536", "heads=1"}},
                                context)));
  EXPECT_THAT(diagnostics.take(), HasSubstr("2^40"));
}
