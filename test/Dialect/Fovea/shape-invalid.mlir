// RUN: fovea-opt %s -verify-diagnostics -split-input-file

func.func @reshape_count(%x: tensor<2x7xf32>) {
  // expected-error @+1 {{expected the same number of elements in input and result but got 'tensor<2x7xf32>' and 'tensor<3x5xf32>'}}
  %0 = fovea.reshape %x : tensor<2x7xf32> to tensor<3x5xf32>
  return
}

// -----

func.func @reshape_type(%x: tensor<2x7xf32>) {
  // expected-error @+1 {{expected the same element type in input and result but got 'tensor<2x7xf32>' and 'tensor<14xi32>'}}
  %0 = fovea.reshape %x : tensor<2x7xf32> to tensor<14xi32>
  return
}

// -----

func.func @reshape_overflow(%x: tensor<0x9223372036854775807x4xf32>) {
  // expected-error @+1 {{expected the same number of elements}}
  %0 = fovea.reshape %x : tensor<0x9223372036854775807x4xf32> to tensor<0xf32>
  return
}

// -----

func.func @broadcast_shape(%x: tensor<2x7xf32>) {
  // expected-error @+1 {{input 'tensor<2x7xf32>' does not broadcast to 'tensor<4x7xf32>'}}
  %0 = fovea.broadcast %x : tensor<2x7xf32> to tensor<4x7xf32>
  return
}

// -----

func.func @broadcast_to_smaller(%x: tensor<2x7xf32>) {
  // expected-error @+1 {{input 'tensor<2x7xf32>' does not broadcast to 'tensor<7xf32>'}}
  %0 = fovea.broadcast %x : tensor<2x7xf32> to tensor<7xf32>
  return
}

// -----

func.func @broadcast_type(%x: tensor<2x7xf32>) {
  // expected-error @+1 {{expected the same element type in input and result}}
  %0 = fovea.broadcast %x : tensor<2x7xf32> to tensor<2x7xf16>
  return
}

// -----

func.func @permutation_twice(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected a permutation of 2 dimensions for 'tensor<2x7xf32>' but got [1, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.transpose %x permutation [1, 1] : (tensor<2x7xf32>) -> tensor<7x7xf32>
  return
}

// -----

func.func @permutation_length(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected a permutation of 2 dimensions for 'tensor<2x7xf32>' but got [0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.transpose %x permutation [0] : (tensor<2x7xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @permutation_negative(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected a permutation of 2 dimensions for 'tensor<2x7xf32>' but got [-1, 0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.transpose %x permutation [-1, 0] : (tensor<2x7xf32>) -> tensor<7x2xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+2 {{expected at least one input}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat axis 0 : () -> tensor<2xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected axis in [0, 2) for 'tensor<2x7xf32>' but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat %x axis 2 : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @concat_shape(%x: tensor<2x7xf32>, %y: tensor<3x7xf32>) {
  // expected-error @+2 {{expected input #1 to match 'tensor<2x7xf32>' but for dimension 1 but got 'tensor<3x7xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat %x, %y axis 1 : (tensor<2x7xf32>, tensor<3x7xf32>) -> tensor<2x14xf32>
  return
}

// -----

func.func @concat_rank(%x: tensor<2x7xf32>, %y: tensor<7xf32>) {
  // expected-error @+2 {{expected input #1 to match}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat %x, %y axis 0 : (tensor<2x7xf32>, tensor<7xf32>) -> tensor<3x7xf32>
  return
}

// -----

func.func @concat_type(%x: tensor<2x7xf32>, %y: tensor<2x7xi32>) {
  // expected-error @+2 {{expected input #1 to match}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat %x, %y axis 0 : (tensor<2x7xf32>, tensor<2x7xi32>) -> tensor<4x7xf32>
  return
}

// -----

func.func @concat_overflow(%x: tensor<0x9223372036854775807xf32>) {
  // expected-error @+2 {{size of dimension 1 overflows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.concat %x, %x axis 1 : (tensor<0x9223372036854775807xf32>, tensor<0x9223372036854775807xf32>) -> tensor<0x2xf32>
  return
}

// -----

func.func @split_sizes(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected sizes that add up to 7, dimension 1 of 'tensor<2x7xf32>', but got [3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = fovea.split %x axis 1 sizes [3, 3] : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return
}

// -----

func.func @split_negative(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{result has an impossible shape [2, -1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = fovea.split %x axis 1 sizes [8, -1] : (tensor<2x7xf32>) -> (tensor<2x8xf32>, tensor<2x1xf32>)
  return
}

// -----

func.func @split_overflow(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{sum of the sizes overflows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:3 = fovea.split %x axis 0 sizes [1, 9223372036854775807, 1] : (tensor<2x7xf32>) -> (tensor<1x7xf32>, tensor<1x7xf32>, tensor<1x7xf32>)
  return
}

// -----

func.func @split_axis(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected axis in [0, 2) for 'tensor<2x7xf32>' but got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.split %x axis -1 sizes [7] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @slice_rank(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected 2 values in 'steps' for 'tensor<2x7xf32>' but got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 0] sizes [1, 1] steps [1] : (tensor<2x7xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @slice_step(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{step of dimension 1 is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 0] sizes [1, 1] steps [1, 0] : (tensor<2x7xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @slice_end(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{slice of 4 from 0 by 3 is not inside dimension 1 of 'tensor<2x7xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 0] sizes [1, 4] steps [1, 3] : (tensor<2x7xf32>) -> tensor<1x4xf32>
  return
}

// -----

func.func @slice_begin(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{slice of 3 from 3 by -2 is not inside dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 3] sizes [1, 3] steps [1, -2] : (tensor<2x7xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @slice_start(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{slice of 1 from 7 by 1 is not inside dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 7] sizes [1, 1] steps [1, 1] : (tensor<2x7xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @slice_size(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{slice of -1 from 0 by 1 is not inside dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 0] sizes [-1, 1] steps [1, 1] : (tensor<2x7xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @slice_overflow(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{slice of 3 from 0 by 9223372036854775807 is not inside dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.slice %x starts [0, 0] sizes [1, 3] steps [1, 9223372036854775807] : (tensor<2x7xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @pad_rank(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected 2 values in 'high' for 'tensor<2x7xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.pad %x low [0, 0] high [0, 0, 0] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @pad_removes_too_much(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{cannot remove 8 elements from dimension 1 of 'tensor<2x7xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.pad %x low [0, -4] high [0, -4] : (tensor<2x7xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @pad_nothing_to_reflect(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{cannot pad dimension 1 of 'tensor<2x7xf32>', which has no element left, in mode 'reflect'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.pad %x low [0, -7] high [0, 3] mode reflect : (tensor<2x7xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @pad_overflow(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{padding of dimension 0 of 'tensor<2x7xf32>' overflows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.pad %x low [9223372036854775807, 0] high [9223372036854775807, 0] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @pad_too_large(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{result has an impossible shape [1152921504606846978, 7]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.pad %x low [1152921504606846976, 0] high [0, 0] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @tile_negative(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{result has an impossible shape [-2, 7]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.tile %x repeats [-1, 1] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @tile_overflow(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{repetition of 'tensor<2x7xf32>' overflows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.tile %x repeats [1, 4611686018427387904] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @tile_rank(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{expected 2 values in 'repeats' for 'tensor<2x7xf32>' but got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.tile %x repeats [] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @result_type(%x: tensor<2x7xf32>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{op inferred type(s) 'tensor<7x2xf32>' are incompatible with return type(s) of operation 'tensor<2x7xf32>'}}
  %0 = fovea.transpose %x permutation [1, 0] : (tensor<2x7xf32>) -> tensor<2x7xf32>
  return
}
