//===- CodeGenerator.h - From the LLVM dialect to machine code --*- C++ -*-===//

#ifndef FOVEA_TARGET_CPU_CODEGENERATOR_H
#define FOVEA_TARGET_CPU_CODEGENERATOR_H

#include "fovea/Target/CPU/ModelDescription.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace fovea {

/// What machine code is made for: `cpu` (LLVM's name of one, or "native") of
/// the platform `target` (a triple of LLVM, or empty for the host). "native" is
/// the host's CPU, or the baseline of another platform. `optimize` as in `-O2`.
/// Reports an unknown name at `loc`.
mlir::FailureOr<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(mlir::Location loc, llvm::StringRef target,
                    llvm::StringRef cpu, bool optimize);

/// Names, as the runtime's CPU check knows them, of the features that code for
/// `machine` may use.
std::string getRequiredFeatures(const llvm::TargetMachine &machine);

/// Whether a fused multiply-add is an instruction rather than a call.
bool hasFusedMultiplyAdd(const llvm::TargetMachine &machine);

/// Whether it has instructions that multiply and convert bf16 (AVX512_BF16).
bool hasBF16Instructions(const llvm::TargetMachine &machine);

/// Allow modules in `context` to be translated.
void registerTranslations(mlir::MLIRContext &context);

/// Translate the module of the entry function (LLVM dialect) and add the
/// model's interface to it: the functions and constants of the runtime's
/// model_abi.h.
mlir::FailureOr<std::unique_ptr<llvm::Module>>
translateEntry(mlir::ModuleOp module, const ModelDescription &model,
               llvm::TargetMachine &machine, llvm::LLVMContext &context);

/// Translate the module of a kernel, a function of the module's name, which
/// becomes visible to the other objects of the model.
mlir::FailureOr<std::unique_ptr<llvm::Module>>
translateKernel(mlir::ModuleOp module, llvm::TargetMachine &machine,
                llvm::LLVMContext &context);

/// Define what `module` declares of the interface: `fovea_mark`,
/// `fovea_barrier`, and the exported function that returns the model, which
/// runs `entry` with arguments in the order of `roles`.
void addModelInterface(llvm::Module &module, const ModelDescription &model,
                       llvm::Function &entry,
                       llvm::ArrayRef<std::string> roles);

void optimizeModule(llvm::Module &module, llvm::TargetMachine &machine,
                    bool optimize);

/// Instrument `module` for ThreadSanitizer, after its optimization. Vectors of
/// more than 16 bytes are left out: its runtime has no functions for them.
void sanitizeThreads(llvm::Module &module);

/// Write `module` as an object file.
mlir::LogicalResult emitObject(llvm::Module &module,
                               llvm::TargetMachine &machine,
                               llvm::SmallVectorImpl<char> &object);

/// Write the weights of `model` as an ELF object that defines its weights
/// symbol.
mlir::LogicalResult writeWeightsObject(const ModelDescription &model,
                                       llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_TARGET_CPU_CODEGENERATOR_H
