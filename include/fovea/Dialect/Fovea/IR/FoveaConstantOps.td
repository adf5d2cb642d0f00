//===- FoveaConstantOps.td - Constants and weights ------------------------===//

#ifndef FOVEA_CONSTANT_OPS
#define FOVEA_CONSTANT_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"

def Fovea_InitializerAttr : AttrDef<Fovea_Dialect, "Initializer"> {
  let mnemonic = "init";
  let summary = "distribution of an untrained weight";
  let description = [{
    `constant`: every element is `mean`. `normal`: mean and standard deviation;
    `truncated_normal`: the same, redrawn outside two standard deviations.
    `uniform`: in `[mean - deviation, mean + deviation)`.

    Example: `#fovea.init<normal, 0.0, 0.05>`
  }];
  let parameters = (ins EnumParameter<Fovea_InitializerKind>:$kind,
                        "::mlir::FloatAttr":$mean, "::mlir::FloatAttr":$deviation);
  let assemblyFormat = "`<` $kind `,` $mean `,` $deviation `>`";
}

def Fovea_ConstantOp : Fovea_Op<"constant", [ConstantLike,
    AllTypesMatch<["value", "result"]>]> {
  let summary = "tensor known at compile time";
  let description = [{
    Small values (shapes, scalars, index tables) are `dense` attributes. Larger
    ones are `dense_resource` attributes, which live outside of the context and
    are never hashed or copied.

    Example:
    ```mlir
    %0 = fovea.constant dense<[1, 2]> : tensor<2xi64>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Fovea_WeightOp : Fovea_Op<"weight"> {
  let summary = "named parameter of the model";
  let description = [{
    A parameter, by the name it has in checkpoints. It has a `value` once it was
    loaded or initialized, and before that an `init` to draw it from.

    Example:
    ```mlir
    %0 = fovea.weight "stem/kernel" init <normal, 0.0, 0.27>
       : tensor<3x3x3x32xf32>
    ```
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<ElementsAttr>:$value,
                       OptionalAttr<Fovea_InitializerAttr>:$init);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat =
      "$name (`value` $value^)? (`init` $init^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}

#endif // FOVEA_CONSTANT_OPS
