//===- Passes.td - Passes for CPUs ----------------------------------------===//

#ifndef FOVEA_TARGET_CPU_PASSES
#define FOVEA_TARGET_CPU_PASSES

include "mlir/Pass/PassBase.td"

def DistributeLoopsPass : Pass<"fovea-cpu-distribute-loops", "::mlir::ModuleOp"> {
  let summary = "Share the parallel loops of each kernel among the threads";
  let description = [{
    A kernel is run by every thread of the team, with the thread's number as its
    last arguments. One dimension of its outermost parallel loop is cut into
    equal chunks, one for each thread; the other dimensions become ordinary
    loops. A kernel that is anything but parallel loops is left to thread 0.

    Before:
    ```mlir
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c8) step (%c1, %c1) { ... }
    ```
    After:
    ```mlir
    scf.for %i = %begin to %end step %c1 {
      scf.for %j = %c0 to %c8 step %c1 { ... }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::scf::SCFDialect"
  ];
  let statistics = [
    Statistic<"numShared", "shared", "loops shared among the threads">,
    Statistic<"numSerial", "serial", "kernels left to one thread">
  ];
}

def StoreBF16AsIntegersPass
    : Pass<"fovea-cpu-store-bf16-as-integers", "::mlir::ModuleOp"> {
  let summary = "Leave the code generator no bf16 that the CPU does not have";
  let description = [{
    Once arithmetic in bf16 is expanded, what remains are loads, stores and
    moves. In the LLVM dialect they become those of 16-bit integers: of a vector
    of bf16 that is no legal type LLVM may move elements through f32, and call a
    function of compiler-rt for that.

    Before:
    ```mlir
    %0 = llvm.load %p : !llvm.ptr -> vector<4xbf16>
    %1 = llvm.bitcast %0 : vector<4xbf16> to vector<4xi16>
    ```
    After:
    ```mlir
    %0 = llvm.load %p : !llvm.ptr -> vector<4xi16>
    ```
  }];
}

#endif // FOVEA_TARGET_CPU_PASSES
