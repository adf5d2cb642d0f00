//===- DifferentialTest.cpp - Kernels against the reference lowering ------===//
//
// Random graphs compiled at -O0 and at -O2, in f32 and in bf16, for several
// instruction sets and numbers of threads, with outputs and scratch memory
// poisoned. FOVEA_CASES in the environment sets the number of cases of each
// test.
//
//===----------------------------------------------------------------------===//

#include "RandomGraphs.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Driver/JIT.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/TargetParser/Host.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using fovea::testing::GraphWriter;

using Values = std::vector<std::vector<float>>;

/// A residual block takes so much longer than the graphs of one kernel.
static constexpr unsigned kKernelsOfBlock = 5;

static unsigned getNumCases() {
  const char *text = std::getenv("FOVEA_CASES");
  return text ? std::atoi(text) : 35;
}

/// CPUs that code can be made for here, and run.
static std::vector<std::string> getCPUs() {
  std::vector<std::string> cpus = {"native"};
  if (llvm::Triple(llvm::sys::getDefaultTargetTriple()).isX86()) {
    cpus.push_back("x86-64");
    llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
    if (features.lookup("avx2") && features.lookup("fma") &&
        features.lookup("bmi2"))
      cpus.push_back("x86-64-v3");
    if (llvm::all_of(
            ArrayRef{"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
            [&](StringRef name) { return features.lookup(name); }))
      cpus.push_back("x86-64-v4");
  }
  return cpus;
}

namespace {
class DifferentialTest : public ::testing::Test {
protected:
  DifferentialTest() : context(getRegistry()) {
    context.loadAllAvailableDialects();
  }

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerDialects(registry);
    return registry;
  }

  /// The outputs of the graph in `text`, or none if something fails.
  Values run(StringRef text, const CompileOptions &options, uint64_t threads,
             uint64_t seed);
  void check(uint64_t seed, StringRef text, const CompileOptions &options = {},
             double tolerance = 1e-5);

  MLIRContext context;
  /// What happens to a graph before it is compiled, but not for reference.
  std::function<void(ModuleOp)> rewrite;
};
} // namespace

/// Values that bf16 holds, so that a contraction in bf16 of inputs and
/// constants alone rounds nothing.
static Values drawInputs(const fovea_model *model, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Values inputs;
  for (uint64_t i = 0; i < fovea_model_num_inputs(model); ++i) {
    inputs.emplace_back(fovea_model_input(model, i)->size_bytes /
                        sizeof(float));
    for (float &value : inputs.back())
      value = fovea::testing::truncateToBF16(uniform(random));
  }
  return inputs;
}

static std::vector<fovea_buffer> getBuffers(Values &values) {
  std::vector<fovea_buffer> buffers;
  for (std::vector<float> &value : values)
    buffers.push_back({value.data(), value.size() * sizeof(float)});
  return buffers;
}

Values DifferentialTest::run(StringRef text, const CompileOptions &options,
                             uint64_t threads, uint64_t seed) {
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return {};
  if (options.isOptimizing() && rewrite)
    rewrite(*module);
  FailureOr<CompiledModel> compiled = compile(*module, options);
  if (failed(compiled))
    return {};
  auto loaded = llvm::cantFail(JITModel::load(*compiled));
  const fovea_model *model = loaded->getModel();
  Values inputs = drawInputs(model, seed);
  Values outputs(fovea_model_num_outputs(model));
  for (auto [i, output] : llvm::enumerate(outputs))
    output.resize(fovea_model_output(model, i)->size_bytes / sizeof(float));
  fovea_options contextOptions = FOVEA_OPTIONS_INIT;
  contextOptions.flags = FOVEA_FLAG_POISON;
  contextOptions.threads = threads;
  fovea_context *runContext = nullptr;
  EXPECT_EQ(fovea_context_create(model, &contextOptions, &runContext),
            FOVEA_OK);
  std::vector<fovea_buffer> in = getBuffers(inputs), out = getBuffers(outputs);
  EXPECT_EQ(fovea_run(runContext, in.data(), in.size(), out.data(), out.size()),
            FOVEA_OK);
  fovea_context_destroy(runContext);
  return outputs;
}

/// ||actual - expected|| / ||expected||; NaN if anything is.
static double getError(const std::vector<float> &actual,
                       const std::vector<float> &expected) {
  double difference = 0, norm = 0;
  for (auto [a, b] : llvm::zip_equal(actual, expected)) {
    difference += (double(a) - b) * (double(a) - b);
    norm += double(b) * b;
  }
  return difference == 0 ? 0 : std::sqrt(difference / norm);
}

/// `text` without most of its constants.
static std::string shortenLines(StringRef text) {
  std::string result;
  for (StringRef line : llvm::split(text, '\n'))
    result +=
        line.size() <= 200
            ? (line + "\n").str()
            : (line.take_front(60) + " ... " + line.take_back(60) + "\n").str();
  return result;
}

void DifferentialTest::check(uint64_t seed, StringRef text,
                             const CompileOptions &base, double tolerance) {
  static const std::vector<std::string> cpus = getCPUs();
  const std::string &cpu = cpus[seed % cpus.size()];
  uint64_t threads = 1 + seed / cpus.size() % 3;
  CompileOptions reference, options = base;
  reference.optLevel = OptLevel::O0;
  options.cpu = cpu;
  Values expected = run(text, reference, 1, seed);
  Values actual = run(text, options, threads, seed);
  ASSERT_EQ(expected.size(), 1u) << "seed " << seed << "\n" << text.str();
  ASSERT_EQ(actual.size(), 1u) << "seed " << seed << "\n" << text.str();
  EXPECT_LE(getError(actual[0], expected[0]), tolerance)
      << "seed " << seed << ", " << cpu << ", " << threads << " threads\n"
      << shortenLines(text);
}

TEST_F(DifferentialTest, Attention) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeAttention());
}

TEST_F(DifferentialTest, BatchedMatMul) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeBatchedMatMul());
}

TEST_F(DifferentialTest, Conv) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeConv(/*depthwise=*/false));
}

TEST_F(DifferentialTest, WinogradConv2x2) {
  CompileOptions options;
  options.winograd = WinogradUse::Always2x2;
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeConv3x3(), options);
}

TEST_F(DifferentialTest, WinogradConv4x4) {
  CompileOptions options;
  options.winograd = WinogradUse::Always4x4;
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeConv3x3(), options);
}

TEST_F(DifferentialTest, ConvOverRows) {
  CompileOptions options;
  options.spaceToDepth = UseWhere::Always;
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeStridedConv(/*blocked=*/false), options);
}

TEST_F(DifferentialTest, ConvOfBlocks) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeStridedConv(/*blocked=*/true));
}

// The form for accelerators, which is compiled for this CPU nevertheless.
TEST_F(DifferentialTest, ConvOverDepth) {
  unsigned numRewritten = 0;
  rewrite = [&](ModuleOp module) {
    setHardwareModel(module, *findHardwareDescription("tpu-v3"));
    SpaceToDepthPassOptions options;
    options.use = UseWhere::Always;
    PassManager pm(&context);
    pm.addNestedPass<func::FuncOp>(createSpaceToDepthPass(options));
    pm.addPass(createFoldConstantsPass());
    ASSERT_TRUE(succeeded(pm.run(module)));
    module.walk([&](ConvOp conv) { numRewritten += !conv.getStrides(); });
  };
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeStridedConv(/*blocked=*/false));
  EXPECT_GE(numRewritten, getNumCases() * 9 / 10);
}

TEST_F(DifferentialTest, DepthwiseConv) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeConv(/*depthwise=*/true));
}

TEST_F(DifferentialTest, ScaledConv) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeScaledConv());
}

/// Caches so small, and so far from each other, that most sums are split.
static HardwareModel getMachineOfSmallCaches() {
  HardwareModel machine = *findHardwareDescription("x86-64-v3");
  machine.caches[0].bytes = 4 << 10;
  machine.caches[1].bytes = 32 << 10;
  machine.caches[2].bandwidth->oneCore = 1;
  return machine;
}

TEST_F(DifferentialTest, LongSums) {
  CompileOptions options;
  options.hardware = getMachineOfSmallCaches();
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeLongSums(), options);
}

TEST_F(DifferentialTest, MatMul) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeMatMul());
}

TEST_F(DifferentialTest, Normalization) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeNormalization());
}

TEST_F(DifferentialTest, Pool) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writePool());
}

TEST_F(DifferentialTest, Projections) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeProjections());
}

TEST_F(DifferentialTest, SqueezeExcite) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed).writeSqueezeExcite());
}

TEST_F(DifferentialTest, Block) {
  for (uint64_t seed = 0; seed < getNumCases() / kKernelsOfBlock; ++seed)
    check(seed, GraphWriter(seed).writeBlock());
}

TEST_F(DifferentialTest, SplitBatch) {
  static constexpr std::string (GraphWriter::*kWriters[])() = {
      &GraphWriter::writeBlock, &GraphWriter::writeSqueezeExcite,
      &GraphWriter::writeAttention, &GraphWriter::writeProjections,
      &GraphWriter::writePool};
  CompileOptions options;
  options.splitBatch = UseWhere::Always;
  for (uint64_t seed = 0; seed < getNumCases(); ++seed) {
    GraphWriter writer(seed);
    check(seed, (writer.*kWriters[seed % std::size(kWriters)])(), options);
  }
}

// Parts of two and of three images.
TEST_F(DifferentialTest, SplitBatchOfMany) {
  CompileOptions options;
  options.splitBatch = UseWhere::Always;
  check(0, R"(
func.func @main(%x: tensor<35x9x7x5xf32>, %w: tensor<3x3x5x6xf32>) -> tensor<35x6xf32> {
  %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<35x9x7x5xf32>, tensor<3x3x5x6xf32>) -> tensor<35x9x7x6xf32>
  %1 = fovea.activation relu %0 : (tensor<35x9x7x6xf32>) -> tensor<35x9x7x6xf32>
  %2 = fovea.reduce mean %1 axes [1, 2] : (tensor<35x9x7x6xf32>) -> tensor<35x6xf32>
  %3 = fovea.softmax %2 axis 0 : (tensor<35x6xf32>) -> tensor<35x6xf32>
  return %3 : tensor<35x6xf32>
})",
        options);
}

//===----------------------------------------------------------------------===//
// bf16
//===----------------------------------------------------------------------===//

static CompileOptions getBF16Options() {
  CompileOptions options;
  options.precision = Precision::BF16;
  return options;
}

// Products of what bf16 holds are exact in f32, whether or not the CPU has
// instructions for them.

TEST_F(DifferentialTest, ConvBF16) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeConv(false),
          getBF16Options());
}

TEST_F(DifferentialTest, LongSumsBF16) {
  CompileOptions options = getBF16Options();
  options.hardware = getMachineOfSmallCaches();
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeLongSums(), options);
}

TEST_F(DifferentialTest, ConvOverRowsBF16) {
  CompileOptions options = getBF16Options();
  for (uint64_t seed = 0; seed < getNumCases(); ++seed) {
    options.spaceToDepth = seed % 2 ? UseWhere::Always : UseWhere::Auto;
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeStridedConv(false),
          options);
  }
}

TEST_F(DifferentialTest, MatMulBF16) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeMatMul(),
          getBF16Options());
}

// Only the weights of the softmax are rounded, by 2^-9 at most: more of a sum
// whose terms cancel.
TEST_F(DifferentialTest, AttentionBF16) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeAttention(),
          getBF16Options(), 1.0 / 256);
}

// The feature map is rounded, and what multiplies it.
TEST_F(DifferentialTest, SqueezeExciteBF16) {
  for (uint64_t seed = 0; seed < getNumCases(); ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeSqueezeExcite(),
          getBF16Options(), 2.0 / 512);
}

// Rounding to the 8 bits of bf16 changes an element by at most 2^-9 of itself.
// Of values with random signs, a sum grows as the norm of its terms does, and
// so does its error, whatever their number: each rounding on the way adds at
// most so much to the relative error of the result. A block has four
// contractions, with an input that is rounded, and a residual.
TEST_F(DifferentialTest, BlockBF16) {
  constexpr double kRoundings = 5;
  for (uint64_t seed = 0; seed < getNumCases() / kKernelsOfBlock; ++seed)
    check(seed, GraphWriter(seed, /*isBF16=*/true).writeBlock(),
          getBF16Options(), kRoundings / 512);
}
