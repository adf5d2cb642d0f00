//===- Progress.cpp - How far a search is ---------------------------------===//

#include "Progress.h"

#include "fovea/Search/StudySummary.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace fovea;

/// Between two lines in a file, and two states of the line on a terminal.
static constexpr double kSecondsPerLine = 10;
static constexpr double kSecondsPerState = 0.2;

std::string fovea::formatDuration(double seconds) {
  int64_t whole = std::llround(seconds);
  if (whole >= 3600)
    return formatv("{0} h {1} min", whole / 3600, whole % 3600 / 60);
  if (whole >= 60)
    return formatv("{0} min {1} s", whole / 60, whole % 60);
  return formatv("{0} s", whole);
}

void Progress::update(const Trial &trial, const Outcome &outcome, bool isOwn) {
  ++count;
  own += isOwn;
  failed += trial.hasFailed();
  if (outcome.reward && (!bestReward || *outcome.reward > *bestReward)) {
    bestReward = outcome.reward;
    best = trial;
  }
  double interval = os.is_displayed() ? kSecondsPerState : kSecondsPerLine;
  if (isOwn && elapsed.getSeconds() - lastPrint >= interval)
    print();
}

std::string Progress::describeBest() const {
  if (!bestReward)
    return "none succeeded yet";
  std::string text = formatv("best {0:f4}", *bestReward);
  for (MetricKind kind : objective.getTerms())
    if (std::optional<Measurement> value = getMetric(best.metrics, kind))
      text += formatv(", {0} {1}", getName(kind), formatMetric(kind, *value));
  return text + formatv(" (trial {0})", best.number).str();
}

std::string Progress::describeRate() const {
  if (own == 0)
    return "";
  double perSecond = own / elapsed.getSeconds();
  std::string text = formatv("; {0:f0}/h", perSecond * 3600);
  if (count < total)
    text += ", " + formatDuration((total - count) / perSecond) + " left";
  return text;
}

void Progress::print() {
  lastPrint = elapsed.getSeconds();
  std::string failures = failed ? formatv(", {0} failed", failed).str() : "";
  std::string line = formatv("{0}/{1}{2}; {3}{4}", count, total, failures,
                             describeBest(), describeRate());
  // Back to the start of the line, and away with the rest of the old one.
  if (os.is_displayed())
    os << "\r" << line << "\x1b[K";
  else
    os << line << "\n";
  os.flush();
}

void Progress::finish() {
  print();
  if (os.is_displayed())
    os << "\n";
}
