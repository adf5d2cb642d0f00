//===- Registry.cpp - Handlers of ONNX operators --------------------------===//

#include "Registry.h"

using namespace fovea;
using namespace fovea::onnximport;

const OpRegistry &OpRegistry::get() {
  static const OpRegistry registry = [] {
    OpRegistry registry;
    registerAttentionOps(registry);
    registerBorderOps(registry);
    registerCol2ImOps(registry);
    registerConstantOps(registry);
    registerControlFlowOps(registry);
    registerConvolutionOps(registry);
    registerDeformConvOps(registry);
    registerDeterminantOps(registry);
    registerEinsumOps(registry);
    registerElementwiseOps(registry);
    registerGridSampleOps(registry);
    registerIndexingOps(registry);
    registerLossOps(registry);
    registerMatMulOps(registry);
    registerNormalizationOps(registry);
    registerPoolingOps(registry);
    registerQuantizationOps(registry);
    registerReductionOps(registry);
    registerResizeOps(registry);
    registerRoiAlignOps(registry);
    registerRotaryEmbeddingOps(registry);
    registerShapeOps(registry);
    return registry;
  }();
  return registry;
}

const OpHandler *OpRegistry::find(llvm::StringRef domain, llvm::StringRef name,
                                  int64_t version) const {
  if (!domain.empty())
    return nullptr;
  auto it = handlers.find(name);
  if (it == handlers.end())
    return nullptr;
  for (const OpHandler &handler : it->second)
    if (version >= handler.versions.first && version <= handler.versions.last)
      return &handler;
  return nullptr;
}
