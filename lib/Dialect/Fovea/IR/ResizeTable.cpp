//===- ResizeTable.cpp - Taps and weights of a resampling -----------------===//

#include "fovea/Dialect/Fovea/IR/ResizeTable.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace fovea;

bool ResizeTable::isSelection() const {
  return taps == 1 &&
         llvm::all_of(weights, [](double weight) { return weight == 1.0; });
}

bool ResizeTable::isIdentity(int64_t inputSize) const {
  return isSelection() && outside.empty() &&
         llvm::equal(indices, llvm::seq<int64_t>(inputSize));
}

//===----------------------------------------------------------------------===//
// Coordinates
//===----------------------------------------------------------------------===//

namespace {
/// One dimension of a resize. `Real` is the type of coordinate arithmetic.
template <typename Real> struct ResizeDim {
  Real input, output; ///< Sizes.
  Real scale;
  Real roiBegin = 0, roiEnd = 1;

  /// The size of the result before it was rounded to an integer. Scales that
  /// were computed from sizes carry an error which must not count as rounding.
  Real getExactOutput() const {
    Real exact = scale * input;
    return std::abs(exact - output) < Real(1e-5) * output ? output : exact;
  }

  /// The coordinate in the input of element `o` of the result.
  Real getCoordinate(CoordinateMode mode, Real o) const;
};
} // namespace

template <typename Real>
Real ResizeDim<Real>::getCoordinate(CoordinateMode mode, Real o) const {
  const Real half = 0.5;
  switch (mode) {
  case CoordinateMode::half_pixel:
    return (o + half) / scale - half;
  case CoordinateMode::half_pixel_symmetric: {
    Real adjustment = output / getExactOutput();
    return input / 2 * (1 - adjustment) + (o + half) / scale - half;
  }
  case CoordinateMode::pytorch_half_pixel:
    return output > 1 ? (o + half) / scale - half : 0;
  case CoordinateMode::align_corners:
    return getExactOutput() == 1 ? 0 : o * (input - 1) / (getExactOutput() - 1);
  case CoordinateMode::asymmetric:
    return o / scale;
  case CoordinateMode::tf_half_pixel_for_nn:
    return (o + half) / scale;
  case CoordinateMode::tf_crop_and_resize: {
    Real extent = (roiEnd - roiBegin) * (input - 1);
    Real offset = getExactOutput() == 1 ? extent / 2
                                        : o * extent / (getExactOutput() - 1);
    return roiBegin * (input - 1) + offset;
  }
  }
  llvm_unreachable("unknown coordinate mode");
}

template <typename Real>
static ResizeDim<Real> getResizeDim(ResizeOp op, int64_t dim) {
  ResizeDim<Real> result;
  result.input = op.getInput().getType().getDimSize(dim);
  result.output = op.getSizes()[dim];
  result.scale = op.getScales()[dim];
  if (auto roi = op.getRoi()) {
    result.roiBegin = (*roi)[dim];
    result.roiEnd = (*roi)[op.getSizes().size() + dim];
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {
/// The elements that meet the kernel at one coordinate.
struct Taps {
  int64_t first; ///< Index of the first one; may lie outside of the input.
  SmallVector<double> weights;
};
} // namespace

static double evaluateTriangle(double x) {
  return std::max(0.0, 1 - std::abs(x));
}

/// Keys 1981, equation 15, for any parameter `a`.
static double evaluateCubic(double x, double a) {
  x = std::abs(x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2)
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}

static void normalize(SmallVectorImpl<double> &weights) {
  double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (sum != 0)
    for (double &weight : weights)
      weight /= sum;
}

/// Weigh the elements around coordinate `x` by the kernel of a linear or cubic
/// resize.
static Taps weighTaps(ResizeOp op, double scale, double x) {
  bool isCubic = op.getMode() == ResizeMode::cubic;
  double a = op.getCubicCoefficient().convertToDouble();
  // A kernel wider than the input's grid averages over what is left out.
  double density = op.getAntialias() ? std::min(scale, 1.0) : 1.0;
  double radius = (isCubic ? 2 : 1) / density;
  Taps taps;
  // The interval is open: at its ends the kernels are 0.
  taps.first = static_cast<int64_t>(std::floor(x - radius)) + 1;
  for (int64_t i = taps.first; i < x + radius; ++i)
    taps.weights.push_back(isCubic ? evaluateCubic((i - x) * density, a)
                                   : evaluateTriangle((i - x) * density));
  if (op.getAntialias())
    normalize(taps.weights);
  return taps;
}

/// The element nearest to coordinate `x`, as ONNX Runtime decides: with
/// coordinates in single precision, where the error of a scale such as 1/6
/// mostly rounds away, so that ties stay ties.
static int64_t getNearest(NearestMode mode, float x) {
  switch (mode) {
  case NearestMode::round_prefer_floor:
    return static_cast<int64_t>(std::ceil(x - 0.5f));
  case NearestMode::round_prefer_ceil:
    return static_cast<int64_t>(std::floor(x + 0.5f));
  case NearestMode::floor:
    return static_cast<int64_t>(std::floor(x));
  case NearestMode::ceil:
    return static_cast<int64_t>(std::ceil(x));
  }
  llvm_unreachable("unknown nearest mode");
}

/// The taps of element `o` of the result.
static Taps computeTaps(ResizeOp op, int64_t dim, int64_t o) {
  // Far outside of any input, but well inside of the integers.
  constexpr double kFar = int64_t(1) << 50;
  CoordinateMode mode = op.getCoordinateMode();
  if (op.getMode() == ResizeMode::nearest) {
    float x = getResizeDim<float>(op, dim).getCoordinate(mode, o);
    x = std::clamp<float>(x, -kFar, kFar);
    return {getNearest(op.getNearestMode(), x), {1.0}};
  }
  auto resize = getResizeDim<double>(op, dim);
  double x = std::clamp(resize.getCoordinate(mode, o), -kFar, kFar);
  return weighTaps(op, resize.scale, x);
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Indices inside of the input, in ascending order, and their weights; one at
/// least.
using ConfinedTaps = SmallVector<std::pair<int64_t, double>>;

/// Move the weights of taps outside of an input of `size` elements to its
/// borders, or drop them, and leave out what weighs nothing.
static ConfinedTaps confineTaps(Taps taps, int64_t size, bool excludeOutside) {
  auto isInside = [&](int64_t index) { return index >= 0 && index < size; };
  if (excludeOutside) {
    for (auto [i, weight] : llvm::enumerate(taps.weights))
      if (!isInside(taps.first + static_cast<int64_t>(i)))
        weight = 0;
    normalize(taps.weights);
  }
  ConfinedTaps confined;
  for (auto [i, weight] : llvm::enumerate(taps.weights)) {
    int64_t index =
        std::clamp<int64_t>(taps.first + static_cast<int64_t>(i), 0, size - 1);
    if (!confined.empty() && confined.back().first == index)
      confined.back().second += weight;
    else if (weight != 0)
      confined.push_back({index, weight});
  }
  if (confined.empty())
    confined.push_back({0, 0.0});
  return confined;
}

static bool isOutside(ResizeOp op, int64_t dim, int64_t o) {
  ResizeDim<double> resize = getResizeDim<double>(op, dim);
  double x = resize.getCoordinate(op.getCoordinateMode(), o);
  return !(x >= 0 && x <= resize.input - 1);
}

ResizeTable fovea::computeResizeTable(ResizeOp op, int64_t dim) {
  int64_t inputSize = op.getInput().getType().getDimSize(dim);
  int64_t outputSize = op.getSizes()[dim];
  bool crops = op.getCoordinateMode() == CoordinateMode::tf_crop_and_resize;

  ResizeTable table;
  SmallVector<ConfinedTaps> rows;
  for (int64_t o = 0; o < outputSize; ++o) {
    bool outside = crops && isOutside(op, dim, o);
    table.outside.push_back(outside);
    // What is outside may read anything, as long as a selection stays one.
    rows.push_back(outside ? ConfinedTaps{{0, 1.0}}
                           : confineTaps(computeTaps(op, dim, o), inputSize,
                                         op.getExcludeOutside()));
    table.taps = std::max<int64_t>(table.taps, rows.back().size());
  }
  if (!llvm::is_contained(table.outside, true))
    table.outside.clear();

  for (ConfinedTaps &row : rows) {
    row.resize(table.taps, {row.back().first, 0.0});
    for (auto [index, weight] : row) {
      table.indices.push_back(index);
      table.weights.push_back(weight);
    }
  }
  return table;
}
