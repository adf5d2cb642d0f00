//===- KernelCalls.cpp - The kernels that a model calls -------------------===//

#include "fovea/Search/KernelCalls.h"

#include "fovea/Model/Weights.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace fovea;

std::vector<KernelCall> fovea::getKernelCalls(const CompiledModel &model,
                                              const CompileOptions &options) {
  const ModelDescription &description = model.description;
  // What code depends on beside the content of a kernel.
  std::string suffix;
  llvm::raw_string_ostream(suffix)
      << " " << description.cpu << " threads=" << options.defaultThreads
      << llvm::format(" activation_error=%g", options.activationError);
  std::vector<KernelCall> calls;
  for (const auto &[kernel, function] :
       llvm::zip_equal(description.kernels, model.functions)) {
    KernelCall call;
    call.identity = function + suffix;
    call.kind = kernel.op;
    call.flops = static_cast<double>(kernel.flops);
    call.bytes = static_cast<double>(kernel.bytes);
    call.type = kernel.type;
    call.rooflineSeconds =
        kSecondsPerKernel +
        getRooflineSeconds(description.hardware, call.flops, call.bytes,
                           options.defaultThreads, call.type);
    calls.push_back(std::move(call));
  }
  return calls;
}

/// Whether planning needs no numbers of its own for the weight.
static bool isShared(WeightOp weight) {
  auto type = cast<RankedTensorType>(weight.getType());
  return !weight.getValue() && type.getRank() >= 2 &&
         type.getElementType().isF32();
}

/// Give weights values without drawing them, most of which are in matrices and
/// windows: these all get the same numbers. They must differ from each other,
/// or they would be folded into kernels. Biases and scales are drawn.
static LogicalResult bindPlanningWeights(ModuleOp module) {
  int64_t size = 0;
  module.walk([&](WeightOp weight) {
    if (isShared(weight))
      size = std::max(size, getTensorType(weight).getNumElements());
  });
  auto numbers = std::make_shared<std::vector<float>>(size);
  for (auto [i, number] : llvm::enumerate(*numbers))
    number = 0.01f * static_cast<float>(i % 7);
  module.walk([&](WeightOp weight) {
    if (!isShared(weight))
      return;
    RankedTensorType type = getTensorType(weight);
    ArrayRef<char> bytes(reinterpret_cast<const char *>(numbers->data()),
                         type.getNumElements() * sizeof(float));
    AsmResourceBlob blob(
        bytes, alignof(float), [numbers](void *, size_t, size_t) {},
        /*dataIsMutable=*/false);
    weight.setValueAttr(DenseResourceElementsAttr::get(type, weight.getName(),
                                                       std::move(blob)));
  });
  return bindWeights(module, {});
}

FailureOr<std::vector<KernelCall>>
fovea::planKernelCalls(ModuleOp module, const CompileOptions &options) {
  if (failed(bindPlanningWeights(module)))
    return failure();
  FailureOr<CompiledModel> model = plan(module, options);
  if (failed(model))
    return failure();
  return getKernelCalls(*model, options);
}
