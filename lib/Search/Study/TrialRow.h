//===- TrialRow.h - A trial as a row of a table -----------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_STUDY_TRIALROW_H
#define FOVEA_SEARCH_STUDY_TRIALROW_H

#include "SQLite.h"

#include "fovea/Search/Trial.h"

namespace fovea {

/// The table `trials`: one column for each number, so that SQL can ask for it.
/// `position` is the order in which trials were finished.
extern const char *const kCreateTrials;

/// Names the metric that is not finite, which neither SQLite nor JSON can
/// always say.
llvm::Error verifyNumbers(const Trial &trial);

/// Add a row. False if there is one with that number.
llvm::Expected<bool> insertTrial(sqlite::Database &database,
                                 const Trial &trial);

/// All rows whose position is greater, by `order`, a column. Moves `position`
/// to the greatest.
llvm::Expected<std::vector<Trial>> selectTrials(sqlite::Database &database,
                                                int64_t &position,
                                                llvm::StringRef order);

} // namespace fovea

#endif // FOVEA_SEARCH_STUDY_TRIALROW_H
