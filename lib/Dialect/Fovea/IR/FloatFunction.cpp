//===- FloatFunction.cpp - f32 arithmetic on large tensors ----------------===//

#include "FloatFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fovea;

FailureOr<FloatFunction> FloatFunction::create(Block &block, Value result) {
  FloatFunction function;
  llvm::SmallDenseMap<Value, unsigned> positions;
  auto add = [&](Value value) {
    positions[value] = function.values.size();
    function.values.push_back(0);
    return value.getType().isF32();
  };
  for (Value argument : block.getArguments())
    if (!add(argument))
      return failure();
  for (mlir::Operation &op : block) {
    Operation compute = llvm::TypeSwitch<mlir::Operation *, Operation>(&op)
                            .Case([](arith::AddFOp) {
                              return [](float a, float b) { return a + b; };
                            })
                            .Case([](arith::SubFOp) {
                              return [](float a, float b) { return a - b; };
                            })
                            .Case([](arith::MulFOp) {
                              return [](float a, float b) { return a * b; };
                            })
                            .Case([](arith::DivFOp) {
                              return [](float a, float b) { return a / b; };
                            })
                            .Default([](mlir::Operation *) { return nullptr; });
    if (!compute || !add(op.getResult(0)))
      return failure();
    function.steps.push_back({compute, positions.lookup(op.getOperand(0)),
                              positions.lookup(op.getOperand(1))});
  }
  function.result = positions.lookup(result);
  return function;
}

float FloatFunction::operator()(ArrayRef<float> arguments) {
  llvm::copy(arguments, values.begin());
  unsigned next = arguments.size();
  for (const Step &step : steps)
    values[next++] = step.compute(values[step.lhs], values[step.rhs]);
  return values[result];
}
