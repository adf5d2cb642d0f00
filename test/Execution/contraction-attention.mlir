// RUN: %run_reference | FileCheck %s
//
// Attention against numpy.

func.func private @printMemrefF32(tensor<*xf32>)

// Two query heads share one key and value head; later keys are excluded.
func.func @grouped() {
  %query = fovea.constant dense<[[[[1.0, -2.0], [-1.0, 0.0], [2.0, 1.0]],
      [[2.0, -2.0], [-1.0, -1.0], [1.0, 0.0]]]]> : tensor<1x2x3x2xf32>
  %key = fovea.constant dense<[[[[-1.0, 1.0], [1.0, 2.0], [0.0, -2.0]]]]>
      : tensor<1x1x3x2xf32>
  %value = fovea.constant dense<[[[[3.0, -3.0], [-4.0, 3.0], [0.0, 1.0]]]]>
      : tensor<1x1x3x2xf32>
  %result = fovea.attention %query, %key, %value scale 5.000000e-01 causal
      : (tensor<1x2x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>)
      -> tensor<1x2x3x2xf32>
  %flat = fovea.reshape %result : tensor<1x2x3x2xf32> to tensor<12xf32>
  %any = tensor.cast %flat : tensor<12xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [12]
// CHECK-NEXT: [3, -3, 1.117{{[0-9.]*}}, -1.386{{[0-9.]*}}, -3.316{{[0-9.]*}}, 2.476{{[0-9.]*}}, 3, -3, 1.723{{[0-9.]*}}, -1.905{{[0-9.]*}}, -1.466{{[0-9.]*}}, 1.267{{[0-9.]*}}]

// The second query has no key at all.
func.func @boolean_mask() {
  %query = fovea.constant dense<[[[[-2.0, 1.0], [0.0, 2.0], [1.0, 2.0]]]]>
      : tensor<1x1x3x2xf32>
  %key = fovea.constant dense<[[[[1.0, 2.0], [-2.0, 1.0], [1.0, -1.0]]]]>
      : tensor<1x1x3x2xf32>
  %value = fovea.constant dense<[[[[-2.0], [1.0], [-3.0]]]]>
      : tensor<1x1x3x1xf32>
  %mask = fovea.constant dense<[[true, false, true], [false, false, false],
      [true, true, true]]> : tensor<3x3xi1>
  %result = fovea.attention %query, %key, %value mask %mask scale 1.000000e+00
      : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>,
         tensor<1x1x3x1xf32>, tensor<3x3xi1>)
      -> tensor<1x1x3x1xf32>
  %flat = fovea.reshape %result : tensor<1x1x3x1xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [3]
// CHECK-NEXT: [-2.047{{[0-9.]*}}, 0, -1.982{{[0-9.]*}}]

// A mask that broadcasts, added after the scores are capped.
func.func @float_mask() {
  %query = fovea.constant dense<[[[[-2.0, 1.0], [0.0, 2.0], [1.0, 2.0]]]]>
      : tensor<1x1x3x2xf32>
  %key = fovea.constant dense<[[[[1.0, 2.0], [-2.0, 1.0], [1.0, -1.0]]]]>
      : tensor<1x1x3x2xf32>
  %value = fovea.constant dense<[[[[-2.0], [1.0], [-3.0]]]]>
      : tensor<1x1x3x1xf32>
  %mask = fovea.constant dense<[0.5, -1.0, 0xFF800000]> : tensor<3xf32>
  %result = fovea.attention %query, %key, %value mask %mask scale 1.000000e+00
      softcap 1.500000e+00
      : (tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>,
         tensor<1x1x3x1xf32>, tensor<3xf32>)
      -> tensor<1x1x3x1xf32>
  %flat = fovea.reshape %result : tensor<1x1x3x1xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [3]
// CHECK-NEXT: [-0.5028{{[0-9.]*}}, -1.528{{[0-9.]*}}, -1.857{{[0-9.]*}}]

func.func @main() {
  call @grouped() : () -> ()
  call @boolean_mask() : () -> ()
  call @float_mask() : () -> ()
  return
}
