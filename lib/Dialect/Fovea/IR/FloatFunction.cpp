//===- FloatFunction.cpp - f32 arithmetic on large tensors ----------------===//

#include "FloatFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

#include <functional>

using namespace mlir;
using namespace fovea;

/// `Function` of a number of pairs.
template <typename Function>
static void computePairs(const float *lhs, const float *rhs, float *result,
                         int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    result[i] = Function()(lhs[i], rhs[i]);
}

FailureOr<FloatFunction> FloatFunction::create(mlir::Block &body,
                                               Value result) {
  FloatFunction function;
  llvm::SmallDenseMap<Value, unsigned> positions;
  auto add = [&](Value value) {
    positions[value] = function.values.size();
    function.values.push_back(nullptr);
    return value.getType().isF32();
  };
  for (Value argument : body.getArguments())
    if (!add(argument))
      return failure();
  for (mlir::Operation &op : body) {
    Operation compute =
        llvm::TypeSwitch<mlir::Operation *, Operation>(&op)
            .Case([](arith::AddFOp) { return computePairs<std::plus<>>; })
            .Case([](arith::SubFOp) { return computePairs<std::minus<>>; })
            .Case([](arith::MulFOp) { return computePairs<std::multiplies<>>; })
            .Case([](arith::DivFOp) { return computePairs<std::divides<>>; })
            .Default([](mlir::Operation *) { return nullptr; });
    if (!compute || !add(op.getResult(0)))
      return failure();
    function.steps.push_back({compute, positions.lookup(op.getOperand(0)),
                              positions.lookup(op.getOperand(1))});
  }
  function.blocks.resize(function.steps.size());
  function.result = positions.lookup(result);
  return function;
}

void FloatFunction::operator()(ArrayRef<const float *> arguments,
                               float *results, int64_t count) {
  llvm::copy(arguments, values.begin());
  for (auto [i, step] : llvm::enumerate(steps)) {
    step.compute(values[step.lhs], values[step.rhs], blocks[i].data(), count);
    values[arguments.size() + i] = blocks[i].data();
  }
  std::copy_n(values[result], count, results);
}
