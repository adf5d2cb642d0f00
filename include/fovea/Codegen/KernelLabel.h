//===- KernelLabel.h - What a kernel is called ------------------*- C++ -*-===//

#ifndef FOVEA_CODEGEN_KERNELLABEL_H
#define FOVEA_CODEGEN_KERNELLABEL_H

#include "mlir/IR/Location.h"

namespace fovea {

/// Who a kernel is for people, from its location.
struct KernelLabel {
  llvm::StringRef name; ///< Of the node of the graph.
  llvm::StringRef op;   ///< Mnemonic of the graph op.
};

/// The first label in `loc`: fused locations are labelled with the mnemonic of
/// the graph op (`fovea-label-ops`), named ones with the node of the graph.
KernelLabel getKernelLabel(mlir::Location loc);

} // namespace fovea

#endif // FOVEA_CODEGEN_KERNELLABEL_H
