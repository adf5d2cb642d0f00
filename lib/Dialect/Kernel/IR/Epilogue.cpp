//===- Epilogue.cpp - What kernels do to elements before they store them --===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace fovea::kernel;

/// The arguments and the terminator of the block.
static LogicalResult verifyInterface(EpilogueOpInterface op,
                                     ShapedType result) {
  Block &block = op.getEpilogue().front();
  size_t expected = op.getEpilogueOperands().size() + 1;
  if (block.getNumArguments() != expected)
    return op.emitOpError("epilogue: expected ")
           << expected << " arguments, found " << block.getNumArguments();
  SmallVector<Type> types{Float32Type::get(op.getContext())};
  for (Value operand : op.getEpilogueOperands())
    types.push_back(getElementTypeOrSelf(operand.getType()));
  for (auto [type, argument] : llvm::zip_equal(types, block.getArgumentTypes()))
    if (argument != type)
      return op.emitOpError("epilogue: expected an argument of type ")
             << type << ", found " << argument;
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield)
    return op.emitOpError("epilogue: expected it to end in kernel.yield");
  if (yield.getValue().getType() != result.getElementType())
    return op.emitOpError("epilogue: expected it to yield ")
           << result.getElementType() << ", found "
           << yield.getValue().getType();
  return success();
}

LogicalResult fovea::kernel::verifyEpilogue(EpilogueOpInterface op) {
  auto result =
      cast<ShapedType>(cast<DestinationStyleOpInterface>(op.getOperation())
                           .getDpsInitOperand(0)
                           ->get()
                           .getType());
  for (Value operand : op.getEpilogueOperands()) {
    auto type = cast<ShapedType>(operand.getType());
    if (!isBroadcastTo(type, result.getShape()))
      return op.emitOpError("epilogue: ")
             << type << " does not broadcast to the result " << result;
  }
  if (failed(verifyInterface(op, result)))
    return failure();
  for (Operation &inner : op.getEpilogue().front().without_terminator())
    if (!isa<arith::ArithDialect, math::MathDialect>(inner.getDialect()) ||
        (!OpTrait::hasElementwiseMappableTraits(&inner) &&
         !inner.hasTrait<OpTrait::ConstantLike>()))
      return inner.emitOpError("is no elementwise operation of arith or math, "
                               "as an epilogue expects");
  return success();
}

Value fovea::kernel::getYieldedValue(EpilogueOpInterface op) {
  return cast<YieldOp>(op.getEpilogue().front().getTerminator()).getValue();
}

void fovea::kernel::buildEmptyEpilogue(OpBuilder &builder, Location loc,
                                       Region &epilogue) {
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&epilogue, {}, builder.getF32Type(), loc);
  YieldOp::create(builder, loc, block->getArgument(0));
}
