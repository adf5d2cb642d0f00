//===- ScoreMask.h - What attention does to scores --------------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_SCOREMASK_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_SCOREMASK_H

#include "LoopBuilder.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include <optional>

namespace fovea {

/// Scores before their softmax: capped, with a mask added, and without the keys
/// that come after a query, of which the op may ask for any. Lanes of vectors
/// are queries. Scores and mask are f32, whatever is multiplied.
class ScoreMask {
public:
  /// Queries of one head: the index of the first, and where its elements of the
  /// mask begin.
  struct Queries {
    mlir::Value first;
    mlir::Value base; ///< None without a mask.
  };

  /// Fails with an error if the mask of `op` is no line.
  static llvm::FailureOr<ScoreMask> create(mlir::OpBuilder &builder,
                                           kernel::AttentionOp op);

  /// Whether `build` returns what it gets.
  bool isEmpty() {
    return !mask && !op.getCausal() && op.getSoftcap().isZero();
  }

  Queries locate(mlir::OpBuilder &builder, mlir::Value batch, mlir::Value head,
                 mlir::Value first);

  /// `score` of `key`, for `valid` queries from number `lane` of `queries` on.
  mlir::Value build(mlir::OpBuilder &builder, const Queries &queries,
                    mlir::Value key, int64_t lane, int64_t valid,
                    mlir::Value score);

private:
  explicit ScoreMask(kernel::AttentionOp op) : op(op), loc(op.getLoc()) {}

  mlir::Value buildCapped(mlir::OpBuilder &builder, mlir::Value score);
  mlir::Value buildElements(mlir::OpBuilder &builder, const Queries &queries,
                            mlir::Value key, int64_t lane, int64_t valid,
                            mlir::VectorType type);
  mlir::Value buildCausal(mlir::OpBuilder &builder, const Queries &queries,
                          mlir::Value key, int64_t lane, mlir::Value score);

  kernel::AttentionOp op;
  mlir::Location loc;
  std::optional<Line> mask;
};

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_SCOREMASK_H
