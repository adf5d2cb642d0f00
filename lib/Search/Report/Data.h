//===- Data.h - What the page of a report draws -----------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_REPORT_DATA_H
#define FOVEA_LIB_SEARCH_REPORT_DATA_H

#include "fovea/Search/Report.h"

#include "llvm/Support/JSON.h"

namespace fovea {

/// All that the page shows, in the form that its scripts read; absent numbers
/// are null. Times are in seconds, rates in operations and bytes a second.
///
///   facts    [[name, value]]
///   merit    what the front is drawn over: "quality", "reward", or null
///   knobs    [{stage, name, choices}]
///   trials   [{number, architecture, failure, host, latency, predicted,
///            quality: [value, low, high], reward, end, macs, ...}]
///   front    indices into trials, the fastest first
///   best     index of the trial of greatest reward, or null
///   chosen   [{trial, stages: [{name, settings: [[name, value]]}]}]
///   fits     {macs, predicted}, each null or {count, slope, ...}
///   machines [{name, type, threads, compute: [roof], memory: [roof]}],
///            with roof = {name, rate}
llvm::json::Object describeStudy(const ReportInput &input);

/// The roofs of a machine: a roof for each rate of computing, and one for each
/// rate at which a level of its memory is read.
llvm::json::Object describeMachine(const ReportMachine &machine);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_REPORT_DATA_H
