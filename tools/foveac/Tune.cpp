//===- Tune.cpp - Schedules that were measured ----------------------------===//

#include "Tune.h"

#include "Options.h"

#include "fovea/Driver/Tuning.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace fovea;

/// Put `added` in the place of records of the same kernels and target.
static void merge(std::vector<ScheduleRecord> &records,
                  ArrayRef<ScheduleRecord> added) {
  for (const ScheduleRecord &record : added) {
    llvm::erase_if(records, [&](const ScheduleRecord &old) {
      return old.target == record.target && old.kernel == record.kernel;
    });
    records.push_back(record);
  }
}

static void report(const TuningResult &result) {
  llvm::errs() << llvm::format(
      "tuning: %u variants, %zu kernels are faster, %.3f ms instead of %.3f "
      "ms\n",
      result.numVariants, result.records.size(), result.milliseconds,
      result.defaultMilliseconds);
  for (const ScheduleRecord &record : result.records)
    llvm::errs() << llvm::format(
        "  %.1f us instead of %.1f us: %s\n    %s\n", record.microseconds,
        record.defaultMicroseconds, record.kernel.c_str(),
        record.schedule.c_str());
}

llvm::Error fovea::applyTuning(ModuleOp module, CompileOptions &options) {
  const std::string &path = options::tuningRecords;
  if (path.empty())
    return llvm::Error::success();
  std::vector<ScheduleRecord> records;
  bool isTuning = options::tune.getNumOccurrences();
  // What is to be written need not be there yet.
  if (!isTuning || llvm::sys::fs::exists(path)) {
    auto read = readScheduleRecords(path);
    if (!read)
      return read.takeError();
    records = std::move(*read);
  }
  if (isTuning) {
    FailureOr<TuningResult> result = tune(module, options, options::tune);
    if (failed(result))
      return llvm::createStringError("the model could not be tuned");
    report(*result);
    merge(records, result->records);
    if (llvm::Error error = writeScheduleRecords(path, records))
      return error;
  }
  FailureOr<std::string> target = getTuningTarget(module.getLoc(), options);
  if (failed(target))
    return llvm::createStringError("there is no target to look records up for");
  auto schedules = getSchedules(module.getLoc(), records, *target);
  if (failed(schedules))
    return llvm::createStringError("%s: expected tuning records", path.c_str());
  options.schedules = *schedules;
  return llvm::Error::success();
}
