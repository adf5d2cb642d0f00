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
#include "llvm/Support/Regex.h"

using namespace mlir;
using namespace fovea;

/// What is recognized as a whole. `${c}` is a constant.
static constexpr std::pair<StringRef, StringRef> kFormulas[] = {
    {"logistic", R"(%n = arith.negf %x : TYPE
        %e = math.exp %n : TYPE
        %one = arith.constant ${1.0} : TYPE
        %d = arith.addf %one, %e : TYPE
        %z = arith.divf %one, %d : TYPE)"},
    {"silu", R"(%n = arith.negf %x : TYPE
        %e = math.exp %n fastmath<afn> : TYPE
        %one = arith.constant ${1.0} : TYPE
        %d = arith.addf %one, %e : TYPE
        %z = arith.divf %x, %d : TYPE)"},
    {"gelu", R"(%root = arith.constant ${0.707106769} : TYPE
        %half = arith.constant ${0.5} : TYPE
        %one = arith.constant ${1.0} : TYPE
        %a = arith.mulf %root, %x : TYPE
        %e = math.erf %a fastmath<afn> : TYPE
        %s = arith.addf %one, %e : TYPE
        %h = arith.mulf %half, %x : TYPE
        %z = arith.mulf %h, %s : TYPE)"}};

/// `%z` of `%x` and `%y`.
static std::string writeOp(StringRef mnemonic, unsigned numOperands,
                           StringRef type) {
  const auto *formula = llvm::find_if(
      kFormulas, [&](const auto &entry) { return entry.first == mnemonic; });
  if (formula == std::end(kFormulas))
    return llvm::formatv("%z = math.{0} {1} : {2}", mnemonic,
                         numOperands == 1 ? "%x" : "%x, %y", type);
  llvm::Regex constant("\\$\\{([^}]*)\\}");
  std::string text = formula->second.str();
  while (constant.match(text))
    text =
        constant.sub(type.starts_with("vector") ? "dense<\\1>" : "\\1", text);
  while (StringRef(text).contains("TYPE"))
    text = llvm::Regex("TYPE").sub(type, text);
  return text;
}

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
  std::string op = writeOp(mnemonic, numOperands, type);
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
  auto machine =
      createTargetMachine(UnknownLoc::get(&context), /*target=*/"", cpu,
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
