//===- Pipelines.h - The way of a model, level by level ---------*- C++ -*-===//
//
// One function for each arrow between two levels of the IR. Each is registered
// as a pipeline of its own for `fovea-opt` (`--fovea-to-linalg` ...), and
// `foveac --print-ir-after` prints what comes out of each.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DRIVER_PIPELINES_H
#define FOVEA_DRIVER_PIPELINES_H

#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace fovea {

/// Without `optimize` (`-O0`) it is the reference lowering: what defines the
/// meaning of a model, and the oracle for everything faster.
struct PipelineOptions : public mlir::PassPipelineOptions<PipelineOptions> {
  Option<bool> optimize{*this, "optimize",
                        llvm::cl::desc("run the optimizations of -O2"),
                        llvm::cl::init(true)};
  Option<WinogradUse> winograd{
      *this, "winograd",
      llvm::cl::desc("when to compute a convolution by Winograd's algorithm"),
      llvm::cl::init(WinogradUse::Auto), getWinogradUseValues()};
  Option<double> activationError{
      *this, "activation-error",
      llvm::cl::desc("error that activations may have, relative to the larger "
                     "of 1 and the argument; 0 for all digits"),
      llvm::cl::init(1e-6)};
  Option<bool> mergeMatMuls{
      *this, "merge-matmuls",
      llvm::cl::desc("make one product of several products of one input"),
      llvm::cl::init(true)};
  Option<UseWhere> spaceToDepth{
      *this, "space-to-depth",
      llvm::cl::desc("where to compute a convolution over blocks of pixels"),
      llvm::cl::init(UseWhere::Auto), getUseWhereValues()};
  Option<UseWhere> splitBatch{
      *this, "split-batch",
      llvm::cl::desc("where to compute images of a batch one after the other"),
      llvm::cl::init(UseWhere::Auto), getUseWhereValues()};
  Option<bool> fma{*this, "fma",
                   llvm::cl::desc("the target has fused multiply-adds"),
                   llvm::cl::init(true)};
  Option<bool> bf16{*this, "bf16", llvm::cl::desc("multiply matrices in bf16"),
                    llvm::cl::init(false)};
  Option<bool> bf16Instructions{*this, "bf16-instructions",
                                llvm::cl::desc("the target has AVX512_BF16"),
                                llvm::cl::init(false)};
};

/// fovea to fovea: graph optimizations; constants are folded at every level.
void buildGraphPipeline(mlir::OpPassManager &pm,
                        const PipelineOptions &options);

/// fovea to kernels on tensors, what they are made for; the rest stays.
void buildKernelPipeline(mlir::OpPassManager &pm,
                         const PipelineOptions &options);

/// fovea to linalg on tensors; kernels stay.
void buildLinalgPipeline(mlir::OpPassManager &pm,
                         const PipelineOptions &options);

/// Tensors to kernels on planned memory.
void buildMemoryPipeline(mlir::OpPassManager &pm,
                         const PipelineOptions &options);

/// Kernels to loops, shared among threads.
void buildLoopsPipeline(mlir::OpPassManager &pm,
                        const PipelineOptions &options);

/// Loops to the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &pm, const PipelineOptions &options);

void registerPipelines();

} // namespace fovea

#endif // FOVEA_DRIVER_PIPELINES_H
