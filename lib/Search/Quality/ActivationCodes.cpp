//===- ActivationCodes.cpp - Which rectifiers are on ----------------------===//

#include "fovea/Search/Naswot.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <Eigen/Cholesky>

#include <cmath>
#include <limits>

using namespace mlir;
using namespace fovea;

static double getParameter(std::optional<llvm::APFloat> parameter) {
  return parameter ? parameter->convertToDouble() : 0;
}

/// Whether the function lets positive numbers through and little or nothing of
/// negative ones. All of these have a result greater than 0 exactly where the
/// input is.
static bool isRectifier(ActivationOp op) {
  switch (op.getKind()) {
  case ActivationKind::relu:
  case ActivationKind::silu:
  case ActivationKind::quick_gelu:
  case ActivationKind::hard_swish:
  case ActivationKind::gelu:
  case ActivationKind::gelu_tanh:
  case ActivationKind::mish:
    return true;
  case ActivationKind::leaky_relu:
  case ActivationKind::elu:
  case ActivationKind::selu:
  case ActivationKind::celu:
    return getParameter(op.getAlpha()) >= 0;
  case ActivationKind::clip:
    return getParameter(op.getAlpha()) == 0 && getParameter(op.getBeta()) > 0;
  default:
    return false;
  }
}

/// For each channel, a number of `input` on average.
static Value buildChannelMean(OpBuilder &builder, Location loc, ReduceKind sum,
                              Value input) {
  RankedTensorType type = getTensorType(input);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank() - 1));
  double count = type.getNumElements() / type.getShape().back();
  Value factor = fovea::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(
          type.clone({1}),
          builder.getFloatAttr(type.getElementType(), 1 / count)));
  return BinaryOp::create(builder, loc, BinaryKind::mul,
                          ReduceOp::create(builder, loc, sum, input, axes),
                          factor);
}

/// Normalize by the statistics of the input, as in training. The variance is
/// the mean of the squares without the square of the mean: two sums, and what
/// is computed from them becomes part of the normalization's own loop.
static void useBatchStatistics(BatchNormOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value mean = buildChannelMean(builder, loc, ReduceKind::sum, op.getInput());
  Value squares =
      buildChannelMean(builder, loc, ReduceKind::sum_square, op.getInput());
  Value variance = BinaryOp::create(
      builder, loc, BinaryKind::sub, squares,
      BinaryOp::create(builder, loc, BinaryKind::mul, mean, mean));
  op.getMeanMutable().assign(mean);
  // Rounding may leave less than nothing.
  op.getVarianceMutable().assign(
      UnaryOp::create(builder, loc, UnaryKind::abs, variance));
}

unsigned fovea::exposeActivations(ModuleOp module, BatchStatistics statistics) {
  auto function = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  auto terminator =
      cast<func::ReturnOp>(function.getBody().front().getTerminator());
  Builder builder(module.getContext());
  unsigned numCodes = 0;
  function.walk([&](Operation *op) {
    if (auto norm = dyn_cast<BatchNormOp>(op);
        norm && statistics == BatchStatistics::OfBatch)
      useBatchStatistics(norm);
    auto activation = dyn_cast<ActivationOp>(op);
    if (!activation || !isRectifier(activation))
      return;
    auto attributes = builder.getDictionaryAttr(builder.getNamedAttr(
        kTensorNameAttr,
        builder.getStringAttr("activation#" + std::to_string(numCodes++))));
    LogicalResult inserted = function.insertResult(
        function.getNumResults(), activation.getType(), attributes);
    assert(succeeded(inserted) && "functions of func may have more results");
    (void)inserted;
    terminator.getOperandsMutable().append(activation.getResult());
  });
  return numCodes;
}

double fovea::computeLogDeterminant(ArrayRef<llvm::BitVector> codes) {
  auto size = static_cast<Eigen::Index>(codes.size());
  Eigen::MatrixXd kernel(size, size);
  for (auto [i, code] : llvm::enumerate(codes))
    for (size_t j = 0; j <= i; ++j) {
      llvm::BitVector different = code;
      different ^= codes[j];
      kernel(i, j) = kernel(j, i) =
          static_cast<double>(code.size()) - different.count();
    }
  // It is a sum of two Gram matrices, so nothing of it is negative.
  Eigen::LDLT<Eigen::MatrixXd> factors(kernel);
  double result = 0;
  // Equal images leave what rounding does to a zero.
  double smallest = kernel.diagonal().maxCoeff() * 1e-12;
  for (double pivot : factors.vectorD())
    result += pivot > smallest ? std::log(pivot)
                               : -std::numeric_limits<double>::infinity();
  return result;
}
