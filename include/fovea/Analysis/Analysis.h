//===- Analysis.h - What a model costs on a machine -------------*- C++ -*-===//
//
// An estimate of the latency of a model from its graph alone, for machines that
// are here and for those that are not: the roofline of Williams et al.,
// "Roofline", 2009, in the form of Li et al., "Searching for Fast Model
// Families on Datacenter Accelerators", arXiv 2102.05610, equations 1 to 5,
// with a term of its own for the vector unit of an accelerator.
// docs/analysis.md has the formulas.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_ANALYSIS_ANALYSIS_H
#define FOVEA_ANALYSIS_ANALYSIS_H

#include "fovea/Hardware/HardwareModel.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"

namespace fovea {

enum class ActivationKind : uint32_t;
struct MatrixProduct;

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

/// A machine, and what it is asked to compute with.
struct AnalysisTarget {
  HardwareModel hardware;
  /// Of a CPU; 1 for an accelerator.
  int64_t threads = 1;
  /// What contractions multiply in.
  ComputeType type = ComputeType::F32;
  /// Bytes of a floating-point element of a weight, and of anything else.
  int64_t weightBytes = 4;
  int64_t activationBytes = 4;
  /// Floating-point operations a second (a multiply-add is two) of the unit
  /// that multiplies matrices, and of the one for everything else.
  double matrixPeak = 0;
  double vectorPeak = 0;

  bool isAccelerator() const {
    return hardware.device == DeviceKind::Accelerator;
  }
  /// Whether the machine computes this activation behind a product, before the
  /// result leaves the registers.
  bool canFuse(ActivationKind kind) const;
};

/// `hardware` with `threads` threads (1 at least), which multiplies in `type`.
/// An accelerator keeps everything in this type, and takes its other type of 16
/// bits where it has no rate of one of them; a CPU only multiplies in it. It is
/// an error if an accelerator has no rate for its vector unit, or claims to
/// fuse an activation that does not exist.
llvm::Expected<AnalysisTarget>
getAnalysisTarget(const HardwareModel &hardware, int64_t threads = 1,
                  ComputeType type = ComputeType::F32);

//===----------------------------------------------------------------------===//
// The cost model
//===----------------------------------------------------------------------===//

/// What bounds the time of a layer.
enum class Bound { Compute, Vector, Memory };

/// "compute", "vector", "memory".
llvm::StringRef getBoundName(Bound bound);

/// Work and traffic of what is computed in one go. A multiply-add is two FLOPs,
/// any other operation on elements one.
struct Work {
  /// Of products of matrices, and of everything else.
  double matrixFlops = 0;
  double vectorFlops = 0;
  /// What the units could do in the time that they need: shapes do not fill a
  /// matrix unit, and a CPU computes a function by many instructions.
  double busyMatrixFlops = 0;
  double busyVectorFlops = 0;
  /// Read and written outside of the chip: weights, and everything else.
  double weightBytes = 0;
  double activationBytes = 0;

  double getFlops() const { return matrixFlops + vectorFlops; }
  double getBytes() const { return weightBytes + activationBytes; }
  /// FLOPs per byte; 0 without bytes.
  double getIntensity() const;
  /// Part of the matrix unit that has something to do, from 0 to 1; 1 without
  /// matrix work.
  double getUtilization() const;

  Work &operator+=(const Work &other);
};

/// FLOPs that the matrix unit of `target` could do while it computes `product`:
/// rows and columns are padded to those of the unit, the channels of each tap
/// to 16 bytes, and all taps together to the depth of the unit.
double getPaddedFlops(const MatrixProduct &product,
                      const AnalysisTarget &target);

struct Prediction {
  double seconds = 0;
  Bound bound = Bound::Memory;
};

/// On an accelerator `max(W_mat / (C_mat u), W_vec / C_vec, Q / b)`: its units
/// work at the same time. On a CPU both kinds of work take turns, and
/// `getRooflineSeconds` says how fast its caches are.
Prediction predict(const Work &work, const AnalysisTarget &target);

/// The time at the ideal rate `min(I b, C_mat)` of equation 3.
double getIdealSeconds(const Work &work, const AnalysisTarget &target);

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

/// What the machine computes in one go: an op of the graph with what is fused
/// behind it, or elementwise ops alone.
struct LayerAnalysis {
  std::string name;                 ///< Of the node of the graph.
  std::string op;                   ///< Mnemonic of the op, such as "conv".
  std::vector<std::string> fused;   ///< What is computed behind it, in order.
  llvm::SmallVector<int64_t> shape; ///< Of the result.
  Work work;
  Prediction prediction;
  /// E of equation 2: the rate reached over the ideal one, up to 1.
  double efficiency = 0;
};

struct ModelAnalysis {
  std::vector<LayerAnalysis> layers; ///< In the order of execution.
  /// Sums over all layers. A layer begins when the one before has ended.
  Work work;
  double seconds = 0;
  double efficiency = 0;
};

/// Analyze the function `@main` of a graph that went through `optimizeGraph`
/// (nothing is compiled; weights need no values). What depends on weights alone
/// is taken to be computed before. Reports a module without `@main`, or with
/// ops of other dialects in it.
llvm::FailureOr<ModelAnalysis> analyzeModel(mlir::ModuleOp module,
                                            const AnalysisTarget &target);

/// What a model gains from another activation.
struct ActivationSaving {
  std::string name;  ///< Of the node.
  std::string kind;  ///< Such as "silu".
  std::string layer; ///< The op it is computed behind; empty if by itself.
  /// Bound of its error, relative to the larger of 1 and the argument; 0 if it
  /// is computed with all digits.
  double error = 0;
  double seconds = 0; ///< That the model takes less with ReLU in its place.
};

struct ActivationReport {
  std::vector<ActivationSaving> savings; ///< In the order of execution.
  double seconds = 0;                    ///< Of the model as it is.
  double reluSeconds = 0;                ///< With ReLU everywhere.
};

/// For each activation that is no ReLU or clip, what ReLU would save. This
/// changes what the model computes: it is a hint for those who train it.
llvm::FailureOr<ActivationReport>
analyzeActivations(mlir::ModuleOp module, const AnalysisTarget &target);

//===----------------------------------------------------------------------===//
// For people, and for programs
//===----------------------------------------------------------------------===//

void print(const ModelAnalysis &analysis, const AnalysisTarget &target,
           llvm::raw_ostream &os);
void print(const ActivationReport &report, const AnalysisTarget &target,
           llvm::raw_ostream &os);

/// docs/analysis.md lists the keys.
llvm::json::Value toJSON(const ModelAnalysis &analysis,
                         const AnalysisTarget &target);

} // namespace fovea

#endif // FOVEA_ANALYSIS_ANALYSIS_H
