//===- CostModelTest.cpp - The arithmetic of the roofline -----------------===//
//
// Against numbers of Li et al., "Searching for Fast Model Families on
// Datacenter Accelerators", arXiv 2102.05610.
//
//===----------------------------------------------------------------------===//

#include "BuildGraph.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Operational intensity: equations 4 and 5
//===----------------------------------------------------------------------===//

namespace {
struct ConvCase {
  int64_t batch, size, channels, kernel;
  /// In multiply-adds, and per element moved.
  double denseWork, denseIntensity, separableIntensity;
};
} // namespace

/// With numbers of two bytes, FLOPs per byte are multiply-adds per element.
static const ConvCase kConvCases[] = {
    {128, 56, 64, 3, 14797504512, 287.79, 18.25},
    {128, 28, 40, 5, 0, 497.52, 16.25},
    {1, 14, 112, 5, 0, 171.93, 29.16},
};

TEST(CostModelTest, IntensityOfDenseConvolutions) {
  for (const ConvCase &c : kConvCases) {
    Work work =
        analyzeGraph({c.batch, c.size, c.size, c.channels}, getTarget("tpu-v3"),
                     [&](ModelBuilder &b, Value x) {
                       return b.conv("conv", x, c.channels,
                                     {.kernel = c.kernel});
                     })
            .work;
    if (c.denseWork)
      EXPECT_EQ(work.matrixFlops, 2 * c.denseWork);
    EXPECT_EQ(work.vectorFlops, 0);
    EXPECT_NEAR(work.getIntensity(), c.denseIntensity, 0.005);
  }
}

TEST(CostModelTest, IntensityOfDepthwiseSeparableConvolutions) {
  for (const ConvCase &c : kConvCases) {
    Work work = analyzeGraph(
                    {c.batch, c.size, c.size, c.channels}, getTarget("tpu-v3"),
                    [&](ModelBuilder &b, Value x) {
                      x = b.depthwiseConv("depthwise", x, {.kernel = c.kernel});
                      return b.conv("pointwise", x, c.channels);
                    })
                    .work;
    EXPECT_NEAR(work.getIntensity(), c.separableIntensity, 0.005);
  }
}

TEST(CostModelTest, WorkOfADepthwiseSeparableConvolution) {
  ModelAnalysis analysis = analyzeGraph(
      {128, 56, 56, 64}, getTarget("tpu-v3"), [&](ModelBuilder &b, Value x) {
        return b.conv("pointwise",
                      b.depthwiseConv("depthwise", x, {.kernel = 3}), 64);
      });
  EXPECT_EQ(analysis.work.getFlops(), 2 * 1875378176.0);
  // The vector unit computes the depthwise part.
  EXPECT_EQ(analysis.work.vectorFlops, 2.0 * 128 * 56 * 56 * 64 * 9);
}

//===----------------------------------------------------------------------===//
// Latency: equations 1 to 3
//===----------------------------------------------------------------------===//

// Of what table 3 says of EfficientNet on TPUv3 (multiply-adds, intensity,
// efficiency, latency), equation 1 gives the bandwidth: always the same.
TEST(CostModelTest, PublishedLatenciesAreThoseOfOneBandwidth) {
  struct Row {
    double gigaMACs, intensity, efficiency, milliseconds;
  };
  static const Row rows[] = {
      {.39, 19.7, .524, 13.4},   {.70, 21.4, .513, 22.3},
      {1.0, 24.1, .488, 29.8},   {1.8, 26.1, .513, 48.1},
      {4.2, 31.29, .478, 102.6}, {9.9, 39.7, .468, 192.5},
      {19, 43.9, .450, 334.2},   {37, 48.3, .434, 621.4}};
  AnalysisTarget target = getTarget("tpu-v3");
  double bandwidth = getReadBandwidth(target.hardware, 1e15);
  for (const Row &row : rows) {
    Work work;
    work.matrixFlops = work.busyMatrixFlops = 2e9 * row.gigaMACs * 128;
    work.activationBytes = work.matrixFlops / row.intensity;
    EXPECT_EQ(predict(work, target).bound, Bound::Memory);
    double seconds = getIdealSeconds(work, target) / row.efficiency;
    double solved = bandwidth * seconds / (1e-3 * row.milliseconds);
    EXPECT_GT(solved, 0.70e12) << row.gigaMACs;
    EXPECT_LT(solved, 0.74e12) << row.gigaMACs;
  }
}

TEST(CostModelTest, TheLargestOfThreeTimesCounts) {
  AnalysisTarget target = getTarget("tpu-v3");
  Work work;
  work.matrixFlops = 61.5e12;
  work.busyMatrixFlops = 123e12;
  EXPECT_DOUBLE_EQ(predict(work, target).seconds, 1);
  EXPECT_EQ(predict(work, target).bound, Bound::Compute);
  EXPECT_DOUBLE_EQ(work.getUtilization(), 0.5);
  work.vectorFlops = work.busyVectorFlops = 4e12;
  EXPECT_DOUBLE_EQ(predict(work, target).seconds, 2);
  EXPECT_EQ(predict(work, target).bound, Bound::Vector);
  work.activationBytes = 2.7e12;
  EXPECT_DOUBLE_EQ(predict(work, target).seconds, 3);
  EXPECT_EQ(predict(work, target).bound, Bound::Memory);
  EXPECT_DOUBLE_EQ(getIdealSeconds(work, target), 3);
}

TEST(CostModelTest, CPUsTakeTheRooflineOfTheirCaches) {
  const HardwareModel &hardware = *findHardwareDescription("skylake-sp");
  auto target = getAnalysisTarget(hardware, /*threads=*/4);
  ASSERT_TRUE(bool(target)) << toString(target.takeError());
  EXPECT_EQ(target->activationBytes, 4);
  Work work;
  work.matrixFlops = work.busyMatrixFlops = 1e9;
  work.vectorFlops = work.busyVectorFlops = 1e8;
  work.activationBytes = 1e5;
  EXPECT_DOUBLE_EQ(predict(work, *target).seconds,
                   getRooflineSeconds(hardware, 1.1e9, 1e5, 4));
  EXPECT_EQ(predict(work, *target).bound, Bound::Compute);
  work.activationBytes = 1e9;
  EXPECT_DOUBLE_EQ(predict(work, *target).seconds,
                   getRooflineSeconds(hardware, 1.1e9, 1e9, 4));
  EXPECT_EQ(predict(work, *target).bound, Bound::Memory);
}

//===----------------------------------------------------------------------===//
// Shapes on matrix units
//===----------------------------------------------------------------------===//

TEST(CostModelTest, MatrixUnitsArePadded) {
  AnalysisTarget target = getTarget("tpu-v3");
  MatrixProduct full = {.rows = 1000, .columns = 128, .depth = 128};
  EXPECT_DOUBLE_EQ(getPaddedFlops(full, target), 2 * full.getMACs());
  // 24 of 128 rows of the unit, and 144 of 256 columns.
  MatrixProduct expand = {.rows = 1000, .columns = 144, .depth = 24};
  EXPECT_DOUBLE_EQ(getPaddedFlops(expand, target), 2.0 * 1000 * 256 * 128);
  // The taps of a window fill the unit together: 9 x 24 of 256 rows.
  MatrixProduct fused = {.rows = 1000, .columns = 144, .depth = 24, .taps = 9};
  EXPECT_DOUBLE_EQ(getPaddedFlops(fused, target), 2.0 * 1000 * 256 * 256);
  // 3 channels take the place of 8: 49 x 8 of 512 rows.
  MatrixProduct stem = {.rows = 1000, .columns = 64, .depth = 3, .taps = 49};
  EXPECT_DOUBLE_EQ(getPaddedFlops(stem, target), 2.0 * 1000 * 128 * 512);
}

TEST(CostModelTest, CPUsAreNotPadded) {
  auto target = getAnalysisTarget(*findHardwareDescription("x86-64-v4"));
  ASSERT_TRUE(bool(target)) << toString(target.takeError());
  MatrixProduct product = {.rows = 7, .columns = 3, .depth = 3, .taps = 9};
  EXPECT_DOUBLE_EQ(getPaddedFlops(product, *target), 2 * product.getMACs());
}

//===----------------------------------------------------------------------===//
// Targets
//===----------------------------------------------------------------------===//

TEST(AnalysisTargetTest, AcceleratorsTakeTheirOtherTypeOf16Bits) {
  AnalysisTarget v100 = getTarget("v100");
  EXPECT_EQ(v100.type, ComputeType::F16);
  EXPECT_DOUBLE_EQ(v100.matrixPeak, 125e12);
  EXPECT_DOUBLE_EQ(v100.vectorPeak, 15.7e12);
  EXPECT_EQ(v100.activationBytes, 2);
}

TEST(AnalysisTargetTest, AllAcceleratorsCanBeAnalyzed) {
  for (const HardwareModel &hardware : getHardwareDescriptions()) {
    auto target = getAnalysisTarget(hardware, 1, ComputeType::BF16);
    EXPECT_TRUE(bool(target)) << (target ? "" : toString(target.takeError()));
  }
}

TEST(AnalysisTargetTest, WhatIsMissing) {
  HardwareModel hardware = *findHardwareDescription("tpu-v3");
  hardware.accelerator->fusedActivations = {"relu", "swish"};
  EXPECT_EQ(toString(getAnalysisTarget(hardware).takeError()),
            "hardware 'tpu-v3': 'fused_activations' names 'swish', which is no "
            "activation");
  hardware.accelerator->vectorPeak.reset();
  EXPECT_EQ(toString(getAnalysisTarget(hardware).takeError()),
            "hardware 'tpu-v3': expected 'vector_peak' in 'accelerator', the "
            "rate of what is no product of matrices");
}

//===----------------------------------------------------------------------===//
// Fused or not: section 3.2, and the stages of table 1
//===----------------------------------------------------------------------===//

namespace {
/// A block of EfficientNet-B0 that repeats, with its published form.
struct BlockCase {
  int64_t stage, size, channels, kernel;
  /// Of the whole block at 2 TFLOP/s in vectors, without padding.
  double separateMilliseconds, fusedMilliseconds;
};
} // namespace

static const BlockCase kBlockCases[] = {
    {2, 56, 24, 3, .557, .300}, {3, 28, 40, 5, .602, .407},
    {4, 14, 80, 3, .116, .157}, {5, 14, 112, 5, .421, .798},
    {6, 7, 192, 5, .181, .586},
};

static ModelAnalysis analyzeBlock(const BlockCase &c,
                                  const AnalysisTarget &target, bool isFused,
                                  bool isWhole) {
  auto build = [&](ModelBuilder &b, Value input) {
    int64_t inner = 6 * c.channels;
    // As published: swish beside dense convolutions, ReLU beside depthwise
    // ones.
    ActivationKind kind = isFused ? ActivationKind::silu : ActivationKind::relu;
    auto activate = [&](Value x) {
      return isWhole ? b.activation(kind, x) : x;
    };
    Value x = input;
    if (isFused)
      x = activate(b.conv("fused", x, inner, {.kernel = c.kernel}));
    else
      x = activate(b.depthwiseConv("depthwise",
                                   activate(b.conv("expand", x, inner)),
                                   {.kernel = c.kernel}));
    x = b.conv("project", x, c.channels);
    return isWhole ? b.add(x, input) : x;
  };
  return analyzeGraph({128, c.size, c.size, c.channels}, target, build);
}

// As one sum over the block, what the formulas of the paper give.
TEST(CostModelTest, TimesOfBlocks) {
  AnalysisTarget target = getTarget("tpu-v3");
  for (const BlockCase &c : kBlockCases)
    for (bool isFused : {false, true}) {
      Work work = analyzeBlock(c, target, isFused, /*isWhole=*/false).work;
      work.busyMatrixFlops = work.matrixFlops;
      EXPECT_NEAR(1e3 * predict(work, target).seconds,
                  isFused ? c.fusedMilliseconds : c.separateMilliseconds, 6e-4)
          << "stage " << c.stage;
    }
}

TEST(CostModelTest, FusedBlocksAreFasterInStages2And3) {
  // Whatever the vector unit does between these.
  for (double vectorPeak : {1.45e12, 2e12, 2.9e12}) {
    AnalysisTarget target = getTarget("tpu-v3");
    target.vectorPeak = vectorPeak;
    for (const BlockCase &c : kBlockCases) {
      auto getSeconds = [&](bool isFused) {
        Work work = analyzeBlock(c, target, isFused, /*isWhole=*/false).work;
        work.busyMatrixFlops = work.matrixFlops;
        return predict(work, target).seconds;
      };
      EXPECT_EQ(getSeconds(true) < getSeconds(false), c.stage <= 3)
          << "stage " << c.stage << " at " << vectorPeak;
    }
  }
}

// Layer after layer, with activations, the residual and padded matrix units.
TEST(CostModelTest, WholeFusedBlocksAreFasterInStages2And3) {
  AnalysisTarget target = getTarget("tpu-v3");
  for (const BlockCase &c : kBlockCases) {
    double separate =
        analyzeBlock(c, target, /*isFused=*/false, /*isWhole=*/true).seconds;
    double fused =
        analyzeBlock(c, target, /*isFused=*/true, /*isWhole=*/true).seconds;
    EXPECT_EQ(fused < separate, c.stage <= 3)
        << "stage " << c.stage << ": " << fused << " against " << separate;
  }
}
