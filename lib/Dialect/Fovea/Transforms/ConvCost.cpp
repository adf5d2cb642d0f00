//===- ConvCost.cpp - What the form of a convolution costs ----------------===//

#include "ConvCost.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

ConvForm fovea::getForm(ConvOp conv) {
  RankedTensorType input = getTensorType(conv.getInput());
  ArrayRef<int64_t> window =
      getTensorType(conv.getKernel()).getShape().drop_back(2);
  return {.taps = llvm::product_of(window, int64_t(1)),
          .channels = input.getShape().back(),
          .inputElements = static_cast<double>(input.getNumElements())};
}

//===----------------------------------------------------------------------===//
// CPU
//===----------------------------------------------------------------------===//

/// Whether a contraction over so many channels multiplies pairs. One channel
/// stays in f32, see `--kernel-use-bf16`.
static bool multipliesPairs(const ConvForm &form, const ConvTarget &target) {
  return target.isBF16 && form.channels > 1;
}

/// Operations at the peak rate in the time that it takes to round one element
/// of the input to bf16, into a buffer with its padding: whole rows by vectors,
/// and where a channel is added to each pixel, one by one. Measured, see
/// docs/RationaleKernels.md.
static constexpr double kFlopsPerRoundedElement = 32;
static constexpr double kFlopsPerSingleElement = 130;

static double getRoundingSeconds(const ConvForm &form,
                                 const HardwareModel &machine) {
  double flops =
      form.channels % 2 == 0 ? kFlopsPerRoundedElement : kFlopsPerSingleElement;
  return form.inputElements * flops / getPeakRate(machine, ComputeType::F32);
}

static double getCPUSeconds(ConvOp conv, const ConvForm &form,
                            const ConvTarget &target) {
  const HardwareModel &machine = target.machine;
  ArrayRef<int64_t> shape = conv.getType().getShape();
  int64_t lanes = machine.vector->bytes / sizeof(float);
  bool arePairs = multipliesPairs(form, target);
  int64_t factors = arePairs ? 2 : 1;
  double flops = 2.0 * llvm::product_of(shape.drop_back(), int64_t(1)) *
                 llvm::alignTo(shape.back(), lanes) * form.taps *
                 llvm::alignTo(form.channels, factors);
  ComputeType type = arePairs ? ComputeType::BF16 : ComputeType::F32;
  double seconds = flops / getPeakRate(machine, type);
  return arePairs ? seconds + getRoundingSeconds(form, machine) : seconds;
}

//===----------------------------------------------------------------------===//
// Accelerators
//===----------------------------------------------------------------------===//

namespace {
/// A matrix unit, and the type that it multiplies.
struct MatrixUnit {
  const MatrixShape *shape;
  ComputeType type;
};
} // namespace

/// The unit that multiplies convolutions, or null: f32 is multiplied apart from
/// matrix units, unless the device has nothing else.
static std::optional<MatrixUnit> findMatrixUnit(const ConvTarget &target) {
  const HardwareModel &machine = target.machine;
  if (!machine.accelerator || (machine.peak.f32 && !target.isBF16))
    return std::nullopt;
  for (const auto &[name, type] :
       {std::pair("bf16", ComputeType::BF16), {"f16", ComputeType::F16}})
    for (const MatrixShape &shape : machine.accelerator->matrixShapes)
      if (shape.type == name)
        return MatrixUnit{&shape, type};
  return std::nullopt;
}

static double getMatrixSeconds(ConvOp conv, const ConvForm &form,
                               const ConvTarget &target,
                               const MatrixUnit &unit) {
  constexpr double kElementBytes = 2;
  RankedTensorType result = conv.getType();
  double outputs = result.getShape().back();
  double rows = result.getNumElements() / outputs;
  double flops = 2 * rows * llvm::alignTo(outputs, unit.shape->n) * form.taps *
                 llvm::alignTo(form.channels, unit.shape->k);
  double weights = outputs * form.taps * form.channels;
  double bytes =
      kElementBytes * (form.inputElements + weights + result.getNumElements());
  double seconds = getRooflineSeconds(target.machine, flops, bytes,
                                      /*threads=*/1, unit.type);
  if (!form.isInputMoved)
    return seconds;
  double moved = 2 * kElementBytes * form.inputElements;
  return seconds + moved / getReadBandwidth(target.machine, moved);
}

double fovea::getConvSeconds(ConvOp conv, const ConvForm &form,
                             const ConvTarget &target) {
  if (target.isCPU())
    return getCPUSeconds(conv, form, target);
  if (std::optional<MatrixUnit> unit = findMatrixUnit(target))
    return getMatrixSeconds(conv, form, target, *unit);
  double macs = static_cast<double>(conv.getType().getNumElements()) *
                form.taps * form.channels;
  return 2 * macs / getPeakRate(target.machine, ComputeType::F32);
}
