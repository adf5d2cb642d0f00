//===- CompiledFunction.cpp - One math op in machine code -----------------===//

#include "CompiledFunction.h"

#include "fovea/Driver/Compiler.h"
#include "fovea/Driver/Pipelines.h"
#include "fovea/Target/CPU/CodeGenerator.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace fovea;

/// MLIR has no op for the logistic function. Placeholders: type, value of 1.
static constexpr const char kLogistic[] = R"(%n = arith.negf %x : {0}
        %e = math.exp %n : {0}
        %one = arith.constant {1} : {0}
        %d = arith.addf %one, %e : {0}
        %z = arith.divf %one, %d : {0})";

/// The loop, in MLIR.
static std::string writeLoop(StringRef mnemonic, unsigned numOperands,
                             StringRef type) {
  bool isVector = type.starts_with("vector");
  // "vector<16xf32>": 16 lanes of f32.
  StringRef element = type;
  StringRef lanes = "1";
  if (element.consume_front("vector<")) {
    std::tie(lanes, element) = element.split('x');
    element.consume_back(">");
  }
  std::string memref =
      llvm::formatv("memref<{0}x{1}>", CompiledFunction::kBlockSize, element);
  std::string access =
      isVector ? llvm::formatv("{0}, {1}", memref, type).str() : memref;
  StringRef prefix = isVector ? "vector" : "memref";
  std::string op = llvm::formatv("%z = math.{0} {1} : {2}", mnemonic,
                                 numOperands == 1 ? "%x" : "%x, %y", type);
  if (mnemonic == "logistic")
    op = llvm::formatv(kLogistic, type, isVector ? "dense<1.0>" : "1.0").str();
  return llvm::formatv(R"(
    func.func @f(%xs: {0}, %ys: {0}, %zs: {0}) {{
      %begin = arith.constant 0 : index
      %end = arith.constant {1} : index
      %step = arith.constant {2} : index
      scf.for %i = %begin to %end step %step {{
        %x = {3}.load %xs[%i] : {4}
        %y = {3}.load %ys[%i] : {4}
        {5}
        {3}.store %z, %zs[%i] : {4}
      }
      return
    })",
                       memref, CompiledFunction::kBlockSize, lanes, prefix,
                       access, op);
}

static OwningOpRef<ModuleOp> lower(MLIRContext &context, StringRef text,
                                   const llvm::TargetMachine &machine) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  PassManager pm(&context);
  PipelineOptions options;
  options.fma = hasFusedMultiplyAdd(machine);
  buildLLVMPipeline(pm, options);
  if (!module || failed(pm.run(*module)))
    llvm::report_fatal_error("the loop could not be lowered");
  return module;
}

CompiledFunction::CompiledFunction(StringRef mnemonic, unsigned numOperands,
                                   StringRef type, StringRef cpu) {
  DialectRegistry registry;
  registerDialects(registry);
  registry.insert<vector::VectorDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto machine = createTargetMachine(UnknownLoc::get(&context), cpu,
                                     /*optimize=*/true);
  OwningOpRef<ModuleOp> module =
      lower(context, writeLoop(mnemonic, numOperands, type), **machine);

  llvm::LLVMContext llvmContext;
  auto llvmModule = translateModuleToLLVMIR(*module, llvmContext);
  llvmModule->setTargetTriple((*machine)->getTargetTriple());
  llvmModule->setDataLayout((*machine)->createDataLayout());
  optimizeModule(*llvmModule, **machine, /*optimize=*/true);
  SmallVector<char, 0> object;
  if (failed(emitObject(*llvmModule, **machine, object)))
    llvm::report_fatal_error("the loop could not be compiled");

  jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  llvm::cantFail(jit->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(
      StringRef(object.data(), object.size()))));
  code = llvm::cantFail(jit->lookup("f"))
             .toPtr<void (*)(const void *, const void *, void *)>();
}
