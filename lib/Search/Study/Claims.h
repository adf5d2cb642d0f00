//===- Claims.h - Which process runs which trial ----------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_STUDY_CLAIMS_H
#define FOVEA_SEARCH_STUDY_CLAIMS_H

#include "ProcessID.h"
#include "SQLite.h"

namespace fovea {

/// The table `claims`: each number that was begun and is not finished, with the
/// process that runs it, or none if it was given back. So each number below the
/// greatest is in `claims` or in `trials`.
extern const char *const kCreateClaims;

/// All within a transaction of the caller.
class Claims {
public:
  Claims(sqlite::Database &database, const ProcessID &self,
         std::chrono::milliseconds expiry)
      : database(database), self(self), expiry(expiry) {}

  llvm::Expected<std::optional<int64_t>> claim(int64_t limit);
  llvm::Error renew();
  llvm::Error abandon(int64_t number);
  /// The trial is finished, by whom ever.
  llvm::Error erase(int64_t number);

private:
  llvm::Expected<std::optional<int64_t>> findOpen(int64_t limit);
  llvm::Expected<int64_t> getNext();

  sqlite::Database &database;
  const ProcessID &self;
  std::chrono::milliseconds expiry;
};

} // namespace fovea

#endif // FOVEA_SEARCH_STUDY_CLAIMS_H
