//===- CSVFile.h - Tables of comma-separated values -------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_QUALITY_CSVFILE_H
#define FOVEA_LIB_SEARCH_QUALITY_CSVFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace fovea {

struct CSVRow {
  /// Where it ends, from 1.
  unsigned line = 0;
  std::vector<std::string> fields;
};

/// The rows of `text` (RFC 4180), the first of which names the columns; empty
/// lines are left out. All rows have as many fields as the first one. Errors
/// name `fileName` and the line.
llvm::Expected<std::vector<CSVRow>> parseCSV(llvm::StringRef text,
                                             llvm::StringRef fileName);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_QUALITY_CSVFILE_H
