//===- FloatFunction.h - f32 arithmetic on large tensors --------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H

#include "mlir/IR/Block.h"
#include "mlir/Support/LLVM.h"

#include <array>
#include <vector>

namespace fovea {

/// The sums, differences, products and quotients of f32 that a function of
/// scalars is made of, for arguments too many to fold one by one. They are
/// rounded as compiled code rounds them.
class FloatFunction {
public:
  /// Translate `body`, which computes `result` of its arguments. Fails if it
  /// holds anything else.
  static llvm::FailureOr<FloatFunction> create(mlir::Block &body,
                                               mlir::Value result);

  /// So many elements are computed at once.
  static constexpr int64_t kBlockSize = 512;
  using Block = std::array<float, kBlockSize>;

  /// Compute `count` elements, at most a block, of elements of each argument,
  /// of which as many may be read.
  void operator()(llvm::ArrayRef<const float *> arguments, float *results,
                  int64_t count);

private:
  using Operation = void (*)(const float *lhs, const float *rhs, float *result,
                             int64_t count);
  struct Step {
    Operation compute;
    unsigned lhs, rhs; ///< Positions in `values`.
  };

  FloatFunction() = default;

  std::vector<Step> steps;
  /// Where the arguments are, and then what each step computes.
  std::vector<const float *> values;
  std::vector<Block> blocks;
  unsigned result = 0;
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_FLOATFUNCTION_H
