//===- Compiler.h - Compile a model to machine code -------------*- C++ -*-===//

#ifndef FOVEA_DRIVER_COMPILER_H
#define FOVEA_DRIVER_COMPILER_H

#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Driver/KernelCache.h"
#include "fovea/Hardware/HardwareModel.h"
#include "fovea/Target/CPU/ModelDescription.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/Timing.h"
#include "llvm/IR/Module.h"

#include <functional>

namespace fovea {

/// The levels of the IR, from the graph to LLVM; see docs/architecture.md.
enum class Level { Import, Graph, Kernel, Linalg, Memory, Loops, LLVM };

/// What `-O` selects. Level 0 is the reference lowering.
enum class OptLevel { O0, O2 };

/// What code is instrumented for.
enum class Sanitizer { None, Thread };
/// What contractions multiply in; the rest is computed in f32, as are sums.
enum class Precision { F32, BF16 };

/// "import", "graph", ...
llvm::StringRef getLevelName(Level level);

struct CompileOptions {
  OptLevel optLevel = OptLevel::O2;
  /// Of what the reference lowering computes nothing is lost: with `O0` it must
  /// be f32.
  Precision precision = Precision::F32;
  WinogradUse winograd = WinogradUse::Auto;
  UseWhere spaceToDepth = UseWhere::Auto;
  UseWhere splitBatch = UseWhere::Auto;
  /// The error that an activation may have, relative to the larger of 1 and the
  /// magnitude of its argument; 0 for all digits. The reference has all digits.
  double activationError = 1e-6;
  /// Whether products of one input become one product.
  bool mergeMatMuls = true;
  /// The platform, as a triple of LLVM; empty for this one.
  std::string target;
  /// LLVM's name of a CPU, or "native"; that is, on another platform, its
  /// baseline.
  std::string cpu = "native";
  Sanitizer sanitizer = Sanitizer::None;
  /// The machine that schedules are made for; by default, the description of
  /// `cpu`. What instructions there are, `cpu` alone says.
  std::optional<HardwareModel> hardware;
  /// Schedules of kernels in place of the default (`kernel.schedules`); may be
  /// null.
  mlir::DictionaryAttr schedules;
  /// What the exported symbols begin with; made a C identifier.
  std::string name = "model";
  uint64_t defaultThreads = 1;
  /// If not empty, the artifact maps the weights from the file of this name
  /// beside it, which `writeWeightsFile` writes; else they are embedded.
  std::string weightsFile;
  /// Called with the IR of each level, before the next one begins.
  std::function<void(Level, mlir::Operation *)> onLevel;
  bool isOptimizing() const { return optLevel != OptLevel::O0; }

  /// Where the time went; may be null.
  mlir::TimingScope *timing = nullptr;

  /// Where kernels that were compiled before are; may be null. `onLevel` does
  /// not see those beyond `Level::Memory`.
  KernelCache *cache = nullptr;
};

/// Machine code, and what it says of itself.
struct CompiledModel {
  ModelDescription description;
  /// ELF relocatable objects: the interface with the entry function, which
  /// refers to the weights by their symbol, and one for each different kernel,
  /// in the order of their first call. What they know of each other is hidden.
  std::vector<llvm::SmallVector<char, 0>> objects;
  /// For each kernel of the description the function that computes it, named
  /// after its content: those of one name are equal, in whatever model they
  /// are.
  std::vector<std::string> functions;
  /// How many of the objects came from the cache.
  unsigned numCached = 0;
};

/// All dialects that the way to LLVM needs, with their interfaces.
void registerDialects(mlir::DialectRegistry &registry);

/// The machine that `options` say. Reports one that is unknown, or no CPU, at
/// `loc`.
mlir::FailureOr<HardwareModel> getHardware(mlir::Location loc,
                                           const CompileOptions &options);

/// Run the graph pipeline only. Records the hardware on the module, which here
/// may be an accelerator: a graph can be analyzed for it (`analyzeModel`), but
/// not compiled.
mlir::LogicalResult optimizeGraph(mlir::ModuleOp module,
                                  const CompileOptions &options);

/// Lower a graph (that went through `optimizeGraph`) to LLVM IR, all in one
/// module, without a cache.
mlir::FailureOr<std::unique_ptr<llvm::Module>>
lowerToLLVM(mlir::ModuleOp module, const CompileOptions &options,
            ModelDescription &description, llvm::LLVMContext &context);

/// Compile a graph. Weights must have values. `module` is used up. Kernels are
/// compiled in parallel, on the threads of the module's context; the result
/// does not depend on how many these are.
mlir::FailureOr<CompiledModel> compile(mlir::ModuleOp module,
                                       const CompileOptions &options);

/// As far as `compile` goes without making machine code: what is known of the
/// model and of its kernels, and no objects.
mlir::FailureOr<CompiledModel> plan(mlir::ModuleOp module,
                                    const CompileOptions &options);

} // namespace fovea

#endif // FOVEA_DRIVER_COMPILER_H
