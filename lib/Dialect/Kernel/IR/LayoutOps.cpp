//===- LayoutOps.cpp - Packing and borders --------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

int64_t fovea::kernel::getPackedSize(ArrayRef<int64_t> weights, int64_t groups,
                                     ContractScheduleAttr schedule) {
  int64_t depth = llvm::product_of(weights.drop_back(), int64_t(1));
  return groups * depth * schedule.getPaddedColumns();
}

//===----------------------------------------------------------------------===//
// PackOp
//===----------------------------------------------------------------------===//

LogicalResult PackOp::verify() {
  auto weights = cast<ShapedType>(getWeights().getType());
  auto init = cast<ShapedType>(getInit().getType());
  if (weights.getRank() < 2 || getGroups() < 1 ||
      weights.getShape().back() % getGroups() != 0)
    return emitOpError("expected groups to divide the last of at least two "
                       "dimensions of ")
           << weights << ", found " << getGroups();
  int64_t channels = weights.getShape().back() / getGroups();
  if (getSchedule().getPaddedColumns() < channels)
    return emitOpError("the panels of the schedule have ")
           << getSchedule().getPaddedColumns() << " columns for " << channels
           << " channels";
  int64_t size = getPackedSize(weights.getShape(), getGroups(), getSchedule());
  if (init.getShape() != ArrayRef(size))
    return emitOpError("expected a result of ")
           << size << " elements, found " << init;
  return success();
}

LogicalResult PackOp::evaluate(ArrayRef<HostTensor> operands,
                               MutableArrayRef<HostTensor> results) {
  ArrayRef<float> from(
      reinterpret_cast<const float *>(operands[0].getBytes().data()),
      operands[0].getNumElements());
  auto *to = reinterpret_cast<float *>(results[0].getMutableBytes().data());
  int64_t columns = operands[0].getShape().back();
  int64_t depth = from.empty() ? 0 : from.size() / columns;
  int64_t perGroup = columns / getGroups();
  for (int64_t group = 0, groups = getGroups(); group < groups; ++group) {
    int64_t first = 0; // Column of the group.
    for (int64_t panel : getSchedule().getPanels()) {
      int64_t count = std::clamp<int64_t>(perGroup - first, 0, panel);
      for (int64_t row = 0; row < depth; ++row, to += panel)
        llvm::copy(from.slice(row * columns + group * perGroup +
                                  std::min(first, perGroup),
                              count),
                   to);
      first += panel;
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// FillBorderOp
//===----------------------------------------------------------------------===//

LogicalResult FillBorderOp::verify() {
  auto init = cast<ShapedType>(getInit().getType());
  size_t rank = init.getRank();
  if (getLow().size() != rank || getHigh().size() != rank)
    return emitOpError("expected one low and one high border for each of ")
           << rank << " dimensions";
  for (auto [low, high, size] :
       llvm::zip_equal(getLow(), getHigh(), init.getShape()))
    if (low < 0 || high < 0 || low + high > size)
      return emitOpError("expected borders that fit into ")
             << init << ", found " << low << " and " << high;
  return success();
}
