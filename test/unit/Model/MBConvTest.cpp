//===- MBConvTest.cpp - What the blocks of EfficientNet compute -----------===//

#include "MBConv.h"

#include "fovea/Driver/JIT.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;

using Values = std::vector<std::vector<float>>;

namespace {

class MBConvTest : public testing::TestWithParam<OptLevel> {
protected:
  MBConvTest() : context(getRegistry()) { context.loadAllAvailableDialects(); }

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerDialects(registry);
    return registry;
  }

  OwningOpRef<ModuleOp> finish(ModelBuilder &b) {
    auto module = b.finish();
    EXPECT_TRUE(succeeded(module)) << diagnostics.take();
    return std::move(*module);
  }

  /// The outputs of `module` for one input.
  Values run(ModuleOp module, std::vector<float> input, OptLevel level);

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
};

/// Numbers that are all different, and that f32 holds.
std::vector<float> count(int64_t size) {
  std::vector<float> values;
  for (int64_t i = 0; i < size; ++i)
    values.push_back((i - size / 2) * 0.125f);
  return values;
}

std::vector<fovea_buffer> getBuffers(Values &values) {
  std::vector<fovea_buffer> buffers;
  for (std::vector<float> &value : values)
    buffers.push_back({value.data(), value.size() * sizeof(float)});
  return buffers;
}

std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  return text;
}

} // namespace

Values MBConvTest::run(ModuleOp module, std::vector<float> input,
                       OptLevel level) {
  CompileOptions options;
  options.optLevel = level;
  FailureOr<CompiledModel> compiled = compile(module, options);
  EXPECT_TRUE(succeeded(compiled)) << diagnostics.take();
  if (failed(compiled))
    return {};
  auto loaded = llvm::cantFail(JITModel::load(*compiled));
  const fovea_model *model = loaded->getModel();
  Values inputs = {std::move(input)}, outputs(fovea_model_num_outputs(model));
  for (auto [i, output] : llvm::enumerate(outputs))
    output.resize(fovea_model_output(model, i)->size_bytes / sizeof(float));
  fovea_options contextOptions = FOVEA_OPTIONS_INIT;
  contextOptions.flags = FOVEA_FLAG_POISON;
  fovea_context *runContext = nullptr;
  EXPECT_EQ(fovea_context_create(model, &contextOptions, &runContext),
            FOVEA_OK);
  auto in = getBuffers(inputs), out = getBuffers(outputs);
  EXPECT_EQ(fovea_run(runContext, in.data(), in.size(), out.data(), out.size()),
            FOVEA_OK);
  fovea_context_destroy(runContext);
  return outputs;
}

INSTANTIATE_TEST_SUITE_P(Levels, MBConvTest,
                         testing::Values(OptLevel::O0, OptLevel::O2),
                         [](const auto &info) {
                           return info.param == OptLevel::O0 ? "O0" : "O2";
                         });

// The gate is the sigmoid of 0.
TEST_P(MBConvTest, SqueezeExciteWithoutWeightsHalves) {
  ModelBuilder b(context, "squeeze");
  Value x = b.input("x", {1, 5, 7, 12});
  b.output("y", buildSqueezeExcite(b, "se", x, 3, ActivationKind::silu));
  auto module = finish(b);
  module->walk([&](WeightOp weight) {
    weight.setValueAttr(DenseElementsAttr::get(weight.getType(), 0.0f));
  });
  std::vector<float> input = count(5 * 7 * 12);
  Values outputs = run(*module, input, GetParam());
  ASSERT_EQ(outputs.size(), 1u);
  for (auto [x, y] : llvm::zip_equal(input, outputs[0]))
    EXPECT_EQ(y, 0.5f * x);
}

// With the right weights the convolution that trades resolution for channels
// only moves elements.
TEST_P(MBConvTest, SpaceToDepthConvCanMoveElements) {
  constexpr int64_t size = 6, channels = 3;
  ModelBuilder b(context, "reshape");
  Value x = b.input("x", {1, size, size, channels});
  b.output("conv",
           b.conv("conv", x, 4 * channels,
                  {.kernel = 2, .stride = 2, .padding = Padding::same}));
  OpBuilder attributes(&context);
  for (DepthOrder order : {DepthOrder::crd, DepthOrder::dcr})
    b.output(stringifyDepthOrder(order),
             b.create<SpaceToDepthOp>(
                  x, {attributes.getNamedAttr("block_size",
                                              attributes.getI64IntegerAttr(2)),
                      attributes.getNamedAttr(
                          "order", DepthOrderAttr::get(&context, order))})
                 ->getResult(0));
  auto module = finish(b);

  // kernel[row, column, c, 4c + 2 row + column] = 1.
  std::vector<float> kernel(2 * 2 * channels * 4 * channels, 0.0f);
  for (int64_t position = 0; position < 4; ++position)
    for (int64_t c = 0; c < channels; ++c)
      kernel[(position * channels + c) * 4 * channels + 4 * c + position] = 1;
  module->walk([&](WeightOp weight) {
    weight.setValueAttr(
        DenseElementsAttr::get(weight.getType(), ArrayRef(kernel)));
  });
  Values outputs = run(*module, count(size * size * channels), GetParam());
  ASSERT_EQ(outputs.size(), 3u);
  EXPECT_EQ(outputs[0], outputs[1]);
  // TensorFlow's and ONNX' order has the position before the channel.
  std::vector<float> permuted;
  for (size_t pixel = 0; pixel < outputs[2].size(); pixel += 4 * channels)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t position = 0; position < 4; ++position)
        permuted.push_back(outputs[2][pixel + position * channels + c]);
  EXPECT_EQ(outputs[0], permuted);
}

// A fused block with a window of 1 and an expansion of 1 is two convolutions
// 1x1.
TEST_F(MBConvTest, SmallestFusedBlock) {
  ModelBuilder block(context, "block");
  Value x = block.input("x", {1, 8, 8, 16});
  block.output("y", MBConvBlock{.kind = BlockKind::fused,
                                .kernel = 1,
                                .expansion = 1,
                                .nominalChannels = 16,
                                .outChannels = 24}
                        .build(block, x));
  ModelBuilder convs(context, "block");
  KerasNames names;
  x = convs.input("x", {1, 8, 8, 16});
  x = buildConvNorm(convs, names, x, 16, {}, ActivationKind::silu);
  convs.output("y", buildConvNorm(convs, names, x, 24, {}, std::nullopt));
  EXPECT_EQ(print(*finish(block)), print(*finish(convs)));
}
