//===- KernelInterfaces.td - Op interfaces of the kernel dialect ----------===//

#ifndef KERNEL_INTERFACES
#define KERNEL_INTERFACES

include "mlir/IR/OpBase.td"

def Kernel_EpilogueOpInterface : OpInterface<"EpilogueOpInterface"> {
  let cppNamespace = "::fovea::kernel";
  let description = [{
    A kernel that passes each element of its result through a region before the
    one store. The block has an argument for the element, in f32, and one for
    the element of each epilogue operand at the same (broadcast) position, and
    yields the element to be stored, of the type of the result. It holds elementwise `arith` and `math` ops only.
  }];
  let methods = [
    InterfaceMethod<"The operands that the epilogue reads.",
                    "::mlir::OperandRange", "getEpilogueOperands">,
    InterfaceMethod<"The operands that the epilogue reads, to be changed.",
                    "::mlir::MutableOperandRange",
                    "getEpilogueOperandsMutable">,
    InterfaceMethod<"The region of the epilogue.", "::mlir::Region &",
                    "getEpilogue">
  ];
  let verify = [{
    return ::fovea::kernel::verifyEpilogue(
        ::llvm::cast<EpilogueOpInterface>($_op));
  }];
  let verifyWithRegions = 1;
}

#endif // KERNEL_INTERFACES
