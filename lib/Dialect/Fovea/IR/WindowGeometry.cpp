//===- WindowGeometry.cpp - Arithmetic of sliding windows -----------------===//

#include "fovea/Dialect/Fovea/IR/WindowGeometry.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

/// Sizes and attribute values up to here can be multiplied in pairs and summed
/// without overflow.
static constexpr int64_t kMaxValue = (int64_t(1) << 31) - 1;

int64_t WindowDim::countTaps(int64_t index, bool includePadding) const {
  int64_t first = index * stride - padLow;
  auto countBefore = [&](int64_t bound) {
    return std::clamp<int64_t>(llvm::divideCeilSigned(bound - first, dilation),
                               0, window);
  };
  int64_t begin = includePadding ? -padLow : 0;
  int64_t end = input + (includePadding ? padHigh : 0);
  return countBefore(end) - countBefore(begin);
}

/// Check that `values`, if there are any, are `count` numbers in
/// [minimum, kMaxValue].
static LogicalResult checkValues(std::optional<Location> loc, StringRef name,
                                 std::optional<ArrayRef<int64_t>> values,
                                 size_t count, int64_t minimum) {
  if (!values)
    return success();
  if (values->size() != count)
    return emitOptionalError(loc, "expected ", count, " values in '", name,
                             "', got ", values->size());
  for (int64_t value : *values)
    if (value < minimum || value > kMaxValue)
      return emitOptionalError(loc, "expected values in [", minimum, ", ",
                               kMaxValue, "] in '", name, "', got ", value);
  return success();
}

static LogicalResult checkAttributes(std::optional<Location> loc,
                                     ArrayRef<int64_t> input,
                                     const WindowAttributes &attrs) {
  size_t rank = input.size();
  return success(
      succeeded(checkValues(loc, "input", input, rank, 0)) &&
      succeeded(checkValues(loc, "window", attrs.window, rank, 1)) &&
      succeeded(checkValues(loc, "strides", attrs.strides, rank, 1)) &&
      succeeded(checkValues(loc, "dilations", attrs.dilations, rank, 1)) &&
      succeeded(checkValues(loc, "pads", attrs.pads, 2 * rank, 0)));
}

/// The dimensions with all but the output size filled in.
static SmallVector<WindowDim> makeDims(ArrayRef<int64_t> input,
                                       const WindowAttributes &attrs) {
  SmallVector<WindowDim> dims(input.size());
  for (auto [i, dim] : llvm::enumerate(dims)) {
    dim.input = input[i];
    dim.window = attrs.window[i];
    if (attrs.strides)
      dim.stride = (*attrs.strides)[i];
    if (attrs.dilations)
      dim.dilation = (*attrs.dilations)[i];
    if (attrs.pads) {
      dim.padLow = (*attrs.pads)[i];
      dim.padHigh = (*attrs.pads)[dims.size() + i];
    }
  }
  return dims;
}

FailureOr<SmallVector<WindowDim>>
fovea::inferWindowDims(std::optional<Location> loc, ArrayRef<int64_t> input,
                       const WindowAttributes &attrs, bool ceilMode) {
  if (failed(checkAttributes(loc, input, attrs)))
    return failure();
  SmallVector<WindowDim> dims = makeDims(input, attrs);
  for (auto [i, dim] : llvm::enumerate(dims)) {
    int64_t padded = dim.padLow + dim.input + dim.padHigh;
    int64_t slack = padded - dim.getEffectiveWindow();
    if (ceilMode) {
      dim.output = llvm::divideCeilSigned(slack, dim.stride) + 1;
      if ((dim.output - 1) * dim.stride >= dim.padLow + dim.input)
        --dim.output;
    } else {
      dim.output = llvm::divideFloorSigned(slack, dim.stride) + 1;
    }
    if (dim.output < 1)
      return emitOptionalError(loc, "window of effective size ",
                               dim.getEffectiveWindow(),
                               " does not fit into spatial dimension ", i,
                               " of padded size ", padded);
  }
  return dims;
}

FailureOr<SmallVector<WindowDim>> fovea::inferTransposedWindowDims(
    std::optional<Location> loc, ArrayRef<int64_t> input,
    const WindowAttributes &attrs,
    std::optional<ArrayRef<int64_t>> outputPadding) {
  if (failed(checkAttributes(loc, input, attrs)) ||
      failed(
          checkValues(loc, "output_padding", outputPadding, input.size(), 0)))
    return failure();
  SmallVector<WindowDim> dims = makeDims(input, attrs);
  for (auto [i, dim] : llvm::enumerate(dims)) {
    int64_t extra = outputPadding ? (*outputPadding)[i] : 0;
    dim.output = (dim.input - 1) * dim.stride + dim.getEffectiveWindow() +
                 extra - dim.padLow - dim.padHigh;
    if (dim.input < 1 || dim.output < 1)
      return emitOptionalError(loc,
                               "expected a result of positive size in "
                               "spatial dimension ",
                               i, ", got ", dim.output, " from input size ",
                               dim.input);
  }
  return dims;
}
