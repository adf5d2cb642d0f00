//===- Report.h - What a conformance run found ------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_CONFORMANCE_REPORT_H
#define FOVEA_TOOLS_CONFORMANCE_REPORT_H

#include "TestCase.h"

#include "llvm/Support/raw_ostream.h"

namespace fovea {

unsigned countStatus(llvm::ArrayRef<TestResult> results, Status status);

/// One line per case that did not pass, then the counts.
void printSummary(llvm::ArrayRef<TestResult> results, llvm::raw_ostream &os);

/// Counts, and an object for each case.
void writeJSON(llvm::ArrayRef<TestResult> results, llvm::raw_ostream &os);

/// A page for `docs/`: the counts, and the cases that did not pass by reason.
void writeMarkdown(llvm::ArrayRef<TestResult> results, llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_TOOLS_CONFORMANCE_REPORT_H
