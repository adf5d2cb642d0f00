//===- CodeGenerator.cpp - From the LLVM dialect to machine code ----------===//

#include "fovea/Target/CPU/CodeGenerator.h"

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Hardware/Targets.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/Instrumentation/ThreadSanitizer.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Target
//===----------------------------------------------------------------------===//

/// All features of this computer's CPU, in LLVM's syntax.
static std::string getHostFeatures() {
  std::vector<std::string> features;
  for (const auto &[name, enabled] : llvm::sys::getHostCPUFeatures())
    features.push_back((enabled ? "+" : "-") + name.str());
  // 512-bit vectors are worth their lower clock in code that is made of them.
  features.push_back("-prefer-256-bit");
  return llvm::join(features, ",");
}

FailureOr<std::unique_ptr<llvm::TargetMachine>>
fovea::createTargetMachine(Location loc, StringRef targetName, StringRef cpu,
                           bool optimize) {
  initializeTargets();
  llvm::Triple triple(llvm::Triple::normalize(
      targetName.empty() ? StringRef(llvm::sys::getDefaultTargetTriple())
                         : targetName));
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target || !(triple.isX86() || triple.isAArch64()) ||
      !triple.isOSBinFormatELF() || !triple.isArch64Bit() ||
      !triple.isLittleEndian()) {
    InFlightDiagnostic error = emitError(loc, "no code for the platform '")
                               << triple.str() << "'";
    error.attachNote() << "expected one such as 'x86_64-linux-gnu' or "
                          "'aarch64-linux-gnu'";
    return failure();
  }

  bool isNative = cpu == "native" && targetName.empty();
  std::string name = isNative          ? llvm::sys::getHostCPUName().str()
                     : cpu != "native" ? cpu.str()
                     : triple.isX86()  ? "x86-64"
                                       : "generic";
  std::string features = isNative         ? getHostFeatures()
                         : triple.isX86() ? "-prefer-256-bit"
                                          : "";
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!subtarget->isCPUStringValid(name)) {
    InFlightDiagnostic error = emitError(loc, "unknown CPU '") << cpu << "'";
    error.attachNote()
        << "expected 'native' or a name that LLVM knows, such as "
        << (triple.isX86() ? "'x86-64-v2', 'x86-64-v3', 'x86-64-v4', 'znver4'"
                           : "'generic', 'cortex-a72', 'neoverse-n1'");
    return failure();
  }

  llvm::TargetOptions options;
  // Multiply-adds are rounded once where the CPU can; the reference level
  // computes exactly what the graph says.
  options.AllowFPOpFusion =
      optimize ? llvm::FPOpFusion::Fast : llvm::FPOpFusion::Strict;
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      triple, name, features, options, llvm::Reloc::PIC_, std::nullopt,
      optimize ? llvm::CodeGenOptLevel::Aggressive
               : llvm::CodeGenOptLevel::Default));
}

std::string fovea::getRequiredFeatures(const llvm::TargetMachine &machine) {
  std::vector<std::string> result;
  // The runtime asks for what x86-64 has in generations.
  if (!machine.getTargetTriple().isX86())
    return "";
  for (StringRef feature :
       {"sse4.2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512bw",
        "avx512dq", "avx512vl", "avx512vnni", "avx512bf16"})
    if (machine.getMCSubtargetInfo()->checkFeatures("+" + feature.str()))
      result.push_back(feature.str());
  return llvm::join(result, ",");
}

bool fovea::hasFusedMultiplyAdd(const llvm::TargetMachine &machine) {
  return !machine.getTargetTriple().isX86() ||
         machine.getMCSubtargetInfo()->checkFeatures("+fma");
}

bool fovea::hasBF16Instructions(const llvm::TargetMachine &machine) {
  return machine.getTargetTriple().isX86() &&
         machine.getMCSubtargetInfo()->checkFeatures("+avx512bf16,+avx512vl");
}

//===----------------------------------------------------------------------===//
// Translation
//===----------------------------------------------------------------------===//

/// Read which argument of the entry is what, and remove what LLVM IR has no
/// place for.
static SmallVector<std::string> takeRoles(LLVM::LLVMFuncOp entry) {
  SmallVector<std::string> roles;
  for (unsigned i = 0; i < entry.getNumArguments(); ++i) {
    roles.push_back(
        entry.getArgAttrOfType<StringAttr>(i, kArgumentRoleAttr).str());
    entry.removeArgAttr(i, kArgumentRoleAttr);
    entry.removeArgAttr(i, kTensorNameAttr);
  }
  return roles;
}

void fovea::registerTranslations(MLIRContext &context) {
  registerBuiltinDialectTranslation(context);
  registerLLVMDialectTranslation(context);
}

static FailureOr<std::unique_ptr<llvm::Module>>
translate(ModuleOp module, StringRef name, llvm::TargetMachine &machine,
          llvm::LLVMContext &context) {
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, name);
  if (!result)
    return module.emitError("the module could not be translated to LLVM IR");
  result->setTargetTriple(machine.getTargetTriple());
  result->setDataLayout(machine.createDataLayout());
  return result;
}

/// Tell LLVM what it may use in functions that `module` defines.
static void setTargetAttributes(llvm::Module &module,
                                const llvm::TargetMachine &machine) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    function.addFnAttr(llvm::Attribute::NoUnwind);
  }
}

/// Kernels are seen by the other objects of a model, but not from outside of
/// what these are linked into.
static void hide(llvm::Function &function) {
  function.setVisibility(llvm::GlobalValue::HiddenVisibility);
  function.setDSOLocal(true);
}

FailureOr<std::unique_ptr<llvm::Module>>
fovea::translateEntry(ModuleOp module, const ModelDescription &model,
                      llvm::TargetMachine &machine,
                      llvm::LLVMContext &context) {
  auto entry = module.lookupSymbol<LLVM::LLVMFuncOp>(kEntryFunction);
  if (!entry)
    return module.emitError("expected an entry function '@")
           << kEntryFunction << "' in the LLVM dialect";
  SmallVector<std::string> roles = takeRoles(entry);
  auto result = translate(module, model.name, machine, context);
  if (failed(result))
    return failure();
  for (llvm::Function &function : **result)
    if (function.getName().starts_with(kKernelPrefix))
      hide(function);
  addModelInterface(**result, model, *(*result)->getFunction(kEntryFunction),
                    roles);
  setTargetAttributes(**result, machine);
  return result;
}

FailureOr<std::unique_ptr<llvm::Module>>
fovea::translateKernel(ModuleOp module, llvm::TargetMachine &machine,
                       llvm::LLVMContext &context) {
  StringRef name = *module.getName();
  auto result = translate(module, name, machine, context);
  if (failed(result))
    return failure();
  llvm::Function *kernel = (*result)->getFunction(name);
  if (!kernel || kernel->isDeclaration())
    return module.emitError("expected a function of the module's name");
  for (llvm::Function &function : **result)
    if (!function.isDeclaration())
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  kernel->setLinkage(llvm::GlobalValue::ExternalLinkage);
  hide(*kernel);
  setTargetAttributes(**result, machine);
  return result;
}

//===----------------------------------------------------------------------===//
// Optimization and emission
//===----------------------------------------------------------------------===//

void fovea::optimizeModule(llvm::Module &module, llvm::TargetMachine &machine,
                           bool optimize) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = optimize;
  llvm::PassBuilder passBuilder(&machine, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  passBuilder.registerModuleAnalyses(modules);
  passBuilder.registerCGSCCAnalyses(callGraph);
  passBuilder.registerFunctionAnalyses(functions);
  passBuilder.registerLoopAnalyses(loops);
  passBuilder.crossRegisterProxies(loops, functions, callGraph, modules);
  passBuilder
      .buildPerModuleDefaultPipeline(optimize ? llvm::OptimizationLevel::O3
                                              : llvm::OptimizationLevel::O1)
      .run(module, modules);
}

void fovea::sanitizeThreads(llvm::Module &module) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      function.addFnAttr(llvm::Attribute::SanitizeThread);
  llvm::PassBuilder passBuilder;
  llvm::FunctionAnalysisManager functions;
  llvm::ModuleAnalysisManager modules;
  passBuilder.registerModuleAnalyses(modules);
  passBuilder.registerFunctionAnalyses(functions);
  modules.registerPass(
      [&] { return llvm::FunctionAnalysisManagerModuleProxy(functions); });
  functions.registerPass(
      [&] { return llvm::ModuleAnalysisManagerFunctionProxy(modules); });
  llvm::ModulePassManager passes;
  passes.addPass(llvm::ModuleThreadSanitizerPass());
  passes.addPass(
      llvm::createModuleToFunctionPassAdaptor(llvm::ThreadSanitizerPass()));
  passes.run(module, modules);
}

LogicalResult fovea::emitObject(llvm::Module &module,
                                llvm::TargetMachine &machine,
                                SmallVectorImpl<char> &object) {
  llvm::raw_svector_ostream os(object);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, /*DwoOut=*/nullptr,
                                  llvm::CodeGenFileType::ObjectFile))
    return failure();
  passes.run(module);
  return success();
}
