//===- LayoutProblem.h - Which ops to compute on permuted data --*- C++ -*-===//
//
// Given a permutation P, each op of a block that commutes with transposes
// (`TransposableOpInterface`) can be computed on its data as they are, or on
// data whose transpose by P they are ("before P"). Where the choices of the
// producer of a value and of a consumer differ, a transpose must stand between
// them, at the cost of moving all bytes of the value once, however many
// consumers share it. Both choices are free next to an existing transpose: the
// input of a transpose by P is its result before P, and a transpose by the
// inverse of P consumes its operand before P. Everything else (function
// arguments, convolutions, returns) knows the data as they are alone.
//
// The cheapest choice for all ops at once is a minimum cut.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_LAYOUTPROBLEM_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_LAYOUTPROBLEM_H

#include "MinimumCut.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <optional>

namespace fovea {

/// Values of a block that follow from constants and weights alone: transposing
/// them costs nothing when the model runs.
llvm::DenseSet<mlir::Value> collectConstantValues(mlir::Block &block);

/// Whether a transpose moves elements in memory, and not just dimensions of
/// size 1.
bool movesElements(llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<int64_t> permutation);
bool movesElements(TransposeOp op);

/// Bytes of a tensor.
int64_t getByteSize(mlir::Value tensor);

class LayoutProblem {
public:
  LayoutProblem(mlir::Block &block, llvm::ArrayRef<int64_t> permutation,
                const llvm::DenseSet<mlir::Operation *> &excluded);

  /// The ops to compute on data before the permutation, in program order. None,
  /// if that would not move fewer bytes than the block does as it is.
  llvm::SmallVector<mlir::Operation *> solve();

private:
  using Node = MinimumCut::Node;

  /// The nodes whose side says which form of data an op gives and takes;
  /// without one, both forms are as good.
  struct Role {
    std::optional<Node> producer, consumer;
  };

  void assignRole(mlir::Operation *op);
  Role getTransposeRole(TransposeOp op);
  bool isCandidate(mlir::Operation *op) const;
  bool isFree(mlir::Value value) const;
  int64_t getCost(mlir::Value value) const;
  std::optional<Node> getReshapeNode(mlir::Value value,
                                     mlir::RankedTensorType other) const;
  std::optional<Node> getProducer(mlir::Value value);
  std::optional<Node> getConsumer(mlir::OpOperand &use) const;
  void addValue(mlir::Value value);
  void addBroadcastOperands(mlir::Operation *op);
  void addDisagreement(int64_t cost, Node producer,
                       llvm::ArrayRef<Node> consumers);

  llvm::SmallVector<int64_t> permutation, inverse;
  const llvm::DenseSet<mlir::Operation *> &excluded;
  llvm::DenseSet<mlir::Value> constants;
  llvm::DenseMap<mlir::Operation *, Role> roles;
  llvm::SmallVector<std::pair<mlir::Operation *, Node>> candidates;
  MinimumCut cut;
  int64_t currentCost = 0; // Of leaving all candidates as they are.
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_LAYOUTPROBLEM_H
