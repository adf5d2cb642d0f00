//===- GraphWriter.h - Construction of an ONNX graph ------------*- C++ -*-===//
//
// What the export rules write with. The dialect is channels last, ONNX channels
// first; to have transposes only where they are needed, each value may be
// present in several layouts, and a rule asks for the one that it can use.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_EXPORT_ONNX_GRAPHWRITER_H
#define FOVEA_LIB_EXPORT_ONNX_GRAPHWRITER_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <map>
#include <string>
#include <variant>

namespace onnx {
class GraphProto;
class NodeProto;
class TensorProto;
} // namespace onnx

namespace fovea::onnx_export {

/// How a tensor of the graph holds a value: its dimension i is dimension
/// `layout[i]` of the value. The empty layout is the value as it is.
using Layout = llvm::SmallVector<int64_t, 6>;

/// `[batch, channels, spatial...]` for a value `[batch, spatial..., channels]`.
Layout getChannelsFirst(int64_t rank);

/// `list` (one entry per dimension of a value) in the order of `layout`.
llvm::SmallVector<int64_t> applyLayout(llvm::ArrayRef<int64_t> list,
                                       const Layout &layout);

/// Where dimension `axis` of the value is in the tensor.
int64_t findAxis(int64_t axis, const Layout &layout);

/// An attribute of a node.
struct NodeAttr {
  NodeAttr(llvm::StringRef name, int64_t value) : name(name), value(value) {}
  NodeAttr(llvm::StringRef name, int value) : NodeAttr(name, int64_t(value)) {}
  NodeAttr(llvm::StringRef name, bool value) : NodeAttr(name, int64_t(value)) {}
  NodeAttr(llvm::StringRef name, double value)
      : name(name), value(float(value)) {}
  NodeAttr(llvm::StringRef name, llvm::StringRef value)
      : name(name), value(value.str()) {}
  NodeAttr(llvm::StringRef name, const char *value)
      : NodeAttr(name, llvm::StringRef(value)) {}
  NodeAttr(llvm::StringRef name, llvm::ArrayRef<int64_t> value)
      : name(name), value(std::vector<int64_t>(value)) {}

  llvm::StringRef name;
  std::variant<int64_t, float, std::string, std::vector<int64_t>> value;
};

/// Where the bytes of large weights go: into a stream beside the model.
struct ExternalData {
  llvm::raw_ostream &os;
  std::string fileName;
};

class GraphWriter {
public:
  /// With `external` null, weights are embedded.
  GraphWriter(mlir::MLIRContext *context, ::onnx::GraphProto &graph, int opset,
              ExternalData *external)
      : context(context), graph(graph), opset(opset), external(external) {}

  int getOpset() const { return opset; }

  //===--------------------------------------------------------------------===//
  // Values of the dialect
  //===--------------------------------------------------------------------===//

  /// The tensor that holds `value` in `layout`; nodes are added as needed. For
  /// a layout of a higher rank the value gets dimensions of size 1 in front.
  std::string get(mlir::Value value, const Layout &layout = {});
  /// `value` is held by `tensor` in `layout`.
  void bind(mlir::Value value, llvm::StringRef tensor,
            const Layout &layout = {});

  /// The layout of `rank` dimensions for which the fewest of `operands` need a
  /// transpose.
  Layout chooseLayout(mlir::ValueRange operands, int64_t rank);

  /// The value as constant: a weight or constant, or one transposed. Failure
  /// for anything else.
  llvm::FailureOr<HostTensor> getConstant(mlir::Value value) const;
  bool isConstant(mlir::Value value) const;

  //===--------------------------------------------------------------------===//
  // Nodes and constants of the graph
  //===--------------------------------------------------------------------===//

  /// A node; inputs left out are empty strings. Returns its output.
  std::string node(llvm::StringRef opType, llvm::ArrayRef<std::string> inputs,
                   llvm::ArrayRef<NodeAttr> attributes = {});
  llvm::SmallVector<std::string> node(llvm::StringRef opType,
                                      llvm::ArrayRef<std::string> inputs,
                                      llvm::ArrayRef<NodeAttr> attributes,
                                      int64_t numOutputs);
  std::string reshape(llvm::StringRef tensor, llvm::ArrayRef<int64_t> shape);
  std::string transpose(llvm::StringRef tensor,
                        llvm::ArrayRef<int64_t> permutation);
  std::string cast(llvm::StringRef tensor, mlir::Type elementType);
  /// A reduction (of one axis at least); where it takes its axes depends on the
  /// opset.
  std::string reduce(llvm::StringRef opType, llvm::StringRef tensor,
                     llvm::ArrayRef<int64_t> axes, bool keepDims);

  /// A list of integers, as many operators take it for an input.
  std::string ints(llvm::ArrayRef<int64_t> values);
  /// A tensor of rank 0.
  std::string scalar(double value, mlir::Type elementType);
  /// A tensor of equal elements.
  std::string splat(llvm::ArrayRef<int64_t> shape, double value,
                    mlir::Type elementType);
  std::string initializer(const HostTensor &tensor, llvm::StringRef name);

  //===--------------------------------------------------------------------===//
  // The whole
  //===--------------------------------------------------------------------===//

  void addInput(mlir::Value value, llvm::StringRef name);
  /// Give `value` the name `name` and make it an output of the graph.
  void addOutput(mlir::Value value, llvm::StringRef name);
  /// No tensor made by a node will have this name.
  void reserveName(llvm::StringRef name) { names.insert(name); }
  /// From now on nodes are named after `loc`.
  void setLocation(mlir::Location loc);
  /// To be called last.
  void finish();

  /// Note that `op` cannot be exported, and fail.
  llvm::LogicalResult unsupported(mlir::Operation *op,
                                  const llvm::Twine &reason);
  struct Unsupported {
    mlir::Location firstLoc;
    int64_t count = 0;
  };
  /// By what the op is and why.
  const std::map<std::string, Unsupported> &getUnsupported() const {
    return unsupportedOps;
  }

private:
  std::string makeName(const llvm::Twine &base);
  void setTensorData(::onnx::TensorProto &proto, const HostTensor &tensor);

  struct Held {
    Layout layout;
    std::string tensor;
  };
  mlir::MLIRContext *context;
  ::onnx::GraphProto &graph;
  int opset;
  ExternalData *external;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<Held, 2>> values;
  llvm::StringSet<> names;
  llvm::StringMap<int> nameCounts;
  llvm::StringMap<std::string> sharedConstants;
  /// Tensors that are outputs of nodes, and the names that some of them get.
  llvm::StringSet<> nodeOutputs;
  llvm::StringMap<std::string> renamed;
  std::map<std::string, Unsupported> unsupportedOps;
  std::string prefix;
};

} // namespace fovea::onnx_export

#endif // FOVEA_LIB_EXPORT_ONNX_GRAPHWRITER_H
