//===- Attention.cpp - ONNX attention -------------------------------------===//

#include "Heads.h"
#include "Registry.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Heads
//===----------------------------------------------------------------------===//

Value onnximport::splitHeads(NodeContext &ctx, Value input, int64_t heads) {
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

Value onnximport::mergeHeads(NodeContext &ctx, Value input) {
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

namespace {

/// Operands and parameters once they are checked, with one layout: queries,
/// keys and values are `[batch, heads, tokens, depth]`.
struct AttentionParts {
  Value query, key, value;
  /// Number of tokens of the past, which stand before those of this node.
  int64_t past = 0;
  double scale = 0;
  /// 0 for none.
  double softcap = 0;

  int64_t getQueries() const { return getShape(query)[2]; }
  int64_t getKeys() const { return getShape(key)[2]; }
};

/// What the fourth output holds, as attribute `qk_matmul_output_mode` counts.
enum ScoresMode { kProduct, kCapped, kMasked, kSoftmax };

} // namespace

static Value readHeads(NodeContext &ctx, unsigned index, int64_t heads) {
  return getRank(ctx.input(index)) == 3
             ? splitHeads(ctx, ctx.input(index), heads)
             : ctx.input(index);
}

/// Put the past before keys and values.
static void prependPast(NodeContext &ctx, AttentionParts &parts) {
  if (!ctx.hasInput(4) && !ctx.hasInput(5))
    return;
  if (!ctx.hasInput(4) || !ctx.hasInput(5)) {
    ctx.emitError() << "the past " << (ctx.hasInput(4) ? "value" : "key")
                    << " is missing: key and value go together";
    return;
  }
  if (ctx.hasInput(6))
    ctx.emitError() << "the number of valid keys cannot be given together with "
                       "a past";
  if (!ctx.checkRank(4, 4, 4) || !ctx.checkRank(5, 4, 4))
    return;
  parts.past = getShape(ctx.input(4))[2];
  parts.key = ctx.concat({ctx.input(4), parts.key}, /*axis=*/2);
  parts.value = ctx.concat({ctx.input(5), parts.value}, /*axis=*/2);
}

/// None after an error.
static std::optional<AttentionParts> readParts(NodeContext &ctx) {
  int64_t queryHeads = ctx.getInt("q_num_heads", 0);
  int64_t keyHeads = ctx.getInt("kv_num_heads", 0);
  if (!ctx.checkRank(0, 3, 4))
    return std::nullopt;
  int64_t rank = getRank(ctx.input(0));
  if (!ctx.checkRank(1, rank, rank) || !ctx.checkRank(2, rank, rank))
    return std::nullopt;

  AttentionParts parts;
  parts.query = readHeads(ctx, 0, queryHeads);
  parts.key = readHeads(ctx, 1, keyHeads);
  parts.value = readHeads(ctx, 2, keyHeads);
  prependPast(ctx, parts);
  if (ctx.hasError())
    return std::nullopt;
  int64_t heads = getShape(parts.query)[1], groups = getShape(parts.key)[1];
  if (groups == 0 || heads % groups != 0) {
    ctx.emitError() << heads << " heads of the query are not a multiple of the "
                    << groups << " heads of the key";
    return std::nullopt;
  }
  double depth = getShape(parts.query)[3];
  parts.scale = ctx.getFloat("scale", 1.0 / std::sqrt(depth));
  parts.softcap = std::max(0.0, ctx.getFloat("softcap", 0.0));
  if (ctx.hasError())
    return std::nullopt;
  return parts;
}

/// The number of valid keys of each batch, `[batch, 1, 1, 1]`; null if all are.
static Value readValidKeys(NodeContext &ctx, int64_t batch) {
  if (!ctx.hasInput(6) || !ctx.checkRank(6, 1, 1))
    return {};
  Value lengths = ctx.input(6);
  if (getShape(lengths)[0] != batch) {
    ctx.emitError() << "the numbers of valid keys must be " << batch
                    << ", one for each batch, but are " << lengths.getType();
    return {};
  }
  return ctx.alongAxis(ctx.cast(lengths, ctx.getBuilder().getI64Type()), 0, 4);
}

/// The scores at the stage that `mode` names. Each key serves a group of
/// queries.
static Value buildScores(NodeContext &ctx, const AttentionParts &parts,
                         Value mask, ScoresMode mode) {
  if (ctx.hasError())
    return {};
  Type type = getElementTypeOf(parts.query);
  ArrayRef<int64_t> shape = getShape(parts.query), keys = getShape(parts.key);
  // Scaled first: in f16, products could be too large.
  Value query = ctx.mul(parts.query, ctx.scalar(parts.scale, type));
  query = ctx.reshape(
      query, {shape[0], keys[1], shape[1] / keys[1], shape[2], shape[3]});
  Value key = ctx.reshape(parts.key, {keys[0], keys[1], 1, keys[2], keys[3]});
  if (ctx.hasError())
    return {};
  Value scores = ctx.create<MatMulOp>(
      {query, key}, ctx.attributes().setUnit("transpose_rhs"));
  scores = ctx.reshape(scores, {shape[0], shape[1], shape[2], keys[2]});
  if (mode >= kCapped && parts.softcap > 0) {
    Value cap = ctx.scalar(parts.softcap, type);
    scores = ctx.mul(ctx.unary(UnaryKind::tanh, ctx.div(scores, cap)), cap);
  }
  if (mode < kMasked || ctx.hasError())
    return scores;

  Value lowest = ctx.scalar(-std::numeric_limits<double>::infinity(), type);
  if (mask)
    scores = isBoolean(mask) ? ctx.select(mask, scores, lowest)
                             : ctx.add(scores, mask);
  if (mode < kSoftmax)
    return scores;
  // A query without any key has no weights, where the formula would give NaN.
  Value maxima = ctx.reduce(ReduceKind::max, scores, {3}, /*keepDims=*/true);
  Value isEmpty = ctx.compare(ComparePredicate::eq, maxima, lowest);
  Value zero = ctx.scalar(0, type);
  scores = ctx.select(isEmpty, zero, scores);
  if (ctx.hasError())
    return {};
  Value weights =
      ctx.create<SoftmaxOp>(scores, ctx.attributes().setInt("axis", 3));
  return ctx.select(isEmpty, zero, weights);
}

static void importAttention(NodeContext &ctx) {
  bool causal = ctx.getBool("is_causal", false);
  int64_t mode = ctx.getInt("qk_matmul_output_mode", kProduct);
  // The precision of the softmax, which is never below f32.
  ctx.ignoreAttributes({"softmax_precision"});
  if (mode < kProduct || mode > kSoftmax)
    ctx.emitError() << "attribute 'qk_matmul_output_mode' must be 0 to 3, but "
                       "is "
                    << mode;
  std::optional<AttentionParts> parts = readParts(ctx);
  if (!parts)
    return;

  Type i64 = ctx.getBuilder().getI64Type();
  int64_t queries = parts->getQueries(), keys = parts->getKeys();
  Value mask = ctx.input(3);
  if (mask)
    mask = padMask(ctx, mask, keys);
  Value offset = parts->past > 0 ? ctx.scalarInt(parts->past, i64) : Value();
  Value validKeys = readValidKeys(ctx, getShape(parts->query)[0]);
  if (validKeys) {
    mask = combineMasks(
        ctx, mask,
        ctx.compare(ComparePredicate::lt, ctx.iota(keys), validKeys));
    offset = ctx.sub(validKeys, ctx.scalarInt(queries, i64));
  }
  // The op knows the usual causal mask, but its scores are its own.
  bool hasMaskedScores = ctx.hasOutput(3) && mode >= kMasked;
  if (causal && (offset || hasMaskedScores)) {
    if (!offset)
      offset = ctx.scalarInt(0, i64);
    mask = combineMasks(ctx, mask, buildCausalMask(ctx, offset, queries, keys));
    causal = false;
  }

  SmallVector<Value> operands{parts->query, parts->key, parts->value};
  if (mask)
    operands.push_back(mask);
  if (ctx.hasError())
    return;
  Value result =
      ctx.create<AttentionOp>(operands, ctx.attributes()
                                            .setFloat("scale", parts->scale)
                                            .setFloat("softcap", parts->softcap)
                                            .setUnit("causal", causal));
  bool isFlat = getRank(ctx.input(0)) == 3;
  ctx.setOutput(0, isFlat ? mergeHeads(ctx, result) : result);
  ctx.setOutput(1, parts->key);
  ctx.setOutput(2, parts->value);
  if (ctx.hasOutput(3))
    ctx.setOutput(3, buildScores(ctx, *parts, mask, ScoresMode(mode)));
}

void onnximport::registerAttentionOps(OpRegistry &registry) {
  registry.add("Attention", {23, 23}, {3, 6}, importAttention);
  registry.add("Attention", {24}, {3, 7}, importAttention);
}
