//===- ElementCost.cpp - What an elementwise op costs ---------------------===//

#include "fovea/Analysis/ElementCost.h"

#include "fovea/Codegen/VectorMath.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fovea;

/// The types that a function of elements of `types` has.
static SmallVector<Type> getElementTypes(TypeRange types) {
  return llvm::map_to_vector(types, [](Type type) {
    return getSignlessType(cast<RankedTensorType>(type).getElementType());
  });
}

/// A function that computes one element of `op`.
static OwningOpRef<ModuleOp> buildFunction(ElementwiseOpInterface op,
                                           FunctionType type) {
  Location loc = UnknownLoc::get(op.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  OpBuilder builder = OpBuilder::atBlockBegin(module->getBody());
  auto function = func::FuncOp::create(builder, loc, "element", type);
  Block *block = function.addEntryBlock();
  builder.setInsertionPointToStart(block);
  Value element = op.buildElement(builder, loc, block->getArguments());
  func::ReturnOp::create(builder, loc, element);
  return module;
}

/// Constants stay in registers, and types of the same bits are the same.
static bool isFree(Operation &op) {
  return op.hasTrait<OpTrait::ConstantLike>() ||
         op.hasTrait<OpTrait::IsTerminator>() || isa<CastOpInterface>(op);
}

static void expandFunctions(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  populateExpandMathPatterns(patterns, ExpandMathOptions());
  // What does not come to an end is counted as it is.
  (void)applyPatternsGreedily(module, std::move(patterns));
}

double ElementCost::count(ElementwiseOpInterface op, bool expand) {
  auto type =
      FunctionType::get(op.getContext(), getElementTypes(op->getOperandTypes()),
                        getElementTypes(op->getResultTypes()));
  auto [it, isNew] =
      known.try_emplace({op->getName().getAsOpaquePointer(),
                         op->getAttrDictionary().getAsOpaquePointer(),
                         type.getAsOpaquePointer(), expand},
                        0);
  if (!isNew)
    return it->second;
  OwningOpRef<ModuleOp> module = buildFunction(op, type);
  if (expand)
    expandFunctions(*module);
  auto function = *module->getOps<func::FuncOp>().begin();
  it->second = llvm::count_if(function.front(),
                              [](Operation &part) { return !isFree(part); });
  return it->second;
}
