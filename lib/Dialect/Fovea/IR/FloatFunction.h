//===- FloatFunction.h - f32 arithmetic on large tensors --------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H

#include "mlir/IR/Block.h"
#include "mlir/Support/LLVM.h"

#include <vector>

namespace fovea {

/// The sums, differences, products and quotients of f32 that a function of
/// scalars is made of, for arguments too many to fold one by one. They are
/// rounded as compiled code rounds them.
class FloatFunction {
public:
  /// Translate `block`, which computes `result` of its arguments. Fails if it
  /// holds anything else.
  static llvm::FailureOr<FloatFunction> create(mlir::Block &block,
                                               mlir::Value result);

  float operator()(llvm::ArrayRef<float> arguments);

private:
  using Operation = float (*)(float, float);
  struct Step {
    Operation compute;
    unsigned lhs, rhs; ///< Positions in `values`.
  };

  FloatFunction() = default;

  std::vector<Step> steps;
  /// The arguments, and then what each step computes.
  std::vector<float> values;
  unsigned result = 0;
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H
