//===- RecordInterface.cpp - Write down inputs and outputs ----------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace fovea {
#define GEN_PASS_DEF_RECORDINTERFACEPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Describe one argument or result. Tensors without a name get one made of
/// `fallback` and their position.
static FailureOr<Attribute> describeTensor(func::FuncOp entry, Type type,
                                           Attribute name, StringRef fallback,
                                           unsigned position) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return entry.emitError("expected ")
           << fallback << " " << position
           << " of the entry function to be a tensor of static shape, found "
           << type;
  Builder builder(entry.getContext());
  if (!name)
    name = builder.getStringAttr(fallback + Twine(position));
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("name", name),
       builder.getNamedAttr("type", TypeAttr::get(tensor))});
}

static LogicalResult recordInterface(ModuleOp module) {
  auto entry = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  if (!entry)
    return module.emitError("expected an entry function '@")
           << kEntryFunction << "'";
  if (!llvm::hasSingleElement(entry.getBody()))
    return entry.emitError("expected the entry function to have one block");
  SmallVector<Attribute> inputs, outputs;
  for (auto [i, type] : llvm::enumerate(entry.getArgumentTypes())) {
    auto input = describeTensor(
        entry, type, entry.getArgAttr(i, kTensorNameAttr), "input", i);
    if (failed(input))
      return failure();
    inputs.push_back(*input);
  }
  for (auto [i, type] : llvm::enumerate(entry.getResultTypes())) {
    auto output = describeTensor(
        entry, type, entry.getResultAttr(i, kTensorNameAttr), "output", i);
    if (failed(output))
      return failure();
    outputs.push_back(*output);
  }
  Builder builder(module.getContext());
  module->setAttr(kInputsAttr, builder.getArrayAttr(inputs));
  module->setAttr(kOutputsAttr, builder.getArrayAttr(outputs));
  return success();
}

namespace {
struct RecordInterfacePass final
    : fovea::impl::RecordInterfacePassBase<RecordInterfacePass> {
  void runOnOperation() override {
    if (failed(recordInterface(getOperation())))
      signalPassFailure();
  }
};
} // namespace
