//===- KernelDialect.cpp - The kernel dialect -----------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fovea::kernel;

#include "fovea/Dialect/Kernel/IR/KernelDialect.cpp.inc"
#include "fovea/Dialect/Kernel/IR/KernelInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "fovea/Dialect/Kernel/IR/KernelAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "fovea/Dialect/Kernel/IR/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "fovea/Dialect/Kernel/IR/KernelAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "fovea/Dialect/Kernel/IR/KernelOps.cpp.inc"
      >();
}

SmallVector<int64_t>
fovea::kernel::getOrOnes(std::optional<ArrayRef<int64_t>> values,
                         size_t count) {
  return values ? SmallVector<int64_t>(*values)
                : SmallVector<int64_t>(count, 1);
}

bool fovea::kernel::isBroadcastTo(ShapedType type, ArrayRef<int64_t> result) {
  if (type.getRank() != static_cast<int64_t>(result.size()))
    return false;
  return llvm::all_of(llvm::zip_equal(type.getShape(), result), [](auto sizes) {
    auto [from, to] = sizes;
    return from == 1 || from == to;
  });
}

void fovea::kernel::getKernelEffects(
    DestinationStyleOpInterface op,
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
    else
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
  }
}
