//===- BlockedConv.cpp - Convolutions of blocks of pixels -----------------===//

#include "BlockedConv.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

static Value buildReshape(OpBuilder &builder, Location loc, Value value,
                          ArrayRef<int64_t> shape) {
  RankedTensorType type = getTensorType(value).clone(shape);
  return type == value.getType() ? value
                                 : ReshapeOp::create(builder, loc, type, value);
}

static Value buildTranspose(OpBuilder &builder, Location loc, Value value,
                            ArrayRef<int64_t> permutation) {
  return TransposeOp::create(builder, loc, value,
                             builder.getDenseI64ArrayAttr(permutation));
}

/// `value` with so many zeros around it, or less than it is.
static Value buildPad(OpBuilder &builder, Location loc, Value value,
                      ArrayRef<int64_t> low, ArrayRef<int64_t> high) {
  SmallVector<int64_t> shape(getTensorType(value).getShape());
  for (auto [size, before, after] : llvm::zip_equal(shape, low, high))
    size += before + after;
  if (llvm::all_of(low, [](int64_t size) { return size == 0; }) &&
      llvm::all_of(high, [](int64_t size) { return size == 0; }))
    return value;
  return PadOp::create(builder, loc, getTensorType(value).clone(shape), value,
                       builder.getDenseI64ArrayAttr(low),
                       builder.getDenseI64ArrayAttr(high), PadMode::constant,
                       APFloat(0.0));
}

/// A convolution with the bias of `conv`. Attributes that say nothing are left
/// out.
static Value buildConv(OpBuilder &builder, ConvOp conv, Value input,
                       Value weights, ArrayRef<int64_t> strides,
                       ArrayRef<int64_t> dilations, ArrayRef<int64_t> pads) {
  auto getAttr = [&](ArrayRef<int64_t> values, int64_t none) {
    return llvm::all_of(values, [&](int64_t v) { return v == none; })
               ? DenseI64ArrayAttr()
               : builder.getDenseI64ArrayAttr(values);
  };
  Value result =
      ConvOp::create(builder, conv.getLoc(), input, weights, conv.getBias(),
                     getAttr(strides, 1), getAttr(dilations, 1),
                     getAttr(pads, 0), builder.getI64IntegerAttr(1));
  assert(result.getType() == conv.getType() && "the same windows");
  return result;
}

//===----------------------------------------------------------------------===//
// DepthForm
//===----------------------------------------------------------------------===//

DepthForm::Dim DepthForm::getDim(const WindowDim &dim) {
  int64_t block = dim.stride;
  int64_t first = llvm::divideFloorSigned(-dim.padLow, block);
  int64_t last = llvm::divideFloorSigned(dim.window - 1 - dim.padLow, block);
  Dim result;
  result.block = block;
  result.window = last - first + 1;
  result.padLow = -first;
  result.zerosLow = -dim.padLow - first * block;
  result.zerosHigh = result.window * block - dim.window - result.zerosLow;
  // Blocks from the first pixel to the last one that a window reads.
  int64_t read = dim.output - 1 + result.window - result.padLow;
  int64_t blocks = std::min<int64_t>(llvm::divideCeil(dim.input, block), read);
  result.input = blocks * block;
  result.padHigh = read - blocks;
  return result;
}

DepthForm::DepthForm(ConvOp conv) : conv(conv) {
  for (const WindowDim &dim : conv.getWindowDims())
    dims.push_back(getDim(dim));
}

bool DepthForm::isValid() {
  return llvm::all_of(dims, [](const Dim &dim) { return dim.input > 0; });
}

int64_t DepthForm::countTaps() {
  int64_t taps = 1;
  for (const Dim &dim : dims)
    taps *= dim.window;
  return taps;
}

int64_t DepthForm::getChannels() {
  int64_t channels = getTensorType(conv.getInput()).getShape().back();
  for (const Dim &dim : dims)
    channels *= dim.block;
  return channels;
}

/// `[n, x * b..., c]` to `[n, x..., b... * c]` with a block size for each
/// spatial dimension.
static Value buildSpaceToDepth(OpBuilder &builder, Location loc, Value input,
                               ArrayRef<int64_t> blocks) {
  if (llvm::all_equal(blocks))
    return SpaceToDepthOp::create(builder, loc, input, blocks.front());
  ArrayRef<int64_t> shape = getTensorType(input).getShape();
  SmallVector<int64_t> split{shape.front()}, joined{shape.front()};
  SmallVector<int64_t> outer{0}, inner;
  int64_t channels = shape.back();
  for (auto [size, block] :
       llvm::zip_equal(shape.drop_front().drop_back(), blocks)) {
    outer.push_back(split.size());
    inner.push_back(split.size() + 1);
    split.append({size / block, block});
    joined.push_back(size / block);
    channels *= block;
  }
  inner.push_back(split.size());
  split.push_back(shape.back());
  joined.push_back(channels);
  llvm::append_range(outer, inner);
  Value result = buildReshape(builder, loc, input, split);
  result = buildTranspose(builder, loc, result, outer);
  return buildReshape(builder, loc, result, joined);
}

Value DepthForm::buildInput(OpBuilder &builder) {
  ArrayRef<int64_t> shape = getTensorType(conv.getInput()).getShape();
  SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0), blocks;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    high[i + 1] = dim.input - shape[i + 1];
    blocks.push_back(dim.block);
  }
  Value whole = buildPad(builder, conv.getLoc(), conv.getInput(), low, high);
  return buildSpaceToDepth(builder, conv.getLoc(), whole, blocks);
}

/// `[k..., c, o]` to `[k'..., b... * c, o]`.
Value DepthForm::buildWeights(OpBuilder &builder) {
  Location loc = conv.getLoc();
  ArrayRef<int64_t> shape = getTensorType(conv.getKernel()).getShape();
  SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0);
  SmallVector<int64_t> split, outer, inner, result;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    low[i] = dim.zerosLow;
    high[i] = dim.zerosHigh;
    outer.push_back(split.size());
    inner.push_back(split.size() + 1);
    split.append({dim.window, dim.block});
    result.push_back(dim.window);
  }
  int64_t rank = split.size();
  inner.append({rank, rank + 1});
  split.append({shape[shape.size() - 2], shape.back()});
  result.append({getChannels(), shape.back()});
  llvm::append_range(outer, inner);
  Value weights = buildPad(builder, loc, conv.getKernel(), low, high);
  weights = buildReshape(builder, loc, weights, split);
  weights = buildTranspose(builder, loc, weights, outer);
  return buildReshape(builder, loc, weights, result);
}

Value DepthForm::build(OpBuilder &builder) {
  SmallVector<int64_t> ones(dims.size(), 1), pads;
  for (const Dim &dim : dims)
    pads.push_back(dim.padLow);
  for (const Dim &dim : dims)
    pads.push_back(dim.padHigh);
  return buildConv(builder, conv, buildInput(builder), buildWeights(builder),
                   ones, ones, pads);
}

//===----------------------------------------------------------------------===//
// RowForm
//===----------------------------------------------------------------------===//

bool RowForm::isPossible(ConvOp conv, int64_t size) {
  int64_t channels = getTensorType(conv.getInput()).getShape().back();
  return conv.getWindowDims().back().stride * channels % size == 0;
}

RowForm::RowForm(ConvOp conv, int64_t size)
    : conv(conv), size(size),
      channels(getTensorType(conv.getInput()).getShape().back()) {
  padLow.push_back(0);
  padHigh.push_back(0);
  SmallVector<WindowDim> dims = conv.getWindowDims();
  for (const WindowDim &dim : dims) {
    padLow.push_back(dim.padLow);
    padHigh.push_back(
        std::max<int64_t>(dim.getReadSize() - dim.input - dim.padLow, 0));
  }
  padLow.push_back(0);
  padHigh.push_back(0);

  const WindowDim &row = dims.back();
  stride = row.stride * channels / size;
  window = llvm::divideCeil(row.window * channels, size);
  int64_t read = ((row.output - 1) * stride + window) * size;
  int64_t width = row.input + row.padLow;
  if (width * channels < read || width * channels % size != 0)
    width = llvm::divideCeil(read, channels);
  // A multiple of the stride will do, so that no window is added.
  while (width * channels % size != 0)
    ++width;
  padHigh[dims.size()] = width - row.input - row.padLow;
}

int64_t RowForm::countTaps() {
  ArrayRef<int64_t> taps =
      getTensorType(conv.getKernel()).getShape().drop_back(3);
  return llvm::product_of(taps, window);
}

RankedTensorType RowForm::getPaddedType() {
  RankedTensorType type = getTensorType(conv.getInput());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, low, high] : llvm::zip_equal(shape, padLow, padHigh))
    size += low + high;
  return type.clone(shape);
}

/// `[k..., kw, c, o]` to `[k..., kw', size, o]`.
Value RowForm::buildWeights(OpBuilder &builder) {
  Location loc = conv.getLoc();
  SmallVector<int64_t> shape(getTensorType(conv.getKernel()).getShape());
  int64_t outputs = shape.pop_back_val();
  shape.pop_back();
  int64_t taps = shape.pop_back_val();
  SmallVector<int64_t> rows(shape), blocks(shape);
  rows.append({taps * channels, outputs});
  blocks.append({window, size, outputs});
  SmallVector<int64_t> low(rows.size(), 0), high(rows.size(), 0);
  high[shape.size()] = window * size - taps * channels;
  Value weights = buildReshape(builder, loc, conv.getKernel(), rows);
  weights = buildPad(builder, loc, weights, low, high);
  return buildReshape(builder, loc, weights, blocks);
}

Value RowForm::build(OpBuilder &builder) {
  Location loc = conv.getLoc();
  // All the padding at once: whoever makes the input, or copies it, can do it.
  Value input = buildPad(builder, loc, conv.getInput(), padLow, padHigh);
  SmallVector<int64_t> shape(getPaddedType().getShape());
  shape[shape.size() - 2] = shape[shape.size() - 2] * channels / size;
  shape.back() = size;
  SmallVector<int64_t> strides, dilations;
  SmallVector<WindowDim> dims = conv.getWindowDims();
  for (const WindowDim &dim : dims) {
    strides.push_back(dim.stride);
    dilations.push_back(dim.dilation);
  }
  strides.back() = stride;
  return buildConv(builder, conv, buildReshape(builder, loc, input, shape),
                   buildWeights(builder), strides, dilations, {});
}

//===----------------------------------------------------------------------===//
// Blocks as pixels
//===----------------------------------------------------------------------===//

/// `[k..., b... * c, o]` to `[k * b..., kw, b * c, o]`: taps of blocks become
/// taps of pixels, but for those of a row.
static Value buildPixelWeights(OpBuilder &builder, Location loc, Value weights,
                               int64_t block) {
  ArrayRef<int64_t> shape = getTensorType(weights).getShape();
  int64_t rank = shape.size() - 2; // Spatial dimensions.
  int64_t channels = shape[rank];
  SmallVector<int64_t> split(shape.take_front(rank)), permutation, result;
  for (int64_t i = 0; i < rank; ++i) {
    bool isRow = i == rank - 1;
    permutation.append({i, rank + i});
    split.push_back(block);
    result.push_back(isRow ? shape[i] : shape[i] * block);
    channels /= block;
  }
  permutation.append({2 * rank, 2 * rank + 1});
  split.append({channels, shape.back()});
  result.append({block * channels, shape.back()});
  weights = buildReshape(builder, loc, weights, split);
  weights = buildTranspose(builder, loc, weights, permutation);
  return buildReshape(builder, loc, weights, result);
}

Value fovea::buildFromPixels(OpBuilder &builder, ConvOp conv,
                             SpaceToDepthOp blocks) {
  Location loc = conv.getLoc();
  int64_t block = blocks.getBlockSize();
  SmallVector<WindowDim> dims = conv.getWindowDims();
  SmallVector<int64_t> low{0}, high{0}, strides;
  for (const WindowDim &dim : dims) {
    low.push_back(dim.padLow * block);
    high.push_back(
        std::max<int64_t>(dim.getReadSize() - dim.input - dim.padLow, 0) *
        block);
    strides.push_back(dim.stride * block);
  }
  low.push_back(0);
  high.push_back(0);
  strides.back() = dims.back().stride;
  Value input = buildPad(builder, loc, blocks.getInput(), low, high);
  SmallVector<int64_t> shape(getTensorType(input).getShape());
  shape[dims.size()] /= block;
  shape.back() *= block;
  SmallVector<int64_t> ones(dims.size(), 1);
  return buildConv(builder, conv, buildReshape(builder, loc, input, shape),
                   buildPixelWeights(builder, loc, conv.getKernel(), block),
                   strides, ones, {});
}
