//===- FoveaDialect.cpp - The fovea dialect -------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "Elementwise.h"
#include "Folding.h"
#include "ScalarFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fovea;

#include "fovea/Dialect/Fovea/IR/FoveaDialect.cpp.inc"
#include "fovea/Dialect/Fovea/IR/FoveaEnums.cpp.inc"
#include "fovea/Dialect/Fovea/IR/FoveaInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "fovea/Dialect/Fovea/IR/FoveaAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "fovea/Dialect/Fovea/IR/FoveaOps.cpp.inc"

void FoveaDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "fovea/Dialect/Fovea/IR/FoveaAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "fovea/Dialect/Fovea/IR/FoveaOps.cpp.inc"
      >();
  addInterfaces<EvaluationFolder>();
}

Operation *FoveaDialect::materializeConstant(OpBuilder &builder,
                                             Attribute value, Type type,
                                             Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}

Type fovea::getSignlessType(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return IntegerType::get(type.getContext(), integer.getWidth());
  return type;
}

FailureOr<SmallVector<int64_t>>
fovea::broadcastShapes(ArrayRef<ArrayRef<int64_t>> shapes) {
  size_t rank = 0;
  for (ArrayRef<int64_t> shape : shapes)
    rank = std::max(rank, shape.size());
  SmallVector<int64_t> result(rank, 1);
  for (ArrayRef<int64_t> shape : shapes) {
    auto tail = MutableArrayRef(result).take_back(shape.size());
    for (auto [known, size] : llvm::zip_equal(tail, shape)) {
      if (size == 1)
        continue;
      if (known != 1 && known != size)
        return failure();
      known = size;
    }
  }
  return result;
}

/// Infer the result types of an op that does not exist yet.
static LogicalResult inferResultTypes(RegisteredOperationName name,
                                      Location loc, ValueRange operands,
                                      DictionaryAttr attributes,
                                      SmallVectorImpl<Type> &types) {
  auto *inference = name.getInterface<InferTypeOpInterface>();
  assert(inference && "result types must be given for this op");
  SmallVector<std::max_align_t> storage(llvm::divideCeil(
      name.getOpPropertyByteSize(), sizeof(std::max_align_t)));
  OpaqueProperties properties(storage.data());
  name.initOpProperties(properties, /*init=*/nullptr);
  llvm::scope_exit destroy(
      [&] { name.destroyOpProperties(properties); });
  // An op without attributes has no properties to set.
  if (name.getOpPropertyByteSize() != 0 &&
      failed(name.setOpPropertiesFromAttribute(
          name, properties, attributes, [&] { return emitError(loc); })))
    return failure();
  return inference->inferReturnTypes(name.getContext(), loc, operands,
                                     attributes, properties, RegionRange(),
                                     types);
}

FailureOr<Operation *> fovea::tryCreate(OpBuilder &builder, Location loc,
                                        StringRef name, ValueRange operands,
                                        ArrayRef<NamedAttribute> attributes,
                                        TypeRange resultTypes) {
  RegisteredOperationName info =
      *RegisteredOperationName::lookup(name, builder.getContext());
  DictionaryAttr dictionary = builder.getDictionaryAttr(attributes);
  SmallVector<Type> types(resultTypes);
  if (types.empty() &&
      failed(inferResultTypes(info, loc, operands, dictionary, types)))
    return failure();
  OperationState state(loc, info, operands, types, dictionary.getValue());
  Operation *op = builder.create(state);
  if (failed(verify(op, /*verifyRecursively=*/false))) {
    op->erase();
    return failure();
  }
  return op;
}
