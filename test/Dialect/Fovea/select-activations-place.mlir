// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations))' | FileCheck %s

// An accelerator that fuses ReLU alone, and has a unit for functions.

module attributes {dlti.target_system_spec = #dlti.target_system_spec<
  "CPU" = #dlti.target_device_spec<
    "name" = "simple", "device" = "accelerator",
    "peak" = #dlti.map<"f16" = 1000.0 : f64>,
    "memory" = #dlti.map<"one_core" = 100.0 : f64>,
    "accelerator" = #dlti.map<"processors" = 1 : i64, "vector_peak" = 10.0 : f64,
                              "fused_activations" = ["relu"]>>>} {

// CHECK-LABEL: @place
// CHECK: fovea.activation relu %{{[^ ]*}} :
// CHECK: fovea.activation silu %{{[^ ]*}} separate :
func.func @place(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = fovea.activation relu %x separate : (tensor<8xf32>) -> tensor<8xf32>
  %1 = fovea.activation silu %0 error 1.0e-6 : (tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

}
