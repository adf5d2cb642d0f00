//===- FusionRemark.h - What fusion decides, and why ------------*- C++ -*-===//
//
// Passes that fuse report each decision as an optimization remark of MLIR, with
// the work and the traffic of both ways. `foveac --fusion-report` collects
// them.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_FOVEA_IR_FUSIONREMARK_H
#define FOVEA_DIALECT_FOVEA_IR_FUSIONREMARK_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Location.h"

namespace fovea {

/// The category of these remarks, and the keys of their numbers.
inline constexpr llvm::StringLiteral kFusionCategory = "fusion";
inline constexpr llvm::StringLiteral kFlopsBefore = "flops before";
inline constexpr llvm::StringLiteral kFlopsAfter = "flops after";
inline constexpr llvm::StringLiteral kBytesBefore = "bytes before";
inline constexpr llvm::StringLiteral kBytesAfter = "bytes after";

/// Floating-point operations, of which a multiply-add is two, and bytes that
/// are read and written outside of registers.
struct FusionCost {
  double flops = 0;
  double bytes = 0;
};

/// Bytes of all elements of `type`.
double countBytes(mlir::ShapedType type);

/// Report the decision of fusion `name` ("epilogue", "winograd", ...) at `loc`.
/// Costs nothing unless someone asked for remarks.
void remarkFusion(mlir::Location loc, llvm::StringRef name, bool isFused,
                  FusionCost before, FusionCost after);

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_FUSIONREMARK_H
