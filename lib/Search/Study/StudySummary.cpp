//===- StudySummary.cpp - What came of a study ----------------------------===//

#include "fovea/Search/StudySummary.h"

#include "fovea/Search/Pareto.h"
#include "fovea/Search/TextTable.h"
#include "fovea/Search/TrialJSON.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <map>
#include <tuple>

using namespace fovea;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Summarizing
//===----------------------------------------------------------------------===//

/// By reason, the most frequent first; equally frequent ones by name.
static std::vector<std::pair<std::string, size_t>>
countFailures(llvm::ArrayRef<Trial> trials) {
  std::map<std::string, size_t> counts;
  for (const Trial &trial : trials)
    if (trial.hasFailed())
      ++counts[StringRef(trial.failure).split('\n').first.str()];
  std::vector<std::pair<std::string, size_t>> sorted(counts.begin(),
                                                     counts.end());
  llvm::sort(sorted, [](const auto &a, const auto &b) {
    return std::tie(b.second, a.first) < std::tie(a.second, b.first);
  });
  return sorted;
}

StudySummary fovea::summarize(llvm::ArrayRef<Trial> trials,
                              const Objective &objective, size_t numBest) {
  StudySummary summary;
  summary.trials = trials.size();
  summary.failures = countFailures(trials);
  for (const Trial &trial : trials) {
    Outcome outcome = objective.evaluate(trial);
    if (trial.hasFailed())
      ++summary.failed;
    else if (outcome.hasFailed())
      ++summary.incomplete;
    else
      summary.best.push_back({trial, std::move(outcome)});
  }
  llvm::sort(summary.best, [](const auto &a, const auto &b) {
    return std::tie(*b.outcome.reward, a.trial.number) <
           std::tie(*a.outcome.reward, b.trial.number);
  });
  if (summary.best.size() > numBest)
    summary.best.resize(numBest);
  if (objective.getTerms().size() > 1)
    for (size_t index : getParetoFront(trials, objective))
      summary.front.push_back(
          {trials[index], objective.evaluate(trials[index])});
  return summary;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// Three digits that count: `3.21`, `32.1`, `321`.
static std::string formatDigits(double value) {
  double magnitude = std::abs(value);
  if (magnitude >= 99.95)
    return llvm::formatv("{0:f0}", value);
  if (magnitude >= 9.995)
    return llvm::formatv("{0:f1}", value);
  return llvm::formatv("{0:f2}", value);
}

namespace {
struct Scale {
  double factor;
  const char *unit;
};
} // namespace

/// The greatest first; what is less than all of them has the last.
static llvm::ArrayRef<Scale> getScales(MetricKind kind) {
  static constexpr Scale kSeconds[] = {
      {1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
  static constexpr Scale kBytes[] = {
      {0x1p30, "GiB"}, {0x1p20, "MiB"}, {0x1p10, "KiB"}, {1, "B"}};
  static constexpr Scale kCounts[] = {
      {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}};
  StringRef unit = getUnit(kind);
  if (unit == "s")
    return kSeconds;
  if (unit == "bytes")
    return kBytes;
  return kCounts;
}

static std::string formatValue(MetricKind kind, double value) {
  if (kind == MetricKind::Quality)
    return llvm::formatv("{0}", llvm::format("%.4g", value));
  llvm::ArrayRef<Scale> scales = getScales(kind);
  const Scale *scale = llvm::find_if(
      scales, [&](const Scale &s) { return std::abs(value) >= s.factor; });
  if (scale == scales.end())
    --scale;
  StringRef unit = scale->unit;
  return formatDigits(value / scale->factor) + (unit.empty() ? "" : " ") +
         unit.str();
}

std::string fovea::formatMetric(MetricKind kind,
                                const Measurement &measurement) {
  std::string text = formatValue(kind, measurement.value);
  double width = measurement.high - measurement.low;
  if (width == 0 || measurement.value == 0)
    return text;
  double percent = 50 * width / std::abs(measurement.value);
  return text + llvm::formatv(" ± {0:f1} %", percent).str();
}

static void printEntries(StringRef title,
                         llvm::ArrayRef<StudySummary::Entry> entries,
                         const Objective &objective, llvm::raw_ostream &os) {
  if (entries.empty())
    return;
  os << "\n" << title << ":\n";
  std::vector<std::vector<std::string>> rows = {{"trial", "reward"}};
  for (MetricKind term : objective.getTerms())
    rows.front().push_back(getName(term).str());
  for (const auto &[trial, outcome] : entries) {
    rows.push_back(
        {llvm::itostr(trial.number),
         llvm::formatv("{0}", llvm::format("%.4g", *outcome.reward))});
    for (MetricKind term : objective.getTerms())
      rows.back().push_back(
          formatMetric(term, *getMetric(trial.metrics, term)));
  }
  printTable(rows, os);
}

void fovea::printSummary(const StudySummary &summary,
                         const Objective &objective, llvm::raw_ostream &os) {
  os << summary.trials << " trials, " << summary.failed << " failed";
  if (summary.incomplete > 0)
    os << ", " << summary.incomplete << " without all of "
       << llvm::join(llvm::map_range(objective.getTerms(), getName), ", ");
  os << "\n";
  for (const auto &[reason, count] : summary.failures)
    os << "  " << count << " x " << reason << "\n";
  printEntries("Best by reward", summary.best, objective, os);
  printEntries("Pareto front", summary.front, objective, os);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static llvm::json::Array
makeEntries(llvm::ArrayRef<StudySummary::Entry> entries) {
  llvm::json::Array array;
  for (const auto &[trial, outcome] : entries) {
    llvm::json::Value value = toJSON(trial);
    (*value.getAsObject())["reward"] = outcome.reward;
    array.push_back(std::move(value));
  }
  return array;
}

llvm::json::Value fovea::toJSON(const StudySummary &summary) {
  llvm::json::Array failures;
  for (const auto &[reason, count] : summary.failures)
    failures.push_back(llvm::json::Object{
        {"reason", llvm::json::fixUTF8(reason)}, {"trials", count}});
  return llvm::json::Object{
      {"trials", summary.trials},
      {"failed", summary.failed},
      {"incomplete", summary.incomplete},
      {"failures", std::move(failures)},
      {"best", makeEntries(summary.best)},
      {"front", makeEntries(summary.front)},
  };
}
