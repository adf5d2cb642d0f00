//===- Workers.h - Run test cases in processes of their own -----*- C++ -*-===//

#ifndef FOVEA_TOOLS_CONFORMANCE_WORKERS_H
#define FOVEA_TOOLS_CONFORMANCE_WORKERS_H

#include "TestCase.h"

#include <functional>

namespace fovea {

/// Call `run` for each of `paths`, each call in a process of its own, so that a
/// crash is a result; `numWorkers` at a time. A process that takes longer than
/// `timeoutSeconds` counts as crashed. The results are in the order of `paths`.
std::vector<TestResult>
runInWorkers(llvm::ArrayRef<std::string> paths, unsigned numWorkers,
             unsigned timeoutSeconds,
             std::function<TestResult(llvm::StringRef)> run);

} // namespace fovea

#endif // FOVEA_TOOLS_CONFORMANCE_WORKERS_H
