// RUN: fovea-opt %s -kernel-reuse-operands -split-input-file | FileCheck %s

// CHECK-LABEL: @sum
func.func @sum(%x: tensor<9x8xf32>, %w: tensor<128xf32>) -> tensor<9x16xf32> {
  // CHECK: %[[R:.*]] = kernel.contract
  %0 = tensor.empty() : tensor<9x16xf32>
  %1 = kernel.contract %x, %w into %0 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x8xf32>, tensor<128xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<9x16xf32>
  // CHECK: kernel.contract {{.*}}, %[[R]] into %[[R]]
  %3 = kernel.contract %x, %w, %1 into %2 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x8xf32>, tensor<128xf32>, tensor<9x16xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %4 = arith.addf %sum, %r : f32
    kernel.yield %4 : f32
  }
  return %3 : tensor<9x16xf32>
}

// -----

// The residual is read later, it is the input, it is an argument, or it lies
// between the zeros of a larger buffer.
// CHECK-LABEL: @keep
func.func @keep(%x: tensor<16x16xf32>, %w: tensor<256xf32>, %border: tensor<18x16xf32>) -> (tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>, tensor<18x16xf32>) {
  // CHECK-COUNT-5: into %{{[0-9]+}} window
  // CHECK: return
  %0 = tensor.empty() : tensor<16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<16x16xf32>, tensor<256xf32>, tensor<16x16xf32>) -> tensor<16x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %e2 = tensor.empty() : tensor<16x16xf32>
  %2 = kernel.contract %x, %w, %1 into %e2 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<16x16xf32>, tensor<256xf32>, tensor<16x16xf32>, tensor<16x16xf32>) -> tensor<16x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %e3 = tensor.empty() : tensor<16x16xf32>
  %3 = kernel.contract %1, %w, %1 into %e3 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<16x16xf32>, tensor<256xf32>, tensor<16x16xf32>, tensor<16x16xf32>) -> tensor<16x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %e4 = tensor.empty() : tensor<16x16xf32>
  %4 = kernel.contract %3, %w, %x into %e4 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<16x16xf32>, tensor<256xf32>, tensor<16x16xf32>, tensor<16x16xf32>) -> tensor<16x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %padded = tensor.insert_slice %2 into %border[1, 0] [16, 16] [1, 1] : tensor<16x16xf32> into tensor<18x16xf32>
  %e5 = tensor.empty() : tensor<16x16xf32>
  %5 = kernel.contract %x, %w, %2 into %e5 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<16x16xf32>, tensor<256xf32>, tensor<16x16xf32>, tensor<16x16xf32>) -> tensor<16x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  return %2, %3, %4, %5, %padded : tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>, tensor<18x16xf32>
}
