//===- Passes.td - From kernels to loops on vectors -----------------------===//

#ifndef FOVEA_CONVERSION_KERNELTOVECTOR_PASSES
#define FOVEA_CONVERSION_KERNELTOVECTOR_PASSES

include "mlir/Pass/PassBase.td"

def ConvertKernelToVectorPass : Pass<"convert-kernel-to-vector"> {
  let summary = "Generate the loops of kernels, for CPUs";
  let description = [{
    A kernel on buffers becomes parallel loops over the tiles of its schedule.
    What a tile accumulates stays in vector registers from its first product to
    its epilogue, and is stored once. All sizes are static, so remainders of
    rows and columns are loops of their own.

    Before:
    ```mlir
    kernel.contract %a, %b into %c window []
        schedule <lanes = 16, panels = [32], rows = [2]> : ...
    ```
    After:
    ```mlir
    scf.parallel (%tile) = ... {
      %sums:4 = scf.for %k = ... iter_args(...) -> (vector<16xf32>, ...) {
        %b0 = vector.load %packed[...] : ..., vector<16xf32>
        %a0 = vector.broadcast ... : f32 to vector<16xf32>
        %s0 = vector.fma %a0, %b0, ... : vector<16xf32>
        ...
      }
      vector.store %sums#0, ...
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::mlir::x86vector::X86VectorDialect"
  ];
  let options = [
    Option<"hasBF16", "bf16-instructions", "bool", /*default=*/"false",
           "The CPU has AVX512_BF16; else bf16 is multiplied in f32">
  ];
}

#endif // FOVEA_CONVERSION_KERNELTOVECTOR_PASSES
