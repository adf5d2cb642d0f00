//===- IsolateKernels.cpp - Give each kernel a module of its own ----------===//
//
// Input: `@main` and the kernels that it calls, after outlining. Output: one
// nested module for each of them. From here on nothing looks across kernels, so
// that each can be compiled in parallel, or be taken from a cache.
//
//===----------------------------------------------------------------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/BLAKE3.h"

namespace fovea {
#define GEN_PASS_DEF_ISOLATEKERNELSPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

static bool isKernel(func::FuncOp function) {
  return function.isPrivate() && !function.isExternal();
}

/// A name that says what is inside: kernels of one name are equal, in whatever
/// model they are. The text holds all that decides about a kernel's code;
/// locations, which do not, are not printed.
static std::string computeContentName(func::FuncOp kernel) {
  kernel.setName("kernel");
  std::string text;
  llvm::raw_string_ostream os(text);
  kernel->print(os, OpPrintingFlags().useLocalScope());
  auto digest = llvm::BLAKE3::hash<16>(llvm::arrayRefFromStringRef(text));
  return kKernelPrefix.str() + llvm::toHex(digest, /*LowerCase=*/true);
}

/// Move `function` into a module of its own at the end of `module`.
static ModuleOp isolate(func::FuncOp function, ModuleOp module) {
  auto unit = ModuleOp::create(function.getLoc(), function.getName());
  module.push_back(unit);
  function->moveBefore(unit.getBody(), unit.getBody()->end());
  return unit;
}

namespace {
struct IsolateKernelsPass final
    : fovea::impl::IsolateKernelsPassBase<IsolateKernelsPass> {
  void runOnOperation() override;
};
} // namespace

void IsolateKernelsPass::runOnOperation() {
  ModuleOp module = getOperation();
  auto entry = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  if (!entry) {
    module.emitError("expected an entry function '@") << kEntryFunction << "'";
    return signalPassFailure();
  }
  SmallVector<func::FuncOp> kernels;
  SmallVector<Operation *> others;
  for (Operation &op : *module.getBody()) {
    auto function = dyn_cast<func::FuncOp>(op);
    if (function && isKernel(function))
      kernels.push_back(function);
    else if (&op != entry)
      others.push_back(&op);
  }

  ModuleOp main = isolate(entry, module);
  for (Operation *op : others)
    op->moveBefore(entry);
  llvm::StringMap<std::string> names;
  llvm::StringSet<> known;
  for (func::FuncOp kernel : kernels) {
    std::string oldName = kernel.getName().str();
    std::string name = computeContentName(kernel);
    names[oldName] = name;
    if (!known.insert(name).second) {
      kernel.erase();
      continue;
    }
    kernel.setName(name);
    // What the entry function calls is declared in its module.
    entry->getBlock()->push_front(kernel->cloneWithoutRegions());
    isolate(kernel, module);
    ++numKernels;
  }
  main.walk([&](func::CallOp call) {
    if (auto name = names.find(call.getCallee()); name != names.end())
      call.setCallee(name->second);
  });
}
