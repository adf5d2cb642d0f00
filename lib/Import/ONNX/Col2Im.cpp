//===- Col2Im.cpp - ONNX images from columns ------------------------------===//

#include "Registry.h"
#include "Windows.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Where the elements of a grid of `shape`, in row major order, lie in memory
/// with the given distances.
static SmallVector<int64_t> getOffsets(ArrayRef<int64_t> shape,
                                       ArrayRef<int64_t> distances) {
  SmallVector<int64_t> offsets{0};
  for (auto [size, distance] : llvm::zip_equal(shape, distances)) {
    SmallVector<int64_t> next;
    for (int64_t offset : offsets)
      for (int64_t i : llvm::seq(size))
        next.push_back(offset + i * distance);
    offsets = std::move(next);
  }
  return offsets;
}

static SmallVector<int64_t> readSizes(NodeContext &ctx, unsigned index,
                                      StringRef what) {
  SmallVector<int64_t> sizes = ctx.constantInts(index, what);
  if (ctx.hasError())
    return {};
  if (sizes.empty() || llvm::any_of(sizes, [](int64_t size) {
        return size < 1 || size > kMaxWindowValue;
      })) {
    ctx.emitError() << what << " [" << ArrayRef(sizes)
                    << "] must be one or more positive sizes";
    return {};
  }
  return sizes;
}

/// The sum, for each pixel, of what the blocks over it have for it. Pixels are
/// rows while they are added: each is the channels of the whole batch.
static Value importCol2Im(NodeContext &ctx) {
  SmallVector<int64_t> imageShape = readSizes(ctx, 1, "image shape"),
                       blockShape = readSizes(ctx, 2, "block shape");
  if (!ctx.checkRank(0, 3, 3))
    return {};
  if (imageShape.size() != blockShape.size()) {
    ctx.emitError() << "image shape [" << ArrayRef(imageShape)
                    << "] and block shape [" << ArrayRef(blockShape)
                    << "] must have one length";
    return {};
  }
  auto attributes =
      readWindowParameters(ctx, imageShape, ArrayRef<int64_t>(blockShape));
  if (!attributes)
    return {};
  if (attributes->autoPad != AutoPad::notset)
    ctx.emitUnsupported() << "attribute 'auto_pad' is not supported";
  if (llvm::any_of(attributes->pads, [](int64_t pad) { return pad < 0; }))
    ctx.emitError() << "attribute 'pads' must not be negative, but is ["
                    << ArrayRef(attributes->pads) << "]";
  if (ctx.hasError())
    return {};

  size_t rank = imageShape.size();
  SmallVector<int64_t> padded, blocks;
  for (size_t i : llvm::seq(rank)) {
    padded.push_back(imageShape[i] + attributes->pads[i] +
                     attributes->pads[rank + i]);
    int64_t rest = padded[i] - attributes->getExtent(i);
    if (rest < 0) {
      ctx.emitError() << "the block does not fit into dimension #" << i
                      << " of the image";
      return {};
    }
    blocks.push_back(rest / attributes->strides[i] + 1);
  }
  Type type = getElementTypeOf(ctx.input(0));
  // Also bounds the products below.
  if (!ctx.getTensorType(padded, type))
    return {};
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  int64_t blockSize = llvm::product_of(blockShape),
          numBlocks = llvm::product_of(blocks);
  if (shape[0] == 0 || shape[1] == 0 || shape[1] % blockSize != 0 ||
      shape[2] != numBlocks) {
    ctx.emitError() << ctx.input(0).getType() << " is not " << numBlocks
                    << " columns of blocks of " << blockSize << " elements";
    return {};
  }

  SmallVector<int64_t> inBlock(rank), betweenBlocks(rank);
  int64_t distance = 1;
  for (size_t i : llvm::reverse(llvm::seq(rank))) {
    inBlock[i] = blockShape[i] > 1 ? distance * attributes->dilations[i] : 0;
    betweenBlocks[i] = blocks[i] > 1 ? distance * attributes->strides[i] : 0;
    distance *= padded[i];
  }
  Value indices = ctx.add(
      ctx.alongAxis(ctx.constantInts(getOffsets(blockShape, inBlock)), 0, 2),
      ctx.constantInts(getOffsets(blocks, betweenBlocks)));
  int64_t batch = shape[0], channels = shape[1] / blockSize;
  Value columns = ctx.transpose(
      ctx.reshape(ctx.input(0), {batch, channels, blockSize, numBlocks}),
      {2, 3, 0, 1});
  Value zeros = ctx.splat(0, {distance, batch * channels}, type);
  indices = ctx.reshape(indices, {blockSize * numBlocks, 1});
  columns = ctx.reshape(columns, {blockSize * numBlocks, batch * channels});
  if (ctx.hasError())
    return {};
  Value sums = ctx.create<ScatterNDOp>(
      {zeros, indices, columns},
      ctx.attributes().set(
          "kind", ScatterKindAttr::get(ctx.getContext(), ScatterKind::add)));

  padded.append({batch, channels});
  Value image = ctx.reshape(sums, padded);
  for (size_t i : llvm::seq(rank))
    image = ctx.sliceAxis(image, i, attributes->pads[i], imageShape[i]);
  SmallVector<int64_t> permutation{int64_t(rank), int64_t(rank) + 1};
  llvm::append_range(permutation, llvm::seq<int64_t>(rank));
  return ctx.transpose(image, permutation);
}

void onnximport::registerCol2ImOps(OpRegistry &registry) {
  registry.add("Col2Im", {18}, {3, 3}, importCol2Im);
}
