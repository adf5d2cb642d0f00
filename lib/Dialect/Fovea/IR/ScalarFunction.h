//===- ScalarFunction.h - Computing elements in the compiler ----*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_SCALARFUNCTION_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_SCALARFUNCTION_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/Block.h"

namespace fovea {

/// Larger tensors are not evaluated by folding for each element, which is slow
/// and leaves an attribute in the context for every value.
inline constexpr int64_t kMaxEvaluatedElements = 4096;

/// A function of scalars, given as IR. The IR is built once and folded for
/// every call, so that the compiler computes exactly what compiled code does.
class ScalarFunction {
public:
  using Body = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                              mlir::ValueRange)>;
  ScalarFunction(mlir::MLIRContext *context, mlir::TypeRange argumentTypes,
                 Body body);

  mlir::Block &getBlock() { return block; }
  mlir::Value getResult() const { return result; }

  /// The result, or null if an op does not fold for these arguments.
  mlir::Attribute operator()(llvm::ArrayRef<mlir::Attribute> arguments);

private:
  llvm::LogicalResult fold(mlir::Operation &op);

  mlir::Block block;
  mlir::Value result;
  llvm::DenseMap<mlir::Value, mlir::Attribute> values;
};

/// Element `index` of a tensor as a signless scalar attribute.
mlir::Attribute getElement(const HostTensor &tensor, int64_t index);
void setElement(HostTensor &tensor, int64_t index, mlir::Attribute value);

/// Where, row major, in a tensor of shape `from` each element of its broadcast
/// to the shape `to` comes from.
llvm::SmallVector<int64_t> getBroadcastIndices(llvm::ArrayRef<int64_t> from,
                                               llvm::ArrayRef<int64_t> to);

/// `HostEvaluableOpInterface::evaluate` of an elementwise op.
llvm::LogicalResult
evaluateElementwise(ElementwiseOpInterface op,
                    llvm::ArrayRef<HostTensor> operands,
                    llvm::MutableArrayRef<HostTensor> results);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_SCALARFUNCTION_H
