//===- Winograd.h - Convolutions by Winograd's algorithm --------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H
#define FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Hardware/HardwareModel.h"

namespace fovea {

/// Whether `conv` is of the kind that F(4x4, 3x3) is for: a 3x3 window with
/// stride 1.
bool canUseWinograd(ConvOp conv);

/// Whether F(4x4, 3x3) takes less time than the direct algorithm, by the
/// rooflines of both on `machine`. Not with weights that would be transformed
/// at run time.
bool isWinogradFaster(ConvOp conv, const HardwareModel &machine);

/// Build `conv` without its bias. The products of all tiles at one of the 36
/// points are a matrix product: together they are a contraction with 36 groups.
mlir::Value buildWinogradConv(mlir::OpBuilder &builder, ConvOp conv);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H
