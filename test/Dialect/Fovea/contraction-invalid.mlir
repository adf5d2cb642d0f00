// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @matmul_rank(%a0: tensor<4xf32>, %a1: tensor<4x5xf32>) {
  // expected-error @+2 {{expected lhs and rhs of rank 2 at least, got 'tensor<4xf32>' and 'tensor<4x5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.matmul %a0, %a1 : (tensor<4xf32>, tensor<4x5xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @matmul_type(%a0: tensor<3x4xf32>, %a1: tensor<4x5xf16>) {
  // expected-error @+2 {{expected rhs of element type 'f32' like lhs, got 'tensor<4x5xf16>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.matmul %a0, %a1 : (tensor<3x4xf32>, tensor<4x5xf16>) -> tensor<3x5xf32>
  return
}

// -----

func.func @matmul_reduced_size(%a0: tensor<3x4xf32>, %a1: tensor<4x5xf32>) {
  // expected-error @+2 {{expected matrices that share the reduced size, got lhs 'tensor<3x4xf32>' with 4 columns and rhs 'tensor<4x5xf32>' with 5 rows}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.matmul %a0, %a1 transpose_rhs : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

func.func @matmul_batch(%a0: tensor<2x3x4xf32>, %a1: tensor<3x4x5xf32>) {
  // expected-error @+2 {{expected batch dimensions that broadcast, got lhs 'tensor<2x3x4xf32>' and rhs 'tensor<3x4x5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.matmul %a0, %a1 : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<3x3x5xf32>
  return
}

// -----

func.func @attention_rank(%a0: tensor<2x3x4xf32>, %a1: tensor<2x3x4xf32>, %a2: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected query, key and value of rank 4, got 'tensor<2x3x4xf32>', 'tensor<2x3x4xf32>' and 'tensor<2x3x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 scale 1.0 : (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @attention_key_depth(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x6xf32>, %a2: tensor<1x2x5x4xf32>) {
  // expected-error @+2 {{expected key of shape [1, 2, 5, 4] for query 'tensor<1x2x3x4xf32>', got 'tensor<1x2x5x6xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x6xf32>, tensor<1x2x5x4xf32>) -> tensor<1x2x3x4xf32>
  return
}

// -----

func.func @attention_value_keys(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x6x4xf32>) {
  // expected-error @+2 {{expected value of shape [1, 2, 5, 4] for query 'tensor<1x2x3x4xf32>', got 'tensor<1x2x6x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x6x4xf32>) -> tensor<1x2x3x4xf32>
  return
}

// -----

func.func @attention_value_type(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x5x4xf64>) {
  // expected-error @+2 {{expected value of element type 'f32' like query, got 'tensor<1x2x5x4xf64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf64>) -> tensor<1x2x3x4xf32>
  return
}

// -----

func.func @attention_heads(%a0: tensor<1x3x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x5x4xf32>) {
  // expected-error @+2 {{expected a multiple of 2 heads in query 'tensor<1x3x3x4xf32>' for key 'tensor<1x2x5x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 scale 1.0 : (tensor<1x3x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>) -> tensor<1x3x3x4xf32>
  return
}

// -----

func.func @attention_mask_shape(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x5x4xf32>, %a3: tensor<4x5xi1>) {
  // expected-error @+2 {{expected mask that broadcasts to [1, 2, 3, 5], got 'tensor<4x5xi1>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 mask %a3 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>, tensor<4x5xi1>) -> tensor<1x2x3x4xf32>
  return
}

// -----

func.func @attention_mask_rank(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x5x4xf32>, %a3: tensor<1x1x1x1x1xi1>) {
  // expected-error @+2 {{expected mask that broadcasts to [1, 2, 3, 5], got 'tensor<1x1x1x1x1xi1>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 mask %a3 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>, tensor<1x1x1x1x1xi1>) -> tensor<1x2x3x4xf32>
  return
}

// -----

func.func @attention_mask_type(%a0: tensor<1x2x3x4xf32>, %a1: tensor<1x2x5x4xf32>, %a2: tensor<1x2x5x4xf32>, %a3: tensor<3x5xi32>) {
  // expected-error @+2 {{expected mask of element type i1 or 'f32', got 'tensor<3x5xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.attention %a0, %a1, %a2 mask %a3 scale 1.0 : (tensor<1x2x3x4xf32>, tensor<1x2x5x4xf32>, tensor<1x2x5x4xf32>, tensor<3x5xi32>) -> tensor<1x2x3x4xf32>
  return
}
