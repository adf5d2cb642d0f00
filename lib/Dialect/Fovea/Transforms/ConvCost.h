//===- ConvCost.h - What the form of a convolution costs --------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONVCOST_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONVCOST_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Hardware/HardwareModel.h"

namespace fovea {

/// What convolutions are computed on.
struct ConvTarget {
  HardwareModel machine;
  bool isBF16 = false; ///< Convolutions in f32 multiply in bf16.

  bool isCPU() const { return machine.device == DeviceKind::CPU; }
};

/// A form of a convolution: the sum for each element of its result, and its
/// input.
struct ConvForm {
  int64_t taps;
  int64_t channels;
  /// Of the input with its padding, which is made anew.
  double inputElements;
  /// Whether making it is a pass of its own over the input.
  bool isInputMoved = false;
};

/// The form that `conv` has.
ConvForm getForm(ConvOp conv);

/// Time of a convolution with the result of `conv` in the given form, in
/// seconds.
///
/// On a CPU, a step multiplies one element of the input, or a pair in bf16, by
/// a vector of weights (see ProductTile.h). On an accelerator, its matrix unit
/// takes the channels of one tap at a time, padded to its depth and width.
double getConvSeconds(ConvOp conv, const ConvForm &form,
                      const ConvTarget &target);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONVCOST_H
