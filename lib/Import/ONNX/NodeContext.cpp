//===- NodeContext.cpp - One ONNX node while it is imported ---------------===//

#include "NodeContext.h"

#include "Importer.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;
using onnx::AttributeProto;

NodeContext::NodeContext(Importer &importer, const onnx::NodeProto &node,
                         Environment &environment, int64_t opset, Location loc)
    : ValueBuilder(importer.getBuilder(), loc), importer(importer), node(node),
      environment(environment), opset(opset) {
  for (const std::string &name : node.input())
    inputs.push_back(name.empty() ? Value() : environment.lookup(name));
}

InFlightDiagnostic NodeContext::emitUnsupported() {
  importer.getReport().unsupportedFeatures.push_back(Importer::describe(node));
  return emitError();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

std::optional<HostTensor> NodeContext::constant(unsigned index,
                                                StringRef what) {
  if (hasError())
    return std::nullopt;
  FailureOr<HostTensor> value = getHostTensor(inputs[index]);
  if (succeeded(value))
    return *value;
  SmallVector<StringRef> sources =
      importer.reportNonConstantInputs(inputs[index]);
  InFlightDiagnostic diagnostic = emitError();
  diagnostic << what << " '" << node.input(index)
             << "' must be known at compile time";
  if (!sources.empty())
    diagnostic << ", but depends on graph input '"
               << llvm::join(sources, "', '") << "'";
  return std::nullopt;
}

SmallVector<int64_t> NodeContext::constantInts(unsigned index, StringRef what) {
  std::optional<HostTensor> value = constant(index, what);
  if (!value)
    return {};
  if (!isa<IntegerType>(value->getElementType())) {
    emitError() << what << " '" << node.input(index)
                << "' must be integers, but is " << value->getType();
    return {};
  }
  SmallVector<int64_t> result;
  for (int64_t i : llvm::seq(value->getNumElements()))
    result.push_back(value->getInt(i));
  return result;
}

SmallVector<double> NodeContext::constantFloats(unsigned index,
                                                StringRef what) {
  std::optional<HostTensor> value = constant(index, what);
  if (!value)
    return {};
  SmallVector<double> result;
  for (int64_t i : llvm::seq(value->getNumElements()))
    result.push_back(value->getFloat(i));
  return result;
}

/// Require an operand to be one element.
template <typename T>
static T getOnlyElement(NodeContext &ctx, unsigned index, StringRef what,
                        ArrayRef<T> elements) {
  if (ctx.hasError())
    return 0;
  if (elements.size() == 1)
    return elements[0];
  ctx.emitError() << what << " '" << ctx.getNode().input(index)
                  << "' must be one element, but is "
                  << ctx.input(index).getType();
  return 0;
}

int64_t NodeContext::constantInt(unsigned index, StringRef what) {
  return getOnlyElement<int64_t>(*this, index, what, constantInts(index, what));
}

double NodeContext::constantFloat(unsigned index, StringRef what) {
  return getOnlyElement<double>(*this, index, what,
                                constantFloats(index, what));
}

bool NodeContext::checkRank(unsigned index, int64_t min, int64_t max) {
  if (hasError())
    return false;
  int64_t rank = getRank(inputs[index]);
  if (rank >= min && rank <= max)
    return true;
  InFlightDiagnostic diagnostic = emitError();
  diagnostic << "input #" << index << " '" << node.input(index)
             << "' must have rank " << min;
  if (max != min)
    diagnostic << (max == 64 ? " or more" : " to " + std::to_string(max));
  diagnostic << ", but is " << inputs[index].getType();
  return false;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

const AttributeProto *NodeContext::findAttribute(StringRef name) {
  usedAttributes.insert(name);
  for (const AttributeProto &attribute : node.attribute()) {
    if (attribute.name() != name)
      continue;
    if (attribute.ref_attr_name().empty())
      return &attribute;
    auto known = environment.lookupAttribute(attribute.ref_attr_name());
    if (known)
      return *known;
    if (!hasError())
      emitError() << "attribute '" << name << "' refers to attribute '"
                  << attribute.ref_attr_name()
                  << "', which no function around has";
  }
  return nullptr;
}

static StringRef getAttributeTypeName(AttributeProto::AttributeType type) {
  switch (type) {
  case AttributeProto::FLOAT:
    return "a float";
  case AttributeProto::INT:
    return "an integer";
  case AttributeProto::STRING:
    return "a string";
  case AttributeProto::TENSOR:
    return "a tensor";
  case AttributeProto::GRAPH:
    return "a graph";
  case AttributeProto::FLOATS:
    return "a list of floats";
  case AttributeProto::INTS:
    return "a list of integers";
  case AttributeProto::STRINGS:
    return "a list of strings";
  default:
    return "of another type";
  }
}

const AttributeProto *
NodeContext::findAttribute(StringRef name, AttributeProto::AttributeType type) {
  const AttributeProto *attribute = findAttribute(name);
  if (!attribute || attribute->type() == type)
    return attribute;
  emitError() << "attribute '" << name << "' must be "
              << getAttributeTypeName(type) << ", but is "
              << getAttributeTypeName(attribute->type());
  return nullptr;
}

bool NodeContext::hasAttribute(StringRef name) { return findAttribute(name); }

int64_t NodeContext::getInt(StringRef name, int64_t otherwise) {
  auto *attribute = findAttribute(name, AttributeProto::INT);
  return attribute ? attribute->i() : otherwise;
}

bool NodeContext::getBool(StringRef name, bool otherwise) {
  return getInt(name, otherwise) != 0;
}

double NodeContext::getFloat(StringRef name, double otherwise) {
  auto *attribute = findAttribute(name, AttributeProto::FLOAT);
  return attribute ? attribute->f() : otherwise;
}

StringRef NodeContext::getString(StringRef name, StringRef otherwise) {
  auto *attribute = findAttribute(name, AttributeProto::STRING);
  return attribute ? StringRef(attribute->s()) : otherwise;
}

SmallVector<int64_t> NodeContext::getInts(StringRef name) {
  auto *attribute = findAttribute(name, AttributeProto::INTS);
  if (!attribute)
    return {};
  return {attribute->ints().begin(), attribute->ints().end()};
}

SmallVector<double> NodeContext::getFloats(StringRef name) {
  auto *attribute = findAttribute(name, AttributeProto::FLOATS);
  if (!attribute)
    return {};
  return {attribute->floats().begin(), attribute->floats().end()};
}

const onnx::TensorProto *NodeContext::getTensor(StringRef name) {
  auto *attribute = findAttribute(name, AttributeProto::TENSOR);
  return attribute ? &attribute->t() : nullptr;
}

const onnx::GraphProto *NodeContext::getGraph(StringRef name) {
  auto *attribute = findAttribute(name, AttributeProto::GRAPH);
  return attribute ? &attribute->g() : nullptr;
}

int64_t NodeContext::requireInt(StringRef name) {
  if (!hasAttribute(name))
    emitError() << "attribute '" << name << "' is missing";
  return getInt(name, 0);
}

const onnx::GraphProto *NodeContext::requireGraph(StringRef name) {
  if (!hasAttribute(name))
    emitError() << "attribute '" << name << "' is missing";
  return getGraph(name);
}

Type NodeContext::getElementType(StringRef name, Type otherwise) {
  if (!hasAttribute(name))
    return otherwise;
  int64_t dataType = getInt(name, 0);
  Type type = onnximport::getElementType(dataType, getContext());
  if (!type && !hasError())
    emitUnsupported() << "element type " << getDataTypeName(dataType)
                      << " is not supported";
  return type ? type : otherwise;
}

void NodeContext::ignoreAttributes(ArrayRef<StringRef> names) {
  usedAttributes.insert_range(names);
}

int64_t NodeContext::normalizeAxis(int64_t axis, int64_t rank, StringRef name) {
  if (hasError())
    return 0;
  if (axis < -rank || axis >= rank) {
    emitError() << name << " " << axis << " is not a dimension of rank "
                << rank;
    return 0;
  }
  return axis < 0 ? axis + rank : axis;
}

SmallVector<int64_t> NodeContext::normalizeAxes(ArrayRef<int64_t> axes,
                                                int64_t rank, StringRef name) {
  SmallVector<int64_t> result;
  for (int64_t axis : axes) {
    int64_t normalized = normalizeAxis(axis, rank, name);
    if (hasError())
      return {};
    if (llvm::is_contained(result, normalized)) {
      emitError() << name << " names dimension " << normalized << " twice";
      return {};
    }
    result.push_back(normalized);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

void NodeContext::setOutput(unsigned index, Value value) {
  if (outputs.size() <= index)
    outputs.resize(index + 1);
  outputs[index] = value;
}

void NodeContext::setOutputs(ValueRange values) {
  outputs.assign(values.begin(), values.end());
}

LogicalResult NodeContext::finish() {
  if (hasError())
    return failure();
  llvm::StringSet<> names;
  for (const AttributeProto &attribute : node.attribute()) {
    if (!names.insert(attribute.name()).second)
      return emitError() << "attribute '" << attribute.name()
                         << "' is given twice";
    if (!usedAttributes.contains(attribute.name()))
      return emitUnsupported()
             << "attribute '" << attribute.name() << "' is not supported in "
             << "version " << opset << " of the operator";
  }
  outputs.resize(std::max<size_t>(outputs.size(), getNumOutputs()));
  for (unsigned i : llvm::seq(getNumOutputs())) {
    if (!hasOutput(i))
      continue;
    if (!outputs[i])
      return emitUnsupported() << "output #" << i << " '" << node.output(i)
                               << "' is not supported";
    environment.values[node.output(i)] = outputs[i];
  }
  return success();
}
