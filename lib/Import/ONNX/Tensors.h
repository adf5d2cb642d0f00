//===- Tensors.h - ONNX tensors and element types ---------------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_TENSORS_H
#define FOVEA_LIB_IMPORT_ONNX_TENSORS_H

#include "ModelFile.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace fovea::onnximport {

/// The name of an ONNX element type (`TensorProto.DataType`), for messages.
std::string getDataTypeName(int64_t dataType);

/// The MLIR type of an ONNX element type, null if the dialect has none.
mlir::Type getElementType(int64_t dataType, mlir::MLIRContext *context);

using ErrorEmitter = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// The tensor type, if no size is negative and the size in bytes is one that a
/// machine could hold.
llvm::FailureOr<mlir::RankedTensorType>
getTensorType(llvm::ArrayRef<int64_t> shape, mlir::Type elementType,
              ErrorEmitter emitError);

/// The value of `tensor`. External data are mapped, and not copied where they
/// are aligned.
llvm::FailureOr<mlir::ElementsAttr>
importTensor(const onnx::TensorProto &tensor, llvm::StringRef name,
             ExternalData &externalData, ErrorEmitter emitError);

/// The same, but raw data are moved out of `tensor` rather than copied.
llvm::FailureOr<mlir::ElementsAttr> takeTensor(onnx::TensorProto &tensor,
                                               llvm::StringRef name,
                                               ExternalData &externalData,
                                               ErrorEmitter emitError);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_TENSORS_H
