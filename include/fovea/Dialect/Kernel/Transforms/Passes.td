//===- Passes.td - Passes on the kernel dialect ---------------------------===//
//
// In the order in which the pipeline runs them.
//
//===----------------------------------------------------------------------===//

#ifndef KERNEL_TRANSFORMS_PASSES
#define KERNEL_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def FuseEpiloguesPass : Pass<"kernel-fuse-epilogues"> {
  let summary = "Compute elementwise ops where a kernel stores its result";
  let description = [{
    An elementwise op of the fovea dialect that is the only user of a kernel's
    result moves into the kernel's epilogue: bias, activation, residual sum and
    scale are applied to accumulators in registers, and the value between is
    never stored. Its other operands become operands of the epilogue; constants
    of one element become constants in it.

    Before:
    ```mlir
    %1 = kernel.contract %x, %w into %0 ... {
    ^bb0(%sum: f32):
      kernel.yield %sum : f32
    }
    %2 = fovea.binary add %1, %residual : ...
    ```
    After:
    ```mlir
    %2 = kernel.contract %x, %w, %residual into %1 ... {
    ^bb0(%sum: f32, %r: f32):
      %3 = arith.addf %sum, %r : f32
      kernel.yield %3 : f32
    }
    ```
  }];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numFused", "fused", "elementwise ops moved into a kernel">
  ];
}

def UseBF16Pass : Pass<"kernel-use-bf16"> {
  let summary = "Multiply in bf16, and store what is multiplied in bf16";
  let description = [{
    The input and the weights of a contraction become bf16, with one channel of
    zeros more where their number is odd, but not if there are groups of an odd
    number or one channel alone. Attention multiplies in bf16 as well if its
    depth is even. A kernel whose result is wanted in bf16 stores it so, and the
    epilogues, depthwise convolutions, pools and normalizations that read it as
    well extend it where they load it: what is computed stays f32. Inputs of
    depthwise convolutions that come from a kernel become bf16 too, and so do
    those of maxima and the residuals of sums that are stored in bf16.

    Before:
    ```mlir
    %1 = kernel.contract %x, %w into %0 ... -> tensor<196x64xf32> {
    ^bb0(%sum: f32):
      kernel.yield %sum : f32
    }
    %3 = kernel.contract %1, %v, %1 into %2 ... -> tensor<196x64xf32> {
    ^bb0(%sum: f32, %r: f32):
      %4 = arith.addf %sum, %r : f32
      kernel.yield %4 : f32
    }
    ```
    After:
    ```mlir
    %x16 = fovea.cast %x ...
    %w16 = fovea.cast %w ...
    %v16 = fovea.cast %v ...
    %1 = kernel.contract %x16, %w16 into %0 ... -> tensor<196x64xbf16> {
    ^bb0(%sum: f32):
      %s16 = arith.truncf %sum : f32 to bf16
      kernel.yield %s16 : bf16
    }
    %3 = kernel.contract %1, %v16, %1 into %2 ... -> tensor<196x64xf32> {
    ^bb0(%sum: f32, %r16: bf16):
      %r = arith.extf %r16 : bf16 to f32
      %4 = arith.addf %sum, %r : f32
      kernel.yield %4 : f32
    }
    ```
  }];
  let dependentDialects = ["::fovea::FoveaDialect",
                           "::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numContractions", "contractions", "contractions in bf16">,
    Statistic<"numStored", "stored", "results of kernels stored in bf16">
  ];
}

def FuseWeightScalesPass : Pass<"kernel-fuse-weight-scales"> {
  let summary = "Scale weights in the contraction that multiplies them";
  let description = [{
    Weights in f32 that are multiplied by a factor for each input channel become
    the weights and the `scale` of their contraction, if a scaled panel fits onto
    the stack of a thread. So they are constant, packed by the compiler, and
    scaled by the thread that uses them, while they are in its cache.

    Before:
    ```mlir
    %0 = fovea.binary mul %w, %s : (tensor<1x1x96x24xf32>, tensor<96x1xf32>) ...
    %1 = kernel.contract %x, %0 into %init ...
    ```
    After:
    ```mlir
    %0 = fovea.reshape %s : tensor<96x1xf32> to tensor<96xf32>
    %1 = kernel.contract %x, %w scaled by %0 into %init ...
    ```
  }];
  let dependentDialects = ["::fovea::FoveaDialect"];
  let statistics = [
    Statistic<"numFused", "fused", "contractions that scale their weights">
  ];
}

def SplitSumsPass : Pass<"kernel-split-sums"> {
  let summary = "Add up long sums a part of the channels at a time";
  let description = [{
    A contraction reads its whole input for each panel of weights. Where input
    and panels do not fit into the second-level cache, it is replaced by one for
    each part of the input channels, as few as fit, if that saves more time than
    it takes to store and load the sums between, by the bandwidths of the caches
    of the machine ([which](hardware.md)). All but the last store plain sums in
    f32. Weights are constants, and so are their slices.

    Before:
    ```mlir
    %1 = kernel.contract %x, %w, %b into %0 ...
        : (tensor<196x3072xf32>, tensor<3072x768xf32>, ...) -> tensor<196x768xf32> {
    ^bb0(%sum: f32, %bias: f32):
      %2 = arith.addf %sum, %bias : f32
      kernel.yield %2 : f32
    }
    ```
    After, with two parts:
    ```mlir
    %x0 = tensor.extract_slice %x[0, 0] [196, 1536] [1, 1] ...
    %w0 = fovea.slice %w starts [0, 0] sizes [1536, 768] steps [1, 1] ...
    %s = kernel.contract %x0, %w0 into %empty ... -> tensor<196x768xf32> {
    ^bb0(%sum: f32):
      kernel.yield %sum : f32
    }
    %x1 = tensor.extract_slice %x[0, 1536] [196, 1536] [1, 1] ...
    %w1 = fovea.slice %w starts [1536, 0] sizes [1536, 768] steps [1, 1] ...
    %1 = kernel.contract %x1, %w1, %b, %s into %0 ... -> tensor<196x768xf32> {
    ^bb0(%sum: f32, %bias: f32, %before: f32):
      %2 = arith.addf %sum, %before : f32
      %3 = arith.addf %2, %bias : f32
      kernel.yield %3 : f32
    }
    ```
  }];
  let dependentDialects = ["::fovea::FoveaDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numSplit", "split", "contractions that became several">,
    Statistic<"numParts", "parts", "contractions that took their place">
  ];
}

def SelectSchedulesPass : Pass<"kernel-select-schedules"> {
  let summary = "Decide how each kernel is tiled, and pack its weights";
  let description = [{
    Writes the schedule of every kernel that has none, from the vector registers
    of the machine in the module's `dlti.target_system_spec`
    ([which](hardware.md)), and puts a `kernel.pack` before the weights of contractions.
    Tiles are as large as fits into the registers together with the operands of
    one step, so that every loaded value is used as often as possible. A schedule
    that was recorded for such a kernel, in the module's `kernel.schedules`, comes
    first ([tuning](tuning.md)).
  }];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numRecorded", "recorded", "kernels with a recorded schedule">
  ];
}

def FusePoolSumsPass : Pass<"kernel-fuse-pool-sums"> {
  let summary = "Add up feature maps where they are computed";
  let description = [{
    Where a pool adds up whole feature maps that a depthwise convolution has
    made (squeeze-and-excite takes their mean), the convolution stores the sum of
    each of its tiles as well, and the pool adds up these. Rooflines of both ways
    decide, by the machine in the module's `dlti.target_system_spec`
    ([which](hardware.md)). The order of the sum follows from the schedule, and
    not from the number of threads.

    Before:
    ```mlir
    %1 = kernel.depthwise %x, %w into %0 window [3, 3]
        schedule <lanes = 16, columns = 14> -> tensor<1x28x28x144xf32>
    %3 = kernel.pool addf %1 into %2 window [28, 28] ... -> tensor<1x1x1x144xf32>
    ```
    After:
    ```mlir
    %s = tensor.empty() : tensor<1x28x2x144xf32>
    %1:2 = kernel.depthwise %x, %w into %0 sums %s window [3, 3]
        schedule <lanes = 16, columns = 14>
        -> (tensor<1x28x28x144xf32>, tensor<1x28x2x144xf32>)
    %3 = kernel.pool addf %1#1 into %2 window [28, 2] ... -> tensor<1x1x1x144xf32>
    ```
  }];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numFused", "fused", "pools that read sums of tiles">
  ];
}

def FuseRowBlocksPass : Pass<"kernel-fuse-row-blocks"> {
  let summary = "Compute expand, depthwise and project some rows at a time";
  let description = [{
    Where a contraction, the depthwise convolution of its result, and maybe a
    1x1 convolution of that follow each other, and what is between them does not
    fit into the second-level cache, they are replaced by blocks of rows: each
    kernel once for each block, so that it finds in the cache what the one before
    it wrote. Rows that two blocks share are copied and not computed again. The
    chain stays as it is where copies and calls take longer than what they save,
    by the bandwidths of the caches of the machine ([which](hardware.md)).

    Before:
    ```mlir
    %1 = kernel.contract %x, ... -> tensor<1x112x112x96xf32>
    %2 = tensor.insert_slice %1 into %border[0, 0, 0, 0] ... into tensor<1x113x113x96xf32>
    %3 = kernel.depthwise %2, ... strides [2, 2] -> tensor<1x56x56x96xf32>
    ```
    After, for the first block of four rows:
    ```mlir
    %0 = tensor.empty() : tensor<1x56x56x96xf32>
    %1 = kernel.fill_border ... : tensor<1x9x113x96xf32>
    %2 = tensor.extract_slice %x[0, 0, 0, 0] ... to tensor<1x9x112x16xf32>
    %3 = kernel.contract %2, ... -> tensor<1x9x112x96xf32>
    %4 = tensor.insert_slice %3 into %1[0, 0, 0, 0] ...
    %5 = kernel.depthwise %4, ... -> tensor<1x4x56x96xf32>
    %6 = tensor.insert_slice %5 into %0[0, 0, 0, 0] ...
    ```
  }];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numChains", "chains", "chains of kernels that were cut">,
    Statistic<"numBlocks", "blocks", "blocks of rows of all chains">
  ];
}

def SeparateDestinationsPass : Pass<"kernel-separate-destinations"> {
  let summary = "Give each kernel a destination of its own";
  let description = [{
    Common subexpression elimination makes equal destinations one. Of a
    `tensor.empty`, bufferization would make one buffer, which lives from the
    first of its users to the last, in the way of all that is computed between
    them. A `kernel.fill_border` it would keep unchanged for all of its users,
    so that each of them copies a whole feature map. This pass clones both for
    each user; a border stands just before the producer of its feature map.

    Before:
    ```mlir
    %init = tensor.empty() ...
    %0 = kernel.fill_border %init ...
    %1 = kernel.contract ...
    %2 = tensor.insert_slice %1 into %0 ...
    %3 = kernel.contract ...
    %4 = tensor.insert_slice %3 into %0 ...
    ```
    After:
    ```mlir
    %init = tensor.empty() ...
    %0 = kernel.fill_border %init ...
    %1 = kernel.contract ...
    %2 = tensor.insert_slice %1 into %0 ...
    %init_0 = tensor.empty() ...
    %3 = kernel.fill_border %init_0 ...
    %4 = kernel.contract ...
    %5 = tensor.insert_slice %4 into %3 ...
    ```
  }];
  let statistics = [
    Statistic<"numCloned", "cloned", "destinations that were cloned for a user">
  ];
}

def ReuseOperandsPass : Pass<"kernel-reuse-operands"> {
  let summary = "Write the sum of a contraction and a residual over the residual";
  let description = [{
    A contraction whose epilogue is all that still reads a feature map of the
    type of its result, which a kernel has made, writes its result there, but
    for maps that lie in padded buffers. It needs one map less in the caches.

    Before:
    ```mlir
    %1 = tensor.empty() : tensor<196x64xf32>
    %2 = kernel.contract %x, %w, %residual into %1 ...
    ```
    After:
    ```mlir
    %2 = kernel.contract %x, %w, %residual into %residual ...
    ```
  }];
  let statistics = [
    Statistic<"numReused", "reused", "operands that results take the place of">
  ];
}

def PadRowsPass : Pass<"kernel-pad-rows"> {
  let summary = "Lengthen rows that would compete for places in a cache";
  let description = [{
    Where the rows that a tile of a contraction reads side by side are a multiple
    of a way of the nearest cache apart, or nearly so, their producer writes them
    into a buffer with rows that are one cache line longer. The cache is that in the
    module's `dlti.target_system_spec` ([which](hardware.md)). (With 1024 channels, a contraction
    runs at three quarters of its speed without this.)

    Before:
    ```mlir
    %1 = kernel.contract ... -> tensor<196x1024xf32>
    %2 = kernel.contract %1, ...
    ```
    After:
    ```mlir
    %0 = tensor.empty() : tensor<196x1040xf32>
    %1 = kernel.contract ... -> tensor<196x1024xf32>
    %2 = tensor.insert_slice %1 into %0 ...
    %3 = tensor.extract_slice %2 ... to tensor<196x1024xf32>
    %4 = kernel.contract %3, ...
    ```
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numPadded", "padded", "inputs with lengthened rows">
  ];
}

#endif // KERNEL_TRANSFORMS_PASSES
