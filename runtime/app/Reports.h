//===- Reports.h - What is printed about outputs ----------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_REPORTS_H
#define FOVEA_RUNTIME_APP_REPORTS_H

#include "Tensor.h"

#include <functional>
#include <string>
#include <vector>

namespace fovea::app {

/// printf into a string.
__attribute__((format(printf, 1, 2))) std::string
formatString(const char *format, ...);

/// `text` as a JSON string, with quotes.
std::string jsonString(const std::string &text);

/// Rows and classes as --top sees them: a tensor of rank 1 is one row, else the
/// first dimension counts rows.
struct Scores {
  explicit Scores(const Tensor &tensor);
  int64_t rows, classes;
};

/// One line per row, "NAME: INDEX LABEL SCORE, INDEX LABEL SCORE, ...", largest
/// score first, NaN last, the smaller index first among equals. Labels are left
/// out if `labels` is empty.
std::string topReport(const Tensor &tensor, uint64_t k,
                      const std::vector<std::string> &labels,
                      const std::function<std::string(int64_t)> &rowName);

/// How two tensors of one type and shape differ.
struct Comparison {
  double maxAbsError = 0; ///< infinite where only one is NaN or infinite
  double normError = 0;   ///< ||actual - expected|| / ||expected||
  int64_t mismatches = 0; ///< |actual - expected| > atol + rtol |expected|
  int64_t firstMismatch = -1;
};
Comparison compareTensors(const Tensor &actual, const Tensor &expected,
                          double rtol, double atol);

/// Type, range and mean of an output.
std::string summarize(const std::string &name, const Tensor &tensor);

/// Position of element `index` of a tensor, as "[0, 3, 1]".
std::string positionString(int64_t index, const Shape &shape);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_REPORTS_H
