//===- Layers.h - What a machine computes in one go -------------*- C++ -*-===//

#ifndef FOVEA_LIB_ANALYSIS_LAYERS_H
#define FOVEA_LIB_ANALYSIS_LAYERS_H

#include "fovea/Analysis/Analysis.h"
#include "fovea/Analysis/ElementCost.h"

namespace fovea {

/// Ops that are computed together: the first one, and what is fused behind it.
/// The result of each is the operand of the next.
struct Layer {
  llvm::SmallVector<mlir::Operation *> ops;
};

/// The layers of one graph on one machine. What the graph computes of weights
/// and constants alone is in none of them.
class LayerGraph {
public:
  /// Activations for which `isRelu` holds are taken to be ReLU.
  LayerGraph(mlir::Block &block, const AnalysisTarget &target,
             llvm::function_ref<bool(mlir::Operation *)> isRelu);

  llvm::ArrayRef<Layer> getLayers() const { return layers; }

  Work getWork(const Layer &layer, ElementCost &elements) const;

private:
  void add(mlir::Operation *op);
  Layer *findProducer(mlir::Operation *op);
  bool canFuse(mlir::Operation *op, const Layer &layer) const;
  void addArithmetic(mlir::Operation *op, ElementCost &elements,
                     Work &work) const;
  void addTraffic(const Layer &layer, Work &work) const;
  double countBytes(mlir::Value value, int64_t floatBytes) const;

  const AnalysisTarget &target;
  llvm::function_ref<bool(mlir::Operation *)> isRelu;
  std::vector<Layer> layers;
  /// The layer that ends with a value.
  llvm::DenseMap<mlir::Value, size_t> layerOf;
  /// What does not depend on the inputs.
  llvm::DenseSet<mlir::Value> constants;
};

} // namespace fovea

#endif // FOVEA_LIB_ANALYSIS_LAYERS_H
