// A machine with 1.25 MiB of second-level cache, behind which reading is slow.
// RUN: fovea-opt %s -kernel-split-sums | FileCheck %s --implicit-check-not=fovea.slice
// Where it is as fast, nothing is split.
// RUN: sed -e 's/"one_core" = 31.0/"one_core" = 130.0/' %s | fovea-opt -kernel-split-sums | FileCheck %s --check-prefix=FAST
// FAST-NOT: fovea.slice

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "vector" = #dlti.map<"bytes" = 64 : i64, "registers" = 32 : i64>,
    "peak" = #dlti.map<"f32" = 175.0>,
    "caches" = [#dlti.map<"bytes" = 49152 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 1310720 : i64, "bandwidth" = #dlti.map<"one_core" = 135.0>>,
                #dlti.map<"bytes" = 50331648 : i64, "bandwidth" = #dlti.map<"one_core" = 31.0>>]>>} {

// 2.3 MiB of input and twice 0.75 MiB for a panel of 64 columns: a quarter fits.
// CHECK-LABEL: @matrix
// CHECK-SAME: %[[X:.*]]: tensor<196x3072xf32>, %[[B:.*]]: tensor<1x768xf32>, %[[INIT:.*]]: tensor
func.func @matrix(%x: tensor<196x3072xf32>, %b: tensor<1x768xf32>, %init: tensor<196x768xf32>) -> tensor<196x768xf32> {
  // CHECK: %[[W:.*]] = fovea.weight
  // CHECK: %[[X0:.*]] = tensor.extract_slice %[[X]][0, 0] [196, 768] [1, 1]
  // CHECK: %[[W0:.*]] = fovea.slice %[[W]] starts [0, 0] sizes [768, 768] steps [1, 1]
  // CHECK: %[[E0:.*]] = tensor.empty
  // CHECK: %[[S0:.*]] = kernel.contract %[[X0]], %[[W0]] into %[[E0]]
  // CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32):
  // CHECK-NEXT: kernel.yield %[[SUM]]
  // CHECK: %[[X1:.*]] = tensor.extract_slice %[[X]][0, 768] [196, 768] [1, 1]
  // CHECK: %[[W1:.*]] = fovea.slice %[[W]] starts [768, 0]
  // CHECK: %[[S1:.*]] = kernel.contract %[[X1]], %[[W1]], %[[S0]] into
  // CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %[[OTHER:.*]]: f32):
  // CHECK-NEXT: %[[TOTAL:.*]] = arith.addf %[[SUM]], %[[OTHER]]
  // CHECK-NEXT: kernel.yield %[[TOTAL]]
  // CHECK: fovea.slice %[[W]] starts [1536, 0]
  // CHECK: %[[S2:.*]] = kernel.contract {{.*}} %[[S1]] into
  // CHECK: %[[W3:.*]] = fovea.slice %[[W]] starts [2304, 0]
  // CHECK: kernel.contract %{{.*}}, %[[W3]], %[[B]], %[[S2]] into %[[INIT]]
  // CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %[[BIAS:.*]]: f32, %[[OTHER:.*]]: f32):
  // CHECK-NEXT: %[[TOTAL:.*]] = arith.addf %[[SUM]], %[[OTHER]]
  // CHECK-NEXT: %[[Y:.*]] = arith.addf %[[TOTAL]], %[[BIAS]]
  // CHECK-NEXT: kernel.yield %[[Y]]
  %w = fovea.weight "w" : tensor<3072x768xf32>
  %0 = kernel.contract %x, %w, %b into %init window [] : (tensor<196x3072xf32>, tensor<3072x768xf32>, tensor<1x768xf32>, tensor<196x768xf32>) -> tensor<196x768xf32> {
  ^bb0(%sum: f32, %bias: f32):
    %1 = arith.addf %sum, %bias : f32
    kernel.yield %1 : f32
  }
  return %0 : tensor<196x768xf32>
}

// The sums between are f32. Weights have channels before columns.
// CHECK-LABEL: @window
func.func @window(%x: tensor<1x9x9x1024xbf16>, %init: tensor<1x7x7x512xbf16>) -> tensor<1x7x7x512xbf16> {
  // CHECK: tensor.extract_slice {{.*}}[0, 0, 0, 0] [1, 9, 9, 512] [1, 1, 1, 1]
  // CHECK: fovea.slice {{.*}} starts [0, 0, 0, 0] sizes [3, 3, 512, 512] steps [1, 1, 1, 1]
  // CHECK: kernel.contract {{.*}} -> tensor<1x7x7x512xf32> {
  // CHECK: tensor.extract_slice {{.*}}[0, 0, 0, 512] [1, 9, 9, 512] [1, 1, 1, 1]
  // CHECK: fovea.slice {{.*}} starts [0, 0, 512, 0] sizes [3, 3, 512, 512] steps [1, 1, 1, 1]
  // CHECK: kernel.contract {{.*}} -> tensor<1x7x7x512xbf16> {
  %w = fovea.weight "w" : tensor<3x3x1024x512xf32>
  %w16 = fovea.cast %w : tensor<3x3x1024x512xf32> to tensor<3x3x1024x512xbf16>
  %0 = kernel.contract %x, %w16 into %init window [3, 3] : (tensor<1x9x9x1024xbf16>, tensor<3x3x1024x512xbf16>, tensor<1x7x7x512xbf16>) -> tensor<1x7x7x512xbf16> {
  ^bb0(%sum: f32):
    %1 = arith.truncf %sum : f32 to bf16
    kernel.yield %1 : bf16
  }
  return %0 : tensor<1x7x7x512xbf16>
}

// One row reads everything once; what is computed would be copied; a group has
// a part of the channels already; 1000 channels have no parts of whole lines.
// CHECK-LABEL: @whole
func.func @whole(%x: tensor<196x3072xf32>, %v: tensor<3072x768xf32>, %row: tensor<1x3072xf32>, %odd: tensor<1000x1000xf32>, %init: tensor<196x768xf32>, %init1: tensor<1x768xf32>, %init2: tensor<1000x768xf32>) -> (tensor<196x768xf32>, tensor<1x768xf32>, tensor<196x768xf32>, tensor<1000x768xf32>) {
  %w = fovea.weight "w" : tensor<3072x768xf32>
  %0 = kernel.contract %x, %v into %init window [] : (tensor<196x3072xf32>, tensor<3072x768xf32>, tensor<196x768xf32>) -> tensor<196x768xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = kernel.contract %row, %w into %init1 window [] : (tensor<1x3072xf32>, tensor<3072x768xf32>, tensor<1x768xf32>) -> tensor<1x768xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %w2 = fovea.weight "w2" : tensor<1536x768xf32>
  %2 = kernel.contract %x, %w2 into %init window [] groups 2 : (tensor<196x3072xf32>, tensor<1536x768xf32>, tensor<196x768xf32>) -> tensor<196x768xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %w3 = fovea.weight "w3" : tensor<1000x768xf32>
  %3 = kernel.contract %odd, %w3 into %init2 window [] : (tensor<1000x1000xf32>, tensor<1000x768xf32>, tensor<1000x768xf32>) -> tensor<1000x768xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0, %1, %2, %3 : tensor<196x768xf32>, tensor<1x768xf32>, tensor<196x768xf32>, tensor<1000x768xf32>
}
}
