//===- LoopBuilder.h - Buffers as lines, tiles as one loop ------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOOPBUILDER_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOOPBUILDER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace fovea {

/// A buffer as one line of elements. Generated code computes its own indices:
/// they are sums of few terms, most of which do not change in a loop.
struct Line {
  mlir::Value buffer;                 ///< One dimension, stride 1.
  llvm::SmallVector<int64_t> shape;   ///< Of the buffer it was made of.
  llvm::SmallVector<int64_t> strides; ///< 0 where the size is 1.
};

/// Make a line of `buffer`. Fails with an error if its layout is not static, or
/// if the elements of its last dimension are not contiguous.
llvm::FailureOr<Line> buildLine(mlir::OpBuilder &builder, mlir::Location loc,
                                mlir::Value buffer);

/// The same of an operand that an op may have: nothing if `buffer` is null.
llvm::FailureOr<std::optional<Line>> buildOptionalLine(mlir::OpBuilder &builder,
                                                       mlir::Location loc,
                                                       mlir::Value buffer);

/// `size` elements on the stack of each thread.
Line buildScratch(mlir::OpBuilder &builder, mlir::Location loc, int64_t size,
                  mlir::Type elementType);

/// One loop over some dimensions of several lines, with the stride of each.
struct StridedDim {
  int64_t size;
  llvm::SmallVector<int64_t> strides;
};

/// The fewest loops that visit the same elements in the same order: neighbours
/// become one where every line goes on without a gap.
llvm::SmallVector<StridedDim> mergeDims(llvm::ArrayRef<StridedDim> dims);

/// A range of `size` cut into tiles of nearly one length: `count` tiles of
/// `length`, the first of which begins at `begin`.
struct TileRun {
  int64_t begin;
  int64_t length;
  int64_t count;
};

/// At most two runs, of lengths that differ by one and do not exceed `most`.
llvm::SmallVector<TileRun> cutIntoTiles(int64_t size, int64_t most);

/// Columns cut into vectors or panels of one width: `count` neighbours, the
/// first of which begins at `begin`; only `valid` columns of each are stored.
struct ColumnRun {
  int64_t begin;
  int64_t width;
  int64_t valid;
  int64_t count;
};

/// `columns` cut into vectors of `lanes` and, for the rest, one of the next
/// power of two.
llvm::SmallVector<ColumnRun> cutIntoColumns(int64_t columns, int64_t lanes);

/// Arithmetic on indices, with nothing built for terms that are 0.
class IndexBuilder {
public:
  IndexBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::Value constant(int64_t value) const;
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value add(mlir::Value lhs, int64_t rhs) const;
  mlir::Value mul(mlir::Value lhs, int64_t rhs) const;
  mlir::Value div(mlir::Value lhs, int64_t rhs) const;
  /// `base` plus the products of `indices` and `strides`.
  mlir::Value dot(mlir::Value base, mlir::ValueRange indices,
                  llvm::ArrayRef<int64_t> strides) const;

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

/// The indices of point `linear` of a space of `sizes`, the last of which
/// changes fastest.
llvm::SmallVector<mlir::Value> delinearize(mlir::OpBuilder &builder,
                                           mlir::Location loc,
                                           mlir::Value linear,
                                           llvm::ArrayRef<int64_t> sizes);

/// Numbers from 0 of which the first `counts[0]` are of one case, the next
/// `counts[1]` of another: call `build` for each case, with the number within
/// it of `number`.
void buildCases(
    mlir::OpBuilder &builder, mlir::Location loc, mlir::Value number,
    llvm::ArrayRef<int64_t> counts,
    llvm::function_ref<void(mlir::OpBuilder &, size_t, mlir::Value)> build);

/// One parallel loop over the product of `sizes`, the last of which changes
/// fastest. `body` is called with an index for each.
void buildParallelLoop(
    mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<int64_t> sizes,
    llvm::function_ref<void(mlir::OpBuilder &, mlir::ValueRange)> body);

/// A nest of sequential loops over `sizes` that carries `values`; `body`
/// returns the new ones. Loops with one iteration are left out.
llvm::SmallVector<mlir::Value> buildReductionLoops(
    mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<int64_t> sizes,
    mlir::ValueRange values,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(
        mlir::OpBuilder &, mlir::ValueRange indices, mlir::ValueRange values)>
        body);

/// `length` elements of a line from `index`; of those beyond `valid`, 0.
mlir::Value buildLoad(mlir::OpBuilder &builder, mlir::Location loc,
                      const Line &line, mlir::Value index, int64_t length,
                      int64_t valid);

/// `vector`, of f32 or bf16, in f32.
mlir::Value extendToF32(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value vector);

/// `vector`, of f32, in `elementType`, which is f32 or bf16.
mlir::Value roundTo(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value vector, mlir::Type elementType);

/// A vector of `lanes` times `value`, in f32.
mlir::Value buildSplat(mlir::OpBuilder &builder, mlir::Location loc,
                       int64_t lanes, double value);

/// The elements of one or two vectors, those of one lane side by side.
mlir::Value buildInterleaved(mlir::OpBuilder &builder, mlir::Location loc,
                             llvm::ArrayRef<mlir::Value> vectors);

/// Store the first `valid` elements of `vector`.
void buildStore(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::Value vector, const Line &line, mlir::Value index,
                int64_t valid);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOOPBUILDER_H
