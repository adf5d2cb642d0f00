// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @unary_domain(%a0: tensor<4xi32>) {
  // expected-error @+1 {{exp expects floating point elements, got 'tensor<4xi32>'}}
  %0 = fovea.unary exp %a0 : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @unary_of_booleans(%a0: tensor<4xi1>) {
  // expected-error @+1 {{neg expects number elements, got 'tensor<4xi1>'}}
  %0 = fovea.unary neg %a0 : (tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @not_of_floats(%a0: tensor<4xf32>) {
  // expected-error @+1 {{logical_not expects integer or boolean elements, got 'tensor<4xf32>'}}
  %0 = fovea.unary logical_not %a0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @unary_result(%a0: tensor<4xf32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.unary exp %a0 : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @dynamic_shape(%a0: tensor<?xf32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor}}
  %0 = fovea.unary exp %a0 : (tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @binary_types(%a0: tensor<4xf32>, %a1: tensor<4xf16>) {
  // expected-error @+2 {{'fovea.binary' op expects lhs and rhs of one element type, got 'tensor<4xf32>' and 'tensor<4xf16>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.binary add %a0, %a1 : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}

// -----

func.func @binary_signs(%a0: tensor<4xi8>, %a1: tensor<4xui8>) {
  // expected-error @+2 {{expects lhs and rhs of one element type, got 'tensor<4xi8>' and 'tensor<4xui8>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.binary add %a0, %a1 : (tensor<4xi8>, tensor<4xui8>) -> tensor<4xi8>
  return
}

// -----

func.func @binary_shapes(%a0: tensor<2x4xf32>, %a1: tensor<3xf32>) {
  // expected-error @+2 {{expects lhs and rhs of shapes that broadcast, got 'tensor<2x4xf32>' and 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.binary add %a0, %a1 : (tensor<2x4xf32>, tensor<3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @binary_impossible(%a0: tensor<4294967296x1xi8>, %a1: tensor<1x4294967296xi8>) {
  // expected-error @+2 {{result has an impossible shape [4294967296, 4294967296]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.binary add %a0, %a1 : (tensor<4294967296x1xi8>, tensor<1x4294967296xi8>) -> tensor<4xi8>
  return
}

// -----

func.func @binary_domain(%a0: tensor<4xi1>, %a1: tensor<4xi1>) {
  // expected-error @+1 {{add expects number elements, got 'tensor<4xi1>'}}
  %0 = fovea.binary add %a0, %a1 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @shift_of_floats(%a0: tensor<4xf32>, %a1: tensor<4xf32>) {
  // expected-error @+1 {{shift_left expects integer or boolean elements, got 'tensor<4xf32>'}}
  %0 = fovea.binary shift_left %a0, %a1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pow_exponent(%a0: tensor<4xf32>, %a1: tensor<4xi1>) {
  // expected-error @+1 {{pow expects number elements, got 'tensor<4xi1>'}}
  %0 = fovea.binary pow %a0, %a1 : (tensor<4xf32>, tensor<4xi1>) -> tensor<4xf32>
  return
}

// -----

func.func @compare_types(%a0: tensor<4xf32>, %a1: tensor<4xi32>) {
  // expected-error @+2 {{expects lhs and rhs of one element type, got 'tensor<4xf32>' and 'tensor<4xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.compare eq %a0, %a1 : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xi1>
  return
}

// -----

func.func @compare_shapes(%a0: tensor<4xf32>, %a1: tensor<5xf32>) {
  // expected-error @+2 {{expects lhs and rhs of shapes that broadcast, got 'tensor<4xf32>' and 'tensor<5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.compare eq %a0, %a1 : (tensor<4xf32>, tensor<5xf32>) -> tensor<4xi1>
  return
}

// -----

func.func @select_types(%a0: tensor<4xi1>, %a1: tensor<4xf32>, %a2: tensor<4xi32>) {
  // expected-error @+2 {{expects if_true and if_false of one element type, got 'tensor<4xf32>' and 'tensor<4xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.select %a0, %a1, %a2 : (tensor<4xi1>, tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @select_shapes(%a0: tensor<3xi1>, %a1: tensor<4xf32>, %a2: tensor<4xf32>) {
  // expected-error @+2 {{expects operands of shapes that broadcast, got 'tensor<3xi1>', 'tensor<4xf32>' and 'tensor<4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.select %a0, %a1, %a2 : (tensor<3xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @cast_shape(%a0: tensor<4xf32>) {
  // expected-error @+1 {{expects a result of the shape of its input, got 'tensor<4xf32>' and 'tensor<2x2xi32>'}}
  %0 = fovea.cast %a0 : tensor<4xf32> to tensor<2x2xi32>
  return
}

// -----

func.func @activation_domain(%a0: tensor<4xi32>) {
  // expected-error @+1 {{silu expects floating point elements, got 'tensor<4xi32>'}}
  %0 = fovea.activation silu %a0 : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @activation_without_alpha(%a0: tensor<4xf32>) {
  // expected-error @+1 {{elu needs alpha}}
  %0 = fovea.activation elu %a0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @activation_without_beta(%a0: tensor<4xf32>) {
  // expected-error @+1 {{clip needs beta}}
  %0 = fovea.activation clip %a0 alpha 0.0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @activation_with_alpha(%a0: tensor<4xf32>) {
  // expected-error @+1 {{relu takes no alpha}}
  %0 = fovea.activation relu %a0 alpha 0.0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @activation_with_beta(%a0: tensor<4xf32>) {
  // expected-error @+1 {{elu takes no beta}}
  %0 = fovea.activation elu %a0 alpha 0.0 beta 1.0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @prelu_types(%a0: tensor<4xf32>, %a1: tensor<4xf16>) {
  // expected-error @+2 {{expects input and slope of one element type, got 'tensor<4xf32>' and 'tensor<4xf16>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.prelu %a0, %a1 : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}

// -----

func.func @prelu_slope(%a0: tensor<4xf32>, %a1: tensor<2x4xf32>) {
  // expected-error @+2 {{expects a slope that broadcasts to the input, got 'tensor<2x4xf32>' for 'tensor<4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.prelu %a0, %a1 : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @negative_error(%a0: tensor<4xf32>) {
  // expected-error @+1 {{expected a positive error, found -1.0}}
  %0 = fovea.activation silu %a0 error -1.0 : (tensor<4xf32>) -> tensor<4xf32>
  return
}
