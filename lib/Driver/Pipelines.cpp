//===- Pipelines.cpp - The way of a model, level by level -----------------===//

#include "fovea/Driver/Pipelines.h"

#include "fovea/Codegen/Passes.h"
#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"
#include "fovea/Conversion/FoveaToLinalg/FoveaToLinalg.h"
#include "fovea/Conversion/KernelToVector/KernelToVector.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Target/CPU/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace fovea;

void fovea::buildGraphPipeline(OpPassManager &pm,
                               const PipelineOptions &options) {
  pm.addPass(createRecordInterfacePass());
  // Imported graphs carry dead shape arithmetic and identity transposes.
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  if (options.optimize) {
    pm.addNestedPass<func::FuncOp>(createRaiseActivationsPass());
    pm.addNestedPass<func::FuncOp>(createRaiseAttentionPass());
    pm.addPass(createPropagateTransposesPass());
    if (options.mergeMatMuls)
      pm.addNestedPass<func::FuncOp>(createMergeMatMulsPass());
    pm.addNestedPass<func::FuncOp>(createFoldBatchNormPass());
    SplitBatchPassOptions splitBatch;
    splitBatch.use = options.splitBatch;
    pm.addNestedPass<func::FuncOp>(createSplitBatchPass(splitBatch));
    pm.addNestedPass<func::FuncOp>(createSinkScalesPass());
    SpaceToDepthPassOptions spaceToDepth;
    spaceToDepth.use = options.spaceToDepth;
    spaceToDepth.bf16 = options.bf16;
    pm.addNestedPass<func::FuncOp>(createSpaceToDepthPass(spaceToDepth));
    // Images share what is computed from weights.
    pm.addNestedPass<func::FuncOp>(createCSEPass());
  }
  // Moves the transposes that layout changes left on weights into the weights.
  pm.addPass(createFoldConstantsPass());
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  if (options.optimize) {
    SelectActivationsPassOptions activations;
    activations.error = options.activationError;
    pm.addNestedPass<func::FuncOp>(createSelectActivationsPass(activations));
  }
  pm.addPass(createLabelOpsPass());
}

void fovea::buildKernelPipeline(OpPassManager &pm,
                                const PipelineOptions &options) {
  if (!options.optimize)
    return;
  ConvertFoveaToKernelPassOptions kernels;
  // The transforms would lose the digits of bf16, and multiplying in it is as
  // fast.
  kernels.winograd = options.bf16 ? WinogradUse::Never : options.winograd;
  pm.addNestedPass<func::FuncOp>(createConvertFoveaToKernelPass(kernels));
  pm.addNestedPass<func::FuncOp>(kernel::createFuseEpiloguesPass());
  if (options.bf16)
    pm.addNestedPass<func::FuncOp>(kernel::createUseBF16Pass());
  pm.addNestedPass<func::FuncOp>(kernel::createFuseWeightScalesPass());
  pm.addNestedPass<func::FuncOp>(kernel::createSplitSumsPass());
  pm.addNestedPass<func::FuncOp>(kernel::createSelectSchedulesPass());
  pm.addNestedPass<func::FuncOp>(kernel::createFusePoolSumsPass());
  // Packs the weights, which images and blocks of rows then share.
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addPass(createFoldConstantsPass());
  pm.addNestedPass<func::FuncOp>(kernel::createFuseRowBlocksPass());
}

void fovea::buildLinalgPipeline(OpPassManager &pm,
                                const PipelineOptions &options) {
  pm.addPass(createConvertFoveaToLinalgPass());
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  if (!options.optimize)
    return;
  pm.addNestedPass<func::FuncOp>(createLinalgElementwiseOpFusionPass());
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
}

void fovea::buildMemoryPipeline(OpPassManager &pm,
                                const PipelineOptions &options) {
  // Just before bufferization: slices of slices are folded as long as values
  // are tensors.
  if (options.optimize) {
    pm.addNestedPass<func::FuncOp>(kernel::createPadRowsPass());
    pm.addNestedPass<func::FuncOp>(kernel::createSeparateDestinationsPass());
    pm.addNestedPass<func::FuncOp>(kernel::createReuseOperandsPass());
  }
  pm.addPass(createBufferizePass());
  // Bufferization leaves chains of views, dead globals, and copies of a view
  // into itself, which only show once equal views are one.
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addPass(createSymbolDCEPass());
  pm.addPass(createPackWeightsPass());
  pm.addPass(createOutlineKernelsPass());
  pm.addPass(createPlanMemoryPass());
}

void fovea::buildLoopsPipeline(OpPassManager &pm,
                               const PipelineOptions &options) {
  ConvertKernelToVectorPassOptions vectors;
  vectors.hasBF16 = options.bf16Instructions;
  pm.addNestedPass<func::FuncOp>(createConvertKernelToVectorPass(vectors));
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToParallelLoopsPass());
  // Removes dimensions of size 1, of which there is nothing to share.
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addPass(createDistributeLoopsPass());
  pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
}

void fovea::buildLLVMPipeline(OpPassManager &pm,
                              const PipelineOptions &options) {
  // At -O0 the functions of libm are the reference.
  if (options.optimize) {
    ExpandMathPassOptions expandMath;
    expandMath.fma = options.fma;
    pm.addNestedPass<func::FuncOp>(createExpandMathPass(expandMath));
  }
  math::MathExpandOpsPassOptions expand;
  // libm has no rsqrt.
  expand.opMnemonics = {"ipowi", "fpowi", "rsqrt"};
  pm.addNestedPass<func::FuncOp>(math::createMathExpandOpsPass(expand));
  // bf16 arithmetic would need functions that libgcc 12 does not have.
  arith::ArithEmulateUnsupportedFloatsOptions emulate;
  emulate.sourceTypeStrs = {"bf16"};
  emulate.targetTypeStr = "f32";
  pm.addPass(arith::createArithEmulateUnsupportedFloats(emulate));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  arith::ArithExpandOpsPassOptions expandBF16;
  expandBF16.includeBf16 = true;
  pm.addPass(arith::createArithExpandOpsPass(expandBF16));
  // The reference calls libm for everything. What the conversion below makes of
  // expm1, exp(x) - 1, has no correct digits near 0.
  if (!options.optimize)
    pm.addPass(createConvertMathToLibmPass());
  ConvertMathToLLVMPassOptions mathOptions;
  mathOptions.approximateLog1p = false;
  pm.addPass(createConvertMathToLLVMPass(mathOptions));
  pm.addPass(createConvertMathToLibmPass());
  // Calls of libm take vectors apart.
  ConvertVectorToLLVMPassOptions vectors;
  vectors.x86Vector = options.bf16Instructions;
  pm.addPass(createConvertVectorToLLVMPass(vectors));
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  // Static shapes make descriptors needless: a buffer is a pointer.
  ConvertFuncToLLVMPassOptions funcOptions;
  funcOptions.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(funcOptions));
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  if (!options.bf16Instructions)
    pm.addPass(createStoreBF16AsIntegersPass());
  pm.addPass(createCanonicalizerPass());
}

void fovea::registerPipelines() {
  static PassPipelineRegistration<PipelineOptions> graph(
      "fovea-graph", "Optimize a graph", buildGraphPipeline);
  static PassPipelineRegistration<PipelineOptions> kernel(
      "fovea-to-kernel", "Turn what there are kernels for into kernels",
      buildKernelPipeline);
  static PassPipelineRegistration<PipelineOptions> linalg(
      "fovea-to-linalg", "Lower what is no kernel to linalg on tensors",
      buildLinalgPipeline);
  static PassPipelineRegistration<PipelineOptions> memory(
      "fovea-to-memory", "Lower tensors to kernels on planned memory",
      buildMemoryPipeline);
  static PassPipelineRegistration<PipelineOptions> loops(
      "fovea-to-loops", "Lower kernels to loops shared among threads",
      buildLoopsPipeline);
  static PassPipelineRegistration<PipelineOptions> llvm(
      "fovea-to-llvm", "Lower loops to the LLVM dialect", buildLLVMPipeline);
}
