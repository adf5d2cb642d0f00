//===- HardwareAttr.h - The hardware model of a module ----------*- C++ -*-===//
//
// The machine that a module is compiled for stands on it as upstream's target
// specification, with the fields of a HardwareModel as properties of the device
// "CPU". Passes read it from there, and tests write it there:
//
//   module attributes {dlti.target_system_spec = #dlti.target_system_spec<
//     "CPU" = #dlti.target_device_spec<
//       "vector" = #dlti.map<"bytes" = 64 : i64, "registers" = 32 : i64>>>} {
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_HARDWARE_HARDWAREATTR_H
#define FOVEA_HARDWARE_HARDWAREATTR_H

#include "fovea/Hardware/HardwareModel.h"

#include "mlir/IR/BuiltinOps.h"

namespace fovea {

/// Record `model` on `module`. The DLTI dialect must be loaded.
void setHardwareModel(mlir::ModuleOp module, const HardwareModel &model);

/// The model on the nearest module around `op` that has one. A specification
/// without a "name" changes the description x86-64-v3, which is the model of a
/// module that has none. Reports a specification that is wrong.
mlir::FailureOr<HardwareModel> getHardwareModel(mlir::Operation *op);

} // namespace fovea

#endif // FOVEA_HARDWARE_HARDWAREATTR_H
