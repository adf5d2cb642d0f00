//===- ShowCommand.cpp - fovea-nas show -----------------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Search/Agreement.h"
#include "fovea/Search/StudySummary.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

static void printHeader(const StudyHeader &header) {
  outs() << formatv("{0}: {1}, {2}, seed {3}, {4}, {5} thread(s)\n",
                    header.space, header.objective, header.algorithm,
                    header.seed, header.precision, header.threads);
  for (const auto &[name, value] : header.settings)
    if (!isDefault(name, value))
      outs() << "  " << name << ": " << value << "\n";
}

/// How well something else than a measurement stands for the latency.
static void printAgreement(StringRef what, ArrayRef<double> values,
                           ArrayRef<double> latencies) {
  std::optional<double> correlation = computeCorrelation(values, latencies);
  std::optional<double> tau = computeKendallTau(values, latencies);
  if (!correlation || !tau)
    return;
  outs() << formatv("{0} against latency, {1} trials: correlation {2:f3}, "
                    "Kendall's tau {3:f3}",
                    what, values.size(), *correlation, *tau);
}

static void printMACs(ArrayRef<double> macs, ArrayRef<double> latencies) {
  printAgreement("MACs", macs, latencies);
  if (std::optional<ProportionalFit> fit = fitProportional(macs, latencies))
    outs() << formatv(", the proportional fit is off by {0:P0} in the mean and "
                      "up to {1:P0}\n",
                      fit->meanError, fit->largestError);
}

static void printPredictions(StringRef what, ArrayRef<double> predictions,
                             ArrayRef<double> latencies) {
  printAgreement(what, predictions, latencies);
  if (auto share = computeShareWithin(predictions, latencies, 0.1))
    outs() << formatv(", {0:P1} within 10 %\n", *share);
}

/// Predictions are made before the trial is measured, from those that were
/// measured before it; so those of the second half know more.
static void printAgreements(ArrayRef<Trial> trials, bool onThisMachine) {
  std::vector<double> macs, latencies, predictions, predicted;
  for (const Trial &trial : trials) {
    const Metrics &metrics = trial.metrics;
    if (trial.hasFailed() || !metrics.latency || !metrics.macs)
      continue;
    macs.push_back(*metrics.macs);
    latencies.push_back(metrics.latency->value);
    if (!metrics.predictedLatency)
      continue;
    predictions.push_back(metrics.predictedLatency->value);
    predicted.push_back(metrics.latency->value);
  }
  if (macs.size() < 3)
    return;
  outs() << "\n";
  printMACs(macs, latencies);
  if (!onThisMachine)
    return;
  size_t half = predictions.size() / 2;
  printPredictions("Predictions", predictions, predicted);
  printPredictions("Those of the second half",
                   ArrayRef(predictions).drop_front(half),
                   ArrayRef(predicted).drop_front(half));
}

Expected<int> fovea::runShow() {
  Expected<OpenedStudy> opened = openStudy();
  if (!opened)
    return opened.takeError();
  StudySummary summary =
      summarize(opened->trials, opened->objective, options::top);
  if (options::json) {
    outs() << formatv("{0:2}\n", toJSON(summary));
    return EXIT_SUCCESS;
  }
  printHeader(opened->study->getHeader());
  printSummary(summary, opened->objective, outs());
  auto hardware = opened->study->getHeader().settings.find("hardware");
  printAgreements(opened->trials,
                  hardware == opened->study->getHeader().settings.end() ||
                      hardware->second.empty());
  return EXIT_SUCCESS;
}
