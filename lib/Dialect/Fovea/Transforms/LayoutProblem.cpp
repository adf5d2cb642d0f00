//===- LayoutProblem.cpp - Which ops to compute on permuted data ----------===//

#include "LayoutProblem.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

static ArrayRef<int64_t> getShape(Value value) {
  return getTensorType(value).getShape();
}

/// Rank of a tensor, and -1 for anything else.
static int64_t getRank(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getRank() : -1;
}

bool fovea::movesElements(ArrayRef<int64_t> shape,
                          ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> moved(permutation);
  llvm::erase_if(moved, [&](int64_t dim) { return shape[dim] == 1; });
  return !llvm::is_sorted(moved);
}

bool fovea::movesElements(TransposeOp op) {
  return movesElements(getShape(op.getInput()), op.getPermutation());
}

int64_t fovea::getByteSize(Value tensor) {
  RankedTensorType type = getTensorType(tensor);
  return type.getNumElements() * getElementSize(type.getElementType());
}

DenseSet<Value> fovea::collectConstantValues(Block &block) {
  DenseSet<Value> constants;
  for (Operation &op : block) {
    bool isConstant = isa<fovea::ConstantOp, WeightOp>(op);
    if (!isConstant && op.getNumOperands() > 0 && isPure(&op))
      isConstant = llvm::all_of(op.getOperands(), [&](Value operand) {
        return constants.contains(operand);
      });
    if (isConstant)
      constants.insert_range(op.getResults());
  }
  return constants;
}

LayoutProblem::LayoutProblem(Block &block, ArrayRef<int64_t> permutation,
                             const DenseSet<Operation *> &excluded)
    : permutation(permutation), inverse(invertPermutationVector(permutation)),
      excluded(excluded), constants(collectConstantValues(block)) {
  for (Operation &op : block)
    assignRole(&op);
  for (BlockArgument argument : block.getArguments())
    addValue(argument);
  for (Operation &op : block)
    for (Value result : op.getResults())
      addValue(result);
  for (auto [op, node] : candidates)
    addBroadcastOperands(op);
}

SmallVector<Operation *> LayoutProblem::solve() {
  SmallVector<Operation *> chosen;
  if (cut.solve() >= currentCost)
    return chosen;
  for (auto [op, node] : candidates)
    if (cut.isOnSourceSide(node))
      chosen.push_back(op);
  return chosen;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

bool LayoutProblem::isCandidate(Operation *op) const {
  if (!isa<TransposableOpInterface>(op) || excluded.contains(op) ||
      constants.contains(op->getResult(0)))
    return false;
  int64_t rank = 0;
  for (Type type : op->getOperandTypes())
    rank = std::max(rank, getRank(type));
  for (Type type : op->getResultTypes())
    rank = std::max(rank, getRank(type));
  return rank == static_cast<int64_t>(permutation.size());
}

/// Whether the op that computes `value` is one to choose for.
bool LayoutProblem::isFree(Value value) const {
  Operation *op = value.getDefiningOp();
  return isa_and_present<TransposableOpInterface>(op) && isCandidate(op);
}

LayoutProblem::Role LayoutProblem::getTransposeRole(TransposeOp op) {
  // A permutation that is its own inverse cannot have its transposes cancel
  // with both neighbors. Those above come first; what this overlooks for the
  // neighbor below is a cost too high, never one too low.
  bool isBefore = op.getPermutation() == ArrayRef<int64_t>(permutation);
  bool isAfter = op.getPermutation() == ArrayRef<int64_t>(inverse);
  if (isAfter && (!isBefore || isFree(op.getInput())))
    return {MinimumCut::kSink, MinimumCut::kSource};
  if (isBefore)
    return {MinimumCut::kSource, MinimumCut::kSink};
  // Any other transpose just becomes one by another permutation.
  return {cut.addNode(), std::nullopt};
}

void LayoutProblem::assignRole(Operation *op) {
  if (auto transpose = dyn_cast<TransposeOp>(op)) {
    roles[op] = getTransposeRole(transpose);
    return;
  }
  if (!isCandidate(op)) {
    roles[op] = {MinimumCut::kSink, MinimumCut::kSink};
    return;
  }
  Node node = cut.addNode();
  roles[op] = {node, node};
  candidates.emplace_back(op, node);
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// A reshape in place of a transpose moves nothing, but it still stands in the
/// way of those who look for patterns of ops.
int64_t LayoutProblem::getCost(Value value) const {
  return movesElements(getShape(value), inverse) ? 2 * getByteSize(value) + 1
                                                 : 1;
}

/// A reshape beside a value that no transpose moves takes or gives either form
/// at no cost. One whose other side, of type `other`, has the very shape from
/// before the permutation is then no more needed: it was such a transpose.
std::optional<LayoutProblem::Node>
LayoutProblem::getReshapeNode(Value value, RankedTensorType other) const {
  if (other.getShape() ==
      ArrayRef<int64_t>(applyPermutation(getShape(value), inverse)))
    return MinimumCut::kSource;
  return std::nullopt;
}

std::optional<LayoutProblem::Node> LayoutProblem::getProducer(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return MinimumCut::kSink;
  auto reshape = dyn_cast<ReshapeOp>(op);
  if (reshape && !movesElements(getShape(value), inverse))
    return getReshapeNode(value, reshape.getInput().getType());
  return roles[op].producer;
}

std::optional<LayoutProblem::Node>
LayoutProblem::getConsumer(OpOperand &use) const {
  auto reshape = dyn_cast<ReshapeOp>(use.getOwner());
  if (reshape && !movesElements(getShape(use.get()), inverse))
    return getReshapeNode(use.get(), reshape.getType());
  auto role = roles.find(use.getOwner());
  if (role == roles.end()) // In a nested region or in another block.
    return MinimumCut::kSink;
  return role->second.consumer;
}

void LayoutProblem::addValue(Value value) {
  if (getRank(value.getType()) != static_cast<int64_t>(permutation.size()) ||
      constants.contains(value))
    return;
  SetVector<Node> consumers;
  for (OpOperand &use : value.getUses())
    if (std::optional<Node> consumer = getConsumer(use))
      consumers.insert(*consumer);
  std::optional<Node> producer = getProducer(value);
  if (!producer || consumers.empty())
    return;
  int64_t cost = getCost(value);
  bool isBefore = *producer == MinimumCut::kSource;
  if (llvm::any_of(consumers, [&](Node consumer) {
        return isBefore != (consumer == MinimumCut::kSource);
      }))
    currentCost += cost;
  addDisagreement(cost, *producer, consumers.getArrayRef());
}

/// Pay once if some consumer is on another side than the producer.
void LayoutProblem::addDisagreement(int64_t cost, Node producer,
                                    ArrayRef<Node> consumers) {
  if (consumers.size() == 1) {
    cut.addEdge(producer, consumers.front(), cost);
    cut.addEdge(consumers.front(), producer, cost);
    return;
  }
  // A helper node is drawn to the producer's other side by any such consumer.
  Node anyAfter = cut.addNode(), anyBefore = cut.addNode();
  cut.addEdge(producer, anyAfter, cost);
  cut.addEdge(anyBefore, producer, cost);
  for (Node consumer : consumers) {
    cut.addEdge(anyAfter, consumer, MinimumCut::kInfinity);
    cut.addEdge(consumer, anyBefore, MinimumCut::kInfinity);
  }
}

/// Operands of lower rank broadcast: before the permutation they must be
/// rearranged to full rank.
void LayoutProblem::addBroadcastOperands(Operation *op) {
  for (Value operand : op->getOperands()) {
    int64_t missing = permutation.size() - getRank(operand.getType());
    if (missing == 0 || constants.contains(operand))
      continue;
    SmallVector<int64_t> shape(missing, 1);
    llvm::append_range(shape, getShape(operand));
    if (movesElements(shape, inverse))
      cut.addEdge(*roles[op].producer, MinimumCut::kSink,
                  2 * getByteSize(operand) + 1);
  }
}
