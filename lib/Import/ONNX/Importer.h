//===- Importer.h - Builds a module from an ONNX model ----------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_IMPORTER_H
#define FOVEA_LIB_IMPORT_ONNX_IMPORTER_H

#include "ModelFile.h"
#include "Registry.h"

#include "fovea/Import/ONNX/ONNXImport.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

namespace fovea::onnximport {

/// Version of each domain's operator set; the default domain is "".
using OpsetVersions = llvm::StringMap<int64_t>;

/// The default domain has two names; this is its short one.
llvm::StringRef normalizeDomain(llvm::StringRef domain);

/// What the nodes of one graph or function body can refer to.
struct Environment {
  /// The enclosing graph, whose values a subgraph sees as well.
  const Environment *parent = nullptr;
  const OpsetVersions *opsets = nullptr;
  llvm::StringMap<mlir::Value> values;
  /// Names of values that depend on an operator that is not supported.
  llvm::StringSet<> unknown;
  /// In a function body: its attributes. Those that the call leaves out are
  /// null.
  llvm::StringMap<const onnx::AttributeProto *> attributes;
  /// Prefix of node names: the path of calls and branches that led here.
  std::string prefix;

  /// Whether there is a value of that name. It is null for an operand that a
  /// call of a function leaves out.
  bool contains(llvm::StringRef name) const;
  bool isUnknown(llvm::StringRef name) const;
  mlir::Value lookup(llvm::StringRef name) const;
  /// Nothing if there is no such attribute.
  std::optional<const onnx::AttributeProto *>
  lookupAttribute(llvm::StringRef name) const;
};

using NodeList = google::protobuf::RepeatedPtrField<onnx::NodeProto>;

class Importer {
public:
  Importer(ModelFile &file, const ImportOptions &options, ImportReport &report);

  llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> run();

  mlir::OpBuilder &getBuilder() { return builder; }
  ModelFile &getFile() { return file; }
  ImportReport &getReport() { return report; }

  /// A node in messages: `node 'conv1' (Conv)`.
  static std::string describe(const onnx::NodeProto &node);

  /// Import a graph inside of `outer` with its inputs bound to `inputs`.
  /// Returns the values of its outputs; null are those that depend on an
  /// operator that is not supported.
  llvm::FailureOr<llvm::SmallVector<mlir::Value>>
  importSubgraph(const onnx::GraphProto &graph, const Environment &outer,
                 llvm::StringRef name, mlir::ValueRange inputs,
                 mlir::Location loc);

  /// Record the graph inputs that `value` is computed from as such that should
  /// have been constant, and return their names.
  llvm::SmallVector<llvm::StringRef> reportNonConstantInputs(mlir::Value value);

  /// Build a constant, or a weight if it is one by type and size.
  mlir::Value buildInitializer(mlir::ElementsAttr value, llvm::StringRef name,
                               mlir::Location loc);

private:
  /// A function of the model with what its calls need.
  struct Function {
    const onnx::FunctionProto *proto;
    OpsetVersions opsets;
    std::vector<onnx::AttributeProto> defaults;
  };

  llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importModule();
  llvm::LogicalResult importOpsets(
      const google::protobuf::RepeatedPtrField<onnx::OperatorSetIdProto> &list,
      OpsetVersions &versions);
  llvm::LogicalResult importFunctions();

  llvm::LogicalResult checkOptions();
  llvm::LogicalResult importInputs(Environment &environment);
  llvm::FailureOr<mlir::RankedTensorType>
  getInputType(const onnx::ValueInfoProto &input);
  llvm::FailureOr<int64_t>
  getInputSize(const onnx::ValueInfoProto &input, unsigned index,
               const onnx::TensorShapeProto::Dimension &dimension);
  llvm::LogicalResult importConstantInput(const onnx::ValueInfoProto &input,
                                          mlir::ElementsAttr value,
                                          Environment &environment);
  llvm::LogicalResult importInitializers(Environment &environment);
  llvm::LogicalResult importOutputs(const Environment &environment);

  /// Import nodes in an order in which each comes after what it uses.
  llvm::LogicalResult importNodes(const NodeList &nodes,
                                  Environment &environment);
  llvm::LogicalResult importNode(const onnx::NodeProto &node,
                                 Environment &environment);
  llvm::LogicalResult callHandler(const OpHandler &opHandler, NodeContext &ctx);
  llvm::LogicalResult callFunction(const Function &function, NodeContext &ctx);
  /// Give a value a name in `environment`, which must not have it. `what` is
  /// what has the name in the message.
  llvm::LogicalResult define(llvm::StringRef name, mlir::Value value,
                             llvm::StringRef what, Environment &environment,
                             mlir::Location loc);

  /// Record a node whose operator has no handler.
  void recordUnsupported(const onnx::NodeProto &node, int64_t version);
  /// Record all such nodes, also those of called functions, but not those of
  /// subgraphs.
  void collectUnsupported(const NodeList &nodes, const OpsetVersions &opsets);
  /// The same without functions, which are added to `called`.
  void collectUnsupported(const NodeList &nodes, const OpsetVersions &opsets,
                          llvm::SmallSetVector<const Function *, 8> &called);
  /// Go on without a node that cannot be imported because of such operators.
  void leaveOut(const onnx::NodeProto &node, Environment &environment);
  /// The error that lists all of them.
  mlir::InFlightDiagnostic emitUnsupportedOps();
  const Function *findFunction(const onnx::NodeProto &node) const;

  mlir::Location getNodeLocation(const onnx::NodeProto &node,
                                 const Environment &environment);
  void eraseDeadOps();

  ModelFile &file;
  const ImportOptions &options;
  ImportReport &report;
  mlir::OpBuilder builder;
  mlir::Location location;
  mlir::func::FuncOp entry;
  /// Nodes imported so far; functions and loops multiply them.
  int64_t numNodes = 0;
  llvm::DenseSet<const onnx::NodeProto *> unsupportedNodes;

  OpsetVersions opsets;
  /// By domain and name, with a colon between.
  llvm::StringMap<Function> functions;
  /// Functions being inlined, to find recursion.
  llvm::SmallVector<const Function *> callStack;

  /// Sizes of symbolic dimensions, and the input that fixed them.
  struct SymbolSize {
    int64_t size;
    std::string input;
  };
  llvm::StringMap<SymbolSize> symbols;
  /// Names of the arguments of the entry function.
  llvm::SmallVector<std::string> argumentNames;
};

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_IMPORTER_H
