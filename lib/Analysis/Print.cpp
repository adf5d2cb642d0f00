//===- Print.cpp - Analyses as tables and JSON ----------------------------===//

#include "fovea/Analysis/Analysis.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace fovea;
using llvm::formatv;

/// The machine, in words.
static void printTarget(const AnalysisTarget &target, llvm::raw_ostream &os) {
  os << target.hardware.name;
  if (target.threads > 1)
    os << ", " << target.threads << " threads";
  os << formatv(": {0:F1} TFLOP/s in matrices of {1} bytes, {2:F2} TFLOP/s in "
                "vectors, {3:F0} GB/s\n",
                target.matrixPeak / 1e12, target.weightBytes,
                target.vectorPeak / 1e12,
                getReadBandwidth(target.hardware, 1e15, target.threads) / 1e9);
}

/// Names that are too long keep their end, which tells them apart.
static std::string shorten(StringRef text, size_t width) {
  if (text.size() <= width)
    return text.str();
  return ".." + text.take_back(width - 2).str();
}

/// "conv+silu"
static std::string getOpsName(const LayerAnalysis &layer) {
  std::string name = layer.op;
  for (const std::string &op : layer.fused)
    name += "+" + op;
  return name;
}

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

static void printRow(llvm::raw_ostream &os, StringRef name, StringRef ops,
                     const Work &work, StringRef bound, double efficiency,
                     double seconds, double share) {
  os << formatv("{0,-36} {1,-22} {2,10:F2} {3,9:F3} {4,8:F2} {5,5:F0} {6,-8} "
                "{7,5:F0} {8,10:F2} {9,6:F1}\n",
                shorten(name, 36), shorten(ops, 22), work.getFlops() / 1e6,
                work.getBytes() / 1e6, work.getIntensity(),
                100 * work.getUtilization(), bound, 100 * efficiency,
                1e6 * seconds, 100 * share);
}

void fovea::print(const ModelAnalysis &analysis, const AnalysisTarget &target,
                  llvm::raw_ostream &os) {
  printTarget(target, os);
  os << formatv("{0,-36} {1,-22} {2,10} {3,9} {4,8} {5,5} {6,-8} {7,5} {8,10} "
                "{9,6}\n",
                "layer", "op", "MFLOP", "MB", "FLOP/B", "fill%", "bound",
                "eff%", "us", "time%");
  for (const LayerAnalysis &layer : analysis.layers)
    printRow(os, layer.name, getOpsName(layer), layer.work,
             getBoundName(layer.prediction.bound), layer.efficiency,
             layer.prediction.seconds,
             layer.prediction.seconds / analysis.seconds);
  printRow(os, "all", std::to_string(analysis.layers.size()) + " layers",
           analysis.work, "", analysis.efficiency, analysis.seconds, 1);
}

static llvm::json::Object describeWork(const Work &work) {
  return llvm::json::Object{{"flops", work.getFlops()},
                            {"matrix_flops", work.matrixFlops},
                            {"vector_flops", work.vectorFlops},
                            {"bytes", work.getBytes()},
                            {"weight_bytes", work.weightBytes},
                            {"activation_bytes", work.activationBytes},
                            {"intensity", work.getIntensity()},
                            {"matrix_utilization", work.getUtilization()}};
}

static llvm::json::Object describeLayer(const LayerAnalysis &layer) {
  llvm::json::Object object = describeWork(layer.work);
  object["name"] = layer.name;
  object["op"] = layer.op;
  object["fused"] = llvm::json::Array(layer.fused);
  object["shape"] = llvm::json::Array(layer.shape);
  object["bound"] = getBoundName(layer.prediction.bound);
  object["efficiency"] = layer.efficiency;
  object["seconds"] = layer.prediction.seconds;
  return object;
}

static llvm::json::Object describeTarget(const AnalysisTarget &target) {
  return llvm::json::Object{
      {"name", target.hardware.name},
      {"threads", target.threads},
      {"weight_element_bytes", target.weightBytes},
      {"activation_element_bytes", target.activationBytes},
      {"matrix_flops_per_second", target.matrixPeak},
      {"vector_flops_per_second", target.vectorPeak},
      {"memory_bytes_per_second",
       getReadBandwidth(target.hardware, 1e15, target.threads)}};
}

llvm::json::Value fovea::toJSON(const ModelAnalysis &analysis,
                                const AnalysisTarget &target) {
  llvm::json::Object object = describeWork(analysis.work);
  object["hardware"] = describeTarget(target);
  object["efficiency"] = analysis.efficiency;
  object["seconds"] = analysis.seconds;
  llvm::json::Array layers;
  for (const LayerAnalysis &layer : analysis.layers)
    layers.push_back(describeLayer(layer));
  object["layers"] = std::move(layers);
  return object;
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// "all digits", or the error.
static std::string describeError(double error) {
  return error > 0 ? formatv("{0:e1}", error).str() : "all digits";
}

void fovea::print(const ActivationReport &report, const AnalysisTarget &target,
                  llvm::raw_ostream &os) {
  printTarget(target, os);
  os << formatv("{0,-36} {1,-12} {2,-12} {3,-14} {4,14} {5,7}\n", "activation",
                "kind", "error", "place", "ReLU saves us", "%");
  auto getPercent = [&](double seconds) {
    return report.seconds > 0 ? 100 * seconds / report.seconds : 0.0;
  };
  auto printSaving = [&](StringRef name, StringRef kind, StringRef error,
                         StringRef place, double seconds) {
    os << formatv("{0,-36} {1,-12} {2,-12} {3,-14} {4,14:F2} {5,7:F2}\n",
                  shorten(name, 36), kind, error, place, 1e6 * seconds,
                  getPercent(seconds));
  };
  for (const ActivationSaving &saving : report.savings)
    printSaving(saving.name, saving.kind, describeError(saving.error),
                saving.layer.empty() ? "separate" : "in " + saving.layer,
                saving.seconds);
  printSaving("all", std::to_string(report.savings.size()), "", "",
              report.seconds - report.reluSeconds);
}
