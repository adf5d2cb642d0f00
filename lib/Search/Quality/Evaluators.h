//===- Evaluators.h - The evaluators that there are -------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_QUALITY_EVALUATORS_H
#define FOVEA_LIB_SEARCH_QUALITY_EVALUATORS_H

#include "fovea/Search/QualityEvaluator.h"

namespace fovea {

using CreatedEvaluator = llvm::Expected<std::unique_ptr<QualityEvaluator>>;

/// Each is given what follows its name and a colon in the description.
CreatedEvaluator createCommandQuality(llvm::StringRef command,
                                      const QualityOptions &options);
CreatedEvaluator createNaswotQuality(llvm::StringRef settings,
                                     const QualityOptions &options);
CreatedEvaluator createTableQuality(llvm::StringRef path,
                                    const QualityOptions &options);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_QUALITY_EVALUATORS_H
