//===- ModelDescription.h - What an artifact says of itself -----*- C++ -*-===//

#ifndef FOVEA_TARGET_CPU_MODELDESCRIPTION_H
#define FOVEA_TARGET_CPU_MODELDESCRIPTION_H

#include "fovea/Hardware/HardwareModel.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace fovea {

struct TensorDescription {
  std::string name;
  uint64_t dtype; // A fovea_dtype of the runtime.
  llvm::SmallVector<int64_t> shape;
  uint64_t sizeInBytes;
};

struct KernelDescription {
  std::string name;
  std::string op;
  uint64_t flops;
  uint64_t bytes;
  ComputeType type;
};

/// A piece of the block of weights.
struct PackedWeight {
  uint64_t offset;
  mlir::ElementsAttr value;
};

/// Everything that the runtime is told about a model; see the runtime's
/// model_abi.h.
struct ModelDescription {
  std::string name; // A C identifier.
  std::vector<TensorDescription> inputs;
  std::vector<TensorDescription> outputs;
  std::vector<KernelDescription> kernels;
  std::vector<PackedWeight> weights;
  uint64_t weightsSize = 0;
  uint64_t arenaSize = 0;
  uint64_t liveBytes = 0; // Lower bound of arenaSize.
  uint64_t defaultThreads = 1;
  std::string target; // A triple of LLVM; empty for the host.
  std::string cpu;
  std::string cpuFeatures;
  /// What profiles compare with.
  HardwareModel hardware;
  /// Name of the file with the weights, beside the artifact; empty if they are
  /// embedded.
  std::string weightsFile;
  uint64_t weightsHash = 0;

  /// Names, types and sizes as JSON, for people and tools.
  llvm::json::Object toJSON() const;

  /// The symbol of the block of embedded weights.
  std::string getWeightsSymbol() const { return name + "_weights"; }
  /// The symbol of the function that returns the model.
  std::string getModelSymbol() const { return name + "_model"; }
};

/// Collect what codegen recorded on `module` (ModuleAttributes.h), and remove
/// it from there; the hardware model stays.
mlir::FailureOr<ModelDescription> takeModelDescription(mlir::ModuleOp module);

/// The runtime's name of a dtype, such as "f32".
llvm::StringRef getDTypeName(uint64_t dtype);

/// `name` with everything that C does not allow replaced.
std::string makeCIdentifier(llvm::StringRef name);

/// Write the packed weights, gaps filled with zeros.
mlir::LogicalResult writeWeights(const ModelDescription &model,
                                 llvm::raw_ostream &os);

/// A hash of the packed weights.
mlir::FailureOr<uint64_t> hashWeights(const ModelDescription &model);

/// The C header of a model: the runtime's public API and the model's own
/// function, with its inputs and outputs described.
void writeHeader(const ModelDescription &model, llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_TARGET_CPU_MODELDESCRIPTION_H
