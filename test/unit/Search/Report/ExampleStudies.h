//===- ExampleStudies.h - Studies that were never run -----------*- C++ -*-===//
//
// For tests of reports only: all numbers in them are made up, the same on every
// machine.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_TEST_UNIT_SEARCH_REPORT_EXAMPLESTUDIES_H
#define FOVEA_TEST_UNIT_SEARCH_REPORT_EXAMPLESTUDIES_H

#include "fovea/Search/Report.h"

namespace fovea {

/// Mobile networks of seven stages; of 50 trials, the first one and more fail.
ReportInput makeExampleStudy(unsigned numTrials);

struct ExampleStudy {
  llvm::StringLiteral name;
  ReportInput (*make)();
};

/// All that a page must cope with.
llvm::ArrayRef<ExampleStudy> getExampleStudies();

} // namespace fovea

#endif // FOVEA_TEST_UNIT_SEARCH_REPORT_EXAMPLESTUDIES_H
