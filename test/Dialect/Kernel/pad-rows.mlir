// RUN: fovea-opt %s -kernel-pad-rows -split-input-file | FileCheck %s

// Rows of 1024 elements are one cache way long: they get one line more.
// CHECK-LABEL: @pad
func.func @pad(%x: tensor<50x8xf32>, %v: tensor<8192xf32>, %w: tensor<32768xf32>) -> tensor<50x32xf32> {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<50x1040xf32>
  // CHECK: %[[X:.*]] = kernel.contract
  // CHECK: %[[P:.*]] = tensor.insert_slice %[[X]] into %[[E]][0, 0] [50, 1024] [1, 1]
  // CHECK: %[[V:.*]] = tensor.extract_slice %[[P]][0, 0] [50, 1024] [1, 1]
  // CHECK: kernel.contract %[[V]]
  %0 = tensor.empty() : tensor<50x1024xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [1024], rows = [14]> : (tensor<50x8xf32>, tensor<8192xf32>, tensor<50x1024xf32>) -> tensor<50x1024xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x1024xf32>, tensor<32768xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}

// -----

// Rows of 768 elements share four places: four of 14 at most for each.
// CHECK-LABEL: @do_not_pad_768
// CHECK-NOT: tensor.insert_slice
func.func @do_not_pad_768(%x: tensor<50x8xf32>, %v: tensor<6144xf32>, %w: tensor<24576xf32>) -> tensor<50x32xf32> {
  %0 = tensor.empty() : tensor<50x768xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [768], rows = [14]> : (tensor<50x8xf32>, tensor<6144xf32>, tensor<50x768xf32>) -> tensor<50x768xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x768xf32>, tensor<24576xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}

// -----

// What all slices are a part of gets longer rows, once.
// CHECK-LABEL: @pad_slices
func.func @pad_slices(%x: tensor<50x8xf32>, %v: tensor<8192xf32>, %w: tensor<16384xf32>) -> (tensor<50x32xf32>, tensor<50x32xf32>) {
  // CHECK: %[[X:.*]] = kernel.contract {{.*}} -> tensor<50x1024xf32>
  // CHECK: %[[P:.*]] = tensor.insert_slice %[[X]] into %{{.*}} : tensor<50x1024xf32> into tensor<50x1040xf32>
  // CHECK: %[[V:.*]] = tensor.extract_slice %[[P]][0, 0] [50, 1024] [1, 1]
  // CHECK-NOT: insert_slice
  // CHECK: tensor.extract_slice %[[V]][0, 0] [50, 512] [1, 1]
  // CHECK: tensor.extract_slice %[[V]][0, 512] [50, 512] [1, 1]
  // CHECK-NOT: insert_slice
  %0 = tensor.empty() : tensor<50x1024xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [1024], rows = [14]> : (tensor<50x8xf32>, tensor<8192xf32>, tensor<50x1024xf32>) -> tensor<50x1024xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.extract_slice %1[0, 0] [50, 512] [1, 1] : tensor<50x1024xf32> to tensor<50x512xf32>
  %3 = tensor.extract_slice %1[0, 512] [50, 512] [1, 1] : tensor<50x1024xf32> to tensor<50x512xf32>
  %4 = tensor.empty() : tensor<50x32xf32>
  %5 = kernel.contract %2, %w into %4 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x512xf32>, tensor<16384xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %6 = kernel.contract %3, %w into %4 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x512xf32>, tensor<16384xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %5, %6 : tensor<50x32xf32>, tensor<50x32xf32>
}

// -----

// An argument would have to be copied.
// CHECK-LABEL: @do_not_pad_argument
// CHECK-NOT: tensor.insert_slice
func.func @do_not_pad_argument(%x: tensor<50x1024xf32>, %w: tensor<32768xf32>) -> tensor<50x32xf32> {
  %0 = tensor.empty() : tensor<50x32xf32>
  %1 = kernel.contract %x, %w into %0 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x1024xf32>, tensor<32768xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<50x32xf32>
}

// -----

// The tiles of Winograd's algorithm come from a kernel without an epilogue.
// CHECK-LABEL: @winograd
// CHECK: tensor.insert_slice
func.func @winograd(%x: tensor<1x18x18x256xf32>, %w: tensor<2359296xf32>) -> tensor<1x4x4x9216xf32> {
  %0 = tensor.empty() : tensor<1x4x4x9216xf32>
  %1 = kernel.winograd_input %x into %0 schedule <lanes = 16> : (tensor<1x18x18x256xf32>, tensor<1x4x4x9216xf32>) -> tensor<1x4x4x9216xf32>
  %2 = kernel.contract %1, %w into %0 window [] groups 36 schedule <lanes = 16, panels = [32, 32, 32, 32, 32, 32, 32, 32], rows = [14, 14, 14, 14, 14, 14, 14, 14]> : (tensor<1x4x4x9216xf32>, tensor<2359296xf32>, tensor<1x4x4x9216xf32>) -> tensor<1x4x4x9216xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2 : tensor<1x4x4x9216xf32>
}

// -----

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 131072 : i64, "line_bytes" = 128 : i64, "ways" = 8 : i64>]>>} {
// Ways of 16 KiB have four places for rows that are 4 KiB apart.
// CHECK-LABEL: @do_not_pad_for_larger_ways
// CHECK-NOT: tensor.insert_slice
func.func @do_not_pad_for_larger_ways(%x: tensor<50x8xf32>, %v: tensor<8192xf32>, %w: tensor<32768xf32>) -> tensor<50x32xf32> {
  %0 = tensor.empty() : tensor<50x1024xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [1024], rows = [14]> : (tensor<50x8xf32>, tensor<8192xf32>, tensor<50x1024xf32>) -> tensor<50x1024xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x1024xf32>, tensor<32768xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}

// A line of 128 bytes has 32 elements.
// CHECK-LABEL: @pad_by_a_longer_line
// CHECK: tensor.empty() : tensor<50x4128xf32>
func.func @pad_by_a_longer_line(%x: tensor<50x8xf32>, %v: tensor<32768xf32>, %w: tensor<131072xf32>) -> tensor<50x32xf32> {
  %0 = tensor.empty() : tensor<50x4096xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [4096], rows = [14]> : (tensor<50x8xf32>, tensor<32768xf32>, tensor<50x4096xf32>) -> tensor<50x4096xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x4096xf32>, tensor<131072xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}
}

// -----

// A cache of unknown associativity.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 32768 : i64>]>>} {
// CHECK-LABEL: @do_not_pad_for_unknown_ways
// CHECK-NOT: tensor.insert_slice
func.func @do_not_pad_for_unknown_ways(%x: tensor<50x8xf32>, %v: tensor<8192xf32>, %w: tensor<32768xf32>) -> tensor<50x32xf32> {
  %0 = tensor.empty() : tensor<50x1024xf32>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [1024], rows = [14]> : (tensor<50x8xf32>, tensor<8192xf32>, tensor<50x1024xf32>) -> tensor<50x1024xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x1024xf32>, tensor<32768xf32>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}
}

// -----

// Rows of 1024 elements of bf16 share two places, seven each; a cache line is 32
// of them.
// CHECK-LABEL: @pad_bf16
func.func @pad_bf16(%x: tensor<50x8xf32>, %v: tensor<8192xf32>, %w: tensor<32768xbf16>) -> tensor<50x32xf32> {
  // CHECK: tensor.empty() : tensor<50x1056xbf16>
  %0 = tensor.empty() : tensor<50x1024xbf16>
  %1 = kernel.contract %x, %v into %0 window [] schedule <lanes = 16, panels = [1024], rows = [14]> : (tensor<50x8xf32>, tensor<8192xf32>, tensor<50x1024xbf16>) -> tensor<50x1024xbf16> {
  ^bb0(%sum: f32):
    %4 = arith.truncf %sum : f32 to bf16
    kernel.yield %4 : bf16
  }
  %2 = tensor.empty() : tensor<50x32xf32>
  %3 = kernel.contract %1, %w into %2 window [] schedule <lanes = 16, panels = [32], rows = [14]> : (tensor<50x1024xbf16>, tensor<32768xbf16>, tensor<50x32xf32>) -> tensor<50x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %3 : tensor<50x32xf32>
}
