//===- Winograd.cpp - Convolutions by Winograd's algorithm ----------------===//

#include "Winograd.h"

#include "PaddedInput.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// Multiply-adds in the time in which an element comes from memory, or goes
/// through a cache: of a core with 57 G/s, 27 GB/s, and 65 GB/s.
static constexpr double kMACsPerMemoryElement = 8;
static constexpr double kMACsPerCacheElement = 4;
/// Arithmetic of the transforms for one element of a tile of 36.
static constexpr double kMACsPerTransformedElement = 4;
/// What must be gained, for weights that are four times as large.
static constexpr double kMinGain = 1.2;

/// Tiles of the result, in all images.
static int64_t countTiles(ConvOp conv) {
  int64_t tiles = conv.getType().getDimSize(0);
  for (const WindowDim &dim : conv.getWindowDims())
    tiles *= llvm::divideCeil(dim.output, kOutputs);
  return tiles;
}

bool fovea::isWinogradFaster(ConvOp conv) {
  if (!isa_and_present<WeightOp, fovea::ConstantOp>(
          conv.getKernel().getDefiningOp()))
    return false;
  RankedTensorType weights = getTensorType(conv.getKernel());
  int64_t inputs = weights.getDimSize(2), outputs = weights.getDimSize(3);
  double tiles = countTiles(conv);
  auto getProducts = [&](double macs, double elements) {
    return std::max(macs, kMACsPerMemoryElement * elements);
  };
  double direct = getProducts(conv.getMACs(), weights.getNumElements());
  double products = getProducts(tiles * kProducts * inputs * outputs,
                                kProducts * inputs * outputs);
  // Each is written once and read once.
  double transformed = tiles * kProducts * (inputs + outputs);
  double transforms =
      transformed * (kMACsPerTransformedElement + 2 * kMACsPerCacheElement);
  return (products + transforms) * kMinGain < direct;
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

static Value buildEmpty(OpBuilder &builder, Location loc,
                        ArrayRef<int64_t> shape) {
  return tensor::EmptyOp::create(builder, loc, shape, builder.getF32Type());
}

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

Value fovea::buildWinogradConv(OpBuilder &builder, ConvOp conv) {
  Location loc = conv.getLoc();
  RankedTensorType weightsType = getTensorType(conv.getKernel());
  int64_t inputs = weightsType.getDimSize(2),
          outputs = weightsType.getDimSize(3);
  SmallVector<int64_t> shape(conv.getType().getShape());
  for (int64_t &size : MutableArrayRef(shape).slice(1, 2))
    size = llvm::divideCeil(size, kOutputs);
  auto build = [&]<typename OpTy>(std::type_identity<OpTy>, Value operand,
                                  ArrayRef<int64_t> shape) -> Value {
    Value init = buildEmpty(builder, loc, shape);
    return OpTy::create(builder, loc, init.getType(), operand, init,
                        /*schedule=*/nullptr)
        .getResult();
  };

  shape.back() = kProducts * inputs;
  Value tiles = build(std::type_identity<kernel::WinogradInputOp>(),
                      buildInput(builder, conv), shape);
  Value weights = build(std::type_identity<kernel::WinogradWeightsOp>(),
                        conv.getKernel(), {inputs, kProducts * outputs});
  shape.back() = kProducts * outputs;
  Value init = buildEmpty(builder, loc, shape);
  auto products = kernel::ContractOp::create(
      builder, loc, init.getType(), tiles, weights,
      /*epilogue_operands=*/ValueRange(), init,
      /*window=*/builder.getDenseI64ArrayAttr({}), /*strides=*/nullptr,
      /*dilations=*/nullptr, /*groups=*/kProducts, /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, products.getEpilogue());
  auto result = kernel::WinogradOutputOp::create(
      builder, loc, conv.getType(), products.getResult(),
      /*epilogue_operands=*/ValueRange(),
      buildEmpty(builder, loc, conv.getType().getShape()),
      /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, result.getEpilogue());
  return result.getResult();
}
