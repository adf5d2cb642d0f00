//===- Analysis.cpp - What a model costs on a machine ---------------------===//

#include "fovea/Analysis/Analysis.h"

#include "Layers.h"

#include "fovea/Codegen/KernelLabel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// What an op is called among others: its kind where it has one.
static std::string getOpName(Operation *op) {
  if (auto activation = dyn_cast<ActivationOp>(op))
    return stringifyActivationKind(activation.getKind()).str();
  if (auto binary = dyn_cast<BinaryOp>(op))
    return stringifyBinaryKind(binary.getKind()).str();
  if (auto unary = dyn_cast<UnaryOp>(op))
    return stringifyUnaryKind(unary.getKind()).str();
  return op->getName().stripDialect().str();
}

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

namespace {
/// Analyzes one function, as often as one likes.
class Analyzer {
public:
  Analyzer(Block &block, const AnalysisTarget &target)
      : block(block), target(target) {}

  ModelAnalysis run(llvm::function_ref<bool(Operation *)> isRelu) {
    ModelAnalysis analysis;
    LayerGraph graph(block, target, isRelu);
    double idealSeconds = 0;
    for (const Layer &layer : graph.getLayers()) {
      analysis.layers.push_back(
          describe(layer, graph.getWork(layer, elements)));
      const LayerAnalysis &described = analysis.layers.back();
      analysis.work += described.work;
      analysis.seconds += described.prediction.seconds;
      idealSeconds += getIdealSeconds(described.work, target);
    }
    analysis.efficiency = getEfficiency(idealSeconds, analysis.seconds);
    return analysis;
  }

  /// The name of the op that `op` is fused behind; empty if it comes first.
  std::string findLayer(Operation *op) {
    LayerGraph graph(block, target, [](Operation *) { return false; });
    for (const Layer &layer : graph.getLayers())
      if (llvm::is_contained(ArrayRef(layer.ops).drop_front(), op))
        return getOpName(layer.ops.front());
    return "";
  }

private:
  /// A layer whose two units are both busy may be faster than the roofline of
  /// one of them.
  static double getEfficiency(double idealSeconds, double seconds) {
    return seconds > 0 ? std::min(1.0, idealSeconds / seconds) : 1;
  }

  LayerAnalysis describe(const Layer &layer, const Work &work) const {
    Operation *first = layer.ops.front(), *last = layer.ops.back();
    LayerAnalysis result;
    result.name = getKernelLabel(first->getLoc()).name.str();
    result.op = getOpName(first);
    for (Operation *op : ArrayRef(layer.ops).drop_front())
      result.fused.push_back(getOpName(op));
    llvm::append_range(result.shape,
                       getTensorType(last->getResult(0)).getShape());
    result.work = work;
    result.prediction = predict(work, target);
    result.efficiency =
        getEfficiency(getIdealSeconds(work, target), result.prediction.seconds);
    return result;
  }

  Block &block;
  const AnalysisTarget &target;
  ElementCost elements;
};
} // namespace

/// The function of a graph, or an error if it is none that can be analyzed.
static FailureOr<Block *> findGraph(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  if (!main || main.isExternal())
    return module.emitError("expected a function '@")
           << kEntryFunction << "' to analyze";
  Block &block = main.front();
  if (!llvm::hasSingleElement(main.getBody()))
    return main.emitError("expected one block, found several");
  for (Operation &op : block.without_terminator())
    if (!isa<FoveaDialect>(op.getDialect()))
      return op.emitError("expected ops of the fovea dialect alone, found '")
             << op.getName() << "'";
  module.getContext()
      ->loadDialect<arith::ArithDialect, func::FuncDialect,
                    math::MathDialect>();
  return &block;
}

FailureOr<ModelAnalysis> fovea::analyzeModel(ModuleOp module,
                                             const AnalysisTarget &target) {
  FailureOr<Block *> block = findGraph(module);
  if (failed(block))
    return failure();
  return Analyzer(**block, target).run([](Operation *) { return false; });
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// ReLU and what is as cheap need no replacement.
static bool isReplaceable(ActivationOp op) {
  return op.getKind() != ActivationKind::relu &&
         op.getKind() != ActivationKind::clip;
}

FailureOr<ActivationReport>
fovea::analyzeActivations(ModuleOp module, const AnalysisTarget &target) {
  FailureOr<Block *> block = findGraph(module);
  if (failed(block))
    return failure();
  Analyzer analyzer(**block, target);
  ActivationReport report;
  auto isAny = [](Operation *op) {
    auto activation = dyn_cast<ActivationOp>(op);
    return activation && isReplaceable(activation);
  };
  report.seconds = analyzer.run([](Operation *) { return false; }).seconds;
  report.reluSeconds = analyzer.run(isAny).seconds;
  for (ActivationOp op : (*block)->getOps<ActivationOp>()) {
    if (!isReplaceable(op))
      continue;
    ActivationSaving saving;
    saving.name = getKernelLabel(op.getLoc()).name.str();
    saving.kind = getOpName(op);
    saving.layer = analyzer.findLayer(op);
    if (std::optional<APFloat> error = op.getError())
      saving.error = error->convertToDouble();
    double seconds =
        analyzer.run([&](Operation *other) { return other == op; }).seconds;
    saving.seconds = report.seconds - seconds;
    report.savings.push_back(std::move(saving));
  }
  return report;
}
