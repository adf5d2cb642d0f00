// RUN: fovea-opt %s -fovea-space-to-depth | FileCheck %s --check-prefix=F32
// RUN: fovea-opt %s -fovea-space-to-depth=bf16 | FileCheck %s --check-prefix=SLOW
// RUN: sed 's/"bf16" = 100.0/"bf16" = 200.0/' %s | fovea-opt -fovea-space-to-depth=bf16 | FileCheck %s --check-prefix=FAST
// RUN: fovea-opt %s -fovea-space-to-depth=space-to-depth=always | FileCheck %s --check-prefix=ALWAYS

// One channel is multiplied in f32. With pairs, a window of 3 pixels takes two
// steps in place of three, which pays if the machine does twice as much in bf16.
// In f32 the zeros only add steps.

// F32-LABEL: func.func @gray
// F32-NOT: fovea.reshape
// SLOW-LABEL: func.func @gray
// SLOW-NOT: fovea.reshape
// FAST-LABEL: func.func @gray
// FAST: fovea.conv {{.*}} strides [2, 1] : (tensor<1x65x33x2xf32>, tensor<3x2x2x32xf32>)
// ALWAYS-LABEL: func.func @gray
// ALWAYS: fovea.conv {{.*}} strides [2, 1] : (tensor<1x65x33x2xf32>, tensor<3x2x2x32xf32>)
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
  "CPU" = #dlti.target_device_spec<"peak" = #dlti.map<"f32" = 100.0 : f64, "bf16" = 100.0 : f64>>>} {
  func.func @gray(%x: tensor<1x64x64x1xf32>) -> tensor<1x32x32x32xf32> {
    %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x1x32xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] : (tensor<1x64x64x1xf32>, tensor<3x3x1x32xf32>) -> tensor<1x32x32x32xf32>
    return %0 : tensor<1x32x32x32xf32>
  }
}
