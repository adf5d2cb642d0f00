// Math functions are arithmetic at -O2 and calls at -O0.

// RUN: foveac %s -O2 --cpu=x86-64-v3 --emit=llvm | FileCheck %s --check-prefix=VECTOR
// RUN: foveac %s -O2 --cpu=x86-64 --emit=llvm | FileCheck %s --check-prefix=BASELINE
// RUN: foveac %s -O0 --emit=llvm | FileCheck %s --check-prefix=LIBM

// The loop is vectorized.
// VECTOR: call <8 x float> @llvm.fma.v8f32
// VECTOR-NOT: @{{expf|llvm[.]exp[.]f}}

// A CPU without fused multiply-adds does not call a function for each.
// BASELINE-NOT: fma
// BASELINE: fdiv <4 x float>
// BASELINE-NOT: fma

// exp(x) - 1 would be no reference for expm1.
// LIBM-DAG: call float @expf(
// LIBM-DAG: call float @expm1f(

func.func @main(%x: tensor<64xf32> {fovea.name = "x"})
    -> (tensor<64xf32> {fovea.name = "y"}, tensor<64xf32> {fovea.name = "z"}) {
  %y = fovea.activation sigmoid %x : (tensor<64xf32>) -> tensor<64xf32>
  %z = fovea.activation elu %x alpha 1.0 : (tensor<64xf32>) -> tensor<64xf32>
  return %y, %z : tensor<64xf32>, tensor<64xf32>
}
