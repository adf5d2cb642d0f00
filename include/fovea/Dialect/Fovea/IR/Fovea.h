//===- Fovea.h - The fovea dialect ------------------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_IR_FOVEA_H
#define FOVEA_DIALECT_FOVEA_IR_FOVEA_H

#include "fovea/Dialect/Fovea/IR/HostTensor.h"
#include "fovea/Dialect/Fovea/IR/MatrixProduct.h"
#include "fovea/Dialect/Fovea/IR/WindowGeometry.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace fovea {

/// Bytes of the tensors that `op` reads and makes. Saturates.
uint64_t getOperandAndResultBytes(mlir::Operation *op);

} // namespace fovea

#include "fovea/Dialect/Fovea/IR/FoveaDialect.h.inc"
#include "fovea/Dialect/Fovea/IR/FoveaEnums.h.inc"
#include "fovea/Dialect/Fovea/IR/FoveaInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "fovea/Dialect/Fovea/IR/FoveaAttributes.h.inc"

#define GET_OP_CLASSES
#include "fovea/Dialect/Fovea/IR/FoveaOps.h.inc"

namespace fovea {

/// Names of the attributes that carry a model's interface: on the module the
/// model's name, on arguments and results of the entry function (`@main`) the
/// names of inputs and outputs.
inline constexpr llvm::StringLiteral kModelNameAttr = "fovea.model_name";
inline constexpr llvm::StringLiteral kTensorNameAttr = "fovea.name";
inline constexpr llvm::StringLiteral kEntryFunction = "main";

/// The type of a value of the dialect, all of which are ranked tensors.
inline mlir::RankedTensorType getTensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

/// The signless type with which arith computes elements of `type`.
mlir::Type getSignlessType(mlir::Type type);

/// Shape after numpy broadcasting of the given shapes, or failure.
llvm::FailureOr<llvm::SmallVector<int64_t>>
broadcastShapes(llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes);

/// Build the op `name`, with inferred result types unless `resultTypes` gives
/// them. Unlike `Op::create`, which aborts, reports operands or attributes that
/// do not fit together as an error at `loc` and fails; a success has passed the
/// op's verifier.
llvm::FailureOr<mlir::Operation *>
tryCreate(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name,
          mlir::ValueRange operands,
          llvm::ArrayRef<mlir::NamedAttribute> attributes,
          mlir::TypeRange resultTypes = {});

template <typename OpTy>
llvm::FailureOr<OpTy>
tryCreate(mlir::OpBuilder &builder, mlir::Location loc,
          mlir::ValueRange operands,
          llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
          mlir::TypeRange resultTypes = {}) {
  auto op = tryCreate(builder, loc, OpTy::getOperationName(), operands,
                      attributes, resultTypes);
  if (failed(op))
    return llvm::failure();
  return llvm::cast<OpTy>(*op);
}

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_FOVEA_H
