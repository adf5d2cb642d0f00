//===- ElementCost.h - What an elementwise op costs -------------*- C++ -*-===//

#ifndef FOVEA_ANALYSIS_ELEMENTCOST_H
#define FOVEA_ANALYSIS_ELEMENTCOST_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <map>
#include <tuple>

namespace fovea {

/// Counts the operations for one element of elementwise ops, from what
/// `buildElement` builds. The dialects arith, func and math must be loaded.
/// For one thread.
class ElementCost {
public:
  /// As the op says it: a function (exp, erf, ...) is one operation, and so is
  /// everything that an accelerator has a unit for.
  double countOperations(ElementwiseOpInterface op) {
    return count(op, /*expand=*/false);
  }

  /// Instructions of a CPU, where `fovea-expand-math` makes polynomials of
  /// functions.
  double countInstructions(ElementwiseOpInterface op) {
    return count(op, /*expand=*/true);
  }

private:
  double count(ElementwiseOpInterface op, bool expand);

  /// By name, attributes, types of elements, and whether functions are
  /// expanded.
  std::map<std::tuple<const void *, const void *, const void *, bool>, double>
      known;
};

} // namespace fovea

#endif // FOVEA_ANALYSIS_ELEMENTCOST_H
