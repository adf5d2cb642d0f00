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

def SelectSchedulesPass : Pass<"kernel-select-schedules"> {
  let summary = "Decide how each kernel is tiled, and pack its weights";
  let description = [{
    Writes the schedule of every kernel that has none, from the vector registers
    of the machine, and puts a `kernel.pack` before the weights of contractions.
    Tiles are as large as fits into the registers together with the operands of
    one step, so that every loaded value is used as often as possible.
  }];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"vectorBytes", "vector-bytes", "int64_t", /*default=*/"32",
           "Size of a vector register">,
    Option<"vectorRegisters", "vector-registers", "int64_t", /*default=*/"16",
           "Number of vector registers">
  ];
}

#endif // KERNEL_TRANSFORMS_PASSES
