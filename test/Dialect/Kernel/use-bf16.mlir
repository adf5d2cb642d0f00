// RUN: fovea-opt %s -kernel-use-bf16 -split-input-file | FileCheck %s

// What is multiplied again is stored in bf16; a sum in an epilogue extends it,
// and what leaves the function is f32. Weights are rounded.
// CHECK-LABEL: @chain
// CHECK-SAME: (%[[X:.*]]: tensor<196x64xf32>, %[[W:.*]]: tensor<64x64xf32>)
func.func @chain(%x: tensor<196x64xf32>, %w: tensor<64x64xf32>) -> tensor<196x64xf32> {
  // CHECK-DAG: %[[W16:.*]] = fovea.cast %[[W]] : tensor<64x64xf32> to tensor<64x64xbf16>
  // CHECK-DAG: %[[X16:.*]] = fovea.cast %[[X]] : tensor<196x64xf32> to tensor<196x64xbf16>
  // CHECK-NOT: fovea.cast
  // CHECK: %[[A:.*]] = kernel.contract %[[X16]], %[[W16]] into {{.*}} -> tensor<196x64xbf16>
  // CHECK: ^bb0(%[[SUM:.*]]: f32):
  // CHECK: %[[ROUNDED:.*]] = arith.truncf %[[SUM]] : f32 to bf16
  // CHECK: kernel.yield %[[ROUNDED]] : bf16
  %0 = tensor.empty() : tensor<196x64xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<196x64xf32>, tensor<64x64xf32>, tensor<196x64xf32>) -> tensor<196x64xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  // CHECK: kernel.contract %[[A]], %[[W16]], %[[A]] into {{.*}} -> tensor<196x64xf32>
  // CHECK: ^bb0(%[[SUM:.*]]: f32, %[[R16:.*]]: bf16):
  // CHECK: %[[R:.*]] = arith.extf %[[R16]] : bf16 to f32
  // CHECK: arith.addf %[[SUM]], %[[R]]
  %2 = tensor.empty() : tensor<196x64xf32>
  %3 = kernel.contract %1, %w, %1 into %2 window [] : (tensor<196x64xf32>, tensor<64x64xf32>, tensor<196x64xf32>, tensor<196x64xf32>) -> tensor<196x64xf32> {
  ^bb0(%sum: f32, %r: f32):
    %4 = arith.addf %sum, %r : f32
    kernel.yield %4 : f32
  }
  return %3 : tensor<196x64xf32>
}

// -----

// The buffer with the padding becomes bf16, and stays in front of the producer.
// CHECK-LABEL: @padded
func.func @padded(%x: tensor<1x4x8xf32>, %v: tensor<8x8xf32>, %w: tensor<3x8x16xf32>) -> tensor<1x4x16xf32> {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<1x6x8xbf16>
  // CHECK: %[[B:.*]] = kernel.fill_border %[[E]] low [0, 1, 0] high [0, 1, 0]
  // CHECK: %[[I:.*]] = kernel.contract {{.*}} -> tensor<1x4x8xbf16>
  // CHECK: %[[P:.*]] = tensor.insert_slice %[[I]] into %[[B]][0, 1, 0] [1, 4, 8] [1, 1, 1]
  // CHECK: kernel.contract %[[P]]
  %0 = tensor.empty() : tensor<1x6x8xf32>
  %1 = kernel.fill_border %0 low [0, 1, 0] high [0, 1, 0] value 0.0 : (tensor<1x6x8xf32>) -> tensor<1x6x8xf32>
  %2 = tensor.empty() : tensor<1x4x8xf32>
  %3 = kernel.contract %x, %v into %2 window [] : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = tensor.insert_slice %3 into %1[0, 1, 0] [1, 4, 8] [1, 1, 1] : tensor<1x4x8xf32> into tensor<1x6x8xf32>
  %5 = tensor.empty() : tensor<1x4x16xf32>
  %6 = kernel.contract %4, %w into %5 window [3] : (tensor<1x6x8xf32>, tensor<3x8x16xf32>, tensor<1x4x16xf32>) -> tensor<1x4x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %6 : tensor<1x4x16xf32>
}

// -----

// CHECK-LABEL: @rearranged
func.func @rearranged(%x: tensor<2x3x8xf32>, %w: tensor<8x8xf32>) -> tensor<6x8xf32> {
  // CHECK: %[[X:.*]] = fovea.cast %{{.*}} : tensor<2x3x8xf32> to tensor<2x3x8xbf16>
  // CHECK: %[[T:.*]] = fovea.transpose %[[X]] permutation [1, 0, 2] : (tensor<2x3x8xbf16>) -> tensor<3x2x8xbf16>
  // CHECK: %[[R:.*]] = fovea.reshape %[[T]] : tensor<3x2x8xbf16> to tensor<6x8xbf16>
  // CHECK: kernel.contract %[[R]]
  %0 = fovea.transpose %x permutation [1, 0, 2] : (tensor<2x3x8xf32>) -> tensor<3x2x8xf32>
  %1 = fovea.reshape %0 : tensor<3x2x8xf32> to tensor<6x8xf32>
  %2 = tensor.empty() : tensor<6x8xf32>
  %3 = kernel.contract %1, %w into %2 window [] : (tensor<6x8xf32>, tensor<8x8xf32>, tensor<6x8xf32>) -> tensor<6x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<6x8xf32>
}

// -----

// A normalization reads the bf16 that a contraction reads too, and computes in
// f32; a depthwise convolution wants it for itself.
// CHECK-LABEL: @other_kernels
func.func @other_kernels(%x: tensor<1x9x8xf32>, %w: tensor<8x8xf32>, %d: tensor<3x8xf32>) -> (tensor<1x9x8xf32>, tensor<1x7x8xf32>) {
  // CHECK: %[[A:.*]] = kernel.contract {{.*}} -> tensor<1x9x8xbf16>
  %0 = tensor.empty() : tensor<1x9x8xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<1x9x8xf32>, tensor<8x8xf32>, tensor<1x9x8xf32>) -> tensor<1x9x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  // CHECK: kernel.normalize %[[A]] into %{{.*}} epsilon {{.*}} -> tensor<1x9x8xf32>
  %2 = kernel.normalize %1 into %0 epsilon 1.0e-6 : (tensor<1x9x8xf32>, tensor<1x9x8xf32>) -> tensor<1x9x8xf32> {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  // CHECK: kernel.depthwise %[[A]], %{{.*}} : (tensor<1x9x8xbf16>, tensor<3x8xf32>, tensor<1x7x8xf32>)
  %3 = tensor.empty() : tensor<1x7x8xf32>
  %4 = kernel.depthwise %1, %d into %3 window [3] : (tensor<1x9x8xf32>, tensor<3x8xf32>, tensor<1x7x8xf32>) -> tensor<1x7x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2, %4 : tensor<1x9x8xf32>, tensor<1x7x8xf32>
}

// -----

// Terms are multiplied in pairs.
// CHECK-LABEL: @do_not_use_odd_channels
// CHECK-NOT: bf16
func.func @do_not_use_odd_channels(%x: tensor<4x6xf32>, %w: tensor<3x8xf32>) -> tensor<4x8xf32> {
  %0 = tensor.empty() : tensor<4x8xf32>
  %1 = kernel.contract %x, %w into %0 window [] groups 2 : (tensor<4x6xf32>, tensor<3x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<4x8xf32>
}

// -----

// To round the argument of a depthwise convolution would be one more pass over
// it.
// CHECK-LABEL: @do_not_round_an_argument
// CHECK-NOT: bf16
func.func @do_not_round_an_argument(%x: tensor<1x9x8xf32>, %d: tensor<3x8xf32>) -> tensor<1x7x8xf32> {
  %0 = tensor.empty() : tensor<1x7x8xf32>
  %1 = kernel.depthwise %x, %d into %0 window [3] : (tensor<1x9x8xf32>, tensor<3x8xf32>, tensor<1x7x8xf32>) -> tensor<1x7x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<1x7x8xf32>
}

// -----

// What a transpose moves for others as well stays f32 for them.
// CHECK-LABEL: @do_not_rearrange_twice
// CHECK: %[[T:.*]] = fovea.transpose {{.*}} -> tensor<3x8xf32>
// CHECK: fovea.cast %[[T]] : tensor<3x8xf32> to tensor<3x8xbf16>
// CHECK: return %{{.*}}, %[[T]]
func.func @do_not_rearrange_twice(%x: tensor<8x3xf32>, %w: tensor<8x8xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>) {
  %0 = fovea.transpose %x permutation [1, 0] : (tensor<8x3xf32>) -> tensor<3x8xf32>
  %1 = tensor.empty() : tensor<3x8xf32>
  %2 = kernel.contract %0, %w into %1 window [] : (tensor<3x8xf32>, tensor<8x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2, %0 : tensor<3x8xf32>, tensor<3x8xf32>
}

// -----

// Zeros make four channels of three, in the border that there is anyway.
// CHECK-LABEL: @pad_channels
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x3xf32>, %[[W:.*]]: tensor<3x3x16xf32>)
func.func @pad_channels(%x: tensor<1x4x3xf32>, %w: tensor<3x3x16xf32>) -> tensor<1x4x16xf32> {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<1x6x4xbf16>
  // CHECK: %[[B:.*]] = kernel.fill_border %[[E]] low [0, 1, 0] high [0, 1, 1]
  // CHECK: %[[X16:.*]] = fovea.cast %[[X]]
  // CHECK: %[[P:.*]] = tensor.insert_slice %[[X16]] into %[[B]][0, 1, 0] [1, 4, 3] [1, 1, 1]
  // CHECK: %[[PADDED:.*]] = fovea.pad %[[W]] low [0, 0, 0] high [0, 1, 0] : (tensor<3x3x16xf32>) -> tensor<3x4x16xf32>
  // CHECK: %[[W16:.*]] = fovea.cast %[[PADDED]]
  // CHECK: kernel.contract %[[P]], %[[W16]]
  %0 = tensor.empty() : tensor<1x6x3xf32>
  %1 = kernel.fill_border %0 low [0, 1, 0] high [0, 1, 0] value 0.0 : (tensor<1x6x3xf32>) -> tensor<1x6x3xf32>
  %2 = tensor.insert_slice %x into %1[0, 1, 0] [1, 4, 3] [1, 1, 1] : tensor<1x4x3xf32> into tensor<1x6x3xf32>
  %3 = tensor.empty() : tensor<1x4x16xf32>
  %4 = kernel.contract %2, %w into %3 window [3] : (tensor<1x6x3xf32>, tensor<3x3x16xf32>, tensor<1x4x16xf32>) -> tensor<1x4x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %4 : tensor<1x4x16xf32>
}

// -----

// CHECK-LABEL: @do_not_pad_one_channel
// CHECK-NOT: bf16
func.func @do_not_pad_one_channel(%x: tensor<4x1xf32>, %w: tensor<1x8xf32>) -> tensor<4x8xf32> {
  %0 = tensor.empty() : tensor<4x8xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<4x1xf32>, tensor<1x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<4x8xf32>
}

// -----

// The other summand of a sum that is rounded is rounded where it is computed; a
// bias, and what the function returns as it is, are not.
// CHECK-LABEL: @residual
func.func @residual(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %b: tensor<1x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[R:.*]] = kernel.contract {{.*}} -> tensor<4x8xbf16>
  %0 = tensor.empty() : tensor<4x8xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  // CHECK: kernel.contract %{{.*}}, %{{.*}}, %[[R]], %{{.*}} into {{.*}} -> tensor<4x8xbf16>
  // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: bf16, %{{.*}}: f32):
  %2 = kernel.contract %x, %w, %1, %b into %0 window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>, tensor<1x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32, %r: f32, %e: f32):
    %4 = arith.addf %sum, %r : f32
    %5 = arith.addf %4, %e : f32
    kernel.yield %5 : f32
  }
  // CHECK: kernel.contract {{.*}} -> tensor<4x8xf32>
  %3 = kernel.contract %2, %w into %0 window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @do_not_split_what_is_used_in_f32
// CHECK: fovea.split {{.*}} -> (tensor<5x8xf32>, tensor<5x8xf32>)
func.func @do_not_split_what_is_used_in_f32(%x: tensor<5x16xf32>, %w: tensor<8x8xf32>) -> (tensor<5x8xf32>, tensor<5x8xf32>) {
  %0:2 = fovea.split %x axis 1 sizes [8, 8] : (tensor<5x16xf32>) -> (tensor<5x8xf32>, tensor<5x8xf32>)
  %1 = tensor.empty() : tensor<5x8xf32>
  %2 = kernel.contract %0#0, %w into %1 window [] : (tensor<5x8xf32>, tensor<8x8xf32>, tensor<5x8xf32>) -> tensor<5x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2, %0#1 : tensor<5x8xf32>, tensor<5x8xf32>
}

// -----

// The largest of rounded numbers is the largest one rounded, with a border or
// without. The kernel extends what it reads.
// CHECK-LABEL: @max_pool
func.func @max_pool(%x: tensor<1x4x8xf32>, %w: tensor<8x8xf32>) -> tensor<1x2x8xf32> {
  // CHECK: %[[B:.*]] = kernel.fill_border %{{.*}} low [0, 1, 0] high [0, 0, 0] value 0xFF800000 : (tensor<1x5x8xbf16>)
  // CHECK: %[[A:.*]] = kernel.contract {{.*}} -> tensor<1x4x8xbf16>
  // CHECK: %[[I:.*]] = tensor.insert_slice %[[A]] into %[[B]]
  // CHECK: %[[P:.*]] = kernel.pool maximumf %[[I]] {{.*}} : (tensor<1x5x8xbf16>, tensor<1x2x8xbf16>) -> tensor<1x2x8xbf16>
  // CHECK-NEXT: ^bb0(%[[MAX:.*]]: f32):
  // CHECK-NEXT: %[[ROUNDED:.*]] = arith.truncf %[[MAX]] : f32 to bf16
  // CHECK-NEXT: kernel.yield %[[ROUNDED]]
  // CHECK: %[[Q:.*]] = kernel.pool maximumf %[[P]] {{.*}} -> tensor<1x2x8xbf16>
  // CHECK: kernel.contract %[[Q]]
  %0 = tensor.empty() : tensor<1x5x8xf32>
  %1 = kernel.fill_border %0 low [0, 1, 0] high [0, 0, 0] value 0xFF800000 : (tensor<1x5x8xf32>) -> tensor<1x5x8xf32>
  %2 = tensor.empty() : tensor<1x4x8xf32>
  %3 = kernel.contract %x, %w into %2 window [] : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = tensor.insert_slice %3 into %1[0, 1, 0] [1, 4, 8] [1, 1, 1] : tensor<1x4x8xf32> into tensor<1x5x8xf32>
  %5 = tensor.empty() : tensor<1x2x8xf32>
  %6 = kernel.pool maximumf %4 into %5 window [3] strides [2] : (tensor<1x5x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  %7 = tensor.empty() : tensor<1x2x8xf32>
  %8 = kernel.pool maximumf %6 into %7 window [1] : (tensor<1x2x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  %9 = tensor.empty() : tensor<1x2x8xf32>
  %10 = kernel.contract %8, %w into %9 window [] : (tensor<1x2x8xf32>, tensor<8x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %10 : tensor<1x2x8xf32>
}

// -----

// A sum rounds nothing for itself, and no maximum that is wanted in f32 does;
// both read what a contraction wants rounded.
// CHECK-LABEL: @other_pools
func.func @other_pools(%x: tensor<1x4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>) {
  // CHECK: %[[A:.*]] = kernel.contract {{.*}} -> tensor<1x4x8xf32>
  // CHECK: %[[S:.*]] = kernel.pool addf %[[A]] {{.*}} : (tensor<1x4x8xf32>, tensor<1x2x8xbf16>)
  // CHECK: kernel.pool maximumf %[[A]] {{.*}} : (tensor<1x4x8xf32>, tensor<1x2x8xf32>)
  // CHECK: kernel.contract %[[S]]
  // CHECK: kernel.pool addf %[[S]] {{.*}} : (tensor<1x2x8xbf16>, tensor<1x2x8xf32>)
  %0 = tensor.empty() : tensor<1x4x8xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<1x2x8xf32>
  %3 = kernel.pool addf %1 into %2 window [2] strides [2] : (tensor<1x4x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = kernel.pool maximumf %1 into %2 window [2] strides [2] : (tensor<1x4x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  %5 = kernel.contract %3, %w into %2 window [] : (tensor<1x2x8xf32>, tensor<8x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %6 = kernel.pool addf %3 into %2 window [1] : (tensor<1x2x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %4, %5, %6 : tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>
}

// -----

// What is rounded for a contraction is padded so for a sum as well.
// CHECK-LABEL: @padded_sum
func.func @padded_sum(%x: tensor<1x4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<1x2x8xf32>, tensor<1x4x8xf32>) {
  // CHECK: %[[B:.*]] = kernel.fill_border {{.*}} : (tensor<1x5x8xbf16>)
  // CHECK: %[[A:.*]] = kernel.contract {{.*}} -> tensor<1x4x8xbf16>
  // CHECK: %[[I:.*]] = tensor.insert_slice %[[A]] into %[[B]]
  // CHECK: kernel.pool addf %[[I]] {{.*}} : (tensor<1x5x8xbf16>, tensor<1x2x8xf32>)
  // CHECK: kernel.contract %[[A]]
  %0 = tensor.empty() : tensor<1x5x8xf32>
  %1 = kernel.fill_border %0 low [0, 1, 0] high [0, 0, 0] value 0.0 : (tensor<1x5x8xf32>) -> tensor<1x5x8xf32>
  %2 = tensor.empty() : tensor<1x4x8xf32>
  %3 = kernel.contract %x, %w into %2 window [] : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = tensor.insert_slice %3 into %1[0, 1, 0] [1, 4, 8] [1, 1, 1] : tensor<1x4x8xf32> into tensor<1x5x8xf32>
  %5 = tensor.empty() : tensor<1x2x8xf32>
  %6 = kernel.pool addf %4 into %5 window [3] strides [2] : (tensor<1x5x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %7 = kernel.contract %3, %w into %2 window [] : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %6, %7 : tensor<1x2x8xf32>, tensor<1x4x8xf32>
}

// -----

// All of what is split is rounded where it is computed, and so is the result. A
// mask is added in f32.
// CHECK-LABEL: @attention
// CHECK-SAME: %[[MASK:[^:]*]]: tensor<1x1x5x1xf32>
func.func @attention(%mask: tensor<1x1x5x1xf32>, %x: tensor<1x5x8xf32>, %w: tensor<8x24xf32>, %v: tensor<8x8xf32>) -> tensor<1x5x8xf32> {
  // CHECK: %[[QKV:.*]] = kernel.contract {{.*}} -> tensor<1x5x24xbf16>
  // CHECK: %[[PARTS:.*]]:3 = fovea.split %[[QKV]] axis 2 sizes [8, 8, 8] : (tensor<1x5x24xbf16>)
  // CHECK: %[[Q:.*]] = fovea.reshape %[[PARTS]]#0 : tensor<1x5x8xbf16> to tensor<1x5x2x4xbf16>
  // CHECK: kernel.attention %[[Q]], %{{.*}}, %{{.*}} mask %[[MASK]] into %{{.*}} -> tensor<1x5x2x4xbf16>
  // CHECK: kernel.contract
  %0 = tensor.empty() : tensor<1x5x24xf32>
  %1 = kernel.contract %x, %w into %0 window [] : (tensor<1x5x8xf32>, tensor<8x24xf32>, tensor<1x5x24xf32>) -> tensor<1x5x24xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2:3 = fovea.split %1 axis 2 sizes [8, 8, 8] : (tensor<1x5x24xf32>) -> (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>)
  %3 = fovea.reshape %2#0 : tensor<1x5x8xf32> to tensor<1x5x2x4xf32>
  %4 = fovea.reshape %2#1 : tensor<1x5x8xf32> to tensor<1x5x2x4xf32>
  %5 = fovea.reshape %2#2 : tensor<1x5x8xf32> to tensor<1x5x2x4xf32>
  %6 = tensor.empty() : tensor<1x5x2x4xf32>
  %7 = kernel.attention %3, %4, %5 mask %mask into %6 scale 1.0 : (tensor<1x5x2x4xf32>, tensor<1x5x2x4xf32>, tensor<1x5x2x4xf32>, tensor<1x1x5x1xf32>, tensor<1x5x2x4xf32>) -> tensor<1x5x2x4xf32>
  %8 = fovea.reshape %7 : tensor<1x5x2x4xf32> to tensor<1x5x8xf32>
  %9 = tensor.empty() : tensor<1x5x8xf32>
  %10 = kernel.contract %8, %v into %9 window [] : (tensor<1x5x8xf32>, tensor<8x8xf32>, tensor<1x5x8xf32>) -> tensor<1x5x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %10 : tensor<1x5x8xf32>
}

// -----

// The first has queries of odd depth; the second would need a stack of 4 MiB.
// CHECK-LABEL: @do_not_use_in_attention
// CHECK-NOT: bf16
func.func @do_not_use_in_attention(%x: tensor<1x5x1x3xf32>, %q: tensor<1x5x1x4xf32>, %k: tensor<1x2048x1x4xf32>, %v: tensor<1x2048x1x1024xf32>) -> (tensor<1x5x1x3xf32>, tensor<1x5x1x1024xf32>) {
  %0 = tensor.empty() : tensor<1x5x1x3xf32>
  %1 = kernel.attention %x, %x, %x into %0 scale 1.0 : (tensor<1x5x1x3xf32>, tensor<1x5x1x3xf32>, tensor<1x5x1x3xf32>, tensor<1x5x1x3xf32>) -> tensor<1x5x1x3xf32>
  %2 = tensor.empty() : tensor<1x5x1x1024xf32>
  %3 = kernel.attention %q, %k, %v into %2 scale 1.0 : (tensor<1x5x1x4xf32>, tensor<1x2048x1x4xf32>, tensor<1x2048x1x1024xf32>, tensor<1x5x1x1024xf32>) -> tensor<1x5x1x1024xf32>
  return %1, %3 : tensor<1x5x1x3xf32>, tensor<1x5x1x1024xf32>
}
