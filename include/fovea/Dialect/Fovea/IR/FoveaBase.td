//===- FoveaBase.td - The dialect, its element types, op classes ----------===//

#ifndef FOVEA_BASE
#define FOVEA_BASE

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Fovea_Dialect : Dialect {
  let name = "fovea";
  let cppNamespace = "::fovea";
  let summary = "Graphs of vision models";
  let description = [{
    One operation is one thing that a vision engineer would name. All values
    are ranked tensors of static shape; images and feature maps are channels
    last (`[batch, spatial..., channels]`), token sequences are
    `[batch, tokens, channels]`.

    What an operation means is its reference lowering to `linalg`, `tensor`,
    `arith` and `math` (`--convert-fovea-to-linalg`).
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

//===----------------------------------------------------------------------===//
// Element and tensor types
//===----------------------------------------------------------------------===//

def Fovea_Float : AnyTypeOf<[F32, F64, F16, BF16], "floating point">;
def Fovea_SignedInteger : AnyTypeOf<[I8, I16, I32, I64], "signed integer">;
def Fovea_UnsignedInteger : AnyTypeOf<[UI8, UI16, UI32, UI64],
                                      "unsigned integer">;
def Fovea_Integer : AnyTypeOf<[Fovea_SignedInteger, Fovea_UnsignedInteger],
                              "integer">;
def Fovea_Number : AnyTypeOf<[Fovea_Float, Fovea_Integer], "number">;
def Fovea_Element : AnyTypeOf<[Fovea_Number, I1], "number or boolean">;

def Fovea_FloatTensor : StaticShapeTensorOf<[Fovea_Float]>;
def Fovea_IndexTensor : StaticShapeTensorOf<[I32, I64]>;
def Fovea_IntegerTensor : StaticShapeTensorOf<[Fovea_Integer]>;
def Fovea_BoolTensor : StaticShapeTensorOf<[I1]>;
def Fovea_NumberTensor : StaticShapeTensorOf<[Fovea_Number]>;
def Fovea_Tensor : StaticShapeTensorOf<[Fovea_Element]>;

//===----------------------------------------------------------------------===//
// Op classes
//===----------------------------------------------------------------------===//

class Fovea_Op<string mnemonic, list<Trait> traits = []>
    : Op<Fovea_Dialect, mnemonic, !listconcat([Pure], traits)> {
}

/// An op whose result types follow from its operands and attributes.
class Fovea_InferredOp<string mnemonic, list<Trait> traits = []>
    : Fovea_Op<mnemonic, !listconcat([InferTypeOpAdaptor], traits)> {
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
}

#endif // FOVEA_BASE
