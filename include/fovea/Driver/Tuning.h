//===- Tuning.h - Measure which schedules are fastest -----------*- C++ -*-===//

#ifndef FOVEA_DRIVER_TUNING_H
#define FOVEA_DRIVER_TUNING_H

#include "fovea/Driver/Compiler.h"
#include "fovea/Driver/ScheduleRecords.h"

namespace fovea {

/// The target of records that are made with, or looked up for, `options`.
mlir::FailureOr<std::string> getTuningTarget(mlir::Location loc,
                                             const CompileOptions &options);

struct TuningResult {
  /// What is faster than the default.
  std::vector<ScheduleRecord> records;
  /// Variants of the whole model that were measured.
  unsigned numVariants = 0;
  /// Of one inference, with the default schedules and with those of `records`.
  double defaultMilliseconds = 0;
  double milliseconds = 0;
};

/// Measure schedules of the kernels of `module`, a graph with weights, that
/// take most of its time, for about `seconds` seconds. Each variant of the
/// model has another schedule in every kernel, runs in this process in turn
/// with the default, and is timed kernel by kernel. The code must be for this
/// CPU.
mlir::FailureOr<TuningResult>
tune(mlir::ModuleOp module, const CompileOptions &options, double seconds);

} // namespace fovea

#endif // FOVEA_DRIVER_TUNING_H
