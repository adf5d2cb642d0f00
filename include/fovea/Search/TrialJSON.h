//===- TrialJSON.h - Trials as JSON -----------------------------*- C++ -*-===//
//
// A measurement is {"value", "low", "high"}, or a plain number if it is exact.
// Metrics that were not determined are left out. No digit is lost, though the
// numbers of a config may be spelled otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_TRIALJSON_H
#define FOVEA_SEARCH_TRIALJSON_H

#include "fovea/Search/Trial.h"

#include "llvm/Support/JSON.h"

namespace fovea {

llvm::json::Value toJSON(const Measurement &measurement);
/// By the names of MetricKind.
llvm::json::Value toJSON(const Metrics &metrics);
/// `config` becomes an object if it is one; else it stays text.
llvm::json::Value toJSON(const Trial &trial);

/// What is wrong is reported at `path`.
bool fromJSON(const llvm::json::Value &json, Measurement &measurement,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &json, Metrics &metrics,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &json, Trial &trial,
              llvm::json::Path path);

} // namespace fovea

#endif // FOVEA_SEARCH_TRIALJSON_H
