//===- Registry.h - Handlers of ONNX operators ------------------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_REGISTRY_H
#define FOVEA_LIB_IMPORT_ONNX_REGISTRY_H

#include "NodeContext.h"

#include "fovea/Import/ONNX/ONNXImport.h"

#include <functional>
#include <limits>
#include <type_traits>

namespace fovea::onnximport {

/// Versions of an operator set, both inclusive.
struct OpsetRange {
  int64_t first;
  int64_t last = kLastONNXOpset;
};

/// Number of operands that a node must and may have.
struct Arity {
  /// A list, all of whose operands are present.
  static constexpr unsigned kVariadic = std::numeric_limits<unsigned>::max();
  /// A list with optional operands.
  static constexpr unsigned kOptionalList = kVariadic - 1;
  unsigned min;
  unsigned max;
};

struct OpHandler {
  OpsetRange versions;
  Arity inputs;
  std::function<void(NodeContext &)> import;
};

/// Which handler imports which versions of which operator.
class OpRegistry {
public:
  /// The registry with all operators of the default domain.
  static const OpRegistry &get();

  /// Add a handler: a function of the context that returns the only result, or
  /// sets the results itself.
  template <typename Function>
  void add(llvm::StringRef name, OpsetRange versions, Arity inputs,
           Function function) {
    if constexpr (std::is_same_v<std::invoke_result_t<Function, NodeContext &>,
                                 mlir::Value>)
      handlers[name].push_back({versions, inputs, [=](NodeContext &ctx) {
                                  ctx.setOutput(0, function(ctx));
                                }});
    else
      handlers[name].push_back({versions, inputs, function});
  }

  /// The handler of a version of an operator, or null.
  const OpHandler *find(llvm::StringRef domain, llvm::StringRef name,
                        int64_t version) const;

private:
  llvm::StringMap<llvm::SmallVector<OpHandler, 2>> handlers;
};

// One function for each theme, in the file of that name.
void registerAttentionOps(OpRegistry &registry);
void registerBorderOps(OpRegistry &registry);
void registerCol2ImOps(OpRegistry &registry);
void registerConstantOps(OpRegistry &registry);
void registerControlFlowOps(OpRegistry &registry);
void registerConvolutionOps(OpRegistry &registry);
void registerDeformConvOps(OpRegistry &registry);
void registerDeterminantOps(OpRegistry &registry);
void registerEinsumOps(OpRegistry &registry);
void registerElementwiseOps(OpRegistry &registry);
void registerGridSampleOps(OpRegistry &registry);
void registerIndexingOps(OpRegistry &registry);
void registerLossOps(OpRegistry &registry);
void registerMatMulOps(OpRegistry &registry);
void registerNormalizationOps(OpRegistry &registry);
void registerPoolingOps(OpRegistry &registry);
void registerQuantizationOps(OpRegistry &registry);
void registerReductionOps(OpRegistry &registry);
void registerResizeOps(OpRegistry &registry);
void registerRoiAlignOps(OpRegistry &registry);
void registerRotaryEmbeddingOps(OpRegistry &registry);
void registerShapeOps(OpRegistry &registry);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_REGISTRY_H
