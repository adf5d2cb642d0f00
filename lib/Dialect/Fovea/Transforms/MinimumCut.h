//===- MinimumCut.h - Minimum cut of a directed graph -----------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_MINIMUMCUT_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_MINIMUMCUT_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <vector>

namespace fovea {

/// Splits the nodes of a graph into a source side and a sink side so that the
/// capacities of the edges from the former to the latter add up to the least.
/// Dinic's algorithm (1970): O(nodes^2 * edges), in practice about linear.
class MinimumCut {
public:
  using Node = int32_t;
  static constexpr Node kSource = 0, kSink = 1;
  static constexpr int64_t kInfinity = INT64_MAX / 4;

  MinimumCut() : edgesOf(2) {}

  Node addNode();
  void addEdge(Node from, Node to, int64_t capacity);

  /// Find a cut; returns its capacity.
  int64_t solve();

  /// After `solve`: of all minimum cuts, that with the smallest source side.
  bool isOnSourceSide(Node node) const { return level[node] >= 0; }

private:
  struct Edge {
    Node to;
    int64_t residual;
  };

  bool computeLevels();
  int64_t push(Node node, int64_t limit);

  std::vector<Edge> edges; // Each edge is followed by its reverse.
  std::vector<llvm::SmallVector<int32_t, 4>> edgesOf;
  std::vector<int32_t> level; // Distance from the source, -1 if unreachable.
  std::vector<uint32_t> next; // First edge of each node not yet exhausted.
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_MINIMUMCUT_H
