// RUN: not fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations{error=-1}))' 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations))' 2>&1 | FileCheck %s

// NEGATIVE: error: expected the error of activations to be 0 or more, found -1

module attributes {dlti.target_system_spec = #dlti.target_system_spec<
  "CPU" = #dlti.target_device_spec<
    "name" = "simple", "device" = "accelerator",
    "peak" = #dlti.map<"f16" = 1000.0 : f64>,
    "memory" = #dlti.map<"one_core" = 100.0 : f64>,
    "accelerator" = #dlti.map<"processors" = 1 : i64>>>} {

// CHECK: error: hardware 'simple': expected 'vector_peak' in 'accelerator'
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = fovea.activation silu %x : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

}
