//===- Header.h - The header of a study as rows -----------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_STUDY_HEADER_H
#define FOVEA_SEARCH_STUDY_HEADER_H

#include "SQLite.h"

#include "fovea/Search/Study.h"

namespace fovea {

extern const char *const kCreateHeader;

llvm::Error writeHeader(sqlite::Database &database, const StudyHeader &header);
llvm::Expected<StudyHeader> readHeader(sqlite::Database &database);

/// An error names all fields that differ, with both values.
llvm::Error compareHeaders(sqlite::Database &database,
                           const StudyHeader &stored, const StudyHeader &asked);

} // namespace fovea

#endif // FOVEA_SEARCH_STUDY_HEADER_H
