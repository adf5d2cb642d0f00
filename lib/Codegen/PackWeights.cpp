//===- PackWeights.cpp - Lay all constants out in one block ---------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

namespace fovea {
#define GEN_PASS_DEF_PACKWEIGHTSPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

static int64_t getSizeInBytes(MemRefType type) {
  return type.getNumElements() * getElementSize(type.getElementType());
}

namespace {
/// The block of weights while it grows.
struct WeightsBlock {
  int64_t size = 0;
  SmallVector<Attribute> values;
  SmallVector<int64_t> offsets;
  llvm::StringMap<int64_t> offsetOfGlobal;

  void add(memref::GlobalOp global) {
    int64_t offset = llvm::alignTo(size, kBufferAlignment);
    size = offset + getSizeInBytes(global.getType());
    values.push_back(*global.getInitialValue());
    offsets.push_back(offset);
    offsetOfGlobal[global.getName()] = offset;
  }
};
} // namespace

static LogicalResult packWeights(ModuleOp module, WeightsBlock &block) {
  auto entry = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  if (!entry)
    return module.emitError("expected an entry function '@")
           << kEntryFunction << "'";
  SmallVector<memref::GlobalOp> globals(module.getOps<memref::GlobalOp>());
  for (memref::GlobalOp global : globals) {
    if (!isa_and_nonnull<ElementsAttr>(
            global.getInitialValue().value_or(Attribute())))
      return global.emitError("expected a constant global to have a value");
    block.add(global);
  }

  // Loading from and storing to an empty block would be odd but harmless; a
  // size of one keeps the type simple.
  OpBuilder builder(module.getContext());
  auto blockType = MemRefType::get({std::max<int64_t>(block.size, 1)},
                                   builder.getIntegerType(8));
  unsigned position = entry.getNumArguments();
  auto role = builder.getDictionaryAttr(builder.getNamedAttr(
      kArgumentRoleAttr, builder.getStringAttr("weights")));
  if (failed(entry.insertArgument(position, blockType, role, entry.getLoc())))
    return failure();

  Value weights = entry.getArgument(position);
  entry.walk([&](memref::GetGlobalOp op) {
    builder.setInsertionPoint(op);
    Value offset = arith::ConstantIndexOp::create(
        builder, op.getLoc(), block.offsetOfGlobal.lookup(op.getName()));
    Value view = memref::ViewOp::create(builder, op.getLoc(), op.getType(),
                                        weights, offset, ValueRange());
    op.replaceAllUsesWith(view);
    op.erase();
  });
  for (memref::GlobalOp global : globals)
    global.erase();
  module->setAttr(kWeightsAttr, builder.getArrayAttr(block.values));
  module->setAttr(kWeightOffsetsAttr,
                  builder.getDenseI64ArrayAttr(block.offsets));
  module->setAttr(kWeightsSizeAttr, builder.getI64IntegerAttr(block.size));
  return success();
}

namespace {
struct PackWeightsPass final
    : fovea::impl::PackWeightsPassBase<PackWeightsPass> {
  void runOnOperation() override {
    WeightsBlock block;
    if (failed(packWeights(getOperation(), block)))
      return signalPassFailure();
    numBytes += block.size;
  }
};
} // namespace
