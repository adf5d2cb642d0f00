//===- Attention.cpp - ONNX attention and rotary embedding ----------------===//

#include "MatMul.h"
#include "Registry.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Heads
//===----------------------------------------------------------------------===//

/// From `[batch, tokens, heads * depth]` to `[batch, heads, tokens, depth]`.
static Value splitHeads(NodeContext &ctx, Value input, int64_t heads) {
  if (ctx.hasError())
    return {};
  ArrayRef<int64_t> shape = getShape(input);
  if (heads <= 0 || shape[2] % heads != 0) {
    ctx.emitError() << "cannot divide the last dimension of " << input.getType()
                    << " into " << heads << " heads";
    return {};
  }
  return ctx.transpose(
      ctx.reshape(input, {shape[0], shape[1], heads, shape[2] / heads}),
      {0, 2, 1, 3});
}

static Value mergeHeads(NodeContext &ctx, Value input) {
  Value tokens = ctx.transpose(input, {0, 2, 1, 3});
  if (ctx.hasError())
    return {};
  ArrayRef<int64_t> shape = getShape(tokens);
  return ctx.reshape(tokens, {shape[0], shape[1], shape[2] * shape[3]});
}

//===----------------------------------------------------------------------===//
// Masks: boolean (true where a key takes part), or added to the scores. A null
// value excludes nothing.
//===----------------------------------------------------------------------===//

static bool isBoolean(Value value) {
  return getElementTypeOf(value).isInteger(1);
}

static Value combineMasks(NodeContext &ctx, Value lhs, Value rhs) {
  if (ctx.hasError() || !lhs || !rhs)
    return lhs ? lhs : rhs;
  if (isBoolean(lhs) && isBoolean(rhs))
    return ctx.binary(BinaryKind::logical_and, lhs, rhs);
  if (isBoolean(rhs))
    std::swap(lhs, rhs);
  if (!isBoolean(lhs))
    return ctx.add(lhs, rhs);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return ctx.select(lhs, rhs, ctx.scalar(-infinity, getElementTypeOf(rhs)));
}

/// A mask may say nothing about the last keys: those are excluded.
static Value padMask(NodeContext &ctx, Value mask, int64_t keys) {
  int64_t rank = getRank(mask);
  if (rank == 0 || getShape(mask).back() == 1 || getShape(mask).back() >= keys)
    return mask;
  SmallVector<int64_t> low(rank, 0), high(rank, 0);
  high.back() = keys - getShape(mask).back();
  return ctx.pad(mask, low, high,
                 isBoolean(mask) ? 0.0
                                 : -std::numeric_limits<double>::infinity());
}

/// Keys up to the one `offset` after the query, where `offset` broadcasts to
/// `[batch, heads, queries, keys]`.
static Value buildCausalMask(NodeContext &ctx, Value offset, int64_t queries,
                             int64_t keys) {
  Value last = ctx.add(ctx.alongAxis(ctx.iota(queries), 2, 4), offset);
  return ctx.compare(ComparePredicate::le, ctx.iota(keys), last);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// Scores before mask and softmax. Each key serves a group of queries.
static Value buildScores(NodeContext &ctx, Value query, Value key,
                         double scale) {
  if (ctx.hasError())
    return {};
  ArrayRef<int64_t> shape = getShape(query), keyShape = getShape(key);
  int64_t groups = shape[1] / keyShape[1];
  Value grouped =
      ctx.reshape(query, {shape[0], keyShape[1], groups, shape[2], shape[3]});
  Value keys =
      ctx.reshape(key, {keyShape[0], keyShape[1], 1, keyShape[2], keyShape[3]});
  if (ctx.hasError())
    return {};
  Value scores = ctx.create<MatMulOp>(
      {grouped, keys}, ctx.attributes().setUnit("transpose_rhs"));
  scores = ctx.reshape(scores, {shape[0], shape[1], shape[2], keyShape[2]});
  return ctx.mul(scores, ctx.scalar(scale, getElementTypeOf(query)));
}

static void importAttention(NodeContext &ctx) {
  bool causal = ctx.getBool("is_causal", false);
  double softcap = ctx.getFloat("softcap", 0.0);
  int64_t queryHeads = ctx.getInt("q_num_heads", 0);
  int64_t keyHeads = ctx.getInt("kv_num_heads", 0);
  int64_t scoresMode = ctx.getInt("qk_matmul_output_mode", 0);
  // The precision of the softmax, which is never below f32.
  ctx.ignoreAttributes({"softmax_precision"});
  for (unsigned i : llvm::seq(3))
    if (!ctx.checkRank(i, 3, 4))
      return;

  bool isFlat = getRank(ctx.input(0)) == 3;
  auto getHeads = [&](unsigned index, int64_t heads) {
    return getRank(ctx.input(index)) == 3
               ? splitHeads(ctx, ctx.input(index), heads)
               : ctx.input(index);
  };
  Value query = getHeads(0, queryHeads), key = getHeads(1, keyHeads),
        value = getHeads(2, keyHeads);
  int64_t past = 0;
  if (ctx.hasInput(4) && ctx.hasInput(5)) {
    if (!ctx.checkRank(4, 4, 4) || !ctx.checkRank(5, 4, 4))
      return;
    past = getShape(ctx.input(4))[2];
    key = ctx.concat({ctx.input(4), key}, /*axis=*/2);
    value = ctx.concat({ctx.input(5), value}, /*axis=*/2);
  }
  if (ctx.hasError())
    return;
  int64_t queries = getShape(query)[2], keys = getShape(key)[2];
  int64_t depth = getShape(query)[3];
  if (getShape(key)[1] == 0 || getShape(query)[1] % getShape(key)[1] != 0) {
    ctx.emitError() << getShape(query)[1] << " heads of the query are not a "
                    << "multiple of the " << getShape(key)[1]
                    << " heads of the key";
    return;
  }

  Type i64 = ctx.getBuilder().getI64Type();
  Value mask = ctx.input(3);
  if (mask)
    mask = padMask(ctx, mask, keys);
  Value offset = past > 0 ? ctx.scalarInt(past, i64) : Value();
  if (ctx.hasInput(6)) {
    // Of each batch only so many keys are valid.
    Value lengths = ctx.alongAxis(ctx.cast(ctx.input(6), i64), 0, 4);
    mask = combineMasks(
        ctx, mask, ctx.compare(ComparePredicate::lt, ctx.iota(keys), lengths));
    if (past == 0)
      offset = ctx.sub(lengths, ctx.scalarInt(queries, i64));
  }
  if (causal && offset) {
    mask = combineMasks(ctx, mask, buildCausalMask(ctx, offset, queries, keys));
    causal = false;
  }

  double scale = ctx.getFloat("scale", 1.0 / std::sqrt(double(depth)));
  SmallVector<Value> operands{query, key, value};
  if (mask)
    operands.push_back(mask);
  if (ctx.hasError())
    return;
  Value result =
      ctx.create<AttentionOp>(operands, ctx.attributes()
                                            .setFloat("scale", scale)
                                            .setFloat("softcap", softcap)
                                            .setUnit("causal", causal));
  ctx.setOutput(0, isFlat ? mergeHeads(ctx, result) : result);
  ctx.setOutput(1, key);
  ctx.setOutput(2, value);
  if (!ctx.hasOutput(3))
    return;
  if (scoresMode != 0) {
    ctx.emitUnsupported() << "attribute 'qk_matmul_output_mode' " << scoresMode
                          << " is not supported, only 0 is";
    return;
  }
  ctx.setOutput(3, buildScores(ctx, query, key, scale));
}

//===----------------------------------------------------------------------===//
// Rotary embedding
//===----------------------------------------------------------------------===//

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

void onnximport::registerAttentionOps(OpRegistry &registry) {
  registry.add("Attention", {23, 23}, {3, 6}, importAttention);
  registry.add("Attention", {24}, {3, 7}, importAttention);
  registry.add("RotaryEmbedding", {23}, {3, 4}, importRotaryEmbedding);
}
