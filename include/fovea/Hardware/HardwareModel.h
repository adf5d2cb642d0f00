//===- HardwareModel.h - What a machine can do ------------------*- C++ -*-===//
//
// A machine as data: how fast it computes, how much it holds where, and how
// fast it gets there. Passes decide by it, profiles compare with it. It is read
// from YAML, so that one can plan for a machine that is not here;
// docs/hardware.md describes the format.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_HARDWARE_HARDWAREMODEL_H
#define FOVEA_HARDWARE_HARDWAREMODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>
#include <vector>

namespace fovea {

enum class DeviceKind { CPU, Accelerator };

/// Element types that machines have multiply-adds of their own for.
enum class ComputeType { F32, F16, BF16, I8 };

/// "f32", "f16", "bf16", "i8".
llvm::StringRef getName(ComputeType type);

/// Multiply-adds, in 10^9 operations a second: a multiply-add counts as two.
/// On a CPU of one core, on an accelerator of the device. Absent where the
/// machine computes with a wider type instead.
struct PeakRates {
  std::optional<double> f32;
  std::optional<double> f16;
  std::optional<double> bf16;
  std::optional<double> i8;

  bool operator==(const PeakRates &) const = default;
};

/// Vector registers of a CPU.
struct VectorUnit {
  int64_t bytes = 0;
  int64_t registers = 0;

  bool operator==(const VectorUnit &) const = default;
};

/// Read rates in 10^9 bytes a second.
struct Bandwidth {
  double oneCore = 0;
  /// Of all cores together, where they share it.
  std::optional<double> allCores;

  bool operator==(const Bandwidth &) const = default;
};

struct CacheLevel {
  int64_t bytes = 0;
  int64_t lineBytes = 64;
  std::optional<int64_t> ways;
  /// Cores that share one such cache.
  int64_t sharedBy = 1;
  std::optional<Bandwidth> bandwidth;

  /// Addresses that are a multiple of this apart compete for the same places.
  std::optional<int64_t> getWayBytes() const {
    return ways ? std::optional(bytes / *ways) : std::nullopt;
  }

  bool operator==(const CacheLevel &) const = default;
};

/// A product that one instruction of a matrix unit computes: `m` x `k` times
/// `k` x `n`.
struct MatrixShape {
  std::string type;
  int64_t m = 0, n = 0, k = 0;

  bool operator==(const MatrixShape &) const = default;
};

/// What only accelerators have.
struct AcceleratorParts {
  /// Streaming multiprocessors, tensor cores, ...
  int64_t processors = 0;
  /// Scratchpad of one processor.
  std::optional<int64_t> sharedMemoryBytes;
  std::vector<MatrixShape> matrixShapes;
  /// Operations beside the matrix units (activations, depthwise
  /// convolutions), in 10^9 a second, of the device.
  std::optional<double> vectorPeak;
  /// The activations that its libraries compute behind a product of matrices,
  /// by their names in the fovea dialect; all if empty.
  std::vector<std::string> fusedActivations;

  bool operator==(const AcceleratorParts &) const = default;
};

/// Which compilation targets a description is for.
struct TargetMatch {
  /// LLVM's name, such as "x86_64" and "aarch64".
  std::string architecture;
  /// LLVM's names of the CPUs that it describes; none for a class of machines.
  std::vector<std::string> cpus;
  /// LLVM's names of the features that a target of this class has.
  std::vector<std::string> features;

  bool operator==(const TargetMatch &) const = default;
};

struct HardwareModel {
  std::string name;
  /// Who says so: of measured models, what was measured.
  std::string source;
  DeviceKind device = DeviceKind::CPU;
  /// What one thread each of a CPU runs on; 1 for an accelerator, all of which
  /// works on one kernel.
  int64_t cores = 1;
  std::optional<TargetMatch> target;
  std::optional<VectorUnit> vector;
  PeakRates peak;
  /// The nearest first.
  std::vector<CacheLevel> caches;
  Bandwidth memory;
  /// Time in which all cores meet.
  std::optional<double> barrierNanoseconds;
  std::optional<AcceleratorParts> accelerator;

  bool operator==(const HardwareModel &) const = default;
};

//===----------------------------------------------------------------------===//
// Reading, writing, finding
//===----------------------------------------------------------------------===//

/// Parse a description. Errors name `fileName`, the line, and what is wrong.
llvm::Expected<HardwareModel> parseHardwareModel(llvm::StringRef text,
                                                 llvm::StringRef fileName);
llvm::Expected<HardwareModel> readHardwareModel(llvm::StringRef path);
void writeHardwareModel(const HardwareModel &model, llvm::raw_ostream &os);

/// The descriptions that are part of this library, in the order of their names.
llvm::ArrayRef<HardwareModel> getHardwareDescriptions();

/// Null if there is none of this name.
const HardwareModel *findHardwareDescription(llvm::StringRef name);

/// The description of a target: the one that names its CPU, else that of the
/// narrowest class which it belongs to. Null for an unknown architecture.
const HardwareModel *
findHardwareDescription(const llvm::MCSubtargetInfo &target);

/// What --hardware=NAME|FILE says: a name, or the path of a file (known by a
/// '/' or by ending in .yaml).
llvm::Expected<HardwareModel> loadHardwareModel(llvm::StringRef nameOrFile);

//===----------------------------------------------------------------------===//
// Roofline
//===----------------------------------------------------------------------===//

/// Operations a second of `threads` threads, at least 1, no more of which
/// compute than there are cores. A type without a rate has that of f32.
double getPeakRate(const HardwareModel &model, ComputeType type,
                   int64_t threads = 1);

/// Bytes a second that `threads` threads read when they share `footprint`
/// bytes: the rate of the nearest caches that hold these, else of the memory.
double getReadBandwidth(const HardwareModel &model, double footprint,
                        int64_t threads = 1);

/// Bytes a second at which a thread finds `bytes` bytes again that it wrote a
/// while ago. Of a shared cache, the other cores use their parts.
double getRereadBandwidth(const HardwareModel &model, double bytes);

/// Calling a kernel, with the barrier behind it, takes about so long.
inline constexpr double kSecondsPerKernel = 0.5e-6;

/// The least time for `flops` operations that move `bytes` bytes: of the
/// slower of the two, each at its peak. The bytes are taken to lie in the
/// nearest cache that holds all of them, so that nothing is faster than this.
double getRooflineSeconds(const HardwareModel &model, double flops,
                          double bytes, int64_t threads = 1,
                          ComputeType type = ComputeType::F32);

} // namespace fovea

#endif // FOVEA_HARDWARE_HARDWAREMODEL_H
