//===- CostModel.cpp - From work and traffic to time ----------------------===//

#include "fovea/Analysis/Analysis.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;
using namespace fovea;

/// What a memory, and with it the operand of a matrix unit, is accessed by: of
/// tensor cores, NVIDIA's Deep Learning Performance Guide, "Requirements to use
/// tensor cores"; of TPUs, Google's Cloud TPU performance guide, "Padding"
/// (features in multiples of 8).
static constexpr int64_t kChannelBytes = 16;

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

static int64_t getBytes(ComputeType type) {
  switch (type) {
  case ComputeType::F32:
    return 4;
  case ComputeType::F16:
  case ComputeType::BF16:
    return 2;
  case ComputeType::I8:
    return 1;
  }
  llvm_unreachable("unknown type");
}

/// The type of 16 bits that the machine has a rate of.
static ComputeType getSupportedType(ComputeType type, const PeakRates &peak) {
  if (type == ComputeType::BF16 && !peak.bf16 && peak.f16)
    return ComputeType::F16;
  if (type == ComputeType::F16 && !peak.f16 && peak.bf16)
    return ComputeType::BF16;
  return type;
}

static llvm::Error checkAccelerator(const HardwareModel &hardware) {
  const AcceleratorParts &parts = *hardware.accelerator;
  if (!parts.vectorPeak)
    return llvm::createStringError(
        "hardware '%s': expected 'vector_peak' in 'accelerator', the rate of "
        "what is no product of matrices",
        hardware.name.c_str());
  for (const std::string &name : parts.fusedActivations)
    if (!symbolizeActivationKind(name))
      return llvm::createStringError(
          "hardware '%s': 'fused_activations' names '%s', which is no "
          "activation",
          hardware.name.c_str(), name.c_str());
  return llvm::Error::success();
}

llvm::Expected<AnalysisTarget>
fovea::getAnalysisTarget(const HardwareModel &hardware, int64_t threads,
                         ComputeType type) {
  AnalysisTarget target;
  target.hardware = hardware;
  target.type = getSupportedType(type, hardware.peak);
  target.weightBytes = getBytes(target.type);
  if (target.isAccelerator()) {
    if (llvm::Error error = checkAccelerator(hardware))
      return error;
    target.activationBytes = target.weightBytes;
    target.vectorPeak = *hardware.accelerator->vectorPeak * 1e9;
  } else {
    target.threads = std::clamp<int64_t>(threads, 1, hardware.cores);
    target.vectorPeak = getPeakRate(hardware, ComputeType::F32, target.threads);
  }
  target.matrixPeak = getPeakRate(hardware, target.type, target.threads);
  return target;
}

bool AnalysisTarget::canFuse(ActivationKind kind) const {
  if (!isAccelerator() || hardware.accelerator->fusedActivations.empty())
    return true;
  return llvm::is_contained(hardware.accelerator->fusedActivations,
                            stringifyActivationKind(kind));
}

//===----------------------------------------------------------------------===//
// Work
//===----------------------------------------------------------------------===//

double Work::getIntensity() const {
  return getBytes() > 0 ? getFlops() / getBytes() : 0;
}

double Work::getUtilization() const {
  return busyMatrixFlops > 0 ? matrixFlops / busyMatrixFlops : 1;
}

Work &Work::operator+=(const Work &other) {
  matrixFlops += other.matrixFlops;
  vectorFlops += other.vectorFlops;
  busyMatrixFlops += other.busyMatrixFlops;
  busyVectorFlops += other.busyVectorFlops;
  weightBytes += other.weightBytes;
  activationBytes += other.activationBytes;
  return *this;
}

/// The unit that multiplies in the type of `target`; null if there is none of
/// its own, as on CPUs.
static const MatrixShape *findMatrixUnit(const AnalysisTarget &target) {
  if (!target.isAccelerator())
    return nullptr;
  for (const MatrixShape &shape : target.hardware.accelerator->matrixShapes)
    if (shape.type == getName(target.type))
      return &shape;
  return nullptr;
}

double fovea::getPaddedFlops(const MatrixProduct &product,
                             const AnalysisTarget &target) {
  const MatrixShape *unit = findMatrixUnit(target);
  if (!unit)
    return 2 * product.getMACs();
  int64_t channels =
      llvm::alignTo(product.depth, kChannelBytes / getBytes(target.type));
  MatrixProduct padded = product;
  padded.rows = llvm::alignTo(product.rows, unit->m);
  padded.columns = llvm::alignTo(product.columns, unit->n);
  padded.depth = llvm::alignTo(channels * product.taps, unit->k);
  padded.taps = 1;
  return 2 * padded.getMACs();
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

StringRef fovea::getBoundName(Bound bound) {
  switch (bound) {
  case Bound::Compute:
    return "compute";
  case Bound::Vector:
    return "vector";
  case Bound::Memory:
    return "memory";
  }
  llvm_unreachable("unknown bound");
}

static double getMemorySeconds(const Work &work, const AnalysisTarget &target) {
  return work.getBytes() /
         getReadBandwidth(target.hardware, work.getBytes(), target.threads);
}

/// The three times, of which the largest counts.
static Prediction predictAccelerator(const Work &work,
                                     const AnalysisTarget &target) {
  double matrix = work.busyMatrixFlops / target.matrixPeak;
  double vector = work.busyVectorFlops / target.vectorPeak;
  double memory = getMemorySeconds(work, target);
  if (memory >= std::max(matrix, vector))
    return {memory, Bound::Memory};
  return matrix >= vector ? Prediction{matrix, Bound::Compute}
                          : Prediction{vector, Bound::Vector};
}

static Prediction predictCPU(const Work &work, const AnalysisTarget &target) {
  // The same units do both; other work is as much as so many multiply-adds.
  double vectorFlops =
      work.busyVectorFlops * (target.matrixPeak / target.vectorPeak);
  double flops = work.busyMatrixFlops + vectorFlops;
  double seconds = getRooflineSeconds(target.hardware, flops, work.getBytes(),
                                      target.threads, target.type);
  if (flops / target.matrixPeak <= getMemorySeconds(work, target))
    return {seconds, Bound::Memory};
  return {seconds,
          work.busyMatrixFlops >= vectorFlops ? Bound::Compute : Bound::Vector};
}

Prediction fovea::predict(const Work &work, const AnalysisTarget &target) {
  return target.isAccelerator() ? predictAccelerator(work, target)
                                : predictCPU(work, target);
}

double fovea::getIdealSeconds(const Work &work, const AnalysisTarget &target) {
  // W / min(I b, C) = max(Q / b, W / C)
  return std::max(getMemorySeconds(work, target),
                  work.getFlops() / target.matrixPeak);
}
