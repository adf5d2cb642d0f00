//===- GraphOrder.cpp - Order of the nodes of an ONNX graph ---------------===//

#include "GraphOrder.h"

#include "llvm/ADT/MapVector.h"

#include <queue>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

using NameSet = llvm::SmallSetVector<StringRef, 8>;

static void collectUses(const onnx::GraphProto &graph, NameSet &uses);

/// The names that a node uses: its operands, and what its subgraphs use of the
/// graph around them.
static void collectUses(const onnx::NodeProto &node, NameSet &uses) {
  for (const std::string &name : node.input())
    if (!name.empty())
      uses.insert(name);
  for (const onnx::AttributeProto &attribute : node.attribute()) {
    if (attribute.has_g())
      collectUses(attribute.g(), uses);
    for (const onnx::GraphProto &graph : attribute.graphs())
      collectUses(graph, uses);
  }
}

static void collectUses(const onnx::GraphProto &graph, NameSet &uses) {
  llvm::StringSet<> defined;
  for (const onnx::ValueInfoProto &input : graph.input())
    defined.insert(input.name());
  for (const onnx::TensorProto &initializer : graph.initializer())
    defined.insert(initializer.name());
  NameSet inner;
  for (const onnx::NodeProto &node : graph.node()) {
    collectUses(node, inner);
    for (const std::string &name : node.output())
      defined.insert(name);
  }
  for (const onnx::ValueInfoProto &output : graph.output())
    inner.insert(output.name());
  for (StringRef name : inner)
    if (!defined.contains(name))
      uses.insert(name);
}

/// Map each name to the node that defines it.
static FailureOr<llvm::StringMap<unsigned>>
collectDefinitions(const NodeList &nodes, const Environment &environment,
                   Location loc) {
  llvm::StringMap<unsigned> definitions;
  for (auto [index, node] : llvm::enumerate(nodes)) {
    for (const std::string &name : node.output()) {
      if (name.empty())
        continue;
      auto [it, isNew] = definitions.try_emplace(name, index);
      if (!isNew)
        return emitError(loc) << Importer::describe(node) << ": value '" << name
                              << "' is already defined by "
                              << Importer::describe(nodes[it->second]);
      if (environment.values.contains(name))
        return emitError(loc)
               << Importer::describe(node) << ": value '" << name
               << "' is already defined as an input or initializer";
    }
  }
  return definitions;
}

FailureOr<SmallVector<const onnx::NodeProto *>>
onnximport::orderNodes(const NodeList &nodes, const Environment &environment,
                       Location loc) {
  auto definitions = collectDefinitions(nodes, environment, loc);
  if (failed(definitions))
    return failure();

  // For each node the number of uses that it waits for, and who waits for it.
  SmallVector<unsigned> missing(nodes.size(), 0);
  SmallVector<SmallVector<unsigned, 4>> waiting(nodes.size());
  for (auto [index, node] : llvm::enumerate(nodes)) {
    NameSet uses;
    collectUses(node, uses);
    for (StringRef name : uses) {
      auto it = definitions->find(name);
      if (it != definitions->end()) {
        waiting[it->second].push_back(index);
        ++missing[index];
      } else if (!environment.contains(name)) {
        return emitError(loc) << Importer::describe(node) << ": input '" << name
                              << "' is not defined by any node, initializer "
                                 "or graph input";
      }
    }
  }

  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned index : llvm::seq<unsigned>(nodes.size()))
    if (missing[index] == 0)
      ready.push(index);
  SmallVector<const onnx::NodeProto *> order;
  while (!ready.empty()) {
    unsigned index = ready.top();
    ready.pop();
    order.push_back(&nodes[index]);
    for (unsigned user : waiting[index])
      if (--missing[user] == 0)
        ready.push(user);
  }
  if (order.size() == size_t(nodes.size()))
    return order;

  // Every node left waits for another one that is left: going back from any
  // leads onto a cycle.
  llvm::SmallSetVector<unsigned, 8> path;
  unsigned index =
      llvm::find_if(missing, [](unsigned count) { return count != 0; }) -
      missing.begin();
  while (path.insert(index)) {
    NameSet uses;
    collectUses(nodes[index], uses);
    for (StringRef name : uses) {
      auto it = definitions->find(name);
      if (it != definitions->end() && missing[it->second] != 0) {
        index = it->second;
        break;
      }
    }
  }
  return emitError(loc) << "the graph has a cycle through "
                        << Importer::describe(nodes[index]);
}
