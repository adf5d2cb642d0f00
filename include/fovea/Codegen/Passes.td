//===- Passes.td - From tensors to kernels and memory ---------------------===//
//
// The passes between the graph and a target's loops, in the order in which the
// pipeline runs them. What they decide (interface, weights, arena, kernels) is
// written into attributes of the module, where later passes and tests read it.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_CODEGEN_PASSES
#define FOVEA_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def RecordInterfacePass : Pass<"fovea-record-interface", "::mlir::ModuleOp"> {
  let summary = "Write down the model's inputs and outputs before lowering";
  let description = [{
    Lowering loses the names, the signedness and the results of the entry
    function. This pass checks that `@main` is a proper entry (one block, named
    tensors of static shape) and records them.

    After:
    ```mlir
    module attributes {
      fovea.inputs = [{name = "x", type = tensor<1x8xui8>} ],
      fovea.outputs = [{name = "y", type = tensor<1x8xf32>} ]
    }
    ```
  }];
}

def BufferizePass : Pass<"fovea-bufferize", "::mlir::ModuleOp"> {
  let summary = "Turn tensors into buffers, results into output arguments";
  let description = [{
    Upstream's one-shot bufferization with the choices this compiler needs:
    inputs are never written, results are computed in the caller's buffers where
    possible, and copies are `linalg.copy`, so that they are kernels as well.
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect"
  ];
}

def PackWeightsPass : Pass<"fovea-pack-weights", "::mlir::ModuleOp"> {
  let summary = "Lay all constants out in one block of memory";
  let description = [{
    Constants of the model never become LLVM constants: each gets an aligned
    offset in one block, which the artifact embeds or maps. `@main` gains the
    block as an argument; the values stay, by reference, in the module's
    `fovea.weights` and `fovea.weight_offsets`.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
  let statistics = [
    Statistic<"numBytes", "bytes", "size of the packed weights">
  ];
}

def OutlineKernelsPass : Pass<"fovea-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Make each loop nest of the model a function of its own";
  let description = [{
    `@main` becomes a list of calls, one for each op that computes something.
    Equal kernels become one function, so repeated layers are compiled once.
    Arguments that no other argument can overlap are `llvm.noalias`.

    Between the calls all threads meet (`@fovea_barrier`), and the profiler is
    told where they are (`@fovea_mark`).

    Before:
    ```mlir
    linalg.generic ... ins(%a : memref<8xf32>) outs(%b : memref<8xf32>) { ... }
    ```
    After:
    ```mlir
    call @fovea_mark(%invocation, %c0)
    call @kernel_0(%a, %b, %thread, %num_threads)
    call @fovea_barrier(%invocation)
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let statistics = [
    Statistic<"numCalls", "calls", "kernel calls in the model">,
    Statistic<"numKernels", "kernels", "different kernels">
  ];
}

def PlanMemoryPass : Pass<"fovea-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Give each buffer of the model a fixed place in one arena";
  let description = [{
    Buffers whose lifetimes do not overlap share memory. Offsets are chosen
    greedily, largest buffer first, each at the lowest offset that is free over
    its whole lifetime. `@main` gains the arena as an argument; its size and the
    lower bound for it (the most bytes that are live at one time) are recorded
    as `fovea.arena_size` and `fovea.live_bytes` on the module.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
  let statistics = [
    Statistic<"arenaSize", "arena", "bytes of the arena">,
    Statistic<"liveBytes", "live", "lower bound: most bytes live at one time">
  ];
}

def IsolateKernelsPass : Pass<"fovea-isolate-kernels", "::mlir::ModuleOp"> {
  let summary = "Give each kernel, and the entry function, a module of its own";
  let description = [{
    Kernels know nothing of each other, so each can be lowered and compiled by
    itself: in parallel, or not at all where a cache has the machine code. A
    kernel is renamed after a hash of its content, which makes the name the same
    in every model that has this kernel.

    Before:
    ```mlir
    func.func private @kernel_0(%a: memref<8xf32>, ...) { ... }
    func.func @main(...) { call @kernel_0(%x, ...) ... }
    ```
    After:
    ```mlir
    module @main {
      func.func private @kernel_5d0...(memref<8xf32>, ...)
      func.func @main(...) { call @kernel_5d0...(%x, ...) ... }
    }
    module @kernel_5d0... {
      func.func private @kernel_5d0...(%a: memref<8xf32>, ...) { ... }
    }
    ```
  }];
  let statistics = [
    Statistic<"numKernels", "kernels", "kernels that got a module">
  ];
}

def ExpandMathPass : Pass<"fovea-expand-math"> {
  let summary = "Compute math functions by arithmetic that can be vectorized";
  let description = [{
    Rewrites `exp`, `exp2`, `expm1`, `log`, `log2`, `log1p`, `tanh`, `erf`,
    `sin`, `cos` and `powf` of the math dialect, on scalars and on vectors of
    any shape, into polynomials, operations on the bits of numbers and selects.
    There are no branches, calls or tables, so that loops over them become
    vector code on every target. f16 and bf16 are computed in f32; f64 stays,
    for it needs a library of its own. What a CPU has instructions for (`sqrt`,
    `rsqrt` as its reciprocal, rounding) stays too.

    The logistic function, `1 / (1 + exp(-x))`, is recognized as a whole; silu,
    `x / (1 + exp(-x))`, and gelu, `0.5 x (1 + erf(x / sqrt(2)))`, where `exp`
    and `erf` have the fast-math flag `afn`, by which `fovea.activation` passes
    on that it may have an error.

    [RationaleVectorMath.md](RationaleVectorMath.md) states method, error and
    cost of each function.

    Before:
    ```mlir
    %y = math.exp2 %x : vector<16xf32>
    ```
    After, without the special cases:
    ```mlir
    %sum = arith.addf %x, %rounder : vector<16xf32>
    %n = arith.subf %sum, %rounder : vector<16xf32>
    %r = arith.subf %x, %n : vector<16xf32>
    %p = math.fma ... // A polynomial of %r.
    %bits = arith.bitcast %sum : vector<16xf32> to vector<16xi32>
    %shifted = arith.shli %bits, %c23 : vector<16xi32>
    %power = arith.bitcast %shifted : vector<16xi32> to vector<16xf32>
    %y = arith.mulf %p, %power : vector<16xf32>
    ```
  }];
  let options = [
    Option<"fma", "fma", "bool", /*default=*/"true",
           "use fused multiply-adds; without the instruction each is a call, so "
           "those of the vector dialect become a product and a sum">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
}

#endif // FOVEA_CODEGEN_PASSES
