// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @reduce_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.reduce sum %a0 axes [1, 3] : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @reduce_negative_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.reduce sum %a0 axes [-1] : (tensor<2x3x4xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @reduce_axis_twice(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{names axis 1 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.reduce sum %a0 axes [1, 1] : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @reduce_domain(%a0: tensor<4xi1>) {
  // expected-error @+1 {{sum expects number elements, got 'tensor<4xi1>'}}
  %0 = fovea.reduce sum %a0 axes [0] : (tensor<4xi1>) -> tensor<i1>
  return
}

// -----

func.func @reduce_result(%a0: tensor<4xf32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<1xf32>' are incompatible with return type(s) of operation 'tensor<f32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.reduce sum %a0 axes [0] keep_dims : (tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @arg_reduce_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.arg_reduce max %a0 axis 3 : (tensor<2x3x4xf32>) -> tensor<2x3xi64>
  return
}

// -----

func.func @arg_reduce_empty(%a0: tensor<2x0xf32>) {
  // expected-error @+2 {{expects elements along axis 1, got 'tensor<2x0xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.arg_reduce max %a0 axis 1 : (tensor<2x0xf32>) -> tensor<2xi64>
  return
}

// -----

func.func @top_k_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = fovea.top_k %a0 k 1 axis 3 : (tensor<2x3x4xf32>) -> (tensor<2x3x1xf32>, tensor<2x3x1xi64>)
  return
}

// -----

func.func @top_k_too_many(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expects k in [0, 4] for axis 2 of 'tensor<2x3x4xf32>', got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = fovea.top_k %a0 k 5 axis 2 : (tensor<2x3x4xf32>) -> (tensor<2x3x5xf32>, tensor<2x3x5xi64>)
  return
}

// -----

func.func @top_k_negative(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expects k in [0, 4] for axis 2 of 'tensor<2x3x4xf32>', got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = fovea.top_k %a0 k -1 axis 2 : (tensor<2x3x4xf32>) -> (tensor<2x3x1xf32>, tensor<2x3x1xi64>)
  return
}

// -----

func.func @cumulative_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.cumulative sum %a0 axis 3 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}
