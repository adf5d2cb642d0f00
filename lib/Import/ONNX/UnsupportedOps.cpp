//===- UnsupportedOps.cpp - Operators that the importer does not know -----===//
//
// A model is told at once about all of its operators that are not supported.
// Which branch of an If is taken shows only while the graph is imported, so
// that importing goes on around what is unknown: nodes that depend on it are
// left out, and at the end there is one error with all operators.
//
//===----------------------------------------------------------------------===//

#include "Importer.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

const Importer::Function *
Importer::findFunction(const onnx::NodeProto &node) const {
  StringRef domain = normalizeDomain(node.domain());
  auto it = functions.find((domain + ":" + node.op_type()).str());
  return it == functions.end() ? nullptr : &it->second;
}

void Importer::recordUnsupported(const onnx::NodeProto &node, int64_t version) {
  // A function or a loop imports its nodes more than once.
  if (!unsupportedNodes.insert(&node).second)
    return;
  StringRef domain = normalizeDomain(node.domain());
  auto known = llvm::find_if(
      report.unsupportedOps, [&](const ImportReport::UnsupportedOp &op) {
        return op.domain == domain && op.name == node.op_type();
      });
  if (known != report.unsupportedOps.end())
    ++known->count;
  else
    report.unsupportedOps.push_back({domain.str(), node.op_type(), version,
                                     /*count=*/1, describe(node)});
}

void Importer::collectUnsupported(
    const NodeList &nodes, const OpsetVersions &opsets,
    llvm::SmallSetVector<const Function *, 8> &called) {
  for (const onnx::NodeProto &node : nodes) {
    StringRef domain = normalizeDomain(node.domain());
    int64_t version = opsets.lookup(domain);
    if (OpRegistry::get().find(domain, node.op_type(), version))
      continue;
    if (const Function *function = findFunction(node))
      called.insert(function);
    else
      recordUnsupported(node, version);
  }
}

void Importer::collectUnsupported(const NodeList &nodes,
                                  const OpsetVersions &opsets) {
  llvm::SmallSetVector<const Function *, 8> called;
  collectUnsupported(nodes, opsets, called);
  for (size_t i = 0; i < called.size(); ++i)
    collectUnsupported(called[i]->proto->node(), called[i]->opsets, called);
}

void Importer::leaveOut(const onnx::NodeProto &node, Environment &environment) {
  for (const std::string &name : node.output())
    if (!name.empty())
      environment.unknown.insert(name);
  if (const Function *function = findFunction(node))
    collectUnsupported(function->proto->node(), function->opsets);
  // The body of a loop. Which branch of an If would be taken is unknown.
  for (const onnx::AttributeProto &attribute : node.attribute())
    if (attribute.name() == "body")
      collectUnsupported(attribute.g().node(), *environment.opsets);
}

InFlightDiagnostic Importer::emitUnsupportedOps() {
  InFlightDiagnostic diagnostic = emitError(location);
  diagnostic << "the model uses operators that are not supported:";
  for (const ImportReport::UnsupportedOp &op : report.unsupportedOps) {
    diagnostic << "\n  " << (op.domain.empty() ? "ai.onnx" : op.domain) << "."
               << op.name;
    if (op.opset == 0)
      diagnostic << " (the model names no version of its domain)";
    else if (op.domain.empty() && op.opset < kFirstONNXOpset)
      diagnostic << " of operator set " << op.opset << " (older than "
                 << kFirstONNXOpset << ")";
    else
      diagnostic << " of operator set " << op.opset;
    diagnostic << ": " << op.count
               << (op.count == 1 ? " node, " : " nodes, first ")
               << op.firstNode;
  }
  return diagnostic;
}
