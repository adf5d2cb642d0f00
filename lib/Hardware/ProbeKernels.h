//===- ProbeKernels.h - Loops that show what a CPU can do -------*- C++ -*-===//
//
// Compiled for the host when it is probed: they have to use the widest vectors
// that it has, and the compiler itself is built for any.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_HARDWARE_PROBEKERNELS_H
#define FOVEA_LIB_HARDWARE_PROBEKERNELS_H

#include "fovea/Hardware/HardwareModel.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"

namespace fovea {

/// A loop of multiply-adds on registers.
struct ComputeKernel {
  ComputeType type;
  /// Operations of one iteration.
  int64_t operations;
  /// `scratch` has at least kScratchBytes bytes.
  void (*run)(int64_t iterations, void *scratch);
};

/// What the kernels need of memory for operands and results.
inline constexpr int64_t kScratchBytes = 4096;

class ProbeKernels {
public:
  /// Compile the kernels for vectors as `vector` says.
  static llvm::Expected<std::unique_ptr<ProbeKernels>>
  create(const VectorUnit &vector);

  /// f32 first; bf16 and int8 if the CPU has dot products of these.
  llvm::ArrayRef<ComputeKernel> getComputeKernels() const { return compute; }

  /// Read `bytes` bytes, a multiple of getReadGranularity(), from `data`, which
  /// is aligned to a vector.
  void read(const void *data, int64_t bytes, void *scratch) const {
    readFunction(data, bytes / granularity, scratch);
  }
  int64_t getReadGranularity() const { return granularity; }

private:
  std::unique_ptr<llvm::orc::LLJIT> jit;
  llvm::SmallVector<ComputeKernel> compute;
  void (*readFunction)(const void *data, int64_t steps, void *scratch);
  int64_t granularity = 0;
};

} // namespace fovea

#endif // FOVEA_LIB_HARDWARE_PROBEKERNELS_H
