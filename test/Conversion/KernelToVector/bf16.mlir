// RUN: fovea-opt %s -convert-kernel-to-vector=bf16-instructions -canonicalize | FileCheck %s --check-prefixes=CHECK,NATIVE
// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize | FileCheck %s --check-prefixes=CHECK,F32

// Two terms at a time: a word of the input holds two channels, and a vector of
// weights two rows of each column.
// CHECK-LABEL: @contract
func.func @contract(%x: memref<2x6xbf16>, %w: memref<96xbf16>, %y: memref<2x16xbf16>) {
  // CHECK: %[[SUMS:.*]]:2 = scf.for %[[K:.*]] = %c0 to %c3 {{.*}} -> (vector<16xf32>, vector<16xf32>)
  // CHECK: memref.prefetch
  // CHECK: %[[FROM:.*]] = arith.muli %[[K]], %c32
  // CHECK: %[[W:.*]] = vector.load %{{.*}}[%[[FROM]]] : {{.*}}, vector<32xbf16>
  // CHECK: %[[PAIR:.*]] = vector.load {{.*}}, vector<2xbf16>
  // CHECK: %[[WORDS:.*]] = vector.bitcast %[[PAIR]] : vector<2xbf16> to vector<1xi32>
  // NATIVE: %[[ALL:.*]] = vector.broadcast %[[WORD:.*]] : i32 to vector<16xi32>
  // NATIVE: %[[A:.*]] = vector.bitcast %[[ALL]] : vector<16xi32> to vector<32xbf16>
  // NATIVE: x86vector.avx512.dot %{{.*}}, %[[A]], %[[W]] : vector<32xbf16> -> vector<16xf32>
  // NATIVE: x86vector.avx512.dot
  // F32: %[[WORD:.*]] = vector.extract %[[WORDS]][0]
  // F32: %[[LOW:.*]] = arith.shli %[[WORD]], %c16_i32
  // F32: %[[HIGH:.*]] = arith.andi %[[WORD]], %c-65536_i32
  // F32: arith.bitcast %[[LOW]] : i32 to f32
  // F32: arith.bitcast %[[HIGH]] : i32 to f32
  // F32-COUNT-4: vector.fma %{{.*}} : vector<16xf32>
  // CHECK: scf.yield
  // NATIVE: %[[Y:.*]] = x86vector.avx512.cvt.packed.f32_to_bf16 %[[SUMS]]#0 : vector<16xf32> -> vector<16xbf16>
  // F32: %[[Y:.*]] = arith.truncf %[[SUMS]]#0 : vector<16xf32> to vector<16xbf16>
  // CHECK: vector.store %[[Y]]
  kernel.contract %x, %w into %y window [] schedule <lanes = 16, panels = [16], rows = [2]> : (memref<2x6xbf16>, memref<96xbf16>, memref<2x16xbf16>) -> () {
  ^bb0(%sum: f32):
    %0 = arith.truncf %sum : f32 to bf16
    kernel.yield %0 : bf16
  }
  return
}

// There is no such instruction for two columns.
// CHECK-LABEL: @narrow
// CHECK-NOT: x86vector
func.func @narrow(%x: memref<2x6xbf16>, %w: memref<12xbf16>, %y: memref<2x2xf32>) {
  // CHECK: vector.load {{.*}}, vector<4xbf16>
  // CHECK-COUNT-4: vector.fma %{{.*}} : vector<2xf32>
  kernel.contract %x, %w into %y window [] schedule <lanes = 16, panels = [2], rows = [2]> : (memref<2x6xbf16>, memref<12xbf16>, memref<2x2xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// What is read beside the sums has its own types.
// CHECK-LABEL: @epilogue
func.func @epilogue(%x: memref<1x2xf32>, %w: memref<32xf32>, %r: memref<1x16xbf16>, %s: memref<1x1xbf16>, %y: memref<1x16xf32>) {
  // CHECK: %[[R16:.*]] = vector.load {{.*}}, vector<16xbf16>
  // CHECK: %[[S16:.*]] = vector.broadcast %{{.*}} : bf16 to vector<16xbf16>
  // CHECK: arith.extf %[[R16]] : vector<16xbf16> to vector<16xf32>
  // CHECK: arith.extf %[[S16]] : vector<16xbf16> to vector<16xf32>
  kernel.contract %x, %w, %r, %s into %y window [] schedule <lanes = 16, panels = [16], rows = [1]> : (memref<1x2xf32>, memref<32xf32>, memref<1x16xbf16>, memref<1x1xbf16>, memref<1x16xf32>) -> () {
  ^bb0(%sum: f32, %r16: bf16, %s16: bf16):
    %0 = arith.extf %r16 : bf16 to f32
    %1 = arith.extf %s16 : bf16 to f32
    %2 = arith.mulf %0, %1 : f32
    %3 = arith.addf %sum, %2 : f32
    kernel.yield %3 : f32
  }
  return
}

// CHECK-LABEL: @depthwise
func.func @depthwise(%x: memref<1x3x16xbf16>, %w: memref<1x16xf32>, %y: memref<1x3x16xf32>) {
  // CHECK: %[[X16:.*]] = vector.load {{.*}}, vector<8xbf16>
  // CHECK: %[[X:.*]] = arith.extf %[[X16]] : vector<8xbf16> to vector<8xf32>
  // CHECK: vector.fma %[[X]]
  kernel.depthwise %x, %w into %y window [1] schedule <lanes = 8, columns = 1> : (memref<1x3x16xbf16>, memref<1x16xf32>, memref<1x3x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// CHECK-LABEL: @normalize
func.func @normalize(%x: memref<5x8xbf16>, %y: memref<5x8xf32>) {
  // CHECK: arith.extf {{.*}} : vector<8xbf16> to vector<8xf32>
  // CHECK: vector.fma
  // CHECK: vector.reduction <add>
  // CHECK: arith.extf {{.*}} : vector<8xbf16> to vector<8xf32>
  // CHECK: vector.store {{.*}} vector<8xf32>
  kernel.normalize %x into %y epsilon 1.0e-6 schedule <lanes = 8> : (memref<5x8xbf16>, memref<5x8xf32>) -> () {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// Two rows of each column side by side.
// CHECK-LABEL: @pack
func.func @pack(%w: memref<4x7xbf16>, %y: memref<32xbf16>) {
  // CHECK: scf.parallel (%[[I:.*]]) = (%c0) to (%c2)
  // CHECK: arith.muli %[[I]], %c14
  // CHECK: %[[TO:.*]] = arith.muli %[[I]], %c16
  // CHECK: %[[EVEN:.*]] = vector.maskedload {{.*}} vector<8xbf16>
  // CHECK: %[[ODD:.*]] = vector.maskedload {{.*}} vector<8xbf16>
  // CHECK: %[[PAIRS:.*]] = vector.interleave %[[EVEN]], %[[ODD]] : vector<8xbf16> -> vector<16xbf16>
  // CHECK: vector.store %[[PAIRS]], %{{.*}}[%[[TO]]]
  kernel.pack %w into %y groups 1 schedule <lanes = 8, panels = [8], rows = [1]> : (memref<4x7xbf16>, memref<32xbf16>) -> ()
  return
}

// CHECK-LABEL: @fill_border
func.func @fill_border(%y: memref<1x6x8xbf16>) {
  // CHECK: vector.maskedstore {{.*}} vector<16xbf16>
  kernel.fill_border %y low [0, 1, 0] high [0, 0, 0] value 0.000000e+00 : (memref<1x6x8xbf16>) -> ()
  return
}

// What is read is extended before it is compared.
// CHECK-LABEL: @pool
func.func @pool(%x: memref<1x4x16xbf16>, %y: memref<1x2x16xbf16>) {
  // CHECK: %[[X16:.*]] = vector.load {{.*}}, vector<8xbf16>
  // CHECK: %[[X:.*]] = arith.extf %[[X16]] : vector<8xbf16> to vector<8xf32>
  // CHECK: %[[LARGER:.*]] = arith.cmpf ogt, %[[X]], %{{.*}} : vector<8xf32>
  // CHECK: arith.select %[[LARGER]], %[[X]]
  // NATIVE: x86vector.avx512.cvt.packed.f32_to_bf16 {{.*}} : vector<8xf32> -> vector<8xbf16>
  // F32: arith.truncf {{.*}} : vector<8xf32> to vector<8xbf16>
  kernel.pool maximumf %x into %y window [2] strides [2] schedule <lanes = 8, columns = 1> : (memref<1x4x16xbf16>, memref<1x2x16xbf16>) -> () {
  ^bb0(%max: f32):
    %0 = arith.truncf %max : f32 to bf16
    kernel.yield %0 : bf16
  }
  return
}

// Queries are transposed as words of two; scores are scaled in f32. Five keys
// are three pairs, the last of which has one weight and one row of values.
// CHECK-LABEL: @attention
func.func @attention(%q: memref<1x8x2x4xbf16>, %k: memref<1x5x1x4xbf16>, %v: memref<1x5x1x3xbf16>, %y: memref<1x8x2x3xbf16>) {
  // CHECK-DAG: memref.alloca() {{.*}} : memref<32xbf16>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<40xf32>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<48xbf16>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<24xbf16>
  // CHECK: vector.store {{.*}}, vector<2xbf16>
  // NATIVE: x86vector.avx512.dot {{.*}} -> vector<8xf32>
  // F32: vector.fma {{.*}} : vector<8xf32>
  // CHECK: arith.mulf %{{.*}}, %cst{{.*}} : vector<8xf32>
  // CHECK: math.exp {{.*}} : vector<8xf32>
  // CHECK: math.exp {{.*}} : vector<8xf32>
  // CHECK: vector.interleave {{.*}} : vector<8xbf16> -> vector<16xbf16>
  // CHECK: math.exp {{.*}} : vector<8xf32>
  // CHECK-NOT: math.exp
  // CHECK: vector.interleave {{.*}}, %cst{{.*}} : vector<8xbf16> -> vector<16xbf16>
  // CHECK: vector.interleave {{.*}} : vector<4xbf16> -> vector<8xbf16>
  // CHECK: vector.interleave {{.*}}, %cst{{.*}} : vector<4xbf16> -> vector<8xbf16>
  // NATIVE: x86vector.avx512.dot {{.*}} -> vector<4xf32>
  // F32: vector.fma {{.*}} : vector<4xf32>
  // CHECK: arith.truncf {{.*}} : vector<4xf32> to vector<4xbf16>
  // CHECK: vector.maskedstore {{.*}}, vector<4xbf16>
  kernel.attention %q, %k, %v into %y scale 0.5 schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x8x2x4xbf16>, memref<1x5x1x4xbf16>, memref<1x5x1x3xbf16>, memref<1x8x2x3xbf16>) -> ()
  return
}

// Scores are capped, masked and compared in f32, as in f32.
// CHECK-LABEL: @masked_attention
func.func @masked_attention(%x: memref<1x8x1x4xbf16>, %mask: memref<1x1x8x8xf32>, %y: memref<1x8x1x4xf32>) {
  // CHECK: math.tanh {{.*}} : vector<8xf32>
  // CHECK: %[[ELEMENTS:.*]] = vector.load {{.*}}, vector<8xf32>
  // CHECK: %[[SCORE:.*]] = arith.addf {{.*}}, %[[ELEMENTS]] : vector<8xf32>
  // CHECK: %[[PAST:.*]] = arith.cmpi sle, {{.*}} : vector<8xi32>
  // CHECK: arith.select %[[PAST]], %[[SCORE]]
  // CHECK: vector.store {{.*}}, vector<4xf32>
  kernel.attention %x, %x, %x mask %mask into %y scale 0.5 causal softcap 2.0 schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x8x1x4xbf16>, memref<1x8x1x4xbf16>, memref<1x8x1x4xbf16>, memref<1x1x8x8xf32>, memref<1x8x1x4xf32>) -> ()
  return
}
