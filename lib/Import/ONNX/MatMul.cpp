//===- MatMul.cpp - ONNX matrix products ----------------------------------===//

#include "MatMul.h"
#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

Value onnximport::buildMatMul(ValueBuilder &builder, Value lhs, Value rhs) {
  if (builder.hasError())
    return {};
  int64_t lhsRank = getRank(lhs), rhsRank = getRank(rhs);
  if (lhsRank == 0 || rhsRank == 0) {
    builder.emitError() << "cannot multiply " << lhs.getType() << " with "
                        << rhs.getType()
                        << ": a matrix product needs rank 1 "
                           "or more";
    return {};
  }
  // A vector is a row on the left and a column on the right, and the dimension
  // that this adds is removed again.
  if (lhsRank == 1)
    lhs = builder.reshape(lhs, {1, getShape(lhs)[0]});
  if (rhsRank == 1)
    rhs = builder.reshape(rhs, {getShape(rhs)[0], 1});
  Value result = builder.create<MatMulOp>({lhs, rhs});
  if (builder.hasError())
    return {};
  SmallVector<int64_t> shape(getShape(result));
  if (rhsRank == 1)
    shape.pop_back();
  if (lhsRank == 1)
    shape.erase(shape.end() - (rhsRank == 1 ? 1 : 2));
  return builder.reshape(result, shape);
}

static Value importMatMul(NodeContext &ctx) {
  return buildMatMul(ctx, ctx.input(0), ctx.input(1));
}

/// alpha A' B' + beta C.
static Value importGemm(NodeContext &ctx) {
  double alpha = ctx.getFloat("alpha", 1.0), beta = ctx.getFloat("beta", 1.0);
  bool transposeA = ctx.getBool("transA", false);
  bool transposeB = ctx.getBool("transB", false);
  if (!ctx.checkRank(0, 2, 2) || !ctx.checkRank(1, 2, 2))
    return {};
  Type type = getElementTypeOf(ctx.input(0));
  bool usesFactors = alpha != 1.0 || (ctx.hasInput(2) && beta != 1.0);
  if (usesFactors && !isa<FloatType>(type)) {
    ctx.emitUnsupported() << "alpha and beta other than 1 are not supported "
                             "for integers";
    return {};
  }
  Value result = ctx.create<MatMulOp>(
      {ctx.input(0), ctx.input(1)}, ctx.attributes()
                                        .setUnit("transpose_lhs", transposeA)
                                        .setUnit("transpose_rhs", transposeB));
  if (alpha != 1.0)
    result = ctx.mul(result, ctx.scalar(alpha, type));
  if (!ctx.hasInput(2) || ctx.hasError())
    return result;

  Value offset = ctx.input(2);
  auto shape = broadcastShapes({getShape(result), getShape(offset)});
  if (failed(shape) || ArrayRef(*shape) != getShape(result)) {
    ctx.emitError() << "cannot broadcast C of " << offset.getType() << " to "
                    << result.getType();
    return {};
  }
  if (beta != 1.0)
    offset = ctx.mul(offset, ctx.scalar(beta, type));
  return ctx.add(result, offset);
}

void onnximport::registerMatMulOps(OpRegistry &registry) {
  registry.add("Gemm", {7}, {2, 3}, importGemm);
  registry.add("MatMul", {1}, {2, 2}, importMatMul);
}
