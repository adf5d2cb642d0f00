//===- LayoutOps.cpp - Packing and borders --------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

int64_t fovea::kernel::getTermsPerStep(Type elementType) {
  return elementType.isBF16() ? 2 : 1;
}

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
  if (init.getElementType() != weights.getElementType())
    return emitOpError("expected a result of the type of ")
           << weights << ", found " << init;
  int64_t inputs = weights.getShape().drop_back().back();
  if (inputs % getTermsPerStep(weights.getElementType()) != 0)
    return emitOpError("expected an even number of channels in ")
           << weights << ", found " << inputs;
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

/// Copy `from`, whose rows have `columns` elements, to `to`, which holds zeros.
template <typename T, int64_t terms>
static void pack(PackOp op, ArrayRef<T> from, int64_t columns, T *to) {
  int64_t depth = from.empty() ? 0 : from.size() / columns;
  int64_t perGroup = columns / op.getGroups();
  for (int64_t group = 0, groups = op.getGroups(); group < groups; ++group) {
    int64_t first = 0; // Column of the group.
    for (int64_t panel : op.getSchedule().getPanels()) {
      int64_t count = std::clamp<int64_t>(perGroup - first, 0, panel);
      const T *source =
          from.data() + group * perGroup + std::min(first, perGroup);
      for (int64_t row = 0; row < depth; row += terms, to += terms * panel)
        for (int64_t column = 0; column < count; ++column)
          for (int64_t term = 0; term < terms; ++term)
            to[column * terms + term] = source[(row + term) * columns + column];
      first += panel;
    }
  }
}

template <typename T, int64_t terms>
static void pack(PackOp op, const HostTensor &from, HostTensor &to) {
  pack<T, terms>(op,
                 ArrayRef(reinterpret_cast<const T *>(from.getBytes().data()),
                          from.getNumElements()),
                 from.getShape().back(),
                 reinterpret_cast<T *>(to.getMutableBytes().data()));
}

LogicalResult PackOp::evaluate(ArrayRef<HostTensor> operands,
                               MutableArrayRef<HostTensor> results) {
  if (operands[0].getElementType().isBF16())
    pack<uint16_t, 2>(*this, operands[0], results[0]);
  else
    pack<float, 1>(*this, operands[0], results[0]);
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
