//===- BroadcastTest.cpp - Elementwise ops on constants of many shapes ----===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/HostTensor.h"

#include "mlir/Dialect/Traits.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using Shape = SmallVector<int64_t>;

static std::string printShape(ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return "tensor<" + text + "f32>";
}

/// The element of a tensor of shape `from` that belongs to element `index` of
/// shape `to`, one dimension after the other.
static int64_t getSource(ArrayRef<int64_t> from, ArrayRef<int64_t> to,
                         int64_t index) {
  int64_t source = 0, stride = 1;
  for (size_t i = 0; i < to.size(); ++i) {
    int64_t position = index % to[to.size() - 1 - i];
    index /= to[to.size() - 1 - i];
    if (i >= from.size())
      continue;
    int64_t size = from[from.size() - 1 - i];
    source += size == 1 ? 0 : position * stride;
    stride *= size;
  }
  return source;
}

/// A tensor that counts from `start`.
static HostTensor count(Type type, float start) {
  HostTensor tensor = HostTensor::zeros(cast<RankedTensorType>(type));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setFloat(i, start + i);
  return tensor;
}

TEST(Broadcast, ConstantsAreCombinedElementByElement) {
  MLIRContext context;
  context.loadDialect<FoveaDialect>();
  const std::pair<Shape, Shape> cases[] = {
      {{7}, {7}},
      {{}, {}},
      {{3, 5}, {}},
      {{1025}, {1}},
      {{2, 3, 600}, {600}},
      {{2, 3, 600}, {2, 3, 1}},
      {{4, 3, 5, 5}, {4, 1, 1, 1}},
      {{4, 1, 5, 5}, {3, 1, 1}},
      {{2, 1, 3, 1}, {1, 5, 1, 7}},
      {{1, 1, 2}, {3, 1, 1}},
      {{0, 4}, {4}},
      {{3, 1}, {0}},
  };
  for (const auto &[lhs, rhs] : cases) {
    for (bool isSwapped : {false, true}) {
      Shape a = isSwapped ? rhs : lhs, b = isSwapped ? lhs : rhs;
      SmallVector<int64_t> shape;
      ASSERT_TRUE(OpTrait::util::getBroadcastedShape(a, b, shape));
      std::string text =
          llvm::formatv("%a, %b = \"test.inputs\"() : () -> ({0}, {1})\n"
                        "%c = fovea.binary sub %a, %b : ({0}, {1}) -> {2}",
                        printShape(a), printShape(b), printShape(shape));
      context.allowUnregisteredDialects();
      auto module = parseSourceString<ModuleOp>(text, &context);
      ASSERT_TRUE(module) << text;
      auto op = cast<BinaryOp>(module->getBody()->back());
      HostTensor operands[] = {count(op->getOperand(0).getType(), 0.5f),
                               count(op->getOperand(1).getType(), 1000)};
      HostTensor result = count(op.getType(), -1);
      auto evaluable = cast<HostEvaluableOpInterface>(op.getOperation());
      ASSERT_TRUE(succeeded(evaluable.evaluate(operands, result)));
      for (int64_t i = 0; i < result.getNumElements(); ++i)
        ASSERT_EQ(result.getFloat(i),
                  operands[0].getFloat(getSource(a, shape, i)) -
                      operands[1].getFloat(getSource(b, shape, i)))
            << text << ", element " << i;
    }
  }
}
