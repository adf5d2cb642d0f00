// RUN: fovea-opt %s -verify-diagnostics -split-input-file

func.func @sparse() {
  // expected-error @+1 {{expected a dense or dense_resource value but got sparse}}
  %0 = fovea.constant sparse<[[0]], [1.0]> : tensor<4xf32>
  return
}

// -----

func.func @vector() {
  // expected-error @+1 {{result #0 must be statically shaped tensor}}
  %0 = fovea.constant dense<1.0> : vector<4xf32>
  return
}

// -----

func.func @index() {
  // expected-error @+1 {{result #0 must be statically shaped tensor}}
  %0 = fovea.constant dense<1> : tensor<4xindex>
  return
}

// -----

func.func @short_resource() {
  // expected-error @+1 {{expected 12 bytes in resource 'short' for 'tensor<3xf32>' but got 8}}
  %0 = fovea.constant dense_resource<short> : tensor<3xf32>
  return
}

{-#
  dialect_resources: {
    builtin: {
      short: "0x040000000000803F00000040"
    }
  }
#-}

// -----

func.func @nameless() {
  // expected-error @+1 {{expected a name that is not empty}}
  %0 = fovea.weight "" : tensor<3xf32>
  return
}

// -----

func.func @weight_type() {
  // expected-error @+1 {{expected a value of 'tensor<3xf32>' but got 'tensor<4xf32>'}}
  %0 = fovea.weight "w" value dense<1.0> : tensor<4xf32> : tensor<3xf32>
  return
}

// -----

func.func @weight_resource() {
  // expected-error @+1 {{expected 3 bytes in resource 'bytes' for 'tensor<3xi8>' but got 8}}
  %0 = fovea.weight "w" value dense_resource<bytes> : tensor<3xi8> : tensor<3xi8>
  return
}

{-#
  dialect_resources: {
    builtin: {
      bytes: "0x040000000000803F00000040"
    }
  }
#-}

// -----

func.func @deviation() {
  // expected-error @+1 {{expected a deviation of at least 0}}
  %0 = fovea.weight "w" init <normal, 0.0, -1.0> : tensor<3xf32>
  return
}
