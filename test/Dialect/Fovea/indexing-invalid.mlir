// RUN: fovea-opt %s -verify-diagnostics -split-input-file

func.func @gather_axis(%x: tensor<2x7xf32>, %i: tensor<3xi64>) {
  // expected-error @+2 {{expected axis in [0, 2) for 'tensor<2x7xf32>' but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather %x, %i axis 2 : (tensor<2x7xf32>, tensor<3xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @gather_nowhere(%x: tensor<0x7xf32>, %i: tensor<3xi64>) {
  // expected-error @+2 {{dimension 0 of 'tensor<0x7xf32>' is empty but indexed by 'tensor<3xi64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather %x, %i axis 0 : (tensor<0x7xf32>, tensor<3xi64>) -> tensor<3x7xf32>
  return
}

// -----

func.func @gather_float(%x: tensor<2x7xf32>, %i: tensor<3xf32>) {
  // expected-error @+1 {{operand #1 must be statically shaped tensor of 32-bit signless integer or 64-bit signless integer values}}
  %0 = fovea.gather %x, %i axis 0 : (tensor<2x7xf32>, tensor<3xf32>) -> tensor<3x7xf32>
  return
}

// -----

func.func @gather_elements_rank(%x: tensor<2x7xf32>, %i: tensor<3xi64>) {
  // expected-error @+2 {{expected indices of the rank of 'tensor<2x7xf32>' and, but for dimension 1, of no larger dimensions but got 'tensor<3xi64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_elements %x, %i axis 1 : (tensor<2x7xf32>, tensor<3xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @gather_elements_shape(%x: tensor<2x7xf32>, %i: tensor<3x1xi64>) {
  // expected-error @+2 {{expected indices of the rank of 'tensor<2x7xf32>' and, but for dimension 1, of no larger dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_elements %x, %i axis 1 : (tensor<2x7xf32>, tensor<3x1xi64>) -> tensor<3x1xf32>
  return
}

// -----

func.func @gather_nd_scalar(%x: tensor<2x7xf32>, %i: tensor<i64>) {
  // expected-error @+2 {{expected indices of rank 1 or more}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_nd %x, %i : (tensor<2x7xf32>, tensor<i64>) -> tensor<7xf32>
  return
}

// -----

func.func @gather_nd_tuple(%x: tensor<2x7xf32>, %i: tensor<4x3xi64>) {
  // expected-error @+2 {{tuples of 3 indices in 'tensor<4x3xi64>' are too long for 'tensor<2x7xf32>' with 0 batch dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_nd %x, %i : (tensor<2x7xf32>, tensor<4x3xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @gather_nd_batch(%x: tensor<2x7xf32>, %i: tensor<3x1xi64>) {
  // expected-error @+2 {{expected 'tensor<2x7xf32>' and 'tensor<3x1xi64>' to share 1 batch dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_nd %x, %i batch_dims 1 : (tensor<2x7xf32>, tensor<3x1xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @gather_nd_negative_batch(%x: tensor<2x7xf32>, %i: tensor<3x1xi64>) {
  // expected-error @+2 {{to share -1 batch dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_nd %x, %i batch_dims -1 : (tensor<2x7xf32>, tensor<3x1xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @gather_nd_nowhere(%x: tensor<2x0xf32>, %i: tensor<3x2xi64>) {
  // expected-error @+2 {{dimension 1 of 'tensor<2x0xf32>' is empty but indexed by 'tensor<3x2xi64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.gather_nd %x, %i : (tensor<2x0xf32>, tensor<3x2xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @scatter_elements_updates(%x: tensor<2x7xf32>, %i: tensor<2x3xi64>, %u: tensor<2x2xf32>) {
  // expected-error @+2 {{expected updates of the shape of 'tensor<2x3xi64>' but got 'tensor<2x2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.scatter_elements %x, %i, %u axis 1 : (tensor<2x7xf32>, tensor<2x3xi64>, tensor<2x2xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @scatter_elements_type(%x: tensor<2x7xf32>, %i: tensor<2x3xi64>, %u: tensor<2x3xi32>) {
  // expected-error @+2 {{expected updates of the element type of 'tensor<2x7xf32>' but got 'tensor<2x3xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.scatter_elements %x, %i, %u axis 1 : (tensor<2x7xf32>, tensor<2x3xi64>, tensor<2x3xi32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @scatter_elements_axis(%x: tensor<2x7xf32>, %i: tensor<2x3xi64>, %u: tensor<2x3xf32>) {
  // expected-error @+2 {{expected axis in [0, 2) for 'tensor<2x7xf32>' but got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.scatter_elements %x, %i, %u axis -1 : (tensor<2x7xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @scatter_booleans(%x: tensor<4xi1>, %i: tensor<2xi64>, %u: tensor<2xi1>) {
  // expected-error @+2 {{kind 'add' is not defined for booleans}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.scatter_elements %x, %i, %u axis 0 kind add : (tensor<4xi1>, tensor<2xi64>, tensor<2xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @scatter_nd_updates(%x: tensor<2x7xf32>, %i: tensor<4x1xi64>, %u: tensor<4x3xf32>) {
  // expected-error @+2 {{expected updates of shape [4, 7] for 'tensor<2x7xf32>' and 'tensor<4x1xi64>' but got 'tensor<4x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.scatter_nd %x, %i, %u : (tensor<2x7xf32>, tensor<4x1xi64>, tensor<4x3xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @one_hot_values(%i: tensor<4xi64>, %v: tensor<3xf32>) {
  // expected-error @+2 {{expected values [off, on] of shape [2] but got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.one_hot %i, %v axis 0 depth 5 : (tensor<4xi64>, tensor<3xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @one_hot_axis(%i: tensor<4xi64>, %v: tensor<2xf32>) {
  // expected-error @+2 {{expected axis in [0, 1] for 'tensor<4xi64>' but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.one_hot %i, %v axis 2 depth 5 : (tensor<4xi64>, tensor<2xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @one_hot_depth(%i: tensor<4xi64>, %v: tensor<2xf32>) {
  // expected-error @+2 {{result has an impossible shape [-5, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.one_hot %i, %v axis 0 depth -5 : (tensor<4xi64>, tensor<2xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @range_rank(%s: tensor<f32>) {
  // expected-error @+1 {{expected a result of rank 1 but got 'tensor<2x2xf32>'}}
  %0 = fovea.range %s, %s : (tensor<f32>, tensor<f32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @range_type(%s: tensor<f32>) {
  // expected-error @+1 {{expected start and delta of 'tensor<i32>' but got 'tensor<f32>'}}
  %0 = fovea.range %s, %s : (tensor<f32>, tensor<f32>) -> tensor<2xi32>
  return
}
