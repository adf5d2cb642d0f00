//===- ModelBuilder.cpp - Models as C++ functions -------------------------===//

#include "fovea/Model/ModelBuilder.h"

#include "mlir/IR/Verifier.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

/// No tensor of a vision model comes near this many elements; below it no
/// product of sizes overflows.
static constexpr int64_t kMaxElements = int64_t(1) << 40;

WeightInit WeightInit::heNormal(double fan) {
  return normal(std::sqrt(2.0 / fan));
}

WeightInit WeightInit::xavierUniform(double fanIn, double fanOut) {
  return uniform(std::sqrt(6.0 / (fanIn + fanOut)));
}

//===----------------------------------------------------------------------===//
// Names, errors, interface
//===----------------------------------------------------------------------===//

ModelBuilder::ModelBuilder(MLIRContext &context, StringRef modelName)
    : builder(&context) {
  context.loadDialect<FoveaDialect, func::FuncDialect>();
  module = ModuleOp::create(builder.getUnknownLoc());
  (*module)->setAttr(kModelNameAttr, builder.getStringAttr(modelName));
  builder.setInsertionPointToEnd(module->getBody());
  function =
      func::FuncOp::create(builder, builder.getUnknownLoc(), kEntryFunction,
                           builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(function.addEntryBlock());
}

ModelBuilder::Scope ModelBuilder::scope(const Twine &name) {
  scopeStarts.push_back(path.size());
  path += (Twine(path.empty() ? "" : "/") + name).str();
  return Scope(*this);
}

void ModelBuilder::popScope() { path.resize(scopeStarts.pop_back_val()); }

Location ModelBuilder::getLoc() const {
  if (path.empty())
    return UnknownLoc::get(builder.getContext());
  return NameLoc::get(StringAttr::get(builder.getContext(), path));
}

void ModelBuilder::fail(const Twine &message) {
  if (!failed)
    emitError(getLoc()) << message.str();
  failed = true;
}

bool ModelBuilder::isUsable(StringRef what, ValueRange values) {
  if (!failed && !llvm::all_of(values, [](Value value) { return !!value; }))
    fail(what + ": expected tensors as inputs, got a null value");
  return !failed;
}

bool ModelBuilder::isPositive(StringRef what, int64_t value) {
  if (!failed && value <= 0)
    fail(what + ": expected a positive number, got " + Twine(value));
  return !failed;
}

bool ModelBuilder::isSaneShape(StringRef what, ArrayRef<int64_t> shape) {
  int64_t elements = 1;
  for (int64_t size : shape) {
    if (!isPositive((what + ": size of a dimension").str(), size))
      return false;
    if (size > kMaxElements / elements) {
      fail(what + ": expected at most 2^40 elements, got a tensor of more");
      return false;
    }
    elements *= size;
  }
  return !failed;
}

Value ModelBuilder::input(StringRef name, ArrayRef<int64_t> shape,
                          Type elementType) {
  if (!isSaneShape(("input '" + name + "'").str(), shape))
    return {};
  if (!inputNames.insert(name).second) {
    fail("input '" + name + "' is already defined");
    return {};
  }
  if (!elementType)
    elementType = builder.getF32Type();
  inputAttrs.push_back(builder.getDictionaryAttr(
      attr(kTensorNameAttr, builder.getStringAttr(name))));
  return function.getBody().front().addArgument(
      RankedTensorType::get(shape, elementType), getLoc());
}

void ModelBuilder::output(StringRef name, Value value) {
  if (!isUsable(("output '" + name + "'").str(), value))
    return;
  if (!outputNames.insert(name).second)
    return fail("output '" + name + "' is already defined");
  outputAttrs.push_back(builder.getDictionaryAttr(
      attr(kTensorNameAttr, builder.getStringAttr(name))));
  outputs.push_back(value);
}

FailureOr<OwningOpRef<ModuleOp>> ModelBuilder::finish() {
  if (!failed && outputs.empty())
    fail("model has no outputs");
  if (failed)
    return failure();
  func::ReturnOp::create(builder, builder.getUnknownLoc(), outputs);
  function.setFunctionType(builder.getFunctionType(
      function.getBody().getArgumentTypes(), ValueRange(outputs).getTypes()));
  function.setAllArgAttrs(inputAttrs);
  function.setAllResultAttrs(outputAttrs);
  if (mlir::failed(mlir::verify(*module)))
    return failure();
  return std::move(module);
}

Value ModelBuilder::weight(StringRef name, ArrayRef<int64_t> shape,
                           WeightInit init, Type elementType) {
  auto inner = scope(name);
  if (!isSaneShape("weight '" + path + "'", shape))
    return {};
  if (!weightNames.insert(path).second) {
    fail("weight '" + Twine(path) + "' is already defined");
    return {};
  }
  if (!elementType)
    elementType = builder.getF32Type();
  auto initializer = InitializerAttr::get(
      builder.getContext(), init.kind, builder.getF64FloatAttr(init.mean),
      builder.getF64FloatAttr(init.deviation));
  return getOnlyResult(create<WeightOp>(
      {},
      {attr("name", builder.getStringAttr(path)), attr("init", initializer)},
      RankedTensorType::get(shape, elementType)));
}

ArrayRef<int64_t> ModelBuilder::getShape(Value value) const {
  return value ? cast<RankedTensorType>(value.getType()).getShape()
               : ArrayRef<int64_t>();
}

int64_t ModelBuilder::getSize(Value value, int64_t dim) const {
  ArrayRef<int64_t> shape = getShape(value);
  int64_t rank = shape.size();
  int64_t index = dim < 0 ? dim + rank : dim;
  return index >= 0 && index < rank ? shape[index] : 1;
}

//===----------------------------------------------------------------------===//
// Creation of ops
//===----------------------------------------------------------------------===//

NamedAttribute ModelBuilder::attr(StringRef name, Attribute value) {
  return builder.getNamedAttr(name, value);
}

NamedAttribute ModelBuilder::attr(StringRef name, int64_t value) {
  return attr(name, builder.getI64IntegerAttr(value));
}

NamedAttribute ModelBuilder::attr(StringRef name, ArrayRef<int64_t> values) {
  return attr(name, builder.getDenseI64ArrayAttr(values));
}

Operation *ModelBuilder::createOp(StringRef name, ValueRange operands,
                                  ArrayRef<NamedAttribute> attributes,
                                  TypeRange resultTypes) {
  if (!isUsable(name, operands))
    return nullptr;
  FailureOr<Operation *> op =
      tryCreate(builder, getLoc(), name, operands, attributes, resultTypes);
  if (succeeded(op))
    return *op;
  failed = true; // tryCreate has said why.
  return nullptr;
}

Value ModelBuilder::getOnlyResult(Operation *op) {
  return op ? Value(op->getResult(0)) : Value();
}
