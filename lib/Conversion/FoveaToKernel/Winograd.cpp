//===- Winograd.cpp - Convolutions by Winograd's algorithm ----------------===//

#include "Winograd.h"

#include "KernelBuilder.h"
#include "PaddedInput.h"

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel::winograd;

bool fovea::canUseWinograd(ConvOp conv) {
  SmallVector<WindowDim> dims = conv.getWindowDims();
  return dims.size() == 2 && conv.getGroups() == 1 &&
         llvm::all_of(dims, [](const WindowDim &dim) {
           return dim.window == kTaps && dim.stride == 1 && dim.dilation == 1;
         });
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// Operations of the transforms for one element of a tile.
static constexpr double kFlopsPerTransformedElement = 8;
/// What must be gained, for weights that are four times as large.
static constexpr double kMinGain = 1.2;

/// Tiles of the result, in all images.
static int64_t countTiles(ConvOp conv) {
  int64_t tiles = conv.getType().getDimSize(0);
  for (const WindowDim &dim : conv.getWindowDims())
    tiles *= llvm::divideCeil(dim.output, kOutputs);
  return tiles;
}

namespace {
/// What an algorithm computes, and what it reads from the memory (its weights)
/// and moves through a cache (what is between its kernels).
struct AlgorithmCost {
  double productFlops, otherFlops = 0;
  double weightBytes, cacheBytes = 0;
  int64_t numKernels = 1;

  double getSeconds(const HardwareModel &machine) const {
    double peak = getPeakRate(machine, ComputeType::F32);
    double products = std::max(productFlops / peak,
                               weightBytes / (machine.memory.oneCore * 1e9));
    // Each byte is written and read once, by kernels that do little else.
    double rest = cacheBytes == 0
                      ? 0
                      : cacheBytes / getReadBandwidth(machine, cacheBytes / 2);
    return products + otherFlops / peak + rest + numKernels * kSecondsPerKernel;
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

static AlgorithmCost getWinogradCost(ConvOp conv) {
  RankedTensorType weights = getTensorType(conv.getKernel());
  double inputs = weights.getDimSize(2), outputs = weights.getDimSize(3);
  double tiles = countTiles(conv);
  double transformed = tiles * kProducts * (inputs + outputs);
  return {.productFlops = 2 * tiles * kProducts * inputs * outputs,
          .otherFlops = transformed * kFlopsPerTransformedElement,
          .weightBytes = kProducts * inputs * outputs * sizeof(float),
          .cacheBytes = 2 * transformed * sizeof(float),
          .numKernels = 3};
}

bool fovea::isWinogradFaster(ConvOp conv, const HardwareModel &machine) {
  if (!isa_and_present<WeightOp, fovea::ConstantOp>(
          conv.getKernel().getDefiningOp()))
    return false;
  AlgorithmCost direct = getDirectCost(conv), winograd = getWinogradCost(conv);
  bool isFaster =
      winograd.getSeconds(machine) * kMinGain < direct.getSeconds(machine);
  double otherBytes =
      countBytes(getTensorType(conv.getInput())) + countBytes(conv.getType());
  remarkFusion(conv.getLoc(), "winograd", isFaster, direct.getTotal(otherBytes),
               winograd.getTotal(otherBytes));
  return isFaster;
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

/// The input of `conv` with its padding, up to the end of the last tile.
static Value buildInput(OpBuilder &builder, ConvOp conv) {
  SmallVector<int64_t> low{0}, high{0};
  for (const WindowDim &dim : conv.getWindowDims()) {
    int64_t size = llvm::alignTo(dim.output, kOutputs) + kTaps - 1;
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
                            RankedTensorType type) {
  return OpTy::create(builder, loc, type, operand,
                      buildEmpty(builder, loc, type), /*schedule=*/nullptr)
      .getResult();
}

Value fovea::buildWinogradConv(OpBuilder &builder, ConvOp conv) {
  Location loc = conv.getLoc();
  RankedTensorType type = conv.getType();
  RankedTensorType weightsType = getTensorType(conv.getKernel());
  int64_t inputs = weightsType.getDimSize(2),
          outputs = weightsType.getDimSize(3);
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t &size : MutableArrayRef(shape).slice(1, 2))
    size = llvm::divideCeil(size, kOutputs);

  shape.back() = kProducts * inputs;
  Value tiles = buildTransform<kernel::WinogradInputOp>(
      builder, loc, buildInput(builder, conv), type.clone(shape));
  Value weights = buildTransform<kernel::WinogradWeightsOp>(
      builder, loc, conv.getKernel(),
      weightsType.clone({inputs, kProducts * outputs}));
  shape.back() = kProducts * outputs;
  Value products =
      buildProduct(builder, loc, tiles, weights, type.clone(shape), kProducts);
  auto result = kernel::WinogradOutputOp::create(
      builder, loc, type, products, /*epilogue_operands=*/ValueRange(),
      buildEmpty(builder, loc, type), /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, result.getEpilogue());
  return result.getResult();
}
