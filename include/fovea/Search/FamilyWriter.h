//===- FamilyWriter.h - Families for people and for foveac ------*- C++ -*-===//

#ifndef FOVEA_SEARCH_FAMILYWRITER_H
#define FOVEA_SEARCH_FAMILYWRITER_H

#include "fovea/Search/ScalableModel.h"

namespace fovea {

/// A table with a row for the base model and one for each member: depth, width,
/// resolution, blocks, layers, parameters, MACs, latency with its interval in
/// milliseconds, its ratio to the target, quality. Members that miss their
/// target are marked, and below are the failures and the numbers of
/// measurements.
llvm::Error printFamily(const ScalableModel &model, const ScaledFamily &family,
                        llvm::raw_ostream &os);

/// Each member as `NAME-b1.yaml` and so on in `directory`, which is made if it
/// is not there: files for `foveac --model MODEL --config FILE`. A file is
/// there whole or not at all. The paths, in the order of the members.
llvm::Expected<std::vector<std::string>> writeFamily(const ScalableModel &model,
                                                     const ScaledFamily &family,
                                                     llvm::StringRef name,
                                                     llvm::StringRef directory);

} // namespace fovea

#endif // FOVEA_SEARCH_FAMILYWRITER_H
