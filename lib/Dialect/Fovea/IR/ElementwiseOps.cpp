//===- ElementwiseOps.cpp - Elementwise ops -------------------------------===//
//
// What all elementwise ops share, and the smaller ones.
//
//===----------------------------------------------------------------------===//

#include "Elementwise.h"
#include "Inference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

static bool contains(Domain domain, Type type) {
  switch (domain) {
  case Domain::floats:
    return isa<FloatType>(type);
  case Domain::numbers:
    return !type.isInteger(1);
  case Domain::bits:
    return isa<IntegerType>(type);
  }
  llvm_unreachable("unknown domain");
}

static StringRef describe(Domain domain) {
  switch (domain) {
  case Domain::floats:
    return "floating point";
  case Domain::numbers:
    return "number";
  case Domain::bits:
    return "integer or boolean";
  }
  llvm_unreachable("unknown domain");
}

LogicalResult fovea::verifyDomain(Operation *op, StringRef kind, Domain domain,
                                  Type type) {
  if (contains(domain, getElementTypeOrSelf(type)))
    return success();
  return op->emitOpError() << kind << " expects " << describe(domain)
                           << " elements, got " << type;
}

Type fovea::getComputeType(Type elementType, bool viaFloat) {
  if (viaFloat && !isa<FloatType>(elementType))
    return Float64Type::get(elementType.getContext());
  return getComputeType(elementType);
}

//===----------------------------------------------------------------------===//
// Transposition
//===----------------------------------------------------------------------===//

SmallVector<int64_t>
fovea::getUntransposedShape(ArrayRef<int64_t> shape,
                            ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> result(shape.size());
  for (auto [size, from] : llvm::zip_equal(shape, permutation))
    result[from] = size;
  return result;
}

/// Give an operand that broadcasts to `permutation.size()` dimensions the shape
/// whose transpose is its old one.
static Value untransposeBroadcast(OpBuilder &builder, Value operand,
                                  ArrayRef<int64_t> permutation) {
  RankedTensorType type = getTensorType(operand);
  if (llvm::all_of(type.getShape(), [](int64_t size) { return size == 1; }))
    return operand;
  SmallVector<int64_t> full(permutation.size() - type.getRank(), 1);
  llvm::append_range(full, type.getShape());
  SmallVector<int64_t> target = getUntransposedShape(full, permutation);
  SmallVector<int64_t> inverse = invertPermutationVector(permutation);

  // While dimensions of size 1 alone change places, elements do not move.
  SmallVector<int64_t> moving(llvm::make_filter_range(
      inverse, [&](int64_t dimension) { return full[dimension] != 1; }));
  Location loc = operand.getLoc();
  if (llvm::is_sorted(moving))
    return ReshapeOp::create(builder, loc, type.clone(target), operand);
  Value expanded = ReshapeOp::create(builder, loc, type.clone(full), operand);
  return TransposeOp::create(builder, loc, type.clone(target), expanded,
                             inverse);
}

FailureOr<SmallVector<Value>>
fovea::buildTransposedElementwise(Operation *op, OpBuilder &builder,
                                  ValueRange operands,
                                  ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (type.getRank() != static_cast<int64_t>(permutation.size()))
    return failure();
  SmallVector<Value> inputs = llvm::map_to_vector(operands, [&](Value operand) {
    if (getTensorType(operand).getRank() == type.getRank())
      return operand;
    return untransposeBroadcast(builder, operand, permutation);
  });
  Type resultType =
      type.clone(getUntransposedShape(type.getShape(), permutation));
  Operation *transposed =
      builder.create(op->getLoc(), op->getName().getIdentifier(), inputs,
                     resultType, op->getAttrs());
  return SmallVector<Value>(transposed->getResults());
}

FailureOr<RankedTensorType>
fovea::getTransposedReductionType(RankedTensorType type, ArrayRef<int64_t> axes,
                                  ArrayRef<int64_t> permutation) {
  if (type.getRank() == static_cast<int64_t>(permutation.size()))
    return type.clone(getUntransposedShape(type.getShape(), permutation));
  SmallVector<int64_t> kept;
  for (auto [axis, from] : llvm::enumerate(permutation))
    if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
      kept.push_back(from);
  if (!llvm::is_sorted(kept))
    return failure();
  return type;
}

//===----------------------------------------------------------------------===//
// CompareOp
//===----------------------------------------------------------------------===//

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> loc,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType lhs = getTensorType(adaptor.getLhs());
  RankedTensorType rhs = getTensorType(adaptor.getRhs());
  if (lhs.getElementType() != rhs.getElementType())
    return inferenceError<CompareOp>(
        loc, "expects lhs and rhs of one element type, got ", lhs, " and ",
        rhs);
  FailureOr<SmallVector<int64_t>> shape =
      broadcastShapes({lhs.getShape(), rhs.getShape()});
  if (failed(shape))
    return inferenceError<CompareOp>(
        loc, "expects lhs and rhs of shapes that broadcast, got ", lhs, " and ",
        rhs);
  return appendTensorType(loc, *shape, IntegerType::get(context, 1), types);
}

Value CompareOp::buildElement(OpBuilder &builder, Location loc,
                              ValueRange args) {
  Type type = getLhs().getType().getElementType();
  ElementBuilder compute(builder, loc, getComputeType(type), args[0].getType());
  return compute.compare(getPredicate(), compute.convert(args[0], type),
                         compute.convert(args[1], type));
}

//===----------------------------------------------------------------------===//
// SelectOp
//===----------------------------------------------------------------------===//

LogicalResult SelectOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType condition = getTensorType(adaptor.getCondition());
  RankedTensorType ifTrue = getTensorType(adaptor.getIfTrue());
  RankedTensorType ifFalse = getTensorType(adaptor.getIfFalse());
  if (ifTrue.getElementType() != ifFalse.getElementType())
    return inferenceError<SelectOp>(
        loc, "expects if_true and if_false of one element type, got ", ifTrue,
        " and ", ifFalse);
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(
      {condition.getShape(), ifTrue.getShape(), ifFalse.getShape()});
  if (failed(shape))
    return inferenceError<SelectOp>(
        loc, "expects operands of shapes that broadcast, got ", condition, ", ",
        ifTrue, " and ", ifFalse);
  return appendTensorType(loc, *shape, ifTrue.getElementType(), types);
}

Value SelectOp::buildElement(OpBuilder &builder, Location loc,
                             ValueRange args) {
  return arith::SelectOp::create(builder, loc, args[0], args[1], args[2]);
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  if (getIfTrue() == getIfFalse() && getIfTrue().getType() == getType())
    return getIfTrue();
  return nullptr;
}

//===----------------------------------------------------------------------===//
// CastOp
//===----------------------------------------------------------------------===//

LogicalResult CastOp::verify() {
  if (getInput().getType().getShape() == getType().getShape())
    return success();
  return emitOpError() << "expects a result of the shape of its input, got "
                       << getInput().getType() << " and " << getType();
}

Value CastOp::buildElement(OpBuilder &builder, Location loc, ValueRange args) {
  ElementBuilder element(builder, loc, getType().getElementType(),
                         args[0].getType());
  return element.convert(args[0], getInput().getType().getElementType());
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  // Back from a float type that holds all values of the first one.
  auto inner = getInput().getDefiningOp<CastOp>();
  if (!inner || inner.getInput().getType() != getType())
    return nullptr;
  auto narrow = dyn_cast<FloatType>(getType().getElementType());
  auto wide = dyn_cast<FloatType>(getInput().getType().getElementType());
  if (narrow && wide &&
      APFloat::isRepresentableBy(narrow.getFloatSemantics(),
                                 wide.getFloatSemantics()))
    return inner.getInput();
  return nullptr;
}

//===----------------------------------------------------------------------===//
// PReluOp
//===----------------------------------------------------------------------===//

LogicalResult PReluOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> loc,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType slope = getTensorType(adaptor.getSlope());
  if (input.getElementType() != slope.getElementType())
    return inferenceError<PReluOp>(
        loc, "expects input and slope of one element type, got ", input,
        " and ", slope);
  FailureOr<SmallVector<int64_t>> shape =
      broadcastShapes({input.getShape(), slope.getShape()});
  if (failed(shape) || ArrayRef(*shape) != input.getShape())
    return inferenceError<PReluOp>(
        loc, "expects a slope that broadcasts to the input, got ", slope,
        " for ", input);
  types.push_back(input);
  return success();
}

Value PReluOp::buildElement(OpBuilder &builder, Location loc, ValueRange args) {
  Type type = getInput().getType().getElementType();
  ElementBuilder element(builder, loc, type, args[0].getType());
  ElementBuilder compute = element.withType(getComputeType(type));
  Value x = compute.convert(args[0], type);
  Value isNegative =
      compute.compare(ComparePredicate::lt, x, compute.constant(0));
  Value scaled = compute.mul(compute.convert(args[1], type), x);
  return element.convert(compute.select(isNegative, scaled, x),
                         compute.getElementType());
}
