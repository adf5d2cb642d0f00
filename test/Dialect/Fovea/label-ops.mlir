// RUN: fovea-opt --fovea-label-ops --mlir-print-debuginfo --mlir-print-local-scope %s | FileCheck %s

// CHECK-LABEL: func @main
func.func @main() -> tensor<2xi64> {
  // CHECK: fovea.constant {{.*}} loc(fused<"constant">["shape"])
  %0 = fovea.constant dense<[1, 2]> : tensor<2xi64> loc("shape")
  // CHECK: return {{.*}} loc("end")
  return %0 : tensor<2xi64> loc("end")
}
