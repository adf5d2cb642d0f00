//===- TestCase.h - One case of an ONNX conformance suite -------*- C++ -*-===//
//
// A case is a folder in the layout of the official ONNX tests: `model.onnx`,
// and folders `test_data_set_N` with `input_I.pb` and `output_I.pb`.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_TOOLS_CONFORMANCE_TESTCASE_H
#define FOVEA_TOOLS_CONFORMANCE_TESTCASE_H

#include "fovea/Driver/Compiler.h"

#include <string>

namespace fovea {

enum class Status {
  Passed,
  Failed,      // An error that should not be, or a wrong result.
  Unsupported, // The importer says that it does not know the operator.
  Crashed      // The process died, or did not come to an end.
};

llvm::StringRef getStatusName(Status status);

struct TestResult {
  std::string name;
  Status status = Status::Crashed;
  /// Why it did not pass; for one that passed, the inputs that had to be known
  /// at compile time, if any.
  std::string detail;
};

/// Tolerances of ONNX's own runner: |a - b| <= absolute + relative |b|.
struct Tolerance {
  double absolute = 1e-7;
  double relative = 1e-3;
};

/// Compile the model in the folder `path`, run it on each data set, and
/// compare. Inputs whose value the importer must know (the shape of a Reshape,
/// say) are bound to the value in the data.
TestResult runTestCase(llvm::StringRef path, OptLevel optLevel,
                       const Tolerance &tolerance);

} // namespace fovea

#endif // FOVEA_TOOLS_CONFORMANCE_TESTCASE_H
