// RUN: fovea-opt %s -fovea-cpu-store-bf16-as-integers -canonicalize | FileCheck %s

// Types, types inside of others, and constants; a cast of bits is none any more.
// CHECK-LABEL: @moves
func.func @moves(%from: !llvm.ptr, %to: !llvm.ptr, %i: i64) {
  // CHECK-DAG: %[[ONES:.*]] = llvm.mlir.constant(dense<[16256, -16512]> : vector<2xi16>)
  // CHECK-DAG: %[[TWO:.*]] = llvm.mlir.constant(16384 : i16)
  // CHECK: %[[P:.*]] = llvm.getelementptr %{{.*}}[%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, i16
  // CHECK: %[[X:.*]] = llvm.load %[[P]] : !llvm.ptr -> vector<2xi16>
  // CHECK: llvm.store %[[X]]
  // CHECK: llvm.store %[[ONES]]
  // CHECK: llvm.store %[[TWO]]
  // CHECK-NOT: bf16
  %ones = llvm.mlir.constant(dense<[1.0, -1.0]> : vector<2xbf16>) : vector<2xbf16>
  %two = llvm.mlir.constant(2.0 : bf16) : bf16
  %p = llvm.getelementptr %from[%i] : (!llvm.ptr, i64) -> !llvm.ptr, bf16
  %x = llvm.load %p : !llvm.ptr -> vector<2xbf16>
  %bits = llvm.bitcast %x : vector<2xbf16> to vector<2xi16>
  llvm.store %bits, %to : vector<2xi16>, !llvm.ptr
  llvm.store %ones, %to : vector<2xbf16>, !llvm.ptr
  llvm.store %two, %to : bf16, !llvm.ptr
  return
}

// Other floats stay.
// CHECK-LABEL: @do_not_touch_f16
// CHECK: llvm.mlir.constant(1.000000e+00 : f16)
func.func @do_not_touch_f16(%to: !llvm.ptr) {
  %one = llvm.mlir.constant(1.0 : f16) : f16
  llvm.store %one, %to : f16, !llvm.ptr
  return
}
