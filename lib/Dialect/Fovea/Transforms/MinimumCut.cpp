//===- MinimumCut.cpp - Minimum cut of a directed graph -------------------===//

#include "MinimumCut.h"

#include <algorithm>

using namespace fovea;

MinimumCut::Node MinimumCut::addNode() {
  edgesOf.emplace_back();
  return static_cast<Node>(edgesOf.size() - 1);
}

void MinimumCut::addEdge(Node from, Node to, int64_t capacity) {
  edgesOf[from].push_back(static_cast<int32_t>(edges.size()));
  edges.push_back({to, capacity});
  edgesOf[to].push_back(static_cast<int32_t>(edges.size()));
  edges.push_back({from, 0});
}

bool MinimumCut::computeLevels() {
  level.assign(edgesOf.size(), -1);
  level[kSource] = 0;
  std::vector<Node> queue = {kSource};
  for (size_t i = 0; i < queue.size(); ++i)
    for (int32_t index : edgesOf[queue[i]]) {
      const Edge &edge = edges[index];
      if (edge.residual == 0 || level[edge.to] >= 0)
        continue;
      level[edge.to] = level[queue[i]] + 1;
      queue.push_back(edge.to);
    }
  return level[kSink] >= 0;
}

int64_t MinimumCut::push(Node node, int64_t limit) {
  if (node == kSink)
    return limit;
  for (uint32_t &i = next[node]; i < edgesOf[node].size(); ++i) {
    int32_t index = edgesOf[node][i];
    Edge &edge = edges[index];
    if (edge.residual == 0 || level[edge.to] != level[node] + 1)
      continue;
    if (int64_t flow = push(edge.to, std::min(limit, edge.residual))) {
      edge.residual -= flow;
      edges[index ^ 1].residual += flow;
      return flow;
    }
  }
  return 0;
}

int64_t MinimumCut::solve() {
  int64_t total = 0;
  while (computeLevels()) {
    next.assign(edgesOf.size(), 0);
    while (int64_t flow = push(kSource, kInfinity))
      total += flow;
  }
  return total;
}
