//===- FoldConstants.cpp - Compute what depends on constants alone --------===//
//
// Operations are visited in program order, so that chains (a cast, then a
// transpose of a weight) fold in one sweep. What an operation made of a weight
// stays a weight, under the same name. A source that lost its last use gives
// its memory back at once: at no time does more than one operation's input
// exist beside its output.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

namespace fovea {
#define GEN_PASS_DEF_FOLDCONSTANTSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Results up to this size are computed whatever the operands' sizes are.
static constexpr int64_t kSmallBytes = 64 * 1024;

static int64_t countBytes(TypeRange types) {
  int64_t bytes = 0;
  for (Type type : types) {
    auto tensor = cast<RankedTensorType>(type);
    bytes += tensor.getNumElements() * getElementSize(tensor.getElementType());
  }
  return bytes;
}

/// Operations that repeat elements are better done when the model runs, unless
/// they do it to a few.
static bool isWorthStoring(Operation *op) {
  int64_t bytes = countBytes(op->getResultTypes());
  return bytes <= kSmallBytes || bytes <= 2 * countBytes(op->getOperandTypes());
}

/// What an operation in destination style overwrites has no value to ask for.
static bool isDestination(OpOperand &operand) {
  auto op = dyn_cast<DestinationStyleOpInterface>(operand.getOwner());
  return op && op.isDpsInit(&operand);
}

/// The name for what `op` computes: that of its only weight, if there is one.
static StringAttr getWeightName(Operation *op) {
  StringAttr name;
  for (Value operand : op->getOperands()) {
    auto weight = operand.getDefiningOp<WeightOp>();
    if (!weight)
      continue;
    if (name && name != weight.getNameAttr())
      return nullptr;
    name = weight.getNameAttr();
  }
  return name;
}

static ElementsAttr getConstantValue(Operation *op) {
  if (auto constant = dyn_cast_if_present<fovea::ConstantOp>(op))
    return constant.getValue();
  if (auto weight = dyn_cast_if_present<WeightOp>(op))
    return weight.getValueAttr();
  return nullptr;
}

/// What folding makes of constant operands, of which a folder knows nothing if
/// they are weights. It keeps splats small.
static SmallVector<ElementsAttr> foldSplat(Operation *op) {
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(getConstantValue(operand.getDefiningOp()));
  if (!llvm::all_of(operands, [](Attribute operand) { return !!operand; }))
    return {};
  SmallVector<OpFoldResult> results;
  if (!llvm::any_of(operands, llvm::IsaPred<SplatElementsAttr>) ||
      failed(op->fold(operands, results)))
    return {};
  SmallVector<ElementsAttr> values;
  for (OpFoldResult result : results)
    if (auto value =
            dyn_cast_if_present<ElementsAttr>(dyn_cast<Attribute>(result)))
      values.push_back(value);
  return values.size() == op->getNumResults() ? values
                                              : SmallVector<ElementsAttr>();
}

/// Compute the values of the results of `op`, or nothing where it is not
/// constant or not to be computed now.
static SmallVector<ElementsAttr> computeResults(HostEvaluableOpInterface op,
                                                StringRef name) {
  if (!isWorthStoring(op))
    return {};
  if (SmallVector<ElementsAttr> values = foldSplat(op); !values.empty())
    return values;
  SmallVector<HostTensor> operands, results;
  for (OpOperand &operand : op->getOpOperands()) {
    if (isDestination(operand))
      continue;
    FailureOr<HostTensor> tensor = getHostTensor(operand.get());
    if (failed(tensor))
      return {};
    operands.push_back(*tensor);
  }
  // A reshape shares the bytes of its input.
  if (auto reshape = dyn_cast<ReshapeOp>(*op))
    return {reinterpretElements(
        getConstantValue(reshape.getInput().getDefiningOp()),
        reshape.getType())};
  for (Type type : op->getResultTypes())
    results.push_back(HostTensor::zeros(cast<RankedTensorType>(type)));
  if (failed(op.evaluate(operands, results)))
    return {};
  SmallVector<ElementsAttr> values;
  for (const HostTensor &result : results)
    values.push_back(result.toAttribute(name));
  return values;
}

namespace {
/// Counts who refers to each resource, and frees those that no one does.
class ResourceUses {
public:
  explicit ResourceUses(Operation *root) {
    root->walk([&](Operation *op) {
      for (NamedAttribute attr : op->getAttrs())
        attr.getValue().walk(
            [&](DenseResourceElementsAttr resource) { add(resource); });
    });
  }

  void add(ElementsAttr attr) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
      ++uses[resource.getRawHandle().getKey()];
  }

  void drop(ElementsAttr attr) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
    if (resource && --uses[resource.getRawHandle().getKey()] == 0)
      releaseResource(resource);
  }

private:
  llvm::StringMap<int64_t> uses;
};

struct FoldConstantsPass final
    : fovea::impl::FoldConstantsPassBase<FoldConstantsPass> {
  void runOnOperation() override {
    ResourceUses uses(getOperation());
    SmallVector<HostEvaluableOpInterface> candidates;
    getOperation().walk(
        [&](HostEvaluableOpInterface op) { candidates.push_back(op); });
    for (HostEvaluableOpInterface op : candidates)
      fold(op, uses);
  }

private:
  void fold(HostEvaluableOpInterface op, ResourceUses &uses) {
    StringAttr name = getWeightName(op);
    SmallVector<ElementsAttr> values =
        computeResults(op, name ? name.getValue() : "constant");
    if (values.empty())
      return;
    OpBuilder builder(op);
    for (auto [result, value] : llvm::zip_equal(op->getResults(), values)) {
      uses.add(value);
      result.replaceAllUsesWith(
          buildConstant(builder, op->getLoc(), name, value));
    }
    SetVector<Operation *> sources;
    for (Value operand : op->getOperands())
      if (Operation *source = operand.getDefiningOp(); getConstantValue(source))
        sources.insert(source);
    op->erase();
    for (Operation *source : sources)
      eraseIfDead(source, uses);
    ++numFolded;
  }

  static Value buildConstant(OpBuilder &builder, Location loc, StringAttr name,
                             ElementsAttr value) {
    if (!name)
      return fovea::ConstantOp::create(builder, loc, value);
    return WeightOp::create(builder, loc, value.getType(), name, value,
                            /*init=*/nullptr);
  }

  static void eraseIfDead(Operation *source, ResourceUses &uses) {
    if (!source->use_empty())
      return;
    ElementsAttr value = getConstantValue(source);
    source->erase();
    uses.drop(value);
  }
};
} // namespace
