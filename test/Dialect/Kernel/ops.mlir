// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, on tensors and on buffers.

// CHECK-LABEL: @contract
func.func @contract(%input: tensor<1x225x225x3xf32>, %weights: tensor<3x3x3x32xf32>,
                    %bias: tensor<1x1x1x32xf32>, %init: tensor<1x112x112x32xf32>)
    -> tensor<1x112x112x32xf32> {
  // CHECK: kernel.contract %{{.*}}, %{{.*}}, %{{.*}} into %{{.*}} window [3, 3] strides [2, 2] :
  %0 = kernel.contract %input, %weights, %bias into %init window [3, 3]
      strides [2, 2] : (tensor<1x225x225x3xf32>, tensor<3x3x3x32xf32>,
      tensor<1x1x1x32xf32>, tensor<1x112x112x32xf32>)
      -> tensor<1x112x112x32xf32> {
  // CHECK: ^bb0(%[[SUM:.*]]: f32, %[[B:.*]]: f32):
  ^bb0(%sum: f32, %b: f32):
    %1 = arith.addf %sum, %b : f32
    // CHECK: kernel.yield %{{.*}} : f32
    kernel.yield %1 : f32
  }
  return %0 : tensor<1x112x112x32xf32>
}

// CHECK-LABEL: @scheduled
func.func @scheduled(%input: memref<5x8xf32>, %packed: memref<192xf32>, %init: memref<5x24xf32>) {
  // CHECK: window [] schedule <lanes = 16, panels = [24], rows = [14]> :
  kernel.contract %input, %packed into %init window []
      schedule <lanes = 16, panels = [24], rows = [14]>
      : (memref<5x8xf32>, memref<192xf32>, memref<5x24xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// CHECK-LABEL: @depthwise
func.func @depthwise(%input: tensor<1x58x58x32xf32>, %weights: tensor<3x3x32xf32>,
                     %init: tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  // CHECK: kernel.depthwise %{{.*}}, %{{.*}} into %{{.*}} window [3, 3] :
  %0 = kernel.depthwise %input, %weights into %init window [3, 3]
      : (tensor<1x58x58x32xf32>, tensor<3x3x32xf32>, tensor<1x56x56x32xf32>)
      -> tensor<1x56x56x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x56x56x32xf32>
}

// CHECK-LABEL: @depthwise_sums
func.func @depthwise_sums(%input: tensor<1x58x58x32xf32>, %weights: tensor<3x3x32xf32>,
                          %init: tensor<1x56x56x32xf32>, %sums: tensor<1x56x4x32xf32>)
    -> (tensor<1x56x56x32xf32>, tensor<1x56x4x32xf32>) {
  // CHECK: %{{.*}}:2 = kernel.depthwise %{{.*}}, %{{.*}} into %{{.*}} sums %{{.*}} window [3, 3] schedule <lanes = 16, columns = 14> :
  %0:2 = kernel.depthwise %input, %weights into %init sums %sums window [3, 3]
      schedule <lanes = 16, columns = 14>
      : (tensor<1x58x58x32xf32>, tensor<3x3x32xf32>, tensor<1x56x56x32xf32>,
         tensor<1x56x4x32xf32>)
      -> (tensor<1x56x56x32xf32>, tensor<1x56x4x32xf32>) {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0#0, %0#1 : tensor<1x56x56x32xf32>, tensor<1x56x4x32xf32>
}

// CHECK-LABEL: @pool
func.func @pool(%input: tensor<1x113x113x64xf32>, %init: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  // CHECK: kernel.pool maximumf %{{.*}} into %{{.*}} window [3, 3] strides [2, 2] :
  %0 = kernel.pool maximumf %input into %init window [3, 3] strides [2, 2]
      : (tensor<1x113x113x64xf32>, tensor<1x56x56x64xf32>)
      -> tensor<1x56x56x64xf32> {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  return %0 : tensor<1x56x56x64xf32>
}

// CHECK-LABEL: @attention
func.func @attention(%query: tensor<1x197x12x64xf32>, %key: tensor<1x50x4x64xf32>,
                     %value: tensor<1x50x4x32xf32>, %init: tensor<1x197x12x32xf32>)
    -> tensor<1x197x12x32xf32> {
  // CHECK: kernel.attention %{{.*}}, %{{.*}}, %{{.*}} into %{{.*}} scale 1.250000e-01 schedule <lanes = 16, vectors = 2, rows = 14> :
  %0 = kernel.attention %query, %key, %value into %init scale 1.250000e-01
      schedule <lanes = 16, vectors = 2, rows = 14>
      : (tensor<1x197x12x64xf32>, tensor<1x50x4x64xf32>, tensor<1x50x4x32xf32>,
         tensor<1x197x12x32xf32>) -> tensor<1x197x12x32xf32>
  return %0 : tensor<1x197x12x32xf32>
}

// CHECK-LABEL: @masked_attention
func.func @masked_attention(%x: tensor<1x5x2x8xf32>, %mask: tensor<1x1x5x1xf32>) -> tensor<1x5x2x8xf32> {
  // CHECK: kernel.attention %{{.*}}, %{{.*}}, %{{.*}} mask %{{.*}} into %{{.*}} scale 1.000000e+00 causal softcap 3.000000e+00 :
  %0 = kernel.attention %x, %x, %x mask %mask into %x scale 1.0 causal softcap 3.0
      : (tensor<1x5x2x8xf32>, tensor<1x5x2x8xf32>, tensor<1x5x2x8xf32>, tensor<1x1x5x1xf32>,
         tensor<1x5x2x8xf32>) -> tensor<1x5x2x8xf32>
  return %0 : tensor<1x5x2x8xf32>
}

// CHECK-LABEL: @normalize
func.func @normalize(%input: tensor<1x197x384xf32>, %scale: tensor<1x1x384xf32>, %init: tensor<1x197x384xf32>)
    -> tensor<1x197x384xf32> {
  // CHECK: kernel.normalize %{{.*}}, %{{.*}} into %{{.*}} center epsilon 9.9999999999999995E-7 schedule <lanes = 16> :
  %0 = kernel.normalize %input, %scale into %init center epsilon 1.0e-6 schedule <lanes = 16>
      : (tensor<1x197x384xf32>, tensor<1x1x384xf32>, tensor<1x197x384xf32>)
      -> tensor<1x197x384xf32> {
  ^bb0(%x: f32, %s: f32):
    %1 = arith.mulf %x, %s : f32
    kernel.yield %1 : f32
  }
  return %0 : tensor<1x197x384xf32>
}

// CHECK-LABEL: @pack
func.func @pack(%weights: tensor<3x3x3x32xf32>, %init: tensor<864xf32>) -> tensor<864xf32> {
  // CHECK: kernel.pack %{{.*}} into %{{.*}} groups 1 schedule <lanes = 16, panels = [32], rows = [14]>
  %0 = kernel.pack %weights into %init groups 1
      schedule <lanes = 16, panels = [32], rows = [14]>
      : (tensor<3x3x3x32xf32>, tensor<864xf32>) -> tensor<864xf32>
  return %0 : tensor<864xf32>
}

// CHECK-LABEL: @fill_border
func.func @fill_border(%init: tensor<1x58x58x32xf32>) -> tensor<1x58x58x32xf32> {
  // CHECK: kernel.fill_border %{{.*}} low [0, 1, 1, 0] high [0, 1, 1, 0] value 0.000000e+00
  %0 = kernel.fill_border %init low [0, 1, 1, 0] high [0, 1, 1, 0]
      value 0.000000e+00
      : (tensor<1x58x58x32xf32>) -> tensor<1x58x58x32xf32>
  return %0 : tensor<1x58x58x32xf32>
}

// CHECK-LABEL: @winograd
func.func @winograd(%x: tensor<2x10x7x8xf32>, %v: tensor<2x2x1x288xf32>,
                    %w: tensor<3x3x8x16xf32>, %u: tensor<8x576xf32>,
                    %m: tensor<2x2x1x576xf32>, %b: tensor<1x1x1x16xf32>,
                    %y: tensor<2x7x4x16xf32>) -> tensor<2x7x4x16xf32> {
  // CHECK: kernel.winograd_input %{{.*}} into %{{.*}} schedule <lanes = 8> :
  // CHECK: kernel.winograd_weights %{{.*}} into %{{.*}} :
  // CHECK: kernel.winograd_output %{{.*}}, %{{.*}} into %{{.*}} :
  %0 = kernel.winograd_input %x into %v schedule <lanes = 8>
      : (tensor<2x10x7x8xf32>, tensor<2x2x1x288xf32>) -> tensor<2x2x1x288xf32>
  %1 = kernel.winograd_weights %w into %u
      : (tensor<3x3x8x16xf32>, tensor<8x576xf32>) -> tensor<8x576xf32>
  %2 = kernel.contract %0, %1 into %m window [] groups 36
      : (tensor<2x2x1x288xf32>, tensor<8x576xf32>, tensor<2x2x1x576xf32>) -> tensor<2x2x1x576xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %3 = kernel.winograd_output %2, %b into %y
      : (tensor<2x2x1x576xf32>, tensor<1x1x1x16xf32>, tensor<2x7x4x16xf32>) -> tensor<2x7x4x16xf32> {
  ^bb0(%sum: f32, %bias: f32):
    %4 = arith.addf %sum, %bias : f32
    kernel.yield %4 : f32
  }
  return %3 : tensor<2x7x4x16xf32>
}

// CHECK-LABEL: @winograd_2x2
func.func @winograd_2x2(%x: tensor<2x10x7x8xf32>, %v: tensor<2x4x2x128xf32>,
                        %w: tensor<3x3x8x16xf32>, %u: tensor<8x256xf32>,
                        %m: tensor<2x4x2x256xf32>, %y: tensor<2x7x4x16xf32>) -> tensor<2x7x4x16xf32> {
  // CHECK: kernel.winograd_input %{{.*}} into %{{.*}} outputs 2 schedule <lanes = 8> :
  // CHECK: kernel.winograd_weights %{{.*}} into %{{.*}} outputs 2 :
  // CHECK: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2 :
  %0 = kernel.winograd_input %x into %v outputs 2 schedule <lanes = 8>
      : (tensor<2x10x7x8xf32>, tensor<2x4x2x128xf32>) -> tensor<2x4x2x128xf32>
  %1 = kernel.winograd_weights %w into %u outputs 2
      : (tensor<3x3x8x16xf32>, tensor<8x256xf32>) -> tensor<8x256xf32>
  %2 = kernel.winograd_output %m into %y outputs 2
      : (tensor<2x4x2x256xf32>, tensor<2x7x4x16xf32>) -> tensor<2x7x4x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2 : tensor<2x7x4x16xf32>
}

// CHECK-LABEL: @bf16
func.func @bf16(%input: memref<5x8xbf16>, %packed: memref<192xbf16>, %residual: memref<5x24xbf16>, %init: memref<5x24xbf16>) {
  kernel.contract %input, %packed, %residual into %init window []
      schedule <lanes = 16, panels = [24], rows = [14]>
      : (memref<5x8xbf16>, memref<192xbf16>, memref<5x24xbf16>, memref<5x24xbf16>) -> () {
  // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: bf16):
  ^bb0(%sum: f32, %r: bf16):
    %0 = arith.truncf %sum : f32 to bf16
    // CHECK: kernel.yield %{{.*}} : bf16
    kernel.yield %0 : bf16
  }
  return
}
