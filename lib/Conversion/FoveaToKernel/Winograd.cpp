//===- Winograd.cpp - Convolutions by Winograd's algorithm ----------------===//

#include "Winograd.h"

#include "KernelBuilder.h"
#include "PaddedInput.h"

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel::winograd;

/// Whether `conv` is of the kind that the algorithms are for.
static bool isPossible(ConvOp conv) {
  SmallVector<WindowDim> dims = conv.getWindowDims();
  return dims.size() == 2 && conv.getGroups() == 1 &&
         llvm::all_of(dims, [](const WindowDim &dim) {
           return dim.window == kTaps && dim.stride == 1 && dim.dilation == 1;
         });
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// What must be gained, for weights that are up to four times as large: with
/// several threads, the rest of an estimate is lost where one reads what
/// another one wrote (docs/RationaleKernels.md).
static constexpr double kMinGain = 1.2;

/// Tiles of the result, in all images.
static int64_t countTiles(ConvOp conv, const Algorithm &algorithm) {
  int64_t tiles = conv.getType().getDimSize(0);
  for (const WindowDim &dim : conv.getWindowDims())
    tiles *= llvm::divideCeil(dim.output, algorithm.getOutputs());
  return tiles;
}

/// Operations of the transforms for one element of a tile: about a multiply-add
/// for each pair of points in each of the two dimensions.
static double countTransformFlops(const Algorithm &algorithm) {
  return 4.0 * algorithm.pairs.size();
}

namespace {
/// What an algorithm computes, and what it reads from the memory (its weights)
/// and moves through a cache (what is between its kernels).
struct AlgorithmCost {
  double productFlops, otherFlops = 0;
  double weightBytes, cacheBytes = 0;
  int64_t numKernels = 1;

  double getSeconds(const HardwareModel &machine, int64_t threads) const {
    double peak = getPeakRate(machine, ComputeType::F32, threads);
    double memory = getReadBandwidth(
        machine, std::numeric_limits<double>::infinity(), threads);
    double products = std::max(productFlops / peak, weightBytes / memory);
    // Each byte is written and read once, by kernels that do little else.
    double rest =
        cacheBytes == 0
            ? 0
            : cacheBytes / getReadBandwidth(machine, cacheBytes / 2, threads);
    return products + otherFlops / peak + rest + numKernels * kSecondsPerKernel;
  }
  /// A model may run with any number of threads: the geometric mean of the time
  /// with one and with all, so that what is gained here in proportion may be
  /// lost there.
  double getMeanSeconds(const HardwareModel &machine) const {
    return std::sqrt(getSeconds(machine, 1) *
                     getSeconds(machine, machine.cores));
  }
  FusionCost getTotal(double otherBytes) const {
    return {productFlops + otherFlops, weightBytes + cacheBytes + otherBytes};
  }
};
} // namespace

static AlgorithmCost getDirectCost(ConvOp conv) {
  return {.productFlops = 2.0 * conv.getMACs(),
          .weightBytes = countBytes(getTensorType(conv.getKernel()))};
}

static AlgorithmCost getWinogradCost(ConvOp conv, const Algorithm &algorithm) {
  RankedTensorType weights = getTensorType(conv.getKernel());
  double inputs = weights.getDimSize(2), outputs = weights.getDimSize(3);
  double tiles = countTiles(conv, algorithm);
  double products = algorithm.getProducts();
  double transformed = tiles * products * (inputs + outputs);
  return {.productFlops = 2 * tiles * products * inputs * outputs,
          .otherFlops = transformed * countTransformFlops(algorithm),
          .weightBytes = products * inputs * outputs * sizeof(float),
          .cacheBytes = 2 * transformed * sizeof(float),
          .numKernels = 3};
}

/// The algorithm that takes the least time.
static const Algorithm &getFastest(ConvOp conv, const HardwareModel &machine) {
  return *llvm::min_element(
      getAlgorithms(), [&](const Algorithm &lhs, const Algorithm &rhs) {
        return getWinogradCost(conv, lhs).getMeanSeconds(machine) <
               getWinogradCost(conv, rhs).getMeanSeconds(machine);
      });
}

/// Whether `algorithm` takes less time than the direct one. Reports the
/// decision.
static bool isFaster(ConvOp conv, const Algorithm &algorithm,
                     const HardwareModel &machine) {
  AlgorithmCost direct = getDirectCost(conv);
  AlgorithmCost winograd = getWinogradCost(conv, algorithm);
  bool isFaster = winograd.getMeanSeconds(machine) * kMinGain <
                  direct.getMeanSeconds(machine);
  double otherBytes =
      countBytes(getTensorType(conv.getInput())) + countBytes(conv.getType());
  std::string name = llvm::formatv("winograd-{0}x{0}", algorithm.getOutputs());
  remarkFusion(conv.getLoc(), name, isFaster, direct.getTotal(otherBytes),
               winograd.getTotal(otherBytes));
  return isFaster;
}

/// Weights that are computed would be transformed in each inference.
static bool hasConstantWeights(ConvOp conv) {
  return isa_and_present<WeightOp, fovea::ConstantOp>(
      conv.getKernel().getDefiningOp());
}

const Algorithm *fovea::selectWinograd(ConvOp conv, WinogradUse use,
                                       const HardwareModel &machine) {
  if (use == WinogradUse::Never || !isPossible(conv))
    return nullptr;
  if (use == WinogradUse::Always2x2)
    return findAlgorithm(2);
  if (use == WinogradUse::Always4x4)
    return findAlgorithm(4);
  const Algorithm &fastest = getFastest(conv, machine);
  bool isUsed = use == WinogradUse::Always ||
                (hasConstantWeights(conv) && isFaster(conv, fastest, machine));
  return isUsed ? &fastest : nullptr;
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

/// The input of `conv` with its padding, up to the end of the last tile of so
/// many outputs.
static Value buildInput(OpBuilder &builder, ConvOp conv, int64_t outputs) {
  SmallVector<int64_t> low{0}, high{0};
  for (const WindowDim &dim : conv.getWindowDims()) {
    int64_t size = llvm::alignTo(dim.output, outputs) + kTaps - 1;
    low.push_back(dim.padLow);
    high.push_back(std::max<int64_t>(size - dim.input - dim.padLow, 0));
  }
  low.push_back(0);
  high.push_back(0);
  return buildPaddedInput(builder, conv.getLoc(), conv.getInput(), low, high,
                          builder.getF32FloatAttr(0));
}

/// A transform of `operand`, with a result of `type`.
template <typename OpTy>
static Value buildTransform(OpBuilder &builder, Location loc, Value operand,
                            RankedTensorType type, int64_t outputs) {
  return OpTy::create(builder, loc, type, operand,
                      buildEmpty(builder, loc, type), outputs,
                      /*schedule=*/nullptr)
      .getResult();
}

Value fovea::buildWinogradConv(OpBuilder &builder, ConvOp conv,
                               const Algorithm &algorithm) {
  Location loc = conv.getLoc();
  RankedTensorType type = conv.getType();
  RankedTensorType weightsType = getTensorType(conv.getKernel());
  int64_t inputs = weightsType.getDimSize(2),
          channels = weightsType.getDimSize(3);
  int64_t outputs = algorithm.getOutputs(), products = algorithm.getProducts();
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t &size : MutableArrayRef(shape).slice(1, 2))
    size = llvm::divideCeil(size, outputs);

  shape.back() = products * inputs;
  Value tiles = buildTransform<kernel::WinogradInputOp>(
      builder, loc, buildInput(builder, conv, outputs), type.clone(shape),
      outputs);
  Value weights = buildTransform<kernel::WinogradWeightsOp>(
      builder, loc, conv.getKernel(),
      weightsType.clone({inputs, products * channels}), outputs);
  shape.back() = products * channels;
  Value sums =
      buildProduct(builder, loc, tiles, weights, type.clone(shape), products);
  auto result = kernel::WinogradOutputOp::create(
      builder, loc, type, sums, /*epilogue_operands=*/ValueRange(),
      buildEmpty(builder, loc, type), outputs, /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, result.getEpilogue());
  return result.getResult();
}
