//===- ResizeOps.cpp - Resampling and depth/space rearrangement -----------===//

#include "Inference.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/Support/CheckedArithmetic.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// ResizeOp
//===----------------------------------------------------------------------===//

static LogicalResult checkResizeDim(std::optional<Location> loc, size_t dim,
                                    int64_t input, int64_t size, double scale) {
  if (size < 0)
    return emitOptionalError(loc, "expected sizes of at least 0, got ", size,
                             " for dimension ", dim);
  if (!(scale > 0) || !std::isfinite(scale))
    return emitOptionalError(loc, "expected positive finite scales, got ",
                             scale, " for dimension ", dim);
  if (input == 0 && size != 0)
    return emitOptionalError(loc, "cannot resize empty dimension ", dim,
                             " to size ", size);
  // Rounding, whichever way, stays within these bounds.
  double scaled = scale * input;
  if (size > 0 && !(scaled >= size / 2.0 && scaled <= size * 2.0))
    return emitOptionalError(loc, "expected scale of about ",
                             static_cast<double>(size) / input,
                             " to resize dimension ", dim, " from ", input,
                             " to ", size, ", got ", scale);
  return success();
}

LogicalResult ResizeOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  ArrayRef<int64_t> sizes = adaptor.getSizes();
  ArrayRef<double> scales = adaptor.getScales();
  size_t rank = input.getRank();
  if (sizes.size() != rank || scales.size() != rank)
    return emitOptionalError(loc, "expected ", rank,
                             " sizes and scales for input ", input, ", got ",
                             sizes.size(), " and ", scales.size());
  std::optional<ArrayRef<double>> roi = adaptor.getRoi();
  if (roi && roi->size() != 2 * rank)
    return emitOptionalError(loc, "expected ", 2 * rank,
                             " values in 'roi' for input ", input, ", got ",
                             roi->size());
  if (!roi && adaptor.getCoordinateMode() == CoordinateMode::tf_crop_and_resize)
    return emitOptionalError(loc, "expected 'roi' with tf_crop_and_resize");
  for (size_t dim = 0; dim < rank; ++dim)
    if (failed(checkResizeDim(loc, dim, input.getDimSize(dim), sizes[dim],
                              scales[dim])))
      return failure();
  return appendTensorType(loc, sizes, input.getElementType(), types);
}

/// Scale 1 maps every position to itself, but for the two coordinate modes
/// that shift or crop at any scale.
OpFoldResult ResizeOp::fold(FoldAdaptor) {
  auto isOne = [](double scale) { return scale == 1.0; };
  bool shifts = getCoordinateMode() == CoordinateMode::tf_crop_and_resize ||
                getCoordinateMode() == CoordinateMode::tf_half_pixel_for_nn;
  if (shifts || getSizes() != getInput().getType().getShape() ||
      !llvm::all_of(getScales(), isOne))
    return {};
  return getInput();
}

/// `values` of the transposed tensor, in the order of the original one.
template <typename T>
static SmallVector<T> unpermute(ArrayRef<T> values,
                                ArrayRef<int64_t> permutation) {
  SmallVector<T> result(values.size());
  for (auto [value, original] : llvm::zip_equal(values, permutation))
    result[original] = value;
  return result;
}

FailureOr<SmallVector<Value>>
ResizeOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                          ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> sizes = unpermute(getSizes(), permutation);
  SmallVector<double> scales = unpermute(getScales(), permutation);
  DenseF64ArrayAttr roi = getRoiAttr();
  if (roi) {
    size_t rank = permutation.size();
    auto values = unpermute(roi.asArrayRef().take_front(rank), permutation);
    llvm::append_range(
        values, unpermute(roi.asArrayRef().drop_front(rank), permutation));
    roi = builder.getDenseF64ArrayAttr(values);
  }
  auto result = ResizeOp::create(
      builder, getLoc(), getType().clone(sizes), operands.front(),
      builder.getDenseI64ArrayAttr(sizes), builder.getDenseF64ArrayAttr(scales),
      getModeAttr(), getCoordinateModeAttr(), getNearestModeAttr(),
      getCubicCoefficientAttr(), getExcludeOutsideAttr(), getAntialiasAttr(),
      getExtrapolationValueAttr(), roi);
  return SmallVector<Value>{result};
}

//===----------------------------------------------------------------------===//
// SpaceToDepthOp, DepthToSpaceOp
//===----------------------------------------------------------------------===//

static LogicalResult checkDepthOperands(std::optional<Location> loc,
                                        RankedTensorType input,
                                        int64_t blockSize) {
  if (input.getRank() < 3)
    return emitOptionalError(
        loc, "expected input [batch, spatial..., channels], got ", input);
  if (blockSize < 1)
    return emitOptionalError(loc, "expected block size of at least 1, got ",
                             blockSize);
  return success();
}

/// `blockSize` to the power of the number of spatial dimensions; at most
/// 2^63 - 1, which no tensor reaches.
static int64_t getBlockElements(RankedTensorType input, int64_t blockSize) {
  int64_t elements = 1;
  for (int64_t dim = 1; dim + 1 < input.getRank(); ++dim)
    elements = llvm::checkedMul(elements, blockSize)
                   .value_or(std::numeric_limits<int64_t>::max());
  return elements;
}

LogicalResult SpaceToDepthOp::inferReturnTypes(MLIRContext *,
                                               std::optional<Location> loc,
                                               Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t blockSize = adaptor.getBlockSize();
  if (failed(checkDepthOperands(loc, input, blockSize)))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t &size : MutableArrayRef(shape).drop_front().drop_back()) {
    if (size % blockSize != 0)
      return emitOptionalError(loc, "expected spatial sizes divisible by ",
                               blockSize, ", got input ", input);
    size /= blockSize;
  }
  std::optional<int64_t> channels =
      llvm::checkedMul(shape.back(), getBlockElements(input, blockSize));
  if (!channels)
    return emitOptionalError(loc, "block size ", blockSize,
                             " gives too many channels for input ", input);
  shape.back() = *channels;
  return appendTensorType(loc, shape, input.getElementType(), types);
}

LogicalResult DepthToSpaceOp::inferReturnTypes(MLIRContext *,
                                               std::optional<Location> loc,
                                               Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t blockSize = adaptor.getBlockSize();
  if (failed(checkDepthOperands(loc, input, blockSize)))
    return failure();
  int64_t blockElements = getBlockElements(input, blockSize);
  SmallVector<int64_t> shape(input.getShape());
  if (shape.back() % blockElements != 0)
    return emitOptionalError(loc, "expected channels divisible by ",
                             blockElements, ", got input ", input);
  shape.back() /= blockElements;
  for (int64_t &size : MutableArrayRef(shape).drop_front().drop_back()) {
    std::optional<int64_t> grown = llvm::checkedMul(size, blockSize);
    if (!grown)
      return emitOptionalError(loc, "block size ", blockSize,
                               " gives too many pixels for input ", input);
    size = *grown;
  }
  return appendTensorType(loc, shape, input.getElementType(), types);
}

/// A block of one pixel changes nothing, and neither does `Inverse` followed
/// by the op.
template <typename Inverse, typename Op>
static OpFoldResult foldDepthOp(Op op) {
  if (op.getBlockSize() == 1)
    return op.getInput();
  auto inverse = op.getInput().template getDefiningOp<Inverse>();
  if (inverse && inverse.getBlockSize() == op.getBlockSize() &&
      inverse.getOrder() == op.getOrder())
    return inverse.getInput();
  return {};
}

OpFoldResult SpaceToDepthOp::fold(FoldAdaptor) {
  return foldDepthOp<DepthToSpaceOp>(*this);
}

OpFoldResult DepthToSpaceOp::fold(FoldAdaptor) {
  return foldDepthOp<SpaceToDepthOp>(*this);
}
