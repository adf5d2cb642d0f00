//===- KernelBase.td - The dialect, its types, op classes -----------------===//

#ifndef KERNEL_BASE
#define KERNEL_BASE

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::fovea::kernel";
  let summary = "Loop nests of vision models, as the code generator sees them";
  let description = [{
    One operation is one generated loop nest, with what was fused into it in its
    region and its schedule in an attribute. Operations are in destination
    style: on tensors they return their last operand, updated; on buffers they
    write it. Shapes are static; feature maps are channels last, and hold the
    zeros of their padding already.

    There is an operation for exactly those loop nests that generic code does
    not bring to the limit of a machine. Everything else is `linalg`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let useDefaultAttributePrinterParser = 1;
}

/// A tensor, and after bufferization a buffer.
class Kernel_ArrayOf<list<Type> types>
    : AnyTypeOf<[StaticShapeTensorOf<types>, StaticShapeMemRefOf<types>]>;
def Kernel_Array : Kernel_ArrayOf<[F32]>;
/// What is stored, and multiplied, in either precision; sums are f32.
def Kernel_MixedArray : Kernel_ArrayOf<[F32, BF16]>;
def Kernel_MixedTensor : StaticShapeTensorOf<[F32, BF16]>;

/// An op that computes its last operand, `init`, in place.
class Kernel_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kernel_Dialect, mnemonic, !listconcat(traits, [
        DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>])> {
  code baseDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return ::mlir::MutableOperandRange(getInitMutable());
    }
  }];
  let extraClassDeclaration = baseDeclaration;
  let extraClassDefinition = [{
    void $cppClass::getEffects(
        ::llvm::SmallVectorImpl<::mlir::SideEffects::EffectInstance<
            ::mlir::MemoryEffects::Effect>> &effects) {
      ::fovea::kernel::getKernelEffects(*this, effects);
    }
  }];
}

#endif // KERNEL_BASE
