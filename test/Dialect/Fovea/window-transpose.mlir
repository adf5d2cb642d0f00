// RUN: fovea-opt %s -fovea-propagate-transposes | FileCheck %s

// A resize takes its sizes, scales and region along to another layout.

// CHECK-LABEL: @resize
func.func @resize(%input: tensor<1x2x4x3xf32>, %kernel: tensor<1x1x2x2xf32>) -> tensor<1x3x2x2xf32> {
  %0 = fovea.transpose %input permutation [0, 2, 3, 1] : (tensor<1x2x4x3xf32>) -> tensor<1x4x3x2xf32>
  // CHECK: %[[CONV:.*]] = fovea.conv
  // CHECK-NEXT: fovea.resize linear %[[CONV]] sizes [1, 3, 2, 2]
  // CHECK-SAME: scales [1.000000e+00, 7.500000e-01, 7.000000e-01, 1.000000e+00]
  // CHECK-SAME: roi [0.000000e+00, 2.000000e-01, 3.000000e-01, 1.000000e-01, 1.000000e+00, 8.000000e-01, 7.000000e-01, 9.000000e-01]
  // CHECK-NEXT: return
  %1 = fovea.conv %0, %kernel : (tensor<1x4x3x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x4x3x2xf32>
  %2 = fovea.transpose %1 permutation [0, 3, 1, 2] : (tensor<1x4x3x2xf32>) -> tensor<1x2x4x3xf32>
  %3 = fovea.resize linear %2 sizes [1, 2, 3, 2] scales [1.0, 1.0, 0.75, 0.7] coordinates tf_crop_and_resize
      roi [0.0, 0.1, 0.2, 0.3, 1.0, 0.9, 0.8, 0.7] : (tensor<1x2x4x3xf32>) -> tensor<1x2x3x2xf32>
  %4 = fovea.transpose %3 permutation [0, 2, 3, 1] : (tensor<1x2x3x2xf32>) -> tensor<1x3x2x2xf32>
  return %4 : tensor<1x3x2x2xf32>
}
