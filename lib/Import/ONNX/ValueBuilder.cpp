//===- ValueBuilder.cpp - Builds values of the fovea dialect --------------===//

#include "ValueBuilder.h"

#include "Tensors.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Results up to this size are folded while the graph is built. It is enough
/// for shapes and index tables; larger constants are left to the passes.
static constexpr int64_t kMaxFoldedElements = 4096;

RankedTensorType onnximport::getTensorTypeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

ArrayRef<int64_t> onnximport::getShape(Value value) {
  return getTensorTypeOf(value).getShape();
}

int64_t onnximport::getRank(Value value) {
  return getTensorTypeOf(value).getRank();
}

Type onnximport::getElementTypeOf(Value value) {
  return getTensorTypeOf(value).getElementType();
}

//===----------------------------------------------------------------------===//
// AttributeList
//===----------------------------------------------------------------------===//

AttributeList &AttributeList::set(StringRef name, Attribute value) {
  attributes.push_back(builder.getNamedAttr(name, value));
  return *this;
}

AttributeList &AttributeList::setInt(StringRef name, int64_t value) {
  return set(name, builder.getI64IntegerAttr(value));
}

AttributeList &AttributeList::setInts(StringRef name,
                                      ArrayRef<int64_t> values) {
  return set(name, builder.getDenseI64ArrayAttr(values));
}

AttributeList &AttributeList::setFloat(StringRef name, double value) {
  return set(name, builder.getF64FloatAttr(value));
}

AttributeList &AttributeList::setFloats(StringRef name,
                                        ArrayRef<double> values) {
  return set(name, builder.getDenseF64ArrayAttr(values));
}

AttributeList &AttributeList::setUnit(StringRef name, bool present) {
  return present ? set(name, builder.getUnitAttr()) : *this;
}

//===----------------------------------------------------------------------===//
// ValueBuilder
//===----------------------------------------------------------------------===//

InFlightDiagnostic ValueBuilder::emitError() {
  error = true;
  return mlir::emitError(loc);
}

static bool isFoldable(Operation *op) {
  return llvm::all_of(op->getResultTypes(), [](Type type) {
    return cast<ShapedType>(type).getNumElements() <= kMaxFoldedElements;
  });
}

SmallVector<Value> ValueBuilder::createAll(StringRef name, ValueRange operands,
                                           ArrayRef<NamedAttribute> attributes,
                                           Type resultType) {
  if (error)
    return {};
  assert(llvm::all_of(operands, [](Value value) { return bool(value); }) &&
         "an absent operand must be left out");
  auto op = tryCreate(builder, loc, name, operands, attributes,
                      resultType ? TypeRange(resultType) : TypeRange());
  if (failed(op)) {
    error = true;
    return {};
  }
  SmallVector<Value> folded;
  if (isFoldable(*op) && succeeded(builder.tryFold(*op, folded)) &&
      !folded.empty()) {
    (*op)->erase();
    return folded;
  }
  return SmallVector<Value>((*op)->getResults());
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

Value ValueBuilder::unary(UnaryKind kind, Value input) {
  return create<UnaryOp>(
      input, attributes().set("kind", UnaryKindAttr::get(getContext(), kind)));
}

Value ValueBuilder::binary(BinaryKind kind, Value lhs, Value rhs) {
  return create<BinaryOp>(
      {lhs, rhs},
      attributes().set("kind", BinaryKindAttr::get(getContext(), kind)));
}

Value ValueBuilder::compare(ComparePredicate predicate, Value lhs, Value rhs) {
  return create<CompareOp>(
      {lhs, rhs}, attributes().set("predicate", ComparePredicateAttr::get(
                                                    getContext(), predicate)));
}

Value ValueBuilder::select(Value condition, Value ifTrue, Value ifFalse) {
  return create<SelectOp>({condition, ifTrue, ifFalse});
}

Value ValueBuilder::cast(Value input, Type elementType) {
  if (error || getElementTypeOf(input) == elementType)
    return input;
  return create<CastOp>(input, {}, getTensorTypeOf(input).clone(elementType));
}

Value ValueBuilder::activation(ActivationKind kind, Value input,
                               std::optional<double> alpha,
                               std::optional<double> beta) {
  AttributeList list = attributes();
  list.set("kind", ActivationKindAttr::get(getContext(), kind));
  if (alpha)
    list.setFloat("alpha", *alpha);
  if (beta)
    list.setFloat("beta", *beta);
  return create<ActivationOp>(input, list);
}

Value ValueBuilder::reduce(ReduceKind kind, Value input, ArrayRef<int64_t> axes,
                           bool keepDims) {
  SmallVector<int64_t> sorted(axes);
  llvm::sort(sorted);
  return create<ReduceOp>(
      input, attributes()
                 .set("kind", ReduceKindAttr::get(getContext(), kind))
                 .setInts("axes", sorted)
                 .setUnit("keep_dims", keepDims));
}

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

RankedTensorType ValueBuilder::getTensorType(ArrayRef<int64_t> shape,
                                             Type elementType) {
  if (error)
    return {};
  auto type = onnximport::getTensorType(shape, elementType,
                                        [&] { return emitError(); });
  return succeeded(type) ? *type : RankedTensorType();
}

Value ValueBuilder::reshape(Value input, ArrayRef<int64_t> shape) {
  if (error || getShape(input) == shape)
    return input;
  RankedTensorType type = getTensorType(shape, getElementTypeOf(input));
  return create<ReshapeOp>(input, {}, type);
}

Value ValueBuilder::broadcast(Value input, ArrayRef<int64_t> shape) {
  if (error || getShape(input) == shape)
    return input;
  RankedTensorType type = getTensorType(shape, getElementTypeOf(input));
  return create<BroadcastOp>(input, {}, type);
}

Value ValueBuilder::transpose(Value input, ArrayRef<int64_t> permutation) {
  return create<TransposeOp>(input,
                             attributes().setInts("permutation", permutation));
}

Value ValueBuilder::concat(ValueRange inputs, int64_t axis) {
  return create<ConcatOp>(inputs, attributes().setInt("axis", axis));
}

Value ValueBuilder::slice(Value input, ArrayRef<int64_t> starts,
                          ArrayRef<int64_t> sizes, ArrayRef<int64_t> steps) {
  return create<SliceOp>(input, attributes()
                                    .setInts("starts", starts)
                                    .setInts("sizes", sizes)
                                    .setInts("steps", steps));
}

Value ValueBuilder::sliceAxis(Value input, int64_t axis, int64_t start,
                              int64_t size) {
  if (error)
    return {};
  SmallVector<int64_t> starts(getRank(input), 0), steps(getRank(input), 1);
  SmallVector<int64_t> sizes(getShape(input));
  starts[axis] = start;
  sizes[axis] = size;
  return slice(input, starts, sizes, steps);
}

Value ValueBuilder::pad(Value input, ArrayRef<int64_t> low,
                        ArrayRef<int64_t> high, double value) {
  return create<PadOp>(input, attributes()
                                  .setInts("low", low)
                                  .setInts("high", high)
                                  .setFloat("value", value));
}

Value ValueBuilder::gather(Value input, Value indices, int64_t axis) {
  return create<GatherOp>({input, indices}, attributes().setInt("axis", axis));
}

Value ValueBuilder::alongAxis(Value vector, int64_t axis, int64_t rank) {
  if (error)
    return {};
  SmallVector<int64_t> shape(rank, 1);
  shape[axis] = getTensorTypeOf(vector).getNumElements();
  return reshape(vector, shape);
}

Value ValueBuilder::toChannelsLast(Value input) {
  if (error || getRank(input) < 3)
    return input;
  SmallVector<int64_t> permutation{0};
  llvm::append_range(permutation, llvm::seq<int64_t>(2, getRank(input)));
  permutation.push_back(1);
  return transpose(input, permutation);
}

Value ValueBuilder::toChannelsFirst(Value input) {
  if (error || getRank(input) < 3)
    return input;
  SmallVector<int64_t> permutation{0, getRank(input) - 1};
  llvm::append_range(permutation, llvm::seq<int64_t>(1, getRank(input) - 1));
  return transpose(input, permutation);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value ValueBuilder::constant(ElementsAttr value) {
  if (error)
    return {};
  return ConstantOp::create(builder, loc, value);
}

Value ValueBuilder::constant(const HostTensor &value) {
  return constant(value.toAttribute("constant"));
}

Value ValueBuilder::constantInts(ArrayRef<int64_t> values) {
  return constant(DenseElementsAttr::get(
      RankedTensorType::get(values.size(), builder.getI64Type()), values));
}

Value ValueBuilder::scalar(double value, Type elementType) {
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get({}, elementType));
  tensor.setFloat(0, value);
  return constant(tensor);
}

Value ValueBuilder::scalarInt(int64_t value, Type elementType) {
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get({}, elementType));
  tensor.setInt(0, value);
  return constant(tensor);
}

Value ValueBuilder::splat(double value, ArrayRef<int64_t> shape,
                          Type elementType) {
  return broadcast(scalar(value, elementType), shape);
}

Value ValueBuilder::iota(int64_t size) {
  Type type = builder.getI64Type();
  RankedTensorType resultType = getTensorType(size, type);
  return create<RangeOp>({scalarInt(0, type), scalarInt(1, type)}, {},
                         resultType);
}
