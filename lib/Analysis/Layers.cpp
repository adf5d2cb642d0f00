//===- Layers.cpp - What a machine computes in one go ---------------------===//
//
// Elementwise ops join the layer that makes their operand, as
// `kernel-fuse-epilogues` fuses them for CPUs, and as the libraries of
// accelerators do.
//
//===----------------------------------------------------------------------===//

#include "Layers.h"

using namespace mlir;
using namespace fovea;

LayerGraph::LayerGraph(Block &block, const AnalysisTarget &target,
                       llvm::function_ref<bool(Operation *)> isRelu)
    : target(target), isRelu(isRelu) {
  for (Operation &op : block.without_terminator())
    add(&op);
}

/// The value whose memory `value` is.
static Value getBuffer(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getInput();
  return value;
}

void LayerGraph::add(Operation *op) {
  auto isConstant = [&](Value value) { return constants.contains(value); };
  if (llvm::all_of(op->getOperands(), isConstant)) {
    constants.insert(op->result_begin(), op->result_end());
    return;
  }
  if (isa<ReshapeOp>(op))
    return;
  Layer *layer = findProducer(op);
  if (!layer)
    layer = &layers.emplace_back();
  layer->ops.push_back(op);
  for (Value result : op->getResults())
    layerOf[result] = layer - layers.data();
}

//===----------------------------------------------------------------------===//
// Fusion
//===----------------------------------------------------------------------===//

bool LayerGraph::canFuse(Operation *op, const Layer &layer) const {
  Operation *first = layer.ops.front();
  // Elements among themselves go together anywhere.
  if (isa<ElementwiseOpInterface>(first))
    return true;
  // What only moves data is no kernel with an epilogue.
  if (!isa<ContractionOpInterface, VectorWorkOpInterface>(first))
    return false;
  if (isRelu(op))
    return target.canFuse(ActivationKind::relu);
  auto activation = dyn_cast<ActivationOp>(op);
  return cast<ElementwiseOpInterface>(op).mayFuse() &&
         (!activation || target.canFuse(activation.getKind()));
}

/// The layer that `op` is fused into: of several the last one, since the
/// others' results are there when it runs. Null if there is none.
Layer *LayerGraph::findProducer(Operation *op) {
  if (!isa<ElementwiseOpInterface>(op))
    return nullptr;
  ArrayRef<int64_t> shape = getTensorType(op->getResult(0)).getShape();
  Layer *last = nullptr;
  for (Value operand : op->getOperands()) {
    auto it = layerOf.find(operand);
    if (it == layerOf.end() || getTensorType(operand).getShape() != shape ||
        !llvm::all_of(operand.getUsers(),
                      [&](Operation *user) { return user == op; }))
      continue;
    Layer *layer = &layers[it->second];
    if (canFuse(op, *layer) && (!last || last < layer))
      last = layer;
  }
  return last;
}

//===----------------------------------------------------------------------===//
// Work
//===----------------------------------------------------------------------===//

/// An instruction of a CPU takes the place of a multiply-add.
static constexpr double kFlopsOfInstruction = 2;

/// Where nothing is reused the vector unit multiplies: that of a CPU is the
/// same one, but computes in f32.
static void addProduct(const MatrixProduct &product,
                       const AnalysisTarget &target, Work &work) {
  double flops = 2 * product.getMACs();
  if (product.isDepthwise()) {
    work.vectorFlops += flops;
    work.busyVectorFlops += flops;
    return;
  }
  work.matrixFlops += flops;
  work.busyMatrixFlops += getPaddedFlops(product, target);
}

void LayerGraph::addArithmetic(Operation *op, ElementCost &elements,
                               Work &work) const {
  if (auto contraction = dyn_cast<ContractionOpInterface>(op))
    for (const MatrixProduct &product : contraction.getProducts())
      addProduct(product, target, work);
  bool isCPU = !target.isAccelerator();
  if (auto other = dyn_cast<VectorWorkOpInterface>(op)) {
    double operations = other.getVectorOperations();
    work.vectorFlops += operations;
    work.busyVectorFlops += operations * (isCPU ? kFlopsOfInstruction : 1);
  }
  if (auto elementwise = dyn_cast<ElementwiseOpInterface>(op)) {
    double count = getTensorType(op->getResult(0)).getNumElements();
    bool isMaximum = isRelu(op);
    double operations = isMaximum ? 1 : elements.countOperations(elementwise);
    work.vectorFlops += count * operations;
    if (isCPU && !isMaximum)
      operations = elements.countInstructions(elementwise);
    work.busyVectorFlops +=
        count * operations * (isCPU ? kFlopsOfInstruction : 1);
  }
}

double LayerGraph::countBytes(Value value, int64_t floatBytes) const {
  RankedTensorType type = getTensorType(value);
  Type element = type.getElementType();
  int64_t bytes =
      isa<FloatType>(element) ? floatBytes : getElementSize(element);
  return static_cast<double>(type.getNumElements()) * bytes;
}

void LayerGraph::addTraffic(const Layer &layer, Work &work) const {
  auto isInside = [&](Operation *op) {
    return llvm::is_contained(layer.ops, op);
  };
  llvm::SmallDenseSet<Value> read;
  double weightBytes = 0, readBytes = 0, writtenBytes = 0;
  for (Operation *op : layer.ops) {
    for (Value operand : op->getOperands()) {
      Value buffer = getBuffer(operand);
      Operation *producer = buffer.getDefiningOp();
      if ((producer && isInside(producer)) || !read.insert(buffer).second)
        continue;
      if (constants.contains(buffer))
        weightBytes += countBytes(buffer, target.weightBytes);
      else
        readBytes += countBytes(buffer, target.activationBytes);
    }
    for (Value result : op->getResults())
      if (op == layer.ops.back() || !llvm::all_of(result.getUsers(), isInside))
        writtenBytes += countBytes(result, target.activationBytes);
  }
  // What only moves data reads no more than it writes: a slice, a gather.
  if (!isa<ContractionOpInterface, ElementwiseOpInterface,
           VectorWorkOpInterface>(layer.ops.front()))
    readBytes = std::min(readBytes, writtenBytes);
  work.weightBytes += weightBytes;
  work.activationBytes += readBytes + writtenBytes;
}

Work LayerGraph::getWork(const Layer &layer, ElementCost &elements) const {
  Work work;
  for (Operation *op : layer.ops)
    addArithmetic(op, elements, work);
  addTraffic(layer, work);
  return work;
}
