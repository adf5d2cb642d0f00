// Matrix products, attention, normalizations.

func.func @main(
    %a: tensor<3x4x5xf32> {fovea.name = "a"},
    %b: tensor<5x6xf32> {fovea.name = "b"},
    %c: tensor<3x6x5xf32> {fovea.name = "c"},
    %t: tensor<5x3xf32> {fovea.name = "t"},
    %narrow: tensor<4x3xi8> {fovea.name = "narrow"},
    %q: tensor<2x4x3x8xf32> {fovea.name = "q"},
    %k: tensor<2x2x5x8xf32> {fovea.name = "k"},
    %v: tensor<2x2x5x6xf32> {fovea.name = "v"},
    %mask: tensor<3x5xf32> {fovea.name = "mask"},
    %allowed: tensor<2x1x3x5xi1> {fovea.name = "allowed"},
    %x: tensor<2x5x4x6xf32> {fovea.name = "x"},
    %scale: tensor<6xf32> {fovea.name = "scale"},
    %offset: tensor<6xf32> {fovea.name = "offset"}) -> (
    tensor<3x4x6xf32> {fovea.name = "matmul"},
    tensor<3x4x6xf32> {fovea.name = "matmul_rhs"},
    tensor<3x6xf32> {fovea.name = "matmul_lhs"},
    tensor<3x3xi8> {fovea.name = "matmul_i8"},
    tensor<2x4x3x6xf32> {fovea.name = "attention_grouped"},
    tensor<2x4x3x6xf32> {fovea.name = "attention_masked"},
    tensor<2x4x3x6xf32> {fovea.name = "attention_causal"},
    tensor<2x5x4x6xf32> {fovea.name = "batch_norm"},
    tensor<2x5x4x6xf32> {fovea.name = "layer_norm"},
    tensor<2x5x4x6xf32> {fovea.name = "layer_norm_scale"},
    tensor<2x5x4x6xf32> {fovea.name = "layer_norm_offset"},
    tensor<2x5x4x6xf32> {fovea.name = "rms_norm"},
    tensor<2x5x4x6xf32> {fovea.name = "group_norm"},
    tensor<2x5x4x6xf32> {fovea.name = "instance_norm"},
    tensor<2x5x4x6xf32> {fovea.name = "softmax"},
    tensor<2x5x4x6xf32> {fovea.name = "log_softmax"}) {
  %0 = fovea.matmul %a, %b : (tensor<3x4x5xf32>, tensor<5x6xf32>) -> tensor<3x4x6xf32>
  %1 = fovea.matmul %a, %c transpose_rhs : (tensor<3x4x5xf32>, tensor<3x6x5xf32>) -> tensor<3x4x6xf32>
  %2 = fovea.matmul %t, %b transpose_lhs : (tensor<5x3xf32>, tensor<5x6xf32>) -> tensor<3x6xf32>
  %3 = fovea.matmul %narrow, %narrow transpose_lhs : (tensor<4x3xi8>, tensor<4x3xi8>) -> tensor<3x3xi8>
  %4 = fovea.attention %q, %k, %v scale 3.0e-01 : (tensor<2x4x3x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x3x6xf32>
  %5 = fovea.attention %q, %k, %v mask %mask scale 3.0e-01 softcap 2.0 : (tensor<2x4x3x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<3x5xf32>) -> tensor<2x4x3x6xf32>
  %6 = fovea.attention %q, %k, %v mask %allowed scale 3.0e-01 causal : (tensor<2x4x3x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x1x3x5xi1>) -> tensor<2x4x3x6xf32>
  %7 = fovea.unary abs %offset : (tensor<6xf32>) -> tensor<6xf32>
  %8 = fovea.batch_norm %x, %scale, %offset, %scale, %7 epsilon 1.0e-03 : (tensor<2x5x4x6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %9 = fovea.layer_norm %x scale %scale offset %offset axis 3 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %10 = fovea.layer_norm %x scale %scale axis 2 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %11 = fovea.layer_norm %x offset %offset axis 1 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %12 = fovea.rms_norm %x scale %scale axis 3 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %13 = fovea.group_norm %x scale %scale offset %offset groups 2 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x5x4x6xf32>
  %14 = fovea.group_norm %x groups 6 epsilon 1.0e-05 : (tensor<2x5x4x6xf32>) -> tensor<2x5x4x6xf32>
  %15 = fovea.softmax %x axis 2 : (tensor<2x5x4x6xf32>) -> tensor<2x5x4x6xf32>
  %16 = fovea.log_softmax %x axis 3 : (tensor<2x5x4x6xf32>) -> tensor<2x5x4x6xf32>
  return %0, %1, %2, %3, %4, %5, %6, %8, %9, %10, %11, %12, %13, %14, %15, %16
    : tensor<3x4x6xf32>, tensor<3x4x6xf32>, tensor<3x6xf32>, tensor<3x3xi8>, tensor<2x4x3x6xf32>, tensor<2x4x3x6xf32>, tensor<2x4x3x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>
}
