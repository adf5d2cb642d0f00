//===- RotaryEmbedding.cpp - ONNX rotary embedding ------------------------===//

#include "Heads.h"
#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// The cosines or sines for each token, as `[batch or 1, 1, tokens, half]`.
static Value getRotation(NodeContext &ctx, unsigned index, int64_t half) {
  Value cache = ctx.input(index);
  if (ctx.hasInput(3))
    cache = ctx.gather(cache, ctx.input(3), /*axis=*/0);
  if (ctx.hasError())
    return {};
  ArrayRef<int64_t> shape = getShape(cache);
  if (shape.size() != 3 || shape[2] != half) {
    ctx.emitError() << "cache '" << ctx.getNode().input(index) << "' must have "
                    << half << " elements for each token, but is "
                    << ctx.input(index).getType();
    return {};
  }
  return ctx.reshape(cache, {shape[0], 1, shape[1], half});
}

static Value importRotaryEmbedding(NodeContext &ctx) {
  bool interleaved = ctx.getBool("interleaved", false);
  int64_t rotated = ctx.getInt("rotary_embedding_dim", 0);
  int64_t heads = ctx.getInt("num_heads", 0);
  if (!ctx.checkRank(0, 3, 4))
    return {};
  bool isFlat = getRank(ctx.input(0)) == 3;
  Value input = isFlat ? splitHeads(ctx, ctx.input(0), heads) : ctx.input(0);
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> shape(getShape(input));
  int64_t depth = shape[3];
  if (rotated == 0)
    rotated = depth;
  if (rotated < 0 || rotated > depth || rotated % 2 != 0) {
    ctx.emitError() << "cannot rotate " << rotated << " of " << depth
                    << " elements";
    return {};
  }
  int64_t half = rotated / 2;
  Value cosine = getRotation(ctx, 1, half), sine = getRotation(ctx, 2, half);

  // Pairs of elements are neighbors, or lie half the depth apart: a dimension
  // of size 2, after or before the one of the pairs.
  int64_t pairAxis = interleaved ? 4 : 3;
  SmallVector<int64_t> pairs(shape), single(shape);
  pairs.pop_back();
  pairs.append({half, 2});
  if (!interleaved)
    std::swap(pairs[3], pairs[4]);
  single[3] = half;
  Value both = ctx.reshape(ctx.sliceAxis(input, 3, 0, rotated), pairs);
  Value first = ctx.reshape(ctx.sliceAxis(both, pairAxis, 0, 1), single);
  Value second = ctx.reshape(ctx.sliceAxis(both, pairAxis, 1, 1), single);
  Value real = ctx.sub(ctx.mul(cosine, first), ctx.mul(sine, second));
  Value imaginary = ctx.add(ctx.mul(sine, first), ctx.mul(cosine, second));
  pairs[pairAxis] = 1;
  Value result = ctx.concat(
      {ctx.reshape(real, pairs), ctx.reshape(imaginary, pairs)}, pairAxis);
  single[3] = rotated;
  result = ctx.reshape(result, single);
  if (rotated < depth)
    result = ctx.concat(
        {result, ctx.sliceAxis(input, 3, rotated, depth - rotated)}, 3);
  return isFlat ? mergeHeads(ctx, result) : result;
}

void onnximport::registerRotaryEmbeddingOps(OpRegistry &registry) {
  registry.add("RotaryEmbedding", {23}, {3, 4}, importRotaryEmbedding);
}
