//===- MatrixProduct.h - A contraction as products of matrices --*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_IR_MATRIXPRODUCT_H
#define FOVEA_DIALECT_FOVEA_IR_MATRIXPRODUCT_H

#include <cstdint>

namespace fovea {

/// `count` products of a `rows` x (`taps` x `depth`) matrix with one of (`taps`
/// x `depth`) x `columns`. A convolution has a product for each group, a row
/// for each place of its output, a tap for each place of its window, and depth
/// and columns are the channels of a group.
struct MatrixProduct {
  int64_t count = 1;
  int64_t rows = 1;
  int64_t columns = 1;
  int64_t depth = 1;
  int64_t taps = 1;

  double getMACs() const {
    return static_cast<double>(count) * rows * columns * depth * taps;
  }
  /// There is no matrix in a depthwise convolution: nothing is reused.
  bool isDepthwise() const { return count > 1 && depth == 1; }

  bool operator==(const MatrixProduct &) const = default;
};

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_MATRIXPRODUCT_H
