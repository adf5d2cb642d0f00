//===- NodeContext.h - One ONNX node while it is imported -------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_NODECONTEXT_H
#define FOVEA_LIB_IMPORT_ONNX_NODECONTEXT_H

#include "Tensors.h"
#include "ValueBuilder.h"

#include "llvm/ADT/StringSet.h"

namespace fovea::onnximport {

class Importer;
struct Environment;

/// What the handler of an operator sees of a node: operands, attributes, and
/// the means to build values and to report errors. As with `ValueBuilder`,
/// errors stick; accessors return a neutral value after one.
class NodeContext : public ValueBuilder {
public:
  NodeContext(Importer &importer, const onnx::NodeProto &node,
              Environment &environment, int64_t opset, mlir::Location loc);

  const onnx::NodeProto &getNode() const { return node; }
  Importer &getImporter() { return importer; }
  Environment &getEnvironment() { return environment; }
  /// Version of the operator set that the node's domain has.
  int64_t getOpset() const { return opset; }

  /// Report a use of the operator that is not supported, rather than wrong.
  mlir::InFlightDiagnostic emitUnsupported();

  /// Stop without a message: a subgraph or function depends on an operator that
  /// is not supported, which is reported at the end.
  void setIncomplete() {
    incomplete = true;
    setFailed();
  }
  bool isIncomplete() const { return incomplete; }

  //===--------------------------------------------------------------------===//
  // Operands
  //===--------------------------------------------------------------------===//

  unsigned getNumInputs() const { return inputs.size(); }
  bool hasInput(unsigned index) const {
    return index < inputs.size() && inputs[index];
  }
  /// Null for an optional operand that is absent.
  mlir::Value input(unsigned index) const {
    return hasInput(index) ? inputs[index] : mlir::Value();
  }
  llvm::ArrayRef<mlir::Value> getInputs() const { return inputs; }

  /// The value of an operand that must be known at compile time. `what` names
  /// it in the message. None after an error.
  std::optional<HostTensor> constant(unsigned index, llvm::StringRef what);
  llvm::SmallVector<int64_t> constantInts(unsigned index, llvm::StringRef what);
  llvm::SmallVector<double> constantFloats(unsigned index,
                                           llvm::StringRef what);
  /// The only element of an operand.
  int64_t constantInt(unsigned index, llvm::StringRef what);
  double constantFloat(unsigned index, llvm::StringRef what);
  using ValueBuilder::constant;
  using ValueBuilder::constantInts;

  /// Require an operand to have a rank of at least `min`, at most `max`.
  bool checkRank(unsigned index, int64_t min, int64_t max = 64);

  //===--------------------------------------------------------------------===//
  // Attributes
  //===--------------------------------------------------------------------===//

  bool hasAttribute(llvm::StringRef name);
  int64_t getInt(llvm::StringRef name, int64_t otherwise);
  bool getBool(llvm::StringRef name, bool otherwise);
  double getFloat(llvm::StringRef name, double otherwise);
  llvm::StringRef getString(llvm::StringRef name, llvm::StringRef otherwise);
  llvm::SmallVector<int64_t> getInts(llvm::StringRef name);
  llvm::SmallVector<double> getFloats(llvm::StringRef name);
  const onnx::TensorProto *getTensor(llvm::StringRef name);
  const onnx::GraphProto *getGraph(llvm::StringRef name);
  /// The attribute must be present.
  int64_t requireInt(llvm::StringRef name);
  const onnx::GraphProto *requireGraph(llvm::StringRef name);
  /// The element type that the attribute names by its number.
  mlir::Type getElementType(llvm::StringRef name, mlir::Type otherwise);
  /// Attributes that have no influence on inference.
  void ignoreAttributes(llvm::ArrayRef<llvm::StringRef> names);

  /// An attribute as it is after references to attributes of the enclosing
  /// function were resolved. Null if there is none.
  const onnx::AttributeProto *findAttribute(llvm::StringRef name);

  /// `axis`, counted from the end if negative, of `rank` dimensions.
  int64_t normalizeAxis(int64_t axis, int64_t rank,
                        llvm::StringRef name = "axis");
  /// All of `axes`, each at most once.
  llvm::SmallVector<int64_t> normalizeAxes(llvm::ArrayRef<int64_t> axes,
                                           int64_t rank,
                                           llvm::StringRef name = "axes");

  //===--------------------------------------------------------------------===//
  // Results
  //===--------------------------------------------------------------------===//

  unsigned getNumOutputs() const { return node.output_size(); }
  bool hasOutput(unsigned index) const {
    return index < getNumOutputs() && !node.output(index).empty();
  }
  void setOutput(unsigned index, mlir::Value value);
  void setOutputs(mlir::ValueRange values);

  /// Bind the outputs' names to what the handler set. Fails after an error, if
  /// a named output was not set, or an attribute was not looked at.
  llvm::LogicalResult finish();

private:
  const onnx::AttributeProto *
  findAttribute(llvm::StringRef name, onnx::AttributeProto::AttributeType type);

  Importer &importer;
  const onnx::NodeProto &node;
  Environment &environment;
  int64_t opset;
  bool incomplete = false;
  llvm::SmallVector<mlir::Value> inputs;
  llvm::SmallVector<mlir::Value> outputs;
  llvm::StringSet<> usedAttributes;
};

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_NODECONTEXT_H
