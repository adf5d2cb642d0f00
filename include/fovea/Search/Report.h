//===- Report.h - A study as a page to look at ------------------*- C++ -*-===//
//
// Writes what a search found as one HTML file that needs nothing else: Pareto
// front, multiply-adds and predictions against the measured latency, roofline,
// convergence, the chosen architectures stage by stage, and all trials.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_REPORT_H
#define FOVEA_SEARCH_REPORT_H

#include "fovea/Hardware/HardwareModel.h"
#include "fovea/Search/Knob.h"
#include "fovea/Search/Trial.h"

#include "llvm/Support/raw_ostream.h"

#include <utility>

namespace fovea {

/// A row of an architecture's table, such as a stage of a network: what it is
/// called, and its settings by name ("kernel", "3"; "output", "56x56x24").
/// Rows of one table may have different settings.
struct ReportStage {
  std::string name;
  std::vector<std::pair<std::string, std::string>> settings;
};

/// A trial, and what is not in its row.
struct ReportTrial {
  Trial trial;
  /// What the search maximized. None for failed trials, and for searches
  /// without a single objective.
  std::optional<double> reward;
  /// When the trial ended, in seconds since the study was begun.
  std::optional<double> endSeconds;
  /// Of one inference, as the analysis counts them: a multiply-add is two
  /// operations. Both are needed for a place under the roofline.
  std::optional<double> flops;
  std::optional<double> bytes;
  /// If empty, the table of this architecture is made of its knobs.
  std::vector<ReportStage> stages;
};

/// A machine whose roofs are drawn.
struct ReportMachine {
  HardwareModel model;
  /// How many threads computed, and in which type.
  int64_t threads = 1;
  ComputeType type = ComputeType::F32;
};

struct ReportInput {
  std::string title;
  /// What the reader should know, in this order, by name: the space, the
  /// algorithm, the command, the compiler, ...
  std::vector<std::pair<std::string, std::string>> facts;
  /// In words, such as "quality x (latency / 5 ms)^-0.07".
  std::string objective;
  /// Seconds.
  std::optional<double> targetLatency;
  /// What the quality is, with its unit if it has one: "top-1 (%)".
  std::string qualityName = "quality";

  /// Of the space. "stage2.kernel" is drawn as the setting `kernel` of the row
  /// `stage2`.
  std::vector<Knob> knobs;
  /// The architecture that others are compared with. Empty if there is none.
  Architecture base;
  /// Like ReportTrial::stages, of `base`.
  std::vector<ReportStage> baseStages;

  std::vector<ReportTrial> trials;
  /// Numbers of the trials that no other one beats in both quality and
  /// latency. If empty, found here.
  std::vector<int64_t> front;
  /// Numbers of the trials whose architectures are shown, in this order. If
  /// empty, the trial of greatest reward and then the front, at most eight.
  std::vector<int64_t> chosen;

  /// Drawn in this order; none are needed.
  std::vector<ReportMachine> machines;
};

/// Write the page. Values that are no finite numbers count as missing; text may
/// hold anything, what is no UTF-8 is replaced. The same input gives the same
/// bytes. A study without trials, without qualities, or of failures only gives
/// a page that says so.
void writeReport(const ReportInput &input, llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_SEARCH_REPORT_H
