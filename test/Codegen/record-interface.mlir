// RUN: fovea-opt --fovea-record-interface -split-input-file -verify-diagnostics %s | FileCheck %s

// Names and signedness are kept; tensors without a name get one.

// CHECK: module attributes
// CHECK-SAME: fovea.inputs = [{name = "x", type = tensor<2x3xui8>}, {name = "input1", type = tensor<i64>}]
// CHECK-SAME: fovea.outputs = [{name = "y", type = tensor<2x3xui8>}]
module {
  func.func @main(%a: tensor<2x3xui8> {fovea.name = "x"}, %b: tensor<i64>)
      -> (tensor<2x3xui8> {fovea.name = "y"}) {
    return %a : tensor<2x3xui8>
  }
}

// -----

// expected-error @below {{expected an entry function '@main'}}
module {
  func.func @other() {
    return
  }
}

// -----

module {
  // expected-error @below {{expected input 0 of the entry function to be a tensor of static shape, found 'tensor<?xf32>'}}
  func.func @main(%a: tensor<?xf32>) {
    return
  }
}

// -----

module {
  // expected-error @below {{expected output 0 of the entry function to be a tensor of static shape, found 'index'}}
  func.func @main() -> index {
    %0 = arith.constant 0 : index
    return %0 : index
  }
}
