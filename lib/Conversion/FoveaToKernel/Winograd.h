//===- Winograd.h - Convolutions by Winograd's algorithms -------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H
#define FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H

#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/IR/Winograd.h"
#include "fovea/Hardware/HardwareModel.h"

namespace fovea {

/// The algorithm that `conv` is computed by; null for the direct one, which is
/// the only one for other than 3x3 windows with stride 1. With
/// `WinogradUse::Auto` it is the fastest one by the rooflines of all on
/// `machine`, and none with weights that would be transformed at run time.
const kernel::winograd::Algorithm *selectWinograd(ConvOp conv, WinogradUse use,
                                                  const HardwareModel &machine);

/// Build `conv` without its bias. The products of all tiles at one of the pairs
/// of points are a matrix product: together they are a contraction with as many
/// groups.
mlir::Value buildWinogradConv(mlir::OpBuilder &builder, ConvOp conv,
                              const kernel::winograd::Algorithm &algorithm);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOKERNEL_WINOGRAD_H
