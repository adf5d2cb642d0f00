// RUN: fovea-opt %s --fovea-expand-math | FileCheck %s
// RUN: fovea-opt %s --fovea-expand-math=fma=false | FileCheck %s --check-prefix=NOFMA

// What the results are, test/unit/Codegen/VectorMathTest.cpp checks. Here: each
// function disappears, from scalars and from vectors.

// NOFMA-NOT: math.fma

// CHECK-LABEL: func @exp(
// CHECK-NOT: math.exp %
// CHECK: return
func.func @exp(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.exp %x : f32
  %1 = math.exp %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @exp2(
// CHECK-NOT: math.exp2 %
// CHECK: return
func.func @exp2(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.exp2 %x : f32
  %1 = math.exp2 %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @expm1(
// CHECK-NOT: math.expm1 %
// CHECK: return
func.func @expm1(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.expm1 %x : f32
  %1 = math.expm1 %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @log(
// CHECK-NOT: math.log %
// CHECK: return
func.func @log(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.log %x : f32
  %1 = math.log %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @log2(
// CHECK-NOT: math.log2 %
// CHECK: return
func.func @log2(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.log2 %x : f32
  %1 = math.log2 %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @log1p(
// CHECK-NOT: math.log1p %
// CHECK: return
func.func @log1p(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.log1p %x : f32
  %1 = math.log1p %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @tanh(
// CHECK-NOT: math.tanh %
// CHECK: return
func.func @tanh(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.tanh %x : f32
  %1 = math.tanh %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @erf(
// CHECK-NOT: math.erf %
// CHECK: return
func.func @erf(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.erf %x : f32
  %1 = math.erf %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @sin(
// CHECK-NOT: math.sin %
// CHECK: return
func.func @sin(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.sin %x : f32
  %1 = math.sin %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @cos(
// CHECK-NOT: math.cos %
// CHECK: return
func.func @cos(%x: f32, %v: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.cos %x : f32
  %1 = math.cos %v : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// CHECK-LABEL: func @powf(
// CHECK-NOT: math.powf %
// CHECK: return
func.func @powf(%x: f32, %y: f32, %v: vector<16xf32>,
               %w: vector<16xf32>) -> (f32, vector<16xf32>) {
  %0 = math.powf %x, %y : f32
  %1 = math.powf %v, %w : vector<16xf32>
  return %0, %1 : f32, vector<16xf32>
}

// The exponent of the result is an integer that stands in the low bits of a sum.

// CHECK-LABEL: func @power_of_two(
// CHECK: %[[SUM:.*]] = math.fma
// CHECK: %[[BITS:.*]] = arith.bitcast %[[SUM]] : f32 to i32
// CHECK: %[[MOVED:.*]] = arith.shli %[[BITS]], %c23_i32 : i32
// CHECK: %[[POWER:.*]] = arith.bitcast %[[MOVED]] : i32 to f32
// CHECK: arith.mulf %{{.*}}, %[[POWER]]
func.func @power_of_two(%x: f32) -> f32 {
  %0 = math.exp2 %x : f32
  return %0 : f32
}

// CHECK-LABEL: func @matrix(
// CHECK-NOT: math.exp
// CHECK: return {{.*}} : vector<4x[8]xf32>
func.func @matrix(%x: vector<4x[8]xf32>) -> vector<4x[8]xf32> {
  %0 = math.exp %x : vector<4x[8]xf32>
  return %0 : vector<4x[8]xf32>
}

// Narrow floats are computed in f32.

// CHECK-LABEL: func @narrow(
// CHECK-SAME: %[[HALF:.*]]: vector<16xf16>, %[[BRAIN:.*]]: bf16
// CHECK-DAG: arith.extf %[[HALF]]{{.*}} : vector<16xf16> to vector<16xf32>
// CHECK-DAG: arith.extf %[[BRAIN]]{{.*}} : bf16 to f32
// CHECK-NOT: math.{{tanh|powf}}
// CHECK: return
func.func @narrow(%x: vector<16xf16>, %y: bf16) -> (vector<16xf16>, bf16) {
  %0 = math.tanh %x : vector<16xf16>
  %1 = math.powf %y, %y : bf16
  return %0, %1 : vector<16xf16>, bf16
}

// The logistic function compares with the ends of its range; exp also needs the
// sign of its argument.

// CHECK-LABEL: func @logistic(
// CHECK-NOT: math.exp
// CHECK-COUNT-2: arith.cmpf
// CHECK-NOT: arith.cmpf
// CHECK: arith.divf
// CHECK: return
func.func @logistic(%x: vector<16xf32>) -> vector<16xf32> {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.negf %x : vector<16xf32>
  %1 = math.exp %0 : vector<16xf32>
  %2 = arith.addf %one, %1 : vector<16xf32>
  %3 = arith.divf %one, %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// CHECK-LABEL: func @silu(
// CHECK-NOT: math.exp
// CHECK-COUNT-2: arith.cmpf
// CHECK-NOT: arith.cmpf
// CHECK: arith.divf %arg0, %{{.*}}
// CHECK-NEXT: return
func.func @silu(%x: vector<16xf32>) -> vector<16xf32> {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.negf %x : vector<16xf32>
  %1 = math.exp %0 fastmath<afn> : vector<16xf32>
  %2 = arith.addf %1, %one : vector<16xf32>
  %3 = arith.divf %x, %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// Without the flag all digits are computed.

// CHECK-LABEL: func @exact_silu(
// CHECK-COUNT-3: arith.cmpf
func.func @exact_silu(%x: vector<16xf32>) -> vector<16xf32> {
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.negf %x : vector<16xf32>
  %1 = math.exp %0 : vector<16xf32>
  %2 = arith.addf %1, %one : vector<16xf32>
  %3 = arith.divf %x, %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// CHECK-LABEL: func @gelu(
// CHECK: arith.divf %arg0, %{{.*}}
// CHECK-NEXT: return
func.func @gelu(%x: vector<16xf32>) -> vector<16xf32> {
  %root = arith.constant dense<0.707106769> : vector<16xf32>
  %half = arith.constant dense<0.5> : vector<16xf32>
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.mulf %x, %root : vector<16xf32>
  %1 = math.erf %0 fastmath<afn> : vector<16xf32>
  %2 = arith.addf %1, %one : vector<16xf32>
  %3 = arith.mulf %x, %half : vector<16xf32>
  %4 = arith.mulf %2, %3 : vector<16xf32>
  return %4 : vector<16xf32>
}

// CHECK-LABEL: func @exact_gelu(
// CHECK-NOT: arith.divf
// CHECK: return
func.func @exact_gelu(%x: vector<16xf32>) -> vector<16xf32> {
  %root = arith.constant dense<0.707106769> : vector<16xf32>
  %half = arith.constant dense<0.5> : vector<16xf32>
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.mulf %x, %root : vector<16xf32>
  %1 = math.erf %0 : vector<16xf32>
  %2 = arith.addf %1, %one : vector<16xf32>
  %3 = arith.mulf %x, %half : vector<16xf32>
  %4 = arith.mulf %2, %3 : vector<16xf32>
  return %4 : vector<16xf32>
}

// The other factor is no half of x.
// CHECK-LABEL: func @not_gelu(
// CHECK-NOT: arith.divf
// CHECK: return
func.func @not_gelu(%x: vector<16xf32>, %y: vector<16xf32>) -> vector<16xf32> {
  %root = arith.constant dense<0.707106769> : vector<16xf32>
  %half = arith.constant dense<0.5> : vector<16xf32>
  %one = arith.constant dense<1.0> : vector<16xf32>
  %0 = arith.mulf %x, %root : vector<16xf32>
  %1 = math.erf %0 fastmath<afn> : vector<16xf32>
  %2 = arith.addf %1, %one : vector<16xf32>
  %3 = arith.mulf %y, %half : vector<16xf32>
  %4 = arith.mulf %2, %3 : vector<16xf32>
  return %4 : vector<16xf32>
}

// CHECK-LABEL: func @multiply_add(
// CHECK: vector.fma
// NOFMA-LABEL: func @multiply_add(
// NOFMA: %[[P:.*]] = arith.mulf %arg0, %arg1
// NOFMA: arith.addf %[[P]], %arg2
func.func @multiply_add(%x: vector<16xf32>, %y: vector<16xf32>, %z: vector<16xf32>) -> vector<16xf32> {
  %0 = vector.fma %x, %y, %z : vector<16xf32>
  return %0 : vector<16xf32>
}

// CHECK-LABEL: func @not_logistic(
// CHECK-COUNT-3: arith.cmpf
// CHECK: return
func.func @not_logistic(%x: vector<16xf32>) -> vector<16xf32> {
  %two = arith.constant dense<2.0> : vector<16xf32>
  %0 = arith.negf %x : vector<16xf32>
  %1 = math.exp %0 fastmath<afn> : vector<16xf32>
  %2 = arith.addf %two, %1 : vector<16xf32>
  %3 = arith.divf %two, %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// f64 is left to libm.

// CHECK-LABEL: func @do_not_expand_f64(
// CHECK-NEXT: math.exp %{{.*}} : f64
// CHECK-NEXT: math.erf %{{.*}} : vector<8xf64>
// CHECK-NEXT: return
func.func @do_not_expand_f64(%x: f64, %v: vector<8xf64>) -> (f64, vector<8xf64>) {
  %0 = math.exp %x : f64
  %1 = math.erf %v : vector<8xf64>
  return %0, %1 : f64, vector<8xf64>
}

// CPUs have instructions for these.

// CHECK-LABEL: func @do_not_expand_instructions(
// CHECK-NEXT: math.sqrt
// CHECK-NEXT: math.rsqrt
// CHECK-NEXT: math.floor
// CHECK-NEXT: return
func.func @do_not_expand_instructions(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.sqrt %x : vector<16xf32>
  %1 = math.rsqrt %0 : vector<16xf32>
  %2 = math.floor %1 : vector<16xf32>
  return %2 : vector<16xf32>
}
