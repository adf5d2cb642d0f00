//===- ModelBuilderTest.cpp -----------------------------------------------===//

#include "fovea/Model/ModelBuilder.h"

#include "fovea/Support/CollectDiagnostics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class ModelBuilderTest : public testing::Test {
protected:
  MLIRContext context;
  CollectDiagnostics diagnostics{context};
};

std::vector<int64_t> getShape(ModelBuilder &b, Value value) {
  return b.getShape(value).vec();
}

} // namespace

TEST_F(ModelBuilderTest, NamesInterfaceAndWeights) {
  ModelBuilder b(context, "tiny");
  Value x = b.input("image", {2, 8, 8, 3});
  {
    auto scope = b.scope("stem");
    x = b.conv("conv", x, 16, {.kernel = 3, .stride = 2, .bias = true});
    x = b.batchNorm("norm", x);
  }
  b.output("features", x);
  auto module = b.finish();
  ASSERT_TRUE(succeeded(module)) << diagnostics.take();

  std::vector<std::string> names;
  (*module)->walk(
      [&](WeightOp weight) { names.push_back(weight.getName().str()); });
  EXPECT_THAT(names, ElementsAre("stem/conv/kernel", "stem/conv/bias",
                                 "stem/norm/scale", "stem/norm/offset",
                                 "stem/norm/mean", "stem/norm/variance"));
  auto main = (*module)->lookupSymbol<func::FuncOp>(kEntryFunction);
  ASSERT_TRUE(main);
  EXPECT_EQ(cast<StringAttr>(main.getArgAttr(0, kTensorNameAttr)), "image");
  EXPECT_EQ(cast<StringAttr>(main.getResultAttr(0, kTensorNameAttr)),
            "features");
  EXPECT_EQ((**module)->getAttrOfType<StringAttr>(kModelNameAttr), "tiny");
  EXPECT_EQ(main.getResultTypes()[0],
            RankedTensorType::get({2, 4, 4, 16}, Float32Type::get(&context)));
}

// TensorFlow's rule: ceil(n / s) outputs, the odd element of padding at the
// end.
TEST_F(ModelBuilderTest, SamePadding) {
  ModelBuilder b(context, "same");
  struct Case {
    int64_t size, kernel, stride, dilation, begin, end;
  };
  for (Case c :
       {Case{8, 3, 2, 1, 0, 1}, Case{8, 5, 2, 1, 1, 2}, Case{7, 3, 2, 1, 1, 1},
        Case{8, 2, 1, 1, 0, 1}, Case{8, 2, 2, 1, 0, 0}, Case{8, 3, 1, 2, 2, 2},
        Case{9, 1, 4, 1, 0, 0}}) {
    auto scope = b.scope("case" + Twine(c.size) + "-" + Twine(c.kernel) + "-" +
                         Twine(c.stride) + "-" + Twine(c.dilation));
    Value x = b.input(("x" + Twine(c.size) + Twine(c.kernel) + Twine(c.stride) +
                       Twine(c.dilation))
                          .str(),
                      {1, c.size, 4});
    Value y = b.conv("conv", x, 4,
                     {.kernel = c.kernel,
                      .stride = c.stride,
                      .dilation = c.dilation,
                      .padding = Padding::same});
    ASSERT_TRUE(y) << diagnostics.take();
    EXPECT_EQ(b.getSize(y, 1), (c.size + c.stride - 1) / c.stride);
    EXPECT_THAT(y.getDefiningOp<ConvOp>().getPads()->vec(),
                ElementsAre(c.begin, c.end));
  }
}

TEST_F(ModelBuilderTest, ShapesOfLayers) {
  ModelBuilder b(context, "shapes");
  Value image = b.input("image", {3, 10, 12, 8});
  EXPECT_THAT(getShape(b, b.depthwiseConv("dw", image, {.kernel = 3})),
              ElementsAre(3, 10, 12, 8));
  EXPECT_THAT(getShape(b, b.maxPool(image, {.window = 3, .stride = 2})),
              ElementsAre(3, 4, 5, 8));
  EXPECT_THAT(getShape(b, b.globalAvgPool(image)), ElementsAre(3, 8));
  EXPECT_THAT(getShape(b, b.globalAvgPool(image, /*keepDims=*/true)),
              ElementsAre(3, 1, 1, 8));
  Value tokens = b.reshape(image, {3, 120, 8});
  EXPECT_THAT(getShape(b, b.layerNorm("ln", tokens)), ElementsAre(3, 120, 8));
  EXPECT_THAT(getShape(b, b.linear("fc", tokens, 5)), ElementsAre(3, 120, 5));
  EXPECT_THAT(getShape(b, b.multiHeadAttention("mha", tokens, 2)),
              ElementsAre(3, 120, 8));
  EXPECT_THAT(getShape(b, b.select(tokens, 1, 7)), ElementsAre(3, 8));
  EXPECT_THAT(getShape(b, b.concat({tokens, tokens}, 1)),
              ElementsAre(3, 240, 8));
  EXPECT_THAT(getShape(b, b.softmax(tokens, 2)), ElementsAre(3, 120, 8));
  EXPECT_EQ(diagnostics.take(), "");
}

TEST_F(ModelBuilderTest, ErrorsStick) {
  ModelBuilder b(context, "bad");
  Value x = b.input("image", {1, 8, 8, 3});
  {
    auto scope = b.scope("stage1");
    x = b.conv("conv", x, -4);
  }
  EXPECT_FALSE(x);
  x = b.activation(ActivationKind::relu, b.batchNorm("norm", x));
  x = b.multiHeadAttention("mha", b.linear("fc", x, 10), 2);
  EXPECT_TRUE(b.split(x, 0, 3)[2] == Value());
  b.output("y", x);
  EXPECT_TRUE(failed(b.finish()));
  EXPECT_EQ(diagnostics.take(),
            "conv: output channels: expected a positive number, got -4\n");
}

TEST_F(ModelBuilderTest, ReportsMisuse) {
  auto expectError = [&](StringRef message,
                         llvm::function_ref<void(ModelBuilder &, Value)> use) {
    ModelBuilder b(context, "bad");
    use(b, b.input("x", {1, 6, 6, 4}));
    EXPECT_TRUE(b.hasFailed());
    EXPECT_TRUE(failed(b.finish()));
    EXPECT_THAT(diagnostics.take(), HasSubstr(message.str()));
  };
  expectError("'x' is already defined",
              [](auto &b, Value x) { b.input("x", {1}); });
  expectError("output 'y' is already defined", [](auto &b, Value x) {
    b.output("y", x);
    b.output("y", x);
  });
  expectError("weight 'w' is already defined", [](auto &b, Value x) {
    b.weight("w", {1}, WeightInit::constant(0));
    b.weight("w", {1}, WeightInit::constant(0));
  });
  expectError("at most 2^40 elements", [](auto &b, Value x) {
    b.weight("w", {1 << 30, 1 << 30, 1 << 30}, WeightInit::constant(0));
  });
  expectError("multiples of the 3 groups",
              [](auto &b, Value x) { b.conv("c", x, 6, {.groups = 3}); });
  expectError("stride and dilation of at most", [](auto &b, Value x) {
    b.conv("c", x, 6, {.kernel = 3, .dilation = int64_t(1) << 62});
  });
  expectError("got index 6 of dimension 1",
              [](auto &b, Value x) { b.select(x, 1, 6); });
  expectError("expected a multiple of 4, got 6 elements",
              [](auto &b, Value x) { b.split(x, 1, 4); });
  expectError("attention: expected an input [batch, tokens, channels]",
              [](auto &b, Value x) { b.multiHeadAttention("a", x, 2); });
  expectError("expected tensors as inputs",
              [](auto &b, Value x) { b.add(x, Value()); });
  // Reported by the op itself.
  expectError("permutation",
              [](auto &b, Value x) { b.transpose(x, {0, 0, 1, 9}); });
}

TEST_F(ModelBuilderTest, ModelWithoutOutputs) {
  ModelBuilder b(context, "empty");
  EXPECT_TRUE(failed(b.finish()));
  EXPECT_THAT(diagnostics.take(), HasSubstr("no outputs"));
}
