//===- StridedCopy.h - Rearrangement of elements in memory ------*- C++ -*-===//
//
// One copy loop nest for all ops that move elements of constants: a transpose,
// a slice, a broadcast differ by their strides alone.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_STRIDEDCOPY_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_STRIDEDCOPY_H

#include "mlir/Support/LLVM.h"

namespace fovea {

/// Copy elements of `elementSize` (1, 2, 4 or 8) bytes: for each index of
/// `shape`, from `source + sum(index * sourceStrides)` to the like place in
/// `target`. Strides are in elements; those of the source may be 0 (repeat) or
/// negative (reverse). Takes blocks where source and target are contiguous
/// along different dimensions, so that each cache line is fetched once.
void copyStrided(char *target, llvm::ArrayRef<int64_t> targetStrides,
                 const char *source, llvm::ArrayRef<int64_t> sourceStrides,
                 llvm::ArrayRef<int64_t> shape, int64_t elementSize);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_STRIDEDCOPY_H
