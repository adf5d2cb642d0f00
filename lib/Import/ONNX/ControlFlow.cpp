//===- ControlFlow.cpp - ONNX operators with subgraphs --------------------===//
//
// Compiled graphs have no control flow. What exporters emit depends on shapes
// alone as a rule: branches on constants, and loops of known length, which are
// unrolled.
//
//===----------------------------------------------------------------------===//

#include "Importer.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// More iterations than this are taken for a loop that was not meant to be
/// unrolled.
static constexpr int64_t kMaxIterations = 4096;

/// Import a subgraph of the node. Empty if that is not possible.
static SmallVector<Value>
importBody(NodeContext &ctx, const onnx::GraphProto &graph, ValueRange inputs) {
  auto results = ctx.getImporter().importSubgraph(
      graph, ctx.getEnvironment(), cast<NameLoc>(ctx.getLoc()).getName(),
      inputs, ctx.getLoc());
  if (failed(results)) {
    ctx.setFailed();
    return {};
  }
  if (llvm::all_of(*results, [](Value value) { return bool(value); }))
    return *results;
  ctx.setIncomplete();
  return {};
}

/// Only the branch that is taken is imported; the other may hold anything.
static void importIf(NodeContext &ctx) {
  const onnx::GraphProto *thenBranch = ctx.requireGraph("then_branch");
  const onnx::GraphProto *elseBranch = ctx.requireGraph("else_branch");
  bool condition = ctx.constantInt(0, "condition") != 0;
  if (!ctx.hasError())
    ctx.setOutputs(importBody(ctx, condition ? *thenBranch : *elseBranch, {}));
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Insert a dimension of size 1.
static Value unsqueeze(NodeContext &ctx, Value value, int64_t axis) {
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> shape(getShape(value));
  shape.insert(shape.begin() + axis, 1);
  return ctx.reshape(value, shape);
}

/// Check the number of results that the body must have.
static bool checkResults(NodeContext &ctx, ValueRange results, size_t min) {
  if (ctx.hasError())
    return false;
  if (results.size() >= min)
    return true;
  ctx.emitError() << "the body has " << results.size()
                  << " outputs, but needs at least " << min;
  return false;
}

/// Whether a loop goes on, by the condition that its body computes.
static bool evaluateCondition(NodeContext &ctx, Value condition) {
  FailureOr<SmallVector<int64_t>> known = getConstantInts(condition);
  if (succeeded(known) && known->size() == 1)
    return known->front() != 0;
  ctx.getImporter().reportNonConstantInputs(condition);
  ctx.emitUnsupported()
      << "the condition that the body computes must be known at compile time";
  return false;
}

/// Set the outputs: the values that the loop carried, then what each iteration
/// gave for the others, one after another along the axis of each.
static void setLoopOutputs(NodeContext &ctx, ArrayRef<Value> carried,
                           ArrayRef<SmallVector<Value>> scanned,
                           ArrayRef<int64_t> axes) {
  for (auto [i, value] : llvm::enumerate(carried))
    ctx.setOutput(i, value);
  for (auto [i, values] : llvm::enumerate(scanned)) {
    unsigned index = carried.size() + i;
    if (!ctx.hasOutput(index))
      continue;
    if (values.empty()) {
      ctx.emitUnsupported() << "output #" << index
                            << " of a loop without iterations is not supported";
      return;
    }
    SmallVector<Value> parts;
    for (Value value : values)
      parts.push_back(unsqueeze(ctx, value, axes[i]));
    ctx.setOutput(index, ctx.concat(parts, axes[i]));
  }
}

static void importLoop(NodeContext &ctx) {
  const onnx::GraphProto *body = ctx.requireGraph("body");
  if (ctx.getNumInputs() < 2)
    ctx.emitError() << "needs 2 inputs, but has " << ctx.getNumInputs();
  if (ctx.hasError())
    return;
  int64_t count =
      ctx.hasInput(0) ? ctx.constantInt(0, "trip count") : kMaxIterations + 1;
  bool goesOn = !ctx.hasInput(1) || ctx.constantInt(1, "condition") != 0;
  SmallVector<Value> carried(ctx.getInputs().drop_front(2));
  if (ctx.hasError())
    return;
  if (!llvm::all_of(carried, [](Value value) { return bool(value); })) {
    ctx.emitError() << "an initial value is missing";
    return;
  }

  Builder &builder = ctx.getBuilder();
  int64_t scans =
      std::max<int64_t>(body->output_size() - 1 - carried.size(), 0);
  SmallVector<SmallVector<Value>> scanned(scans);
  for (int64_t i = 0; i < count && goesOn; ++i) {
    if (i == kMaxIterations) {
      ctx.emitUnsupported()
          << "more than " << kMaxIterations << " iterations are not supported";
      return;
    }
    SmallVector<Value> inputs{ctx.scalarInt(i, builder.getI64Type()),
                              ctx.scalarInt(1, builder.getI1Type())};
    inputs.append(carried);
    SmallVector<Value> results = importBody(ctx, *body, inputs);
    if (!checkResults(ctx, results, 1 + carried.size()))
      return;
    // Without a condition at the start, the one of the body has no meaning.
    if (ctx.hasInput(1))
      goesOn = evaluateCondition(ctx, results.front());
    for (auto [list, value] : llvm::zip_equal(
             scanned, ArrayRef(results).drop_front(1 + carried.size())))
      list.push_back(value);
    llvm::copy(ArrayRef(results).slice(1, carried.size()), carried.begin());
    if (ctx.hasError())
      return;
  }
  setLoopOutputs(ctx, carried, scanned, SmallVector<int64_t>(scans, 0));
}

/// A list of `count` attributes, zeros without it.
static SmallVector<int64_t> readList(NodeContext &ctx, StringRef name,
                                     size_t count) {
  SmallVector<int64_t> values = ctx.getInts(name);
  if (!ctx.hasAttribute(name))
    values.assign(count, 0);
  if (!ctx.hasError() && values.size() != count)
    ctx.emitError() << "attribute '" << name << "' must be " << count
                    << " integers, but is [" << ArrayRef(values) << "]";
  return values;
}

/// A loop over slices of some operands.
static void importScan(NodeContext &ctx) {
  const onnx::GraphProto *body = ctx.requireGraph("body");
  int64_t scanInputs = ctx.requireInt("num_scan_inputs");
  if (ctx.hasError())
    return;
  int64_t numInputs = ctx.getNumInputs();
  if (scanInputs < 1 || scanInputs > numInputs ||
      body->output_size() < numInputs - scanInputs) {
    ctx.emitError() << "has " << numInputs << " inputs, of which " << scanInputs
                    << " are scanned, and a body with " << body->output_size()
                    << " outputs";
    return;
  }
  int64_t states = numInputs - scanInputs;
  int64_t scanOutputs = body->output_size() - states;
  SmallVector<int64_t> axes = readList(ctx, "scan_input_axes", scanInputs),
                       backward =
                           readList(ctx, "scan_input_directions", scanInputs),
                       outputAxes =
                           readList(ctx, "scan_output_axes", scanOutputs),
                       outputBackward =
                           readList(ctx, "scan_output_directions", scanOutputs);
  if (ctx.hasError())
    return;

  ArrayRef<Value> sequences = ctx.getInputs().drop_front(states);
  int64_t count = -1;
  for (auto [axis, sequence] : llvm::zip_equal(axes, sequences)) {
    axis = ctx.normalizeAxis(axis, getRank(sequence), "scan_input_axes");
    if (ctx.hasError())
      return;
    int64_t size = getShape(sequence)[axis];
    if (count >= 0 && size != count) {
      ctx.emitError() << "scanned inputs have " << count << " and " << size
                      << " elements";
      return;
    }
    count = size;
  }
  if (count > kMaxIterations) {
    ctx.emitUnsupported() << "more than " << kMaxIterations
                          << " iterations are not supported";
    return;
  }

  SmallVector<Value> carried(ctx.getInputs().take_front(states));
  SmallVector<SmallVector<Value>> scanned(scanOutputs);
  for (int64_t i : llvm::seq(count)) {
    SmallVector<Value> inputs(carried);
    for (auto [axis, isBackward, sequence] :
         llvm::zip_equal(axes, backward, sequences)) {
      Value slice =
          ctx.sliceAxis(sequence, axis, isBackward ? count - 1 - i : i, 1);
      SmallVector<int64_t> shape(getShape(sequence));
      shape.erase(shape.begin() + axis);
      inputs.push_back(ctx.reshape(slice, shape));
    }
    if (ctx.hasError())
      return;
    SmallVector<Value> results = importBody(ctx, *body, inputs);
    if (!checkResults(ctx, results, states))
      return;
    llvm::copy(ArrayRef(results).take_front(states), carried.begin());
    for (auto [list, value] :
         llvm::zip_equal(scanned, ArrayRef(results).drop_front(states)))
      list.push_back(value);
  }
  for (auto [list, axis, isBackward] :
       llvm::zip_equal(scanned, outputAxes, outputBackward)) {
    if (isBackward)
      std::reverse(list.begin(), list.end());
    if (!list.empty())
      axis = ctx.normalizeAxis(axis, getRank(list.front()) + 1,
                               "scan_output_axes");
  }
  if (!ctx.hasError())
    setLoopOutputs(ctx, carried, scanned, outputAxes);
}

void onnximport::registerControlFlowOps(OpRegistry &registry) {
  registry.add("If", {1}, {1, 1}, importIf);
  registry.add("Loop", {1}, {0, Arity::kOptionalList}, importLoop);
  // Version 8 had another interface, with lengths of sequences.
  registry.add("Scan", {9}, {1, Arity::kVariadic}, importScan);
}
