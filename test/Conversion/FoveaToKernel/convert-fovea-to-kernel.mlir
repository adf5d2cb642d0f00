// RUN: fovea-opt %s -convert-fovea-to-kernel -split-input-file | FileCheck %s

// The padded buffer and its border are made before the input is computed; a bias
// is a sum for now.
// CHECK-LABEL: @conv
func.func @conv(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16x24xf32>, %b: tensor<24xf32>) -> tensor<1x4x4x24xf32> {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<1x9x9x16xf32>
  // CHECK: %[[BORDER:.*]] = kernel.fill_border %[[E]] low [0, 1, 1, 0] high [0, 0, 0, 0]
  // CHECK: %[[X:.*]] = fovea.activation relu
  // CHECK: %[[PADDED:.*]] = tensor.insert_slice %[[X]] into %[[BORDER]][0, 1, 1, 0] [1, 8, 8, 16] [1, 1, 1, 1]
  // CHECK: %[[Y:.*]] = kernel.contract %[[PADDED]], %{{.*}} into %{{.*}} window [3, 3] strides [2, 2] dilations [1, 1]
  // CHECK: fovea.binary add %[[Y]], %{{.*}}
  %0 = fovea.activation relu %x : (tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  %1 = fovea.conv %0, %w, %b strides [2, 2] pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>, tensor<3x3x16x24xf32>, tensor<24xf32>) -> tensor<1x4x4x24xf32>
  return %1 : tensor<1x4x4x24xf32>
}

// -----

// Two convolutions with the same padding share the padded input.
// CHECK-LABEL: @shared_padding
func.func @shared_padding(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16x24xf32>) -> (tensor<1x8x8x24xf32>, tensor<1x8x8x24xf32>) {
  // CHECK: tensor.insert_slice
  // CHECK-NOT: tensor.insert_slice
  %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x8x8x24xf32>
  %1 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x8x8x24xf32>
  return %0, %1 : tensor<1x8x8x24xf32>, tensor<1x8x8x24xf32>
}

// -----

// CHECK-LABEL: @depthwise
func.func @depthwise(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x1x16xf32>) -> tensor<1x6x6x16xf32> {
  // CHECK: %[[W:.*]] = fovea.reshape %{{.*}} : tensor<3x3x1x16xf32> to tensor<3x3x16xf32>
  // CHECK: kernel.depthwise %{{.*}}, %[[W]] into
  %0 = fovea.conv %x, %w groups 16 : (tensor<1x8x8x16xf32>, tensor<3x3x1x16xf32>) -> tensor<1x6x6x16xf32>
  return %0 : tensor<1x6x6x16xf32>
}

// -----

// Padding never wins a maximum.
// CHECK-LABEL: @max_pool
func.func @max_pool(%x: tensor<1x8x8x16xf32>) -> tensor<1x4x4x16xf32> {
  // CHECK: %[[BORDER:.*]] = kernel.fill_border %{{.*}} low [0, 1, 1, 0] high [0, 0, 0, 0] value 0xFF800000
  // CHECK: %[[PADDED:.*]] = tensor.insert_slice %{{.*}} into %[[BORDER]]
  // CHECK: kernel.pool maximumf %[[PADDED]] into %{{.*}} window [3, 3] strides [2, 2] dilations [1, 1]
  %0 = fovea.max_pool %x window [3, 3] strides [2, 2] pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>) -> tensor<1x4x4x16xf32>
  return %0 : tensor<1x4x4x16xf32>
}

// -----

// A pool and a convolution do not share the padding of their input, which has
// another value.
// CHECK-LABEL: @max_pool_beside_conv
func.func @max_pool_beside_conv(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16x16xf32>) -> (tensor<1x8x8x16xf32>, tensor<1x8x8x16xf32>) {
  // CHECK-COUNT-2: tensor.insert_slice
  %0 = fovea.max_pool %x window [3, 3] pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  %1 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x8x8x16xf32>, tensor<3x3x16x16xf32>) -> tensor<1x8x8x16xf32>
  return %0, %1 : tensor<1x8x8x16xf32>, tensor<1x8x8x16xf32>
}

// -----

// In a corner a mean has four elements, along a side six.
// CHECK-LABEL: @avg_pool
func.func @avg_pool(%x: tensor<1x3x3x16xf32>) -> tensor<1x3x3x16xf32> {
  // CHECK-DAG: %[[COUNTS:.*]] = fovea.constant dense<{{\[\[}}[4.000000e+00], [6.000000e+00], [4.000000e+00]], {{\[}}[6.000000e+00], [9.000000e+00], [6.000000e+00]], {{\[}}[4.000000e+00], [6.000000e+00], [4.000000e+00]]]>
  // CHECK-DAG: %[[SUM:.*]] = kernel.pool addf
  // CHECK: fovea.binary div %[[SUM]], %[[COUNTS]]
  %0 = fovea.avg_pool %x window [3, 3] pads [1, 1, 1, 1] : (tensor<1x3x3x16xf32>) -> tensor<1x3x3x16xf32>
  return %0 : tensor<1x3x3x16xf32>
}

// -----

// CHECK-LABEL: @avg_pool_with_padding
func.func @avg_pool_with_padding(%x: tensor<1x3x3x16xf32>) -> tensor<1x3x3x16xf32> {
  // CHECK: fovea.constant dense<9.000000e+00> : tensor<1xf32>
  %0 = fovea.avg_pool %x window [3, 3] pads [1, 1, 1, 1] count_include_pad : (tensor<1x3x3x16xf32>) -> tensor<1x3x3x16xf32>
  return %0 : tensor<1x3x3x16xf32>
}

// -----

// The mean of a whole feature map is a pool with one window.
// CHECK-LABEL: @global_mean
func.func @global_mean(%x: tensor<2x8x6x16xf32>) -> tensor<2x16xf32> {
  // CHECK-DAG: %[[COUNT:.*]] = fovea.constant dense<4.800000e+01> : tensor<f32>
  // CHECK-DAG: %[[SUM:.*]] = kernel.pool addf %arg0 into %{{.*}} window [8, 6] : (tensor<2x8x6x16xf32>, tensor<2x1x1x16xf32>)
  // CHECK: %[[MEAN:.*]] = fovea.binary div %[[SUM]], %[[COUNT]]
  // CHECK: fovea.reshape %[[MEAN]] : tensor<2x1x1x16xf32> to tensor<2x16xf32>
  %0 = fovea.reduce mean %x axes [2, 1] : (tensor<2x8x6x16xf32>) -> tensor<2x16xf32>
  return %0 : tensor<2x16xf32>
}

// -----

// CHECK-LABEL: @global_max
func.func @global_max(%x: tensor<2x5x9x16xf32>) -> tensor<2x5x1x16xf32> {
  // CHECK: kernel.pool maximumf %arg0 into %{{.*}} window [9] : (tensor<2x5x9x16xf32>, tensor<2x5x1x16xf32>)
  // CHECK-NOT: fovea.reshape
  %0 = fovea.reduce max %x axes [2] keep_dims : (tensor<2x5x9x16xf32>) -> tensor<2x5x1x16xf32>
  return %0 : tensor<2x5x1x16xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_reductions
func.func @do_not_convert_reductions(%x: tensor<2x8x6x16xf32>) -> (tensor<2x6x16xf32>, tensor<2x8x6xf32>, tensor<2x16xf32>) {
  // There is a dimension behind it that is kept.
  // CHECK: fovea.reduce mean %arg0 axes [1]
  %0 = fovea.reduce mean %x axes [1] : (tensor<2x8x6x16xf32>) -> tensor<2x6x16xf32>
  // Channels.
  // CHECK: fovea.reduce sum %arg0 axes [3]
  %1 = fovea.reduce sum %x axes [3] : (tensor<2x8x6x16xf32>) -> tensor<2x8x6xf32>
  // No pool.
  // CHECK: fovea.reduce l2 %arg0 axes [1, 2]
  %2 = fovea.reduce l2 %x axes [1, 2] : (tensor<2x8x6x16xf32>) -> tensor<2x16xf32>
  return %0, %1, %2 : tensor<2x6x16xf32>, tensor<2x8x6xf32>, tensor<2x16xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_integers
func.func @do_not_convert_integers(%x: tensor<1x8x8x16xi8>) -> tensor<1x4x4x16xi8> {
  // CHECK: fovea.max_pool
  %0 = fovea.max_pool %x window [2, 2] strides [2, 2] : (tensor<1x8x8x16xi8>) -> tensor<1x4x4x16xi8>
  return %0 : tensor<1x4x4x16xi8>
}

// -----

// CHECK-LABEL: @matmul
func.func @matmul(%x: tensor<2x5x8xf32>, %w: tensor<3x8xf32>) -> tensor<2x5x3xf32> {
  // CHECK: %[[W:.*]] = fovea.transpose %{{.*}} permutation [1, 0]
  // CHECK: kernel.contract %{{.*}}, %[[W]] into %{{.*}} window []
  %0 = fovea.matmul %x, %w transpose_rhs : (tensor<2x5x8xf32>, tensor<3x8xf32>) -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// Pairs of matrices are groups of one contraction.
// CHECK-LABEL: @batched
func.func @batched(%x: tensor<2x5x8xf32>, %w: tensor<2x3x8xf32>) -> tensor<2x5x3xf32> {
  // CHECK: %[[X:.*]] = fovea.transpose %{{.*}} permutation [1, 0, 2] : (tensor<2x5x8xf32>) -> tensor<5x2x8xf32>
  // CHECK: %[[W:.*]] = fovea.transpose %{{.*}} permutation [2, 0, 1] : (tensor<2x3x8xf32>) -> tensor<8x2x3xf32>
  // CHECK: %[[XS:.*]] = fovea.reshape %[[X]] : tensor<5x2x8xf32> to tensor<5x16xf32>
  // CHECK: %[[WS:.*]] = fovea.reshape %[[W]] : tensor<8x2x3xf32> to tensor<8x6xf32>
  // CHECK: %[[Y:.*]] = kernel.contract %[[XS]], %[[WS]] into %{{.*}} window [] groups 2
  // CHECK: %[[YS:.*]] = fovea.reshape %[[Y]] : tensor<5x6xf32> to tensor<5x2x3xf32>
  // CHECK: fovea.transpose %[[YS]] permutation [1, 0, 2]
  %0 = fovea.matmul %x, %w transpose_rhs : (tensor<2x5x8xf32>, tensor<2x3x8xf32>) -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_broadcast
func.func @do_not_convert_broadcast(%x: tensor<1x5x8xf32>, %w: tensor<2x8x3xf32>) -> tensor<2x5x3xf32> {
  // CHECK: fovea.matmul
  %0 = fovea.matmul %x, %w : (tensor<1x5x8xf32>, tensor<2x8x3xf32>) -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_few_rows
func.func @do_not_convert_few_rows(%x: tensor<2x3x8xf32>, %w: tensor<2x8x3xf32>) -> tensor<2x3x3xf32> {
  // CHECK: fovea.matmul
  %0 = fovea.matmul %x, %w : (tensor<2x3x8xf32>, tensor<2x8x3xf32>) -> tensor<2x3x3xf32>
  return %0 : tensor<2x3x3xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_f64
func.func @do_not_convert_f64(%x: tensor<5x8xf64>, %w: tensor<8x3xf64>) -> tensor<5x3xf64> {
  // CHECK: fovea.matmul
  %0 = fovea.matmul %x, %w : (tensor<5x8xf64>, tensor<8x3xf64>) -> tensor<5x3xf64>
  return %0 : tensor<5x3xf64>
}

// -----

// CHECK-LABEL: @do_not_convert_empty
func.func @do_not_convert_empty(%x: tensor<0x8xf32>, %w: tensor<8x3xf32>) -> tensor<0x3xf32> {
  // CHECK: fovea.matmul
  %0 = fovea.matmul %x, %w : (tensor<0x8xf32>, tensor<8x3xf32>) -> tensor<0x3xf32>
  return %0 : tensor<0x3xf32>
}

// -----

// CHECK-LABEL: @attention
func.func @attention(%q: tensor<1x2x5x8xf32>, %k: tensor<1x1x7x8xf32>) -> tensor<1x2x5x8xf32> {
  // CHECK: %[[Q:.*]] = fovea.transpose %{{.*}} permutation [0, 2, 1, 3]
  // CHECK: %[[Y:.*]] = kernel.attention %[[Q]], %{{.*}}, %{{.*}} into %{{.*}} scale 2.500000e-01
  // CHECK: fovea.transpose %[[Y]] permutation [0, 2, 1, 3]
  %0 = fovea.attention %q, %k, %k scale 0.25 : (tensor<1x2x5x8xf32>, tensor<1x1x7x8xf32>, tensor<1x1x7x8xf32>) -> tensor<1x2x5x8xf32>
  return %0 : tensor<1x2x5x8xf32>
}

// -----

// Heads that come from tokens, and become tokens again, are not moved.
// CHECK-LABEL: @attention_of_tokens
func.func @attention_of_tokens(%x: tensor<1x5x2x8xf32>) -> tensor<1x5x2x8xf32> {
  // CHECK-NOT: fovea.transpose
  // CHECK: kernel.attention
  // CHECK-NOT: fovea.transpose
  %0 = fovea.transpose %x permutation [0, 2, 1, 3] : (tensor<1x5x2x8xf32>) -> tensor<1x2x5x8xf32>
  %1 = fovea.attention %0, %0, %0 scale 0.25 : (tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x5x8xf32>
  %2 = fovea.transpose %1 permutation [0, 2, 1, 3] : (tensor<1x2x5x8xf32>) -> tensor<1x5x2x8xf32>
  return %2 : tensor<1x5x2x8xf32>
}

// -----

// A boolean mask becomes what is added, keys before queries.
// CHECK-LABEL: @masked_attention
func.func @masked_attention(%q: tensor<1x2x5x8xf32>, %k: tensor<1x2x7x8xf32>, %mask: tensor<5x7xi1>) -> tensor<1x2x5x8xf32> {
  // CHECK-DAG: %[[ZERO:.*]] = fovea.constant dense<0.000000e+00> : tensor<f32>
  // CHECK-DAG: %[[LOWEST:.*]] = fovea.constant dense<0xFF800000> : tensor<f32>
  // CHECK: %[[ADDED:.*]] = fovea.select %{{.*}}, %[[ZERO]], %[[LOWEST]]
  // CHECK: %[[FULL:.*]] = fovea.reshape %[[ADDED]] : tensor<5x7xf32> to tensor<1x1x5x7xf32>
  // CHECK: %[[MASK:.*]] = fovea.transpose %[[FULL]] permutation [0, 1, 3, 2]
  // CHECK: kernel.attention {{.*}} mask %[[MASK]] into %{{.*}} scale 2.500000e-01 causal softcap 3.000000e+00
  %0 = fovea.attention %q, %k, %k mask %mask scale 0.25 causal softcap 3.0 : (tensor<1x2x5x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x7x8xf32>, tensor<5x7xi1>) -> tensor<1x2x5x8xf32>
  return %0 : tensor<1x2x5x8xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_many_keys
func.func @do_not_convert_many_keys(%q: tensor<1x1x5x8xf32>, %k: tensor<1x1x16385x8xf32>) -> tensor<1x1x5x8xf32> {
  // CHECK: fovea.attention
  %0 = fovea.attention %q, %k, %k scale 0.25 : (tensor<1x1x5x8xf32>, tensor<1x1x16385x8xf32>, tensor<1x1x16385x8xf32>) -> tensor<1x1x5x8xf32>
  return %0 : tensor<1x1x5x8xf32>
}

// -----

// CHECK-LABEL: @layer_norm
func.func @layer_norm(%x: tensor<5x8xf32>, %s: tensor<8xf32>, %o: tensor<8xf32>) -> tensor<5x8xf32> {
  // CHECK: %[[N:.*]] = kernel.normalize %{{.*}} into %{{.*}} center epsilon
  // CHECK: %[[P:.*]] = fovea.binary mul %[[N]], %{{.*}}
  // CHECK: fovea.binary add %[[P]], %{{.*}}
  %0 = fovea.layer_norm %x scale %s offset %o axis 1 epsilon 1.0e-6 : (tensor<5x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<5x8xf32>
  return %0 : tensor<5x8xf32>
}

// -----

// CHECK-LABEL: @do_not_convert_two_dimensions
func.func @do_not_convert_two_dimensions(%x: tensor<5x8xf32>) -> tensor<5x8xf32> {
  // CHECK: fovea.layer_norm
  %0 = fovea.layer_norm %x axis 0 epsilon 1.0e-6 : (tensor<5x8xf32>) -> tensor<5x8xf32>
  return %0 : tensor<5x8xf32>
}

// -----

// A padded feature map is made before what computes the feature map.

// CHECK-LABEL: @pad
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x3xf32>)
func.func @pad(%x: tensor<1x4x4x3xf32>) -> tensor<1x6x5x3xf32> {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<1x6x5x3xf32>
  // CHECK: %[[BORDER:.*]] = kernel.fill_border %[[E]] low [0, 1, 0, 0] high [0, 1, 1, 0] value 2.0
  // CHECK: %[[Y:.*]] = fovea.activation relu %[[X]]
  // CHECK: %[[R:.*]] = tensor.insert_slice %[[Y]] into %[[BORDER]][0, 1, 0, 0] [1, 4, 4, 3] [1, 1, 1, 1]
  // CHECK: return %[[R]]
  %0 = fovea.activation relu %x : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  %1 = fovea.pad %0 low [0, 1, 0, 0] high [0, 1, 1, 0] value 2.0 : (tensor<1x4x4x3xf32>) -> tensor<1x6x5x3xf32>
  return %1 : tensor<1x6x5x3xf32>
}

// Added channels, and elements that are no constant or are removed.

// CHECK-LABEL: @other_pads
func.func @other_pads(%x: tensor<1x4x4x3xf32>) -> (tensor<1x4x4x4xf32>, tensor<1x5x4x3xf32>, tensor<1x3x4x3xf32>) {
  // CHECK-COUNT-3: fovea.pad
  // CHECK-NOT: kernel.fill_border
  %0 = fovea.pad %x low [0, 0, 0, 0] high [0, 0, 0, 1] : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x4xf32>
  %1 = fovea.pad %x low [0, 1, 0, 0] high [0, 0, 0, 0] mode edge : (tensor<1x4x4x3xf32>) -> tensor<1x5x4x3xf32>
  %2 = fovea.pad %x low [0, 0, 0, 0] high [0, -1, 0, 0] : (tensor<1x4x4x3xf32>) -> tensor<1x3x4x3xf32>
  return %0, %1, %2 : tensor<1x4x4x4xf32>, tensor<1x5x4x3xf32>, tensor<1x3x4x3xf32>
}
