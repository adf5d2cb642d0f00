//===- Schedules.cpp - Schedule attributes --------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea::kernel;

static LogicalResult verifyLanes(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t lanes) {
  if (lanes < 1 || !llvm::isPowerOf2_64(lanes))
    return emitError() << "expected lanes to be a power of two, found "
                       << lanes;
  return success();
}

LogicalResult
ContractScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                             int64_t lanes, ArrayRef<int64_t> panels,
                             ArrayRef<int64_t> rows, int64_t blocks) {
  if (failed(verifyLanes(emitError, lanes)))
    return failure();
  if (panels.size() != rows.size())
    return emitError() << "expected as many rows as panels, found "
                       << rows.size() << " and " << panels.size();
  for (int64_t panel : panels)
    if (panel < 1 ||
        (panel % lanes != 0 && !llvm::isPowerOf2_64(panel % lanes)))
      return emitError() << "expected a panel of vectors of " << lanes
                         << " lanes and a remainder that is a power of two, "
                            "found "
                         << panel << " columns";
  for (int64_t count : rows)
    if (count < 1)
      return emitError() << "expected at least one row, found " << count;
  if (blocks < 1)
    return emitError() << "expected at least one block, found " << blocks;
  return success();
}

int64_t ContractScheduleAttr::getPaddedColumns() const {
  return llvm::sum_of(getPanels(), int64_t(0));
}

SmallVector<int64_t> ContractScheduleAttr::getVectors(int64_t panel) const {
  SmallVector<int64_t> vectors(panel / getLanes(), getLanes());
  if (int64_t remainder = panel % getLanes())
    vectors.push_back(remainder);
  return vectors;
}

LogicalResult
AttentionScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              int64_t lanes, int64_t vectors, int64_t rows) {
  if (failed(verifyLanes(emitError, lanes)))
    return failure();
  if (vectors < 1 || rows < 1)
    return emitError() << "expected at least one vector and one row, found "
                       << vectors << " and " << rows;
  return success();
}

LogicalResult
RowScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        int64_t lanes) {
  return verifyLanes(emitError, lanes);
}

LogicalResult
DepthwiseScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              int64_t lanes, int64_t columns) {
  if (failed(verifyLanes(emitError, lanes)))
    return failure();
  if (columns < 1)
    return emitError() << "expected at least one column, found " << columns;
  return success();
}
