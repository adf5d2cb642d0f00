//===- GraphWriter.cpp - Construction of an ONNX graph --------------------===//

#include "GraphWriter.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <onnx/onnx_pb.h>

#include <cstring>
#include <numeric>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

Layout fovea::onnx_export::getChannelsFirst(int64_t rank) {
  Layout layout(rank);
  std::iota(layout.begin(), layout.end(), 0);
  if (rank > 2)
    std::rotate(layout.begin() + 1, layout.end() - 1, layout.end());
  return layout;
}

static bool isIdentity(const Layout &layout) {
  return llvm::all_of(llvm::enumerate(layout), [](auto entry) {
    return int64_t(entry.index()) == entry.value();
  });
}

SmallVector<int64_t> fovea::onnx_export::applyLayout(ArrayRef<int64_t> list,
                                                     const Layout &layout) {
  if (layout.empty())
    return SmallVector<int64_t>(list);
  return llvm::map_to_vector(layout, [&](int64_t dim) { return list[dim]; });
}

int64_t fovea::onnx_export::findAxis(int64_t axis, const Layout &layout) {
  return layout.empty() ? axis : llvm::find(layout, axis) - layout.begin();
}

/// The permutation that takes a tensor in layout `from` to layout `to`.
static SmallVector<int64_t> getPermutation(const Layout &from,
                                           const Layout &to) {
  return llvm::map_to_vector(to,
                             [&](int64_t dim) { return findAxis(dim, from); });
}

static HostTensor transposeTensor(const HostTensor &tensor,
                                  ArrayRef<int64_t> permutation) {
  ArrayRef<int64_t> shape = tensor.getShape();
  int64_t rank = shape.size();
  int64_t elementSize = getElementSize(tensor.getElementType());
  SmallVector<int64_t> inputStrides(rank), sizes(rank), strides(rank);
  int64_t stride = elementSize;
  for (int64_t dim = rank; dim-- > 0; stride *= shape[dim])
    inputStrides[dim] = stride;
  for (auto [i, dim] : llvm::enumerate(permutation)) {
    sizes[i] = shape[dim];
    strides[i] = inputStrides[dim];
  }
  HostTensor result =
      HostTensor::zeros(RankedTensorType::get(sizes, tensor.getElementType()));
  MutableArrayRef<char> bytes = result.getMutableBytes();
  const char *source = tensor.getBytes().data();
  SmallVector<int64_t> index(rank, 0);
  for (size_t i = 0; i < bytes.size(); i += elementSize) {
    std::memcpy(&bytes[i], source, elementSize);
    for (int64_t dim = rank; dim-- > 0;) {
      source += strides[dim];
      if (++index[dim] < sizes[dim])
        break;
      source -= strides[dim] * sizes[dim];
      index[dim] = 0;
    }
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Values of the dialect
//===----------------------------------------------------------------------===//

FailureOr<HostTensor> GraphWriter::getConstant(Value value) const {
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose)
    return getHostTensor(value);
  FailureOr<HostTensor> input = getConstant(transpose.getInput());
  if (failed(input))
    return failure();
  return transposeTensor(*input, transpose.getPermutation());
}

bool GraphWriter::isConstant(Value value) const {
  while (auto transpose = value.getDefiningOp<TransposeOp>())
    value = transpose.getInput();
  return isa_and_present<WeightOp, ConstantOp>(value.getDefiningOp());
}

/// The name that a weight has in checkpoints, for its initializer.
static StringRef getConstantName(Value value) {
  while (auto transpose = value.getDefiningOp<TransposeOp>())
    value = transpose.getInput();
  if (auto weight = value.getDefiningOp<WeightOp>())
    return weight.getName();
  return "constant";
}

void GraphWriter::bind(Value value, StringRef tensor, const Layout &layout) {
  values[value].push_back(
      {isIdentity(layout) ? Layout() : layout, tensor.str()});
}

std::string GraphWriter::get(Value value, const Layout &wanted) {
  auto type = llvm::cast<RankedTensorType>(value.getType());
  Layout layout = isIdentity(wanted) && wanted.size() <= size_t(type.getRank())
                      ? Layout()
                      : wanted;
  for (const Held &held : values[value])
    if (held.layout == layout)
      return held.tensor;

  SmallVector<int64_t> shape(type.getShape());
  if (layout.size() > shape.size())
    shape.insert(shape.begin(), layout.size() - shape.size(), 1);
  std::string tensor;
  if (FailureOr<HostTensor> constant = getConstant(value);
      succeeded(constant)) {
    HostTensor expanded = constant->reshaped(shape);
    tensor = initializer(isIdentity(layout) ? expanded
                                            : transposeTensor(expanded, layout),
                         getConstantName(value));
  } else if (shape.size() > size_t(type.getRank())) {
    tensor = reshape(get(value), shape);
    if (!isIdentity(layout))
      tensor = transpose(tensor, layout);
  } else {
    // Every value that is no constant was bound by the rule of its op.
    Held held = values[value].front();
    Layout identity(type.getRank());
    std::iota(identity.begin(), identity.end(), 0);
    tensor = transpose(
        held.tensor,
        getPermutation(held.layout, layout.empty() ? identity : layout));
  }
  values[value].push_back({layout, tensor});
  return tensor;
}

Layout GraphWriter::chooseLayout(ValueRange operands, int64_t rank) {
  SmallVector<Layout> candidates = {{}};
  for (Value operand : operands)
    for (const Held &held : values.lookup(operand))
      if (held.layout.size() == size_t(rank) &&
          !llvm::is_contained(candidates, held.layout))
        candidates.push_back(held.layout);
  auto countTransposes = [&](const Layout &layout) {
    return llvm::count_if(operands, [&](Value operand) {
      auto type = llvm::cast<RankedTensorType>(operand.getType());
      if (type.getRank() != rank || isConstant(operand))
        return false;
      return llvm::none_of(values.lookup(operand), [&](const Held &held) {
        return held.layout == layout;
      });
    });
  };
  return *llvm::min_element(candidates, [&](auto &a, auto &b) {
    return countTransposes(a) < countTransposes(b);
  });
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void GraphWriter::setLocation(Location loc) {
  prefix.clear();
  if (auto name = loc->findInstanceOf<NameLoc>())
    prefix = (name.getName().getValue() + "/").str();
}

std::string GraphWriter::makeName(const Twine &base) {
  std::string name = base.str();
  if (names.insert(name).second)
    return name;
  for (int &count = nameCounts[name];;) {
    std::string numbered = name + "_" + std::to_string(++count);
    if (names.insert(numbered).second)
      return numbered;
  }
}

static void setAttribute(::onnx::AttributeProto &proto, const NodeAttr &attr) {
  using Proto = ::onnx::AttributeProto;
  proto.set_name(attr.name.str());
  if (auto *integer = std::get_if<int64_t>(&attr.value)) {
    proto.set_type(Proto::INT);
    proto.set_i(*integer);
  } else if (auto *number = std::get_if<float>(&attr.value)) {
    proto.set_type(Proto::FLOAT);
    proto.set_f(*number);
  } else if (auto *text = std::get_if<std::string>(&attr.value)) {
    proto.set_type(Proto::STRING);
    proto.set_s(*text);
  } else {
    proto.set_type(Proto::INTS);
    for (int64_t element : std::get<std::vector<int64_t>>(attr.value))
      proto.add_ints(element);
  }
}

SmallVector<std::string> GraphWriter::node(StringRef opType,
                                           ArrayRef<std::string> inputs,
                                           ArrayRef<NodeAttr> attributes,
                                           int64_t numOutputs) {
  ::onnx::NodeProto &proto = *graph.add_node();
  std::string name = makeName(prefix + opType);
  proto.set_op_type(opType.str());
  proto.set_name(name);
  for (const std::string &input : inputs)
    proto.add_input(input);
  for (const NodeAttr &attr : attributes)
    setAttribute(*proto.add_attribute(), attr);
  SmallVector<std::string> outputs = {name};
  for (int64_t i = 1; i < numOutputs; ++i)
    outputs.push_back(makeName(name + "_output"));
  for (const std::string &output : outputs) {
    proto.add_output(output);
    nodeOutputs.insert(output);
  }
  return outputs;
}

std::string GraphWriter::node(StringRef opType, ArrayRef<std::string> inputs,
                              ArrayRef<NodeAttr> attributes) {
  return node(opType, inputs, attributes, /*numOutputs=*/1).front();
}

std::string GraphWriter::reshape(StringRef tensor, ArrayRef<int64_t> shape) {
  // A size of 0 means what it says, not the size of the input.
  SmallVector<NodeAttr> attributes;
  if (llvm::is_contained(shape, 0))
    attributes.emplace_back("allowzero", 1);
  return node("Reshape", {tensor.str(), ints(shape)}, attributes);
}

std::string GraphWriter::transpose(StringRef tensor,
                                   ArrayRef<int64_t> permutation) {
  return node("Transpose", {tensor.str()}, NodeAttr("perm", permutation));
}

static int32_t getDataType(Type type) {
  using Proto = ::onnx::TensorProto;
  if (type.isF32())
    return Proto::FLOAT;
  if (type.isF64())
    return Proto::DOUBLE;
  if (type.isF16())
    return Proto::FLOAT16;
  if (type.isBF16())
    return Proto::BFLOAT16;
  bool isUnsigned = type.isUnsignedInteger();
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return Proto::BOOL;
  case 8:
    return isUnsigned ? Proto::UINT8 : Proto::INT8;
  case 16:
    return isUnsigned ? Proto::UINT16 : Proto::INT16;
  case 32:
    return isUnsigned ? Proto::UINT32 : Proto::INT32;
  case 64:
    return isUnsigned ? Proto::UINT64 : Proto::INT64;
  }
  llvm_unreachable("not an element type of the fovea dialect");
}

std::string GraphWriter::cast(StringRef tensor, Type elementType) {
  return node("Cast", {tensor.str()}, NodeAttr("to", getDataType(elementType)));
}

std::string GraphWriter::reduce(StringRef opType, StringRef tensor,
                                ArrayRef<int64_t> axes, bool keepDims) {
  SmallVector<std::string> inputs = {tensor.str()};
  SmallVector<NodeAttr> attributes = {NodeAttr("keepdims", keepDims)};
  // ReduceSum changed in opset 13, the others in 18.
  if (opset >= 18 || opType == "ReduceSum")
    inputs.push_back(ints(axes));
  else
    attributes.emplace_back("axes", axes);
  return node(opType, inputs, attributes);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// Smaller tensors stay in the graph: shapes and axes must be there.
static constexpr size_t kMinExternalBytes = 1024;

void GraphWriter::setTensorData(::onnx::TensorProto &proto,
                                const HostTensor &tensor) {
  ArrayRef<char> bytes = tensor.getBytes();
  if (!external || bytes.size() < kMinExternalBytes) {
    proto.set_raw_data(bytes.data(), bytes.size());
    return;
  }
  // Aligned to pages, so that readers can map tensors one by one.
  uint64_t offset = llvm::alignTo(external->os.tell(), 4096);
  external->os.write_zeros(offset - external->os.tell());
  external->os.write(bytes.data(), bytes.size());
  proto.set_data_location(::onnx::TensorProto::EXTERNAL);
  auto addEntry = [&](StringRef key, const std::string &value) {
    auto *entry = proto.add_external_data();
    entry->set_key(key.str());
    entry->set_value(value);
  };
  addEntry("location", external->fileName);
  addEntry("offset", std::to_string(offset));
  addEntry("length", std::to_string(bytes.size()));
}

std::string GraphWriter::initializer(const HostTensor &tensor, StringRef name) {
  ::onnx::TensorProto &proto = *graph.add_initializer();
  proto.set_name(makeName(name));
  proto.set_data_type(getDataType(tensor.getElementType()));
  for (int64_t size : tensor.getShape())
    proto.add_dims(size);
  setTensorData(proto, tensor);
  return proto.name();
}

std::string GraphWriter::ints(ArrayRef<int64_t> values) {
  std::string key;
  llvm::raw_string_ostream os(key);
  llvm::interleaveComma(values, os);
  std::string &shared = sharedConstants[key];
  if (!shared.empty())
    return shared;
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get(
      int64_t(values.size()), IntegerType::get(context, 64)));
  for (auto [index, value] : llvm::enumerate(values))
    tensor.setInt(index, value);
  return shared = initializer(tensor, "ints");
}

std::string GraphWriter::splat(ArrayRef<int64_t> shape, double value,
                               Type elementType) {
  HostTensor tensor =
      HostTensor::zeros(RankedTensorType::get(shape, elementType));
  for (int64_t i = 0, size = tensor.getNumElements(); i < size; ++i)
    tensor.setFloat(i, value);
  return initializer(tensor, "splat");
}

std::string GraphWriter::scalar(double value, Type elementType) {
  std::string key;
  uint64_t bits = llvm::bit_cast<uint64_t>(value);
  llvm::raw_string_ostream(key) << elementType << bits;
  std::string &shared = sharedConstants[key];
  if (!shared.empty())
    return shared;
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get({}, elementType));
  tensor.setFloat(0, value);
  return shared = initializer(tensor, "scalar");
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

static void setTensorInfo(::onnx::ValueInfoProto &proto, StringRef name,
                          Type type) {
  auto tensor = llvm::cast<RankedTensorType>(type);
  proto.set_name(name.str());
  auto *tensorProto = proto.mutable_type()->mutable_tensor_type();
  tensorProto->set_elem_type(getDataType(tensor.getElementType()));
  auto *shape = tensorProto->mutable_shape();
  for (int64_t size : tensor.getShape())
    shape->add_dim()->set_dim_value(size);
}

void GraphWriter::addInput(Value value, StringRef name) {
  setTensorInfo(*graph.add_input(), name, value.getType());
  bind(value, name);
}

void GraphWriter::addOutput(Value value, StringRef name) {
  setTensorInfo(*graph.add_output(), name, value.getType());
  std::string tensor = get(value);
  // What is no output of a node, or already another output, needs a copy.
  if (!nodeOutputs.contains(tensor) || renamed.contains(tensor))
    tensor = node("Identity", {tensor});
  renamed[tensor] = name.str();
}

void GraphWriter::finish() {
  auto rename = [&](std::string &name) {
    auto it = renamed.find(name);
    if (it != renamed.end())
      name = it->second;
  };
  for (::onnx::NodeProto &node : *graph.mutable_node()) {
    llvm::for_each(*node.mutable_input(), rename);
    llvm::for_each(*node.mutable_output(), rename);
  }
}

LogicalResult GraphWriter::unsupported(Operation *op, const Twine &reason) {
  std::string key = ("'" + op->getName().getStringRef() + "': " + reason).str();
  auto it = unsupportedOps.try_emplace(key, Unsupported{op->getLoc()}).first;
  ++it->second.count;
  return failure();
}
