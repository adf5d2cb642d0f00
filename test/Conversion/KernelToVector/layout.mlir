// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize | FileCheck %s

// Columns beyond the channels are zeros.
// CHECK-LABEL: @pack
func.func @pack(%w: memref<3x7xf32>, %y: memref<24xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c3)
  // CHECK: %[[MASK:.*]] = vector.constant_mask [7] : vector<8xi1>
  // CHECK: %[[V:.*]] = vector.maskedload %{{.*}}, %[[MASK]], %{{.*}}
  // CHECK: vector.store %[[V]]
  kernel.pack %w into %y groups 1 schedule <lanes = 8, panels = [8], rows = [1]> : (memref<3x7xf32>, memref<24xf32>) -> ()
  return
}

// Threads share rows: of one above or below, all 40 elements are filled, of the
// others the last 8.
// CHECK-LABEL: @fill_border
func.func @fill_border(%y: memref<1x6x5x8xf32>) {
  // CHECK: scf.parallel (%[[ROW:.*]]) = (%c0) to (%c6)
  // CHECK: %[[BASE:.*]] = arith.muli %[[ROW]], %c40
  // CHECK: %[[ABOVE:.*]] = arith.cmpi ult, %[[ROW]], %c1
  // CHECK: scf.if %[[ABOVE]] {
  // CHECK: scf.for %{{.*}} = %c0 to %c32 step %c16
  // CHECK: vector.store
  // CHECK: vector.maskedstore
  // CHECK: } else {
  // CHECK: scf.if
  // CHECK: %[[END:.*]] = arith.addi %[[BASE]], %c32
  // CHECK: vector.maskedstore %{{.*}}[%[[END]]]
  // CHECK: } else {
  // CHECK: scf.for
  kernel.fill_border %y low [0, 1, 0, 0] high [0, 2, 1, 0] value 0.000000e+00 : (memref<1x6x5x8xf32>) -> ()
  return
}

// A border of channels alone: one element for each row.
// CHECK-LABEL: @fill_channels
func.func @fill_channels(%y: memref<5x8xf32>) {
  // CHECK: scf.parallel (%[[ROW:.*]]) = (%c0) to (%c5)
  // CHECK: %[[BASE:.*]] = arith.muli %[[ROW]], %c8
  // CHECK: %[[LAST:.*]] = arith.addi %[[BASE]], %c7
  // CHECK: vector.maskedstore %{{.*}}[%[[LAST]]]
  kernel.fill_border %y low [0, 0] high [0, 1] value 0.000000e+00 : (memref<5x8xf32>) -> ()
  return
}
