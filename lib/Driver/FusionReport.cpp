//===- FusionReport.cpp - What was fused, and what it saves ---------------===//

#include "fovea/Driver/FusionReport.h"

#include "fovea/Codegen/KernelLabel.h"

#include "mlir/IR/Remarks.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace mlir;
using namespace fovea;

/// Turns remarks into decisions.
class FusionReport::Streamer final
    : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit Streamer(FusionReport &report) : report(report) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    Decision decision;
    decision.node = getKernelLabel(remark.getLocation()).name.str();
    decision.fusion = remark.getRemarkName().str();
    decision.isFused = remark.getRemarkType() == llvm::remarks::Type::Passed;
    for (const auto &[key, number] :
         {std::pair(kFlopsBefore, &decision.before.flops),
          std::pair(kFlopsAfter, &decision.after.flops),
          std::pair(kBytesBefore, &decision.before.bytes),
          std::pair(kBytesAfter, &decision.after.bytes)})
      for (const remark::detail::Remark::Arg &argument : remark.getArgs())
        if (argument.key == key)
          StringRef(argument.val).getAsDouble(*number);
    std::lock_guard lock(report.mutex);
    report.decisions.push_back(std::move(decision));
  }

private:
  FusionReport &report;
};

LogicalResult FusionReport::attach(MLIRContext &context) {
  remark::RemarkCategories categories;
  categories.passed = categories.missed = kFusionCategory.str();
  return remark::enableOptimizationRemarks(
      context, std::make_unique<Streamer>(*this),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), categories);
}

static void printRow(llvm::raw_ostream &os, StringRef name, StringRef fusion,
                     StringRef decision, FusionCost before, FusionCost after) {
  os << llvm::left_justify(name, 40) << ' ' << llvm::left_justify(fusion, 12)
     << ' ' << llvm::left_justify(decision, 8)
     << llvm::format(" %10.2f %10.2f %10.3f %10.3f\n", before.flops / 1e6,
                     after.flops / 1e6, before.bytes / 1e6, after.bytes / 1e6);
}

void FusionReport::print(llvm::raw_ostream &os) const {
  os << llvm::left_justify("node", 40) << ' '
     << llvm::left_justify("fusion", 12) << ' '
     << llvm::left_justify("decision", 8)
     << llvm::format(" %10s %10s %10s %10s\n", "MFLOP", "fused", "MB", "fused");
  // What each kind of fusion saves, and how often it was done.
  struct Sum {
    FusionCost before, after;
    size_t count = 0;
  };
  std::map<std::string, Sum> sums;
  for (const Decision &decision : decisions) {
    printRow(os, decision.node, decision.fusion,
             decision.isFused ? "fused" : "separate", decision.before,
             decision.after);
    if (!decision.isFused)
      continue;
    Sum &sum = sums[decision.fusion];
    sum.before.flops += decision.before.flops;
    sum.before.bytes += decision.before.bytes;
    sum.after.flops += decision.after.flops;
    sum.after.bytes += decision.after.bytes;
    ++sum.count;
  }
  for (const auto &[fusion, sum] : sums)
    printRow(os, "all", fusion, std::to_string(sum.count), sum.before,
             sum.after);
}
