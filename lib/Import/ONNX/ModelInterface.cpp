//===- ModelInterface.cpp - Inputs and outputs of an ONNX model -----------===//

#include "Importer.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;
using onnx::TensorShapeProto;
using onnx::ValueInfoProto;

/// The type of an input or output, if it is a tensor of a supported element
/// type.
static FailureOr<Type> getElementType(const ValueInfoProto &info,
                                      StringRef role, Location loc,
                                      ImportReport &report) {
  auto emitUnsupported = [&] {
    report.unsupportedFeatures.push_back(
        (role + " '" + info.name() + "'").str());
    return emitError(loc) << role << " '" << info.name() << "' ";
  };
  if (!info.type().has_tensor_type())
    return emitUnsupported() << "is not a tensor, which is not supported";
  int32_t dataType = info.type().tensor_type().elem_type();
  Type type = onnximport::getElementType(dataType, loc.getContext());
  if (!type)
    return emitUnsupported() << "has element type " << getDataTypeName(dataType)
                             << ", which is not supported";
  return type;
}

/// A declared shape, with `?` or the symbol for what is open.
static std::string toString(const TensorShapeProto &shape) {
  std::string result = "[";
  for (const auto &[index, dimension] : llvm::enumerate(shape.dim())) {
    if (index > 0)
      result += ", ";
    if (dimension.has_dim_value())
      result += std::to_string(dimension.dim_value());
    else
      result += dimension.dim_param().empty() ? "?" : dimension.dim_param();
  }
  return result + "]";
}

/// Whether `shape` is a case of the declared one.
static bool agrees(const TensorShapeProto &declared, ArrayRef<int64_t> shape) {
  if (declared.dim_size() != int(shape.size()))
    return false;
  for (auto [dimension, size] : llvm::zip_equal(declared.dim(), shape))
    if (dimension.has_dim_value() && dimension.dim_value() != size)
      return false;
  return true;
}

LogicalResult Importer::checkOptions() {
  const onnx::GraphProto &graph = file.getModel().graph();
  auto check = [&](StringRef name, StringRef what) -> LogicalResult {
    if (llvm::any_of(graph.input(),
                     [&](auto &input) { return input.name() == name; }))
      return success();
    InFlightDiagnostic diagnostic = emitError(location);
    diagnostic << what << " given for '" << name
               << "', but the inputs of the model are";
    for (const ValueInfoProto &input : graph.input())
      diagnostic << " '" << input.name() << "'";
    return diagnostic;
  };
  for (const auto &entry : options.inputShapes)
    if (failed(check(entry.getKey(), "a shape is")))
      return failure();
  for (const auto &entry : options.constantInputs)
    if (failed(check(entry.getKey(), "a value is")))
      return failure();

  // The sizes of symbols that the given shapes fix.
  for (const ValueInfoProto &input : graph.input()) {
    auto given = options.inputShapes.find(input.name());
    const TensorShapeProto &declared = input.type().tensor_type().shape();
    if (given == options.inputShapes.end() ||
        declared.dim_size() != int(given->second.size()))
      continue;
    for (auto [dimension, size] :
         llvm::zip_equal(declared.dim(), given->second)) {
      if (dimension.dim_param().empty())
        continue;
      auto [it, isNew] = symbols.try_emplace(dimension.dim_param(),
                                             SymbolSize{size, input.name()});
      if (!isNew && it->second.size != size)
        return emitError(location)
               << "the given shapes contradict: dimension '"
               << dimension.dim_param() << "' is " << it->second.size
               << " in input '" << it->second.input << "' and " << size
               << " in input '" << input.name() << "'";
    }
  }
  return success();
}

FailureOr<int64_t>
Importer::getInputSize(const ValueInfoProto &input, unsigned index,
                       const TensorShapeProto::Dimension &dimension) {
  if (dimension.has_dim_value())
    return dimension.dim_value();
  auto symbol = symbols.find(dimension.dim_param());
  if (!dimension.dim_param().empty() && symbol != symbols.end())
    return symbol->second.size;

  InFlightDiagnostic diagnostic = emitError(location);
  diagnostic << "size of dimension #" << index;
  if (!dimension.dim_param().empty())
    diagnostic << " ('" << dimension.dim_param() << "')";
  diagnostic << " of input '" << input.name()
             << "' is unknown; give the shape of the input with '--shape "
             << input.name() << "=";
  llvm::interleave(
      input.type().tensor_type().shape().dim(),
      [&](const TensorShapeProto::Dimension &other) {
        if (other.has_dim_value())
          diagnostic << other.dim_value();
        else
          diagnostic << "<"
                     << (other.dim_param().empty() ? "size" : other.dim_param())
                     << ">";
      },
      [&] { diagnostic << "x"; });
  return diagnostic << "'";
}

FailureOr<RankedTensorType>
Importer::getInputType(const ValueInfoProto &input) {
  auto elementType = ::getElementType(input, "input", location, report);
  if (failed(elementType))
    return failure();
  const onnx::TypeProto::Tensor &declared = input.type().tensor_type();
  SmallVector<int64_t> shape;
  auto given = options.inputShapes.find(input.name());
  if (given != options.inputShapes.end()) {
    shape = given->second;
    if (declared.has_shape() && !agrees(declared.shape(), shape))
      return emitError(location)
             << "shape [" << shape << "] is given for input '" << input.name()
             << "', but the model says " << toString(declared.shape());
  } else if (!declared.has_shape()) {
    return emitError(location) << "shape of input '" << input.name()
                               << "' is unknown; give it with '--shape "
                               << input.name() << "=<size>x<size>...'";
  } else {
    for (auto [index, dimension] : llvm::enumerate(declared.shape().dim())) {
      auto size = getInputSize(input, index, dimension);
      if (failed(size))
        return failure();
      shape.push_back(*size);
    }
  }
  return getTensorType(shape, *elementType, [&] {
    return emitError(location) << "input '" << input.name() << "': ";
  });
}

LogicalResult Importer::importConstantInput(const ValueInfoProto &input,
                                            ElementsAttr value,
                                            Environment &environment) {
  auto elementType = ::getElementType(input, "input", location, report);
  if (failed(elementType))
    return failure();
  auto type = cast<RankedTensorType>(value.getType());
  const onnx::TypeProto::Tensor &declared = input.type().tensor_type();
  if (type.getElementType() != *elementType ||
      (declared.has_shape() && !agrees(declared.shape(), type.getShape())))
    return emitError(location)
           << "value given for input '" << input.name() << "' is " << type
           << ", but the model says " << getDataTypeName(declared.elem_type())
           << " " << toString(declared.shape());
  Location loc = NameLoc::get(builder.getStringAttr(input.name()), location);
  environment.values[input.name()] = ConstantOp::create(builder, loc, value);
  return success();
}

LogicalResult Importer::importInputs(Environment &environment) {
  llvm::StringSet<> names;
  Block &block = entry.getBody().front();
  SmallVector<Type> types;
  for (const ValueInfoProto &input : file.getModel().graph().input()) {
    if (!names.insert(input.name()).second)
      return emitError(location)
             << "input '" << input.name() << "' is defined twice";
    auto constant = options.constantInputs.find(input.name());
    if (constant != options.constantInputs.end()) {
      if (failed(importConstantInput(input, constant->second, environment)))
        return failure();
      continue;
    }
    // Before IR version 4, initializers were inputs with a default value.
    if (environment.contains(input.name()))
      continue;
    auto type = getInputType(input);
    if (failed(type))
      return failure();
    Location loc = NameLoc::get(builder.getStringAttr(input.name()), location);
    environment.values[input.name()] = block.addArgument(*type, loc);
    argumentNames.push_back(input.name());
    types.push_back(*type);
  }
  entry.setType(builder.getFunctionType(types, {}));
  for (auto [index, name] : llvm::enumerate(argumentNames))
    entry.setArgAttr(index, kTensorNameAttr, builder.getStringAttr(name));
  return success();
}

LogicalResult Importer::importOutputs(const Environment &environment) {
  const onnx::GraphProto &graph = file.getModel().graph();
  if (graph.output_size() == 0)
    return emitError(location) << "the graph has no outputs";
  llvm::StringSet<> names;
  SmallVector<Value> results;
  for (const ValueInfoProto &output : graph.output()) {
    StringRef name = output.name();
    if (!names.insert(name).second)
      return emitError(location) << "output '" << name << "' is listed twice";
    Value value = environment.lookup(name);
    if (!value)
      return emitError(location)
             << "output '" << name << "' is not defined by any node";
    results.push_back(value);
    if (!output.has_type())
      continue;

    auto elementType = ::getElementType(output, "output", location, report);
    if (failed(elementType))
      return failure();
    auto type = cast<RankedTensorType>(value.getType());
    const onnx::TypeProto::Tensor &declared = output.type().tensor_type();
    if (type.getElementType() != *elementType ||
        (declared.has_shape() && !agrees(declared.shape(), type.getShape())))
      return emitError(location)
             << "output '" << name << "' is " << type << ", but the model says "
             << getDataTypeName(declared.elem_type()) << " "
             << toString(declared.shape());
  }
  func::ReturnOp::create(builder, location, results);
  entry.setType(builder.getFunctionType(entry.getArgumentTypes(),
                                        ValueRange(results).getTypes()));
  for (auto [index, output] : llvm::enumerate(graph.output()))
    entry.setResultAttr(index, kTensorNameAttr,
                        builder.getStringAttr(output.name()));
  return success();
}
