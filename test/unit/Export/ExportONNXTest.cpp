//===- ExportONNXTest.cpp -------------------------------------------------===//
//
// The graphs that are written, as text. That they compute the right thing is
// what test/Export checks, with ONNX Runtime.
//
//===----------------------------------------------------------------------===//

#include "fovea/Export/ONNX/ExportONNX.h"

#include "Models.h"
#include "fovea/Model/Weights.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <onnx/onnx_pb.h>

using namespace mlir;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class ExportONNXTest : public testing::Test {
protected:
  void SetUp() override {
    context.loadDialect<FoveaDialect, func::FuncDialect>();
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("export", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string getPath(StringRef name) {
    SmallString<128> path = folder;
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  std::vector<std::string> listFolder() {
    std::vector<std::string> names;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(folder, code), end; it != end;
         it.increment(code))
      names.push_back(llvm::sys::path::filename(it->path()).str());
    llvm::sort(names);
    return names;
  }

  OwningOpRef<ModuleOp> parse(StringRef text) {
    auto module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module) << diagnostics.take();
    return module;
  }

  /// Nodes as `output = Op(inputs)`, one on each line.
  std::string exportText(ModuleOp module, ExportONNXOptions options = {}) {
    std::string path = getPath("model.onnx");
    if (failed(exportONNX(module, path, options)))
      return diagnostics.take();
    std::string text;
    ::onnx::ModelProto model = read(path);
    for (const ::onnx::NodeProto &node : model.graph().node())
      text += node.output(0) + " = " + node.op_type() + "(" +
              llvm::join(node.input(), ", ") + ")\n";
    return text;
  }
  std::string exportText(StringRef module, ExportONNXOptions options = {}) {
    return exportText(*parse(module), options);
  }

  static ::onnx::ModelProto read(StringRef path) {
    ::onnx::ModelProto model;
    auto buffer = llvm::MemoryBuffer::getFile(path);
    EXPECT_TRUE(buffer);
    EXPECT_TRUE(model.ParseFromString((*buffer)->getBuffer().str()));
    return model;
  }

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
  SmallString<128> folder;
};

/// A function on `x` of 1x4x4x2, with the result `y`.
std::string makeFunction(StringRef body, StringRef resultType) {
  return ("func.func @main(%x: tensor<1x4x4x2xf32> {fovea.name = \"x\"}) -> (" +
          resultType + " {fovea.name = \"y\"}) {\n" + body +
          "return %y : " + resultType + "\n}")
      .str();
}

} // namespace

// One transpose on the way in, one on the way out, none between; the kernel is
// transposed at export.
TEST_F(ExportONNXTest, ConvolutionsAreChannelsFirst) {
  EXPECT_EQ(exportText(makeFunction(R"(
        %k = fovea.weight "k" value dense<0.5> : tensor<3x3x2x2xf32>
           : tensor<3x3x2x2xf32>
        %0 = fovea.conv %x, %k pads [1, 1, 1, 1]
           : (tensor<1x4x4x2xf32>, tensor<3x3x2x2xf32>) -> tensor<1x4x4x2xf32>
        %1 = fovea.activation relu %0
           : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
        %b = fovea.weight "b" value dense<[1.0, 2.0]> : tensor<2xf32>
           : tensor<2xf32>
        %2 = fovea.binary add %1, %b
           : (tensor<1x4x4x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
        %y = fovea.binary add %2, %0
           : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
      )",
                                    "tensor<1x4x4x2xf32>")),
            "Transpose = Transpose(x)\n"
            "Conv = Conv(Transpose, k)\n"
            "Relu = Relu(Conv)\n"
            "Add = Add(Relu, b)\n"
            "Add_1 = Add(Add, Conv)\n"
            "y = Transpose(Add_1)\n");
  ::onnx::ModelProto model = read(getPath("model.onnx"));
  EXPECT_THAT(model.graph().initializer(0).dims(), ElementsAre(2, 2, 3, 3));
  EXPECT_THAT(model.graph().initializer(1).dims(), ElementsAre(1, 2, 1, 1));
}

// The layout changes of an imported model vanish.
TEST_F(ExportONNXTest, TransposesAreNoNodes) {
  EXPECT_EQ(exportText(R"(
    func.func @main(%x: tensor<1x2x4x4xf32> {fovea.name = "x"})
        -> (tensor<1x3x4x4xf32> {fovea.name = "y"}) {
      %w = fovea.weight "w" value dense<0.5> : tensor<3x2x1x1xf32>
           : tensor<3x2x1x1xf32>
      %k = fovea.transpose %w permutation [2, 3, 1, 0]
         : (tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
      %0 = fovea.transpose %x permutation [0, 2, 3, 1]
         : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
      %1 = fovea.conv %0, %k
         : (tensor<1x4x4x2xf32>, tensor<1x1x2x3xf32>) -> tensor<1x4x4x3xf32>
      %y = fovea.transpose %1 permutation [0, 3, 1, 2]
         : (tensor<1x4x4x3xf32>) -> tensor<1x3x4x4xf32>
      return %y : tensor<1x3x4x4xf32>
    })"),
            "y = Conv(x, w)\n");
}

TEST_F(ExportONNXTest, OutputsThatNeedACopy) {
  EXPECT_EQ(exportText(R"(
    func.func @main(%x: tensor<2xf32> {fovea.name = "x"})
        -> (tensor<2xf32> {fovea.name = "same"},
            tensor<2xf32> {fovea.name = "y"}, tensor<2xf32>,
            tensor<2xf32> {fovea.name = "w"}) {
      %w = fovea.weight "w" value dense<0.5> : tensor<2xf32>
           : tensor<2xf32>
      %0 = fovea.unary abs %x : (tensor<2xf32>) -> tensor<2xf32>
      return %x, %0, %0, %w
          : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
    })"),
            "y = Abs(x)\n"
            "same = Identity(x)\n"
            "output2 = Identity(y)\n"
            "w = Identity(w_1)\n");
}

TEST_F(ExportONNXTest, InterfaceOfTheModel) {
  auto module = parse(R"(module attributes {fovea.model_name = "net"} {
    func.func @main(%x: tensor<2x3xui8> {fovea.name = "pixels"})
        -> (tensor<2x3xi64> {fovea.name = "y"}) {
      %y = fovea.cast %x : tensor<2x3xui8> to tensor<2x3xi64>
      return %y : tensor<2x3xi64>
    }})");
  EXPECT_EQ(exportText(*module, {.opset = 20}), "y = Cast(pixels)\n");
  ::onnx::ModelProto model = read(getPath("model.onnx"));
  EXPECT_EQ(model.ir_version(), 9);
  EXPECT_EQ(model.opset_import(0).version(), 20);
  EXPECT_EQ(model.graph().name(), "net");
  const auto &type = model.graph().input(0).type().tensor_type();
  EXPECT_EQ(model.graph().input(0).name(), "pixels");
  EXPECT_EQ(type.elem_type(), ::onnx::TensorProto::UINT8);
  EXPECT_EQ(type.shape().dim(1).dim_value(), 3);
}

// What an operator takes as attribute, as input, or not at all by opset.
TEST_F(ExportONNXTest, Opsets) {
  std::string text = makeFunction(R"(
    %0 = fovea.activation gelu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
    %y = fovea.reduce mean %0 axes [1, 2]
       : (tensor<1x4x4x2xf32>) -> tensor<1x2xf32>)",
                                  "tensor<1x2xf32>");
  EXPECT_EQ(exportText(text), "Mul = Mul(x, scalar)\n"
                              "Erf = Erf(Mul)\n"
                              "Add = Add(Erf, scalar_1)\n"
                              "Mul_1 = Mul(x, scalar_2)\n"
                              "Mul_2 = Mul(Mul_1, Add)\n"
                              "y = ReduceMean(Mul_2)\n");
  EXPECT_EQ(exportText(text, {.opset = 20}), "Gelu = Gelu(x)\n"
                                             "y = ReduceMean(Gelu, ints)\n");
  EXPECT_EQ(exportText(text, {.opset = 16}),
            "cannot export to ONNX opset 16: expected one from 17 to 22\n");
}

TEST_F(ExportONNXTest, ListsAllUnsupportedOps) {
  std::string text = exportText(makeFunction(R"(
    %0 = fovea.pad %x low [0, 1, 0, 0] high [0, 0, 0, 0] mode wrap
       : (tensor<1x4x4x2xf32>) -> tensor<1x5x4x2xf32>
    %1 = fovea.avg_pool %0 window [2, 2] dilations [2, 2]
       : (tensor<1x5x4x2xf32>) -> tensor<1x3x2x2xf32>
    %y = fovea.avg_pool %1 window [2, 1] dilations [2, 1]
       : (tensor<1x3x2x2xf32>) -> tensor<1x1x2x2xf32>)",
                                             "tensor<1x1x2x2xf32>"));
  EXPECT_EQ(text,
            "cannot export to ONNX opset 17: unsupported operations\n"
            "note: 'fovea.avg_pool': dilations, which need opset 19 (2 times)\n"
            "note: 'fovea.pad': mode wrap, which needs opset 19 (1 times)\n");
  EXPECT_THAT(listFolder(), IsEmpty());
}

TEST_F(ExportONNXTest, WeightsWithoutValues) {
  std::string text = exportText(R"(
    func.func @main() -> tensor<2xf32> {
      %w = fovea.weight "stem/kernel" init <constant, 0.0, 0.0>
         : tensor<2xf32>
      return %w : tensor<2xf32>
    })");
  EXPECT_EQ(text, "cannot export to ONNX: 1 weights have no value\n"
                  "note: weight 'stem/kernel'\n");
  EXPECT_THAT(listFolder(), IsEmpty());
}

TEST_F(ExportONNXTest, UnwritablePath) {
  auto module = parse("func.func @main() { return }");
  EXPECT_TRUE(failed(exportONNX(*module, "/nowhere/model.onnx")));
  EXPECT_THAT(diagnostics.take(),
              HasSubstr("cannot write '/nowhere/model.onnx': No such file"));
}

TEST_F(ExportONNXTest, ModuleWithoutMain) {
  auto module = parse("func.func @other() { return }");
  EXPECT_THAT(exportText(*module), HasSubstr("expected a function @main"));
}

TEST_F(ExportONNXTest, ExternalData) {
  auto module = buildModel("resnet", {"", {"variant=18", "width=8"}}, context);
  ASSERT_TRUE(succeeded(module));
  ASSERT_TRUE(succeeded(bindWeights(**module, {})));
  ASSERT_TRUE(succeeded(exportONNX(**module, getPath("embedded.onnx"))));
  ASSERT_TRUE(succeeded(exportONNX(**module, getPath("external.onnx"),
                                   {.maxEmbeddedBytes = 1000})));
  EXPECT_THAT(listFolder(), ElementsAre("embedded.onnx", "external.onnx",
                                        "external.onnx.data"));
  auto data = llvm::MemoryBuffer::getFile(getPath("external.onnx.data"));
  ASSERT_TRUE(data);
  ::onnx::ModelProto embedded = read(getPath("embedded.onnx"));
  ::onnx::ModelProto external = read(getPath("external.onnx"));
  ASSERT_EQ(embedded.graph().initializer_size(),
            external.graph().initializer_size());
  int numExternal = 0;
  for (auto [one, other] : llvm::zip(embedded.graph().initializer(),
                                     external.graph().initializer())) {
    std::string bytes = other.raw_data();
    if (other.data_location() == ::onnx::TensorProto::EXTERNAL) {
      ++numExternal;
      EXPECT_EQ(other.external_data(0).value(), "external.onnx.data");
      size_t offset = std::stoull(other.external_data(1).value());
      size_t length = std::stoull(other.external_data(2).value());
      bytes = (*data)->getBuffer().substr(offset, length).str();
    }
    EXPECT_EQ(one.raw_data(), bytes) << one.name();
  }
  EXPECT_GT(numExternal, 10);
}

// The whole registry has an expression in ONNX.
TEST_F(ExportONNXTest, AllModels) {
  for (const ModelDefinition *model : getModels()) {
    bool isViT = model == &kViT;
    ModelSettings settings;
    if (isViT)
      settings.assignments = {"variant=ti16"}; // The default is large.
    auto module = buildModel(*model, settings, context);
    ASSERT_TRUE(succeeded(module));
    ASSERT_TRUE(succeeded(bindWeights(**module, {})));
    std::string text = exportText(**module);
    EXPECT_THAT(text, HasSubstr("logits = Add(")) << model->name.str();
    // Around the convolutions, and for attention.
    size_t transposes = StringRef(text).count("= Transpose(");
    EXPECT_EQ(transposes, isViT ? 2 + 12 * 4 : 1);
  }
}
