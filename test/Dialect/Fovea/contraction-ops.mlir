// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// CHECK-LABEL: @matmul
func.func @matmul(%heads: tensor<12x197x64xf32>, %lhs: tensor<2x1x5x3xi8>,
                  %rhs: tensor<4x3x7xi8>, %columns: tensor<3x5xi8>) {
  // CHECK: fovea.matmul %{{.*}}, %{{.*}} transpose_rhs :
  %0 = fovea.matmul %heads, %heads transpose_rhs
      : (tensor<12x197x64xf32>, tensor<12x197x64xf32>) -> tensor<12x197x197xf32>
  // CHECK: fovea.matmul %{{.*}}, %{{.*}} : ({{.*}}) -> tensor<2x4x5x7xi8>
  %1 = fovea.matmul %lhs, %rhs
      : (tensor<2x1x5x3xi8>, tensor<4x3x7xi8>) -> tensor<2x4x5x7xi8>
  // CHECK: fovea.matmul %{{.*}}, %{{.*}} transpose_lhs :
  %2 = fovea.matmul %columns, %rhs transpose_lhs
      : (tensor<3x5xi8>, tensor<4x3x7xi8>) -> tensor<4x5x7xi8>
  return
}

// CHECK-LABEL: @attention
func.func @attention(%query: tensor<1x12x197x64xf32>,
                     %grouped: tensor<1x4x9x64xf32>,
                     %value: tensor<1x4x9x32xf32>, %mask: tensor<197x9xi1>,
                     %bias: tensor<12x1x9xf32>) {
  // CHECK: fovea.attention %{{.*}}, %{{.*}}, %{{.*}} scale 1.250000e-01 causal :
  %0 = fovea.attention %query, %query, %query scale 1.250000e-01 causal
      : (tensor<1x12x197x64xf32>, tensor<1x12x197x64xf32>,
         tensor<1x12x197x64xf32>) -> tensor<1x12x197x64xf32>
  // CHECK: fovea.attention %{{.*}}, %{{.*}}, %{{.*}} mask %{{.*}} scale 1.000000e+00 softcap 3.000000e+01 :
  %1 = fovea.attention %query, %grouped, %value mask %mask
      scale 1.000000e+00 softcap 3.000000e+01
      : (tensor<1x12x197x64xf32>, tensor<1x4x9x64xf32>, tensor<1x4x9x32xf32>,
         tensor<197x9xi1>) -> tensor<1x12x197x32xf32>
  // CHECK: fovea.attention {{.*}} mask %{{.*}} scale 1.000000e+00 :
  %2 = fovea.attention %query, %grouped, %value mask %bias scale 1.000000e+00
      : (tensor<1x12x197x64xf32>, tensor<1x4x9x64xf32>, tensor<1x4x9x32xf32>,
         tensor<12x1x9xf32>) -> tensor<1x12x197x32xf32>
  return
}
