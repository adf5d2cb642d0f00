//===- ScheduleRecords.h - Schedules that were found by tuning --*- C++ -*-===//

#ifndef FOVEA_DRIVER_SCHEDULERECORDS_H
#define FOVEA_DRIVER_SCHEDULERECORDS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace fovea {

/// A schedule that was faster than the default, for one kernel on one target.
struct ScheduleRecord {
  /// As getTuningTarget says it.
  std::string target;
  /// As kernel::getScheduleKey says it.
  std::string kernel;
  /// The attribute, as MLIR prints it.
  std::string schedule;
  /// Of one call, with this schedule and with the default.
  double microseconds = 0;
  double defaultMicroseconds = 0;

  bool operator==(const ScheduleRecord &) const = default;
};

/// Read a YAML file. Errors name the file, the line, and what is wrong.
llvm::Expected<std::vector<ScheduleRecord>>
readScheduleRecords(llvm::StringRef path);

/// The file appears whole or not at all.
llvm::Error writeScheduleRecords(llvm::StringRef path,
                                 llvm::ArrayRef<ScheduleRecord> records);

/// The schedules of `target` by kernel, as `kernel-select-schedules` reads them
/// from a module. Reports what is no schedule at `loc`.
mlir::FailureOr<mlir::DictionaryAttr>
getSchedules(mlir::Location loc, llvm::ArrayRef<ScheduleRecord> records,
             llvm::StringRef target);

} // namespace fovea

#endif // FOVEA_DRIVER_SCHEDULERECORDS_H
