//===- EpilogueBuilder.h - From accumulators to memory ----------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_EPILOGUEBUILDER_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_EPILOGUEBUILDER_H

#include "LoopBuilder.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"

namespace fovea {

/// The way of the elements of one kernel from its accumulators through its
/// epilogue into its destination.
class EpilogueBuilder {
public:
  /// Make lines of the destination and of the operands of the epilogue.
  static llvm::FailureOr<EpilogueBuilder>
  create(mlir::OpBuilder &builder, kernel::EpilogueOpInterface op);

  /// The destination, and then the operands of the epilogue. Their strides are
  /// 0 where they are broadcast.
  llvm::ArrayRef<Line> getLines() const { return lines; }

  /// Finish `vector`, which holds the channels from `channel` on, `valid` of
  /// which are stored. `rows` says where in each line its row begins. Returns
  /// what is stored.
  mlir::Value build(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value vector, mlir::ValueRange rows,
                    mlir::Value channel, int64_t valid);

private:
  explicit EpilogueBuilder(mlir::Region &region) : region(&region) {}

  mlir::Value buildOperand(mlir::OpBuilder &builder, mlir::Location loc,
                           const Line &line, mlir::Value row,
                           mlir::Value channel, mlir::VectorType type,
                           int64_t valid);

  mlir::Region *region;
  llvm::SmallVector<Line> lines;
};

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_EPILOGUEBUILDER_H
