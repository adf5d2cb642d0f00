//===- BufferizableOpInterfaceImpl.h - Bufferization of kernels -*- C++ -*-===//

#ifndef FOVEA_DIALECT_KERNEL_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H
#define FOVEA_DIALECT_KERNEL_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H

#include "mlir/IR/DialectRegistry.h"

namespace fovea::kernel {

void registerBufferizableOpInterfaceExternalModels(
    mlir::DialectRegistry &registry);

} // namespace fovea::kernel

#endif // FOVEA_DIALECT_KERNEL_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H
