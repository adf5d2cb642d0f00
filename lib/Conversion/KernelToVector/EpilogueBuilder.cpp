//===- EpilogueBuilder.cpp - From accumulators to memory ------------------===//

#include "EpilogueBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fovea;

FailureOr<EpilogueBuilder>
EpilogueBuilder::create(OpBuilder &builder, kernel::EpilogueOpInterface op) {
  EpilogueBuilder result(op.getEpilogue());
  auto destination = cast<DestinationStyleOpInterface>(op.getOperation());
  SmallVector<Value> buffers{destination.getDpsInitOperand(0)->get()};
  llvm::append_range(buffers, op.getEpilogueOperands());
  for (Value buffer : buffers) {
    FailureOr<Line> line = buildLine(builder, op.getLoc(), buffer);
    if (failed(line))
      return failure();
    result.lines.push_back(std::move(*line));
  }
  return result;
}

/// The same operation on vectors of the shape of `like`.
static Value vectorize(OpBuilder &builder, Operation &op, IRMapping &mapping,
                       VectorType like) {
  VectorType type = like.clone(op.getResult(0).getType());
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return arith::ConstantOp::create(
        builder, op.getLoc(),
        DenseElementsAttr::get(type, constant.getValue()));
  SmallVector<Value> operands;
  for (Value operand : op.getOperands()) {
    Value vector = mapping.lookupOrNull(operand);
    // A constant that canonicalization moved out of the region.
    if (!vector)
      vector = vector::BroadcastOp::create(
          builder, op.getLoc(), like.clone(operand.getType()), operand);
    operands.push_back(vector);
  }
  OperationState state(op.getLoc(), op.getName(), operands, type,
                       op.getAttrs());
  return builder.create(state)->getResult(0);
}

Value EpilogueBuilder::buildOperand(OpBuilder &builder, Location loc,
                                    const Line &line, Value row, Value channel,
                                    VectorType type, int64_t valid) {
  if (line.strides.back() != 0)
    return buildLoad(builder, loc, line,
                     IndexBuilder(builder, loc).add(row, channel),
                     type.getNumElements(), valid);
  Value scalar = memref::LoadOp::create(builder, loc, line.buffer, row);
  return vector::BroadcastOp::create(builder, loc, type.clone(scalar.getType()),
                                     scalar);
}

Value EpilogueBuilder::build(OpBuilder &builder, Location loc, Value vector,
                             ValueRange rows, Value channel, int64_t valid) {
  auto type = cast<VectorType>(vector.getType());
  Block &block = region->front();
  IRMapping mapping;
  mapping.map(block.getArgument(0), vector);
  for (auto [argument, line, row] :
       llvm::zip_equal(block.getArguments().drop_front(),
                       ArrayRef(lines).drop_front(), rows.drop_front()))
    mapping.map(argument,
                buildOperand(builder, loc, line, row, channel, type, valid));
  for (Operation &op : block.without_terminator())
    mapping.map(op.getResult(0), vectorize(builder, op, mapping, type));
  Value element =
      mapping.lookup(cast<kernel::YieldOp>(block.getTerminator()).getValue());
  buildStore(builder, loc, element, lines.front(),
             IndexBuilder(builder, loc).add(rows.front(), channel), valid);
  return element;
}
