//===- ElementwiseOpsTest.cpp ---------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;

namespace {

/// Makes every elementwise op, of every kind and element type that its verifier
/// lets through.
class ElementwiseOpsTest : public testing::Test {
protected:
  ElementwiseOpsTest() {
    context.loadDialect<FoveaDialect, arith::ArithDialect, math::MathDialect>();
    // Combinations that do not exist are no errors here.
    context.getDiagEngine().registerHandler([](Diagnostic &) {});
    builder.setInsertionPointToEnd(module->getBody());
  }

  std::vector<Type> getElementTypes() {
    std::vector<Type> types = {builder.getF16Type(), builder.getBF16Type(),
                               builder.getF32Type(), builder.getF64Type(),
                               builder.getI1Type()};
    for (unsigned width : {8, 16, 32, 64}) {
      types.push_back(builder.getIntegerType(width));
      types.push_back(builder.getIntegerType(width, /*isSigned=*/false));
    }
    return types;
  }

  /// Values of the types `tensor<4x..>`.
  SmallVector<Value> getTensors(ArrayRef<Type> elementTypes) {
    SmallVector<Value> values;
    for (Type type : elementTypes)
      values.push_back(operands.addArgument(RankedTensorType::get({4}, type),
                                            builder.getUnknownLoc()));
    return values;
  }

  template <typename OpTy>
  void add(ArrayRef<Type> operandTypes, ArrayRef<NamedAttribute> attributes,
           TypeRange resultTypes = {}) {
    if (auto op =
            tryCreate<OpTy>(builder, builder.getUnknownLoc(),
                            getTensors(operandTypes), attributes, resultTypes);
        succeeded(op))
      ops.push_back(cast<ElementwiseOpInterface>(op->getOperation()));
  }

  NamedAttribute named(StringRef name, Attribute value) {
    return {builder.getStringAttr(name), value};
  }

  void addKinds(Type type) {
    for (uint32_t i = 0; auto kind = symbolizeUnaryKind(i); ++i)
      add<UnaryOp>({type},
                   {named("kind", UnaryKindAttr::get(&context, *kind))});
    for (uint32_t i = 0; auto kind = symbolizeBinaryKind(i); ++i)
      add<BinaryOp>({type, type},
                    {named("kind", BinaryKindAttr::get(&context, *kind))});
    for (uint32_t i = 0; auto kind = symbolizeComparePredicate(i); ++i)
      add<CompareOp>(
          {type, type},
          {named("predicate", ComparePredicateAttr::get(&context, *kind))});
    for (uint32_t i = 0; auto kind = symbolizeActivationKind(i); ++i) {
      NamedAttribute attributes[] = {
          named("kind", ActivationKindAttr::get(&context, *kind)),
          named("alpha", builder.getF64FloatAttr(0.5)),
          named("beta", builder.getF64FloatAttr(2.0))};
      for (size_t count : {1, 2, 3}) // Only one has the right parameters.
        add<ActivationOp>({type}, ArrayRef(attributes).take_front(count));
    }
    add<SelectOp>({builder.getI1Type(), type, type}, {});
    add<PReluOp>({type, type}, {});
    for (Type to : getElementTypes())
      add<CastOp>({type}, {}, RankedTensorType::get({4}, to));
  }

  MLIRContext context;
  OpBuilder builder{&context};
  Block operands;
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  std::vector<ElementwiseOpInterface> ops;

  void TearDown() override { module.release().erase(); }
};

Type getElement(Value tensor) {
  return getSignlessType(getElementTypeOrSelf(tensor));
}

std::string print(Operation *op) {
  std::string text;
  llvm::raw_string_ostream(text) << *op;
  return text;
}

} // namespace

TEST_F(ElementwiseOpsTest, BuildsScalarsAndVectors) {
  for (Type type : getElementTypes())
    addKinds(type);
  // All kinds on f32, and casts between all 13 types, at the least.
  EXPECT_GT(ops.size(), 25 + 9 + 6 + 18 + 2 + 13 * 13u);

  for (ElementwiseOpInterface op : ops) {
    for (bool isVector : {false, true}) {
      auto getType = [&](Value tensor) -> Type {
        Type element = getElement(tensor);
        return isVector ? VectorType::get({2, 8}, element) : element;
      };
      Block block;
      for (Value operand : op->getOperands())
        block.addArgument(getType(operand), op.getLoc());
      OpBuilder body(&context);
      body.setInsertionPointToEnd(&block);
      Value result = op.buildElement(body, op.getLoc(), block.getArguments());
      EXPECT_EQ(result.getType(), getType(op->getResult(0))) << print(op);
      for (Operation &built : block) {
        EXPECT_TRUE(
            (isa<arith::ArithDialect, math::MathDialect>(built.getDialect())))
            << print(op);
        EXPECT_TRUE(succeeded(verify(&built))) << print(op);
      }
    }
  }
}
