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

// The rows above and below, and then what is left of the columns.
// CHECK-LABEL: @fill_border
func.func @fill_border(%y: memref<1x6x5x8xf32>) {
  // CHECK: %[[TOP:.*]] = memref.subview %{{.*}}[0, 0, 0, 0] [1, 1, 5, 8]
  // CHECK: linalg.fill ins(%{{.*}}) outs(%[[TOP]]
  // CHECK: memref.subview %{{.*}}[0, 4, 0, 0] [1, 2, 5, 8]
  // CHECK: memref.subview %{{.*}}[0, 1, 4, 0] [1, 3, 1, 8]
  // CHECK-NOT: memref.subview
  kernel.fill_border %y low [0, 1, 0, 0] high [0, 2, 1, 0] value 0.000000e+00 : (memref<1x6x5x8xf32>) -> ()
  return
}
