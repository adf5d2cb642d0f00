//===- BufferizableOpInterfaceImpl.cpp - Bufferization of kernels ---------===//

#include "fovea/Dialect/Kernel/Transforms/BufferizableOpInterfaceImpl.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// A kernel on tensors becomes the same kernel on buffers.
template <typename OpTy>
struct KernelBufferization final
    : DstBufferizableOpInterfaceExternalModel<KernelBufferization<OpTy>, OpTy> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &state) const {
    // Only the inside of a border is kept; other kernels overwrite all.
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand) ||
           isa<FillBorderOp>(op);
  }

  /// An epilogue reads an element of its operands just before the element of
  /// the result in the same place is stored.
  bool bufferizesToElementwiseAccess(Operation *op, const AnalysisState &state,
                                     ArrayRef<OpOperand *> operands) const {
    auto kernel = dyn_cast<ContractOp>(op);
    if (!kernel)
      return false;
    auto epilogue =
        llvm::make_pointer_range(kernel.getEpilogueOperandsMutable());
    return llvm::all_of(operands, [&](OpOperand *operand) {
      return kernel.isDpsInit(operand) ||
             (llvm::is_contained(epilogue, operand) &&
              operand->get().getType() == kernel.getInit().getType());
    });
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> buffers;
    for (Value operand : op->getOperands()) {
      FailureOr<Value> buffer =
          isa<TensorType>(operand.getType())
              ? getBuffer(rewriter, operand, options, state)
              : FailureOr<Value>(operand);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    OperationState created(op->getLoc(), op->getName(), buffers, TypeRange(),
                           op->getAttrs());
    for (Region &region : op->getRegions())
      created.addRegion()->takeBody(region);
    auto onBuffers =
        cast<DestinationStyleOpInterface>(rewriter.create(created));
    replaceOpWithBufferizedValues(rewriter, op,
                                  SmallVector<Value>(onBuffers.getDpsInits()));
    return success();
  }
};
} // namespace

void fovea::kernel::registerBufferizableOpInterfaceExternalModels(
    DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, KernelDialect *) {
    kernel::AttentionOp::attachInterface<
        KernelBufferization<kernel::AttentionOp>>(*context);
    ContractOp::attachInterface<KernelBufferization<ContractOp>>(*context);
    DepthwiseOp::attachInterface<KernelBufferization<DepthwiseOp>>(*context);
    FillBorderOp::attachInterface<KernelBufferization<FillBorderOp>>(*context);
    NormalizeOp::attachInterface<KernelBufferization<NormalizeOp>>(*context);
    PackOp::attachInterface<KernelBufferization<PackOp>>(*context);
    WinogradInputOp::attachInterface<KernelBufferization<WinogradInputOp>>(
        *context);
    WinogradOutputOp::attachInterface<KernelBufferization<WinogradOutputOp>>(
        *context);
    WinogradWeightsOp::attachInterface<KernelBufferization<WinogradWeightsOp>>(
        *context);
    PoolOp::attachInterface<KernelBufferization<PoolOp>>(*context);
  });
}
