//===- Determinant.cpp - ONNX determinants of matrices --------------------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Each row and column takes a dozen ops.
static constexpr int64_t kMaxMatrixSize = 64;

namespace {

/// A stage of Gaussian elimination: the matrices `[batch, n, n]` that are left,
/// and the product of the pivots so far, `[batch, 1]`.
struct Elimination {
  Value matrix;
  Value product;
};

} // namespace

/// Take the first column out, with the row of its largest element as pivot. The
/// matrices have two or more rows.
static Elimination eliminate(NodeContext &ctx, Elimination stage) {
  ArrayRef<int64_t> shape = getShape(stage.matrix);
  int64_t batch = shape[0], size = shape[1];
  Type type = getElementTypeOf(stage.matrix);
  Value zero = ctx.scalar(0, type), one = ctx.scalar(1, type);
  Value column =
      ctx.reshape(ctx.sliceAxis(stage.matrix, 2, 0, 1), {batch, size});
  Value magnitude = ctx.unary(UnaryKind::abs, column);
  if (ctx.hasError())
    return {};
  Value index = ctx.create<ArgReduceOp>(
      magnitude,
      ctx.attributes()
          .set("kind", ArgKindAttr::get(ctx.getContext(), ArgKind::max))
          .setInt("axis", 1)
          .setUnit("keep_dims"));
  if (ctx.hasError())
    return {};
  Value pivotRow = ctx.create<GatherNDOp>(
      {stage.matrix, index}, ctx.attributes().setInt("batch_dims", 1));
  Value pivot = ctx.sliceAxis(pivotRow, 1, 0, 1);

  // The pivot's row changes places with the first one, which leaves.
  Value first = ctx.scalarInt(0, ctx.getBuilder().getI64Type());
  Value sign = ctx.select(ctx.compare(ComparePredicate::eq, index, first), one,
                          ctx.scalar(-1, type));
  Value isPivot = ctx.compare(ComparePredicate::eq, ctx.iota(size), index);
  Value rows = ctx.select(ctx.reshape(isPivot, {batch, size, 1}),
                          ctx.sliceAxis(stage.matrix, 1, 0, 1), stage.matrix);
  rows = ctx.sliceAxis(rows, 1, 1, size - 1);
  // Without a pivot the column is zero, and so is the determinant.
  Value divisor =
      ctx.select(ctx.compare(ComparePredicate::eq, pivot, zero), one, pivot);
  Value factors = ctx.div(ctx.sliceAxis(rows, 2, 0, 1),
                          ctx.reshape(divisor, {batch, 1, 1}));
  rows =
      ctx.sub(rows, ctx.mul(factors, ctx.reshape(pivotRow, {batch, 1, size})));
  return {ctx.sliceAxis(rows, 2, 1, size - 1),
          ctx.mul(stage.product, ctx.mul(sign, pivot))};
}

static Value importDet(NodeContext &ctx) {
  if (!ctx.checkRank(0, 2))
    return {};
  Type type = getElementTypeOf(ctx.input(0));
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  int64_t size = shape.back();
  if (!isa<FloatType>(type) || shape[shape.size() - 2] != size) {
    ctx.emitError() << ctx.input(0).getType()
                    << " does not consist of square matrices of floats";
    return {};
  }
  if (size > kMaxMatrixSize) {
    ctx.emitUnsupported() << "determinants of more than " << kMaxMatrixSize
                          << " rows are not supported";
    return {};
  }
  ArrayRef<int64_t> batchShape = shape.drop_back(2);
  int64_t batch = llvm::product_of(batchShape);
  Type computeType = type.isF64() ? type : ctx.getBuilder().getF32Type();
  Elimination stage{
      ctx.reshape(ctx.cast(ctx.input(0), computeType), {batch, size, size}),
      ctx.splat(1, {batch, 1}, computeType)};
  for (int64_t i = 1; i < size && !ctx.hasError(); ++i)
    stage = eliminate(ctx, stage);
  if (size > 0)
    stage.product =
        ctx.mul(stage.product, ctx.reshape(stage.matrix, {batch, 1}));
  return ctx.cast(ctx.reshape(stage.product, batchShape), type);
}

void onnximport::registerDeterminantOps(OpRegistry &registry) {
  registry.add("Det", {11}, {1, 1}, importDet);
}
