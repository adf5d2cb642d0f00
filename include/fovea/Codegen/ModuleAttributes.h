//===- ModuleAttributes.h - What codegen records on a module ----*- C++ -*-===//
//
// The passes from tensors to machine code hand their decisions on through
// attributes of the module; these are their names. All sizes are in bytes.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_CODEGEN_MODULEATTRIBUTES_H
#define FOVEA_CODEGEN_MODULEATTRIBUTES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"

namespace fovea {

/// Arrays of `{name = "x", type = tensor<...>}`.
inline constexpr llvm::StringLiteral kInputsAttr = "fovea.inputs";
inline constexpr llvm::StringLiteral kOutputsAttr = "fovea.outputs";

/// Array of elements attributes, and the offset of each in the block.
inline constexpr llvm::StringLiteral kWeightsAttr = "fovea.weights";
inline constexpr llvm::StringLiteral kWeightOffsetsAttr =
    "fovea.weight_offsets";
inline constexpr llvm::StringLiteral kWeightsSizeAttr = "fovea.weights_size";

inline constexpr llvm::StringLiteral kArenaSizeAttr = "fovea.arena_size";
inline constexpr llvm::StringLiteral kLiveBytesAttr = "fovea.live_bytes";

/// Array of `{name = "layer1", op = "conv", flops = 1, bytes = 1, type = f32}`,
/// in order of execution. `type` is what it computes with.
inline constexpr llvm::StringLiteral kKernelsAttr = "fovea.kernels";

/// On arguments that codegen adds to `@main`: which one it is, as a string
/// ("input", "output", "weights", "arena", "thread", "num_threads",
/// "invocation").
inline constexpr llvm::StringLiteral kArgumentRoleAttr = "fovea.role";

/// What the names of kernels that have a module of their own begin with.
inline constexpr llvm::StringLiteral kKernelPrefix = "kernel_";

/// Functions that the model's interface defines and `@main` calls.
inline constexpr llvm::StringLiteral kMarkFunction = "fovea_mark";
inline constexpr llvm::StringLiteral kBarrierFunction = "fovea_barrier";

/// Alignment of the arena, the weights, and of every buffer in them.
inline constexpr int64_t kBufferAlignment = 64;

/// An integer attribute of `module`, 0 if it is not there.
inline int64_t getIntegerAttr(mlir::ModuleOp module, llvm::StringRef name) {
  auto attr = module->getAttrOfType<mlir::IntegerAttr>(name);
  return attr ? attr.getInt() : 0;
}

} // namespace fovea

#endif // FOVEA_CODEGEN_MODULEATTRIBUTES_H
