//===- MatMul.h - ONNX matrix products --------------------------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_MATMUL_H
#define FOVEA_LIB_IMPORT_ONNX_MATMUL_H

#include "ValueBuilder.h"

namespace fovea::onnximport {

/// Matrix product with the rules of numpy: batch dimensions broadcast, and a
/// vector is a row or a column.
mlir::Value buildMatMul(ValueBuilder &builder, mlir::Value lhs,
                        mlir::Value rhs);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_MATMUL_H
