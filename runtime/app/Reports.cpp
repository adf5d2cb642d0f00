//===- Reports.cpp - What is printed about outputs ------------------------===//

#include "Reports.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <numeric>

using namespace fovea::app;

std::string fovea::app::formatString(const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int size = vsnprintf(nullptr, 0, format, arguments);
  std::string text(size > 0 ? static_cast<size_t>(size) : 0, '\0');
  vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  va_end(arguments);
  return text;
}

std::string fovea::app::jsonString(const std::string &text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      quoted += formatString("\\u%04x", c);
    else
      quoted += c;
  }
  return quoted + '"';
}

//===----------------------------------------------------------------------===//
// Top-k
//===----------------------------------------------------------------------===//

Scores::Scores(const Tensor &tensor) {
  rows = tensor.shape.size() < 2 ? 1 : tensor.shape[0];
  classes = rows ? tensor.numElements() / rows : 0;
}

std::string
fovea::app::topReport(const Tensor &tensor, uint64_t k,
                      const std::vector<std::string> &labels,
                      const std::function<std::string(int64_t)> &rowName) {
  Scores scores(tensor);
  std::vector<long double> values(static_cast<size_t>(scores.classes));
  std::vector<size_t> order(values.size());
  size_t count = std::min<uint64_t>(k, order.size());
  std::string report;
  for (int64_t row = 0; row < scores.rows; ++row) {
    for (size_t i = 0; i < values.size(); ++i)
      values[i] =
          elementAt(tensor, row * scores.classes + static_cast<int64_t>(i));
    std::iota(order.begin(), order.end(), size_t(0));
    auto isBetter = [&](size_t a, size_t b) {
      if (std::isnan(values[a]) || std::isnan(values[b]))
        return std::isnan(values[a]) == std::isnan(values[b])
                   ? a < b
                   : std::isnan(values[b]);
      return values[a] != values[b] ? values[a] > values[b] : a < b;
    };
    std::partial_sort(order.begin(),
                      order.begin() + static_cast<ptrdiff_t>(count),
                      order.end(), isBetter);
    report += rowName(row) + ":";
    for (size_t i = 0; i < count; ++i) {
      report += formatString("%s %zu", i ? "," : "", order[i]);
      if (!labels.empty())
        report += " " + labels[order[i]];
      report += formatString(" %.6Lg", values[order[i]]);
    }
    report += "\n";
  }
  return report;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// |a - b|, where equal infinities and two NaNs are no difference, and a NaN or
/// an infinity on one side only is an infinite one.
static long double difference(long double a, long double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0;
  if (!std::isfinite(a) || !std::isfinite(b))
    return HUGE_VALL;
  return std::fabs(a - b);
}

Comparison fovea::app::compareTensors(const Tensor &actual,
                                      const Tensor &expected, double rtol,
                                      double atol) {
  Comparison result;
  long double errorSquares = 0, squares = 0, maxError = 0;
  for (int64_t i = 0, end = expected.numElements(); i < end; ++i) {
    long double b = elementAt(expected, i);
    long double error = difference(elementAt(actual, i), b);
    long double magnitude = std::isfinite(b) ? std::fabs(b) : 0;
    maxError = std::max(maxError, error);
    errorSquares += error * error;
    squares += magnitude * magnitude;
    if (error > atol + rtol * magnitude) {
      if (result.mismatches++ == 0)
        result.firstMismatch = i;
    }
  }
  result.maxAbsError = static_cast<double>(maxError);
  if (errorSquares > 0) // also of an expected tensor that is all zero
    result.normError = static_cast<double>(std::sqrt(errorSquares / squares));
  return result;
}

std::string fovea::app::positionString(int64_t index, const Shape &shape) {
  std::string text = "]";
  for (size_t i = shape.size(); i-- > 0;) {
    text = std::to_string(index % shape[i]) + text;
    if (i)
      text = ", " + text;
    index /= shape[i];
  }
  return "[" + text;
}

std::string fovea::app::summarize(const std::string &name,
                                  const Tensor &tensor) {
  std::string text = name + ": " + typeString(tensor.dtype, tensor.shape);
  int64_t count = tensor.numElements(), numNan = 0;
  long double low = HUGE_VALL, high = -HUGE_VALL, sum = 0;
  for (int64_t i = 0; i < count; ++i) {
    long double value = elementAt(tensor, i);
    if (std::isnan(value)) {
      ++numNan;
      continue;
    }
    low = std::min(low, value);
    high = std::max(high, value);
    sum += value;
  }
  if (count > numNan)
    text += formatString(", min %.6Lg, max %.6Lg, mean %.6Lg", low, high,
                         sum / static_cast<long double>(count - numNan));
  if (numNan)
    text += ", " + std::to_string(numNan) + " NaN";
  return text + "\n";
}
