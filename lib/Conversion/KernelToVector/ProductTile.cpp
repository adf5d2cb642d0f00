//===- ProductTile.cpp - Sums of products in registers --------------------===//

#include "ProductTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

SmallVector<ColumnVector> fovea::cutIntoVectors(int64_t columns,
                                                int64_t lanes) {
  SmallVector<ColumnVector> vectors(columns / lanes, {lanes, lanes});
  if (int64_t rest = columns % lanes)
    vectors.push_back({static_cast<int64_t>(llvm::PowerOf2Ceil(rest)), rest});
  return vectors;
}

/// Bytes that a prefetch brings. (More for a longer line does no harm.)
static constexpr int64_t kLineBytes = 64;
/// What a prefetch says of where to: the second level, since the first is in
/// use.
static constexpr unsigned kSecondLevel = 2;

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

static bool isBF16(const ProductTile &tile) {
  return cast<MemRefType>(tile.weights.buffer.getType())
      .getElementType()
      .isBF16();
}

/// Whether `lanes` sums of pairs are one instruction.
static bool isDot(const ProductTile &tile, int64_t lanes) {
  return isBF16(tile) && tile.hasBF16 && lanes >= 4;
}

/// The pairs of bf16 in words of 32 bits as two f32, of which they are the
/// upper halves. The first of a pair is the lower half of a word.
static SmallVector<Value> unpackPairs(OpBuilder &builder, Location loc,
                                      Value words) {
  Type wordType = words.getType(), type = builder.getF32Type();
  if (auto vectorType = dyn_cast<VectorType>(wordType))
    type = vectorType.clone(type);
  auto constant = [&](int64_t value) -> Value {
    TypedAttr attribute = builder.getI32IntegerAttr(value);
    if (auto vectorType = dyn_cast<VectorType>(wordType))
      attribute = DenseElementsAttr::get(vectorType, attribute);
    return arith::ConstantOp::create(builder, loc, attribute);
  };
  Value first = arith::ShLIOp::create(builder, loc, words, constant(16));
  Value second =
      arith::AndIOp::create(builder, loc, words, constant(-(1 << 16)));
  return {arith::BitcastOp::create(builder, loc, type, first),
          arith::BitcastOp::create(builder, loc, type, second)};
}

/// The weights of one step for `vector`, a value for each factor that
/// `buildProduct` takes.
static SmallVector<Value> loadWeights(OpBuilder &builder, Location loc,
                                      const ProductTile &tile, Value index,
                                      const ColumnVector &vector) {
  int64_t terms = isBF16(tile) ? 2 : 1;
  Value weights = buildLoad(builder, loc, tile.weights, index,
                            terms * vector.lanes, terms * vector.valid);
  if (!isBF16(tile) || isDot(tile, vector.lanes))
    return {weights};
  auto type = VectorType::get({vector.lanes}, builder.getI32Type());
  return unpackPairs(builder, loc,
                     vector::BitCastOp::create(builder, loc, type, weights));
}

/// The element of the input that one step multiplies, or a word with two.
static Value loadElement(OpBuilder &builder, Location loc,
                         const ProductTile &tile, Value index) {
  if (!isBF16(tile))
    return memref::LoadOp::create(builder, loc, tile.input.buffer, index);
  Value pair = buildLoad(builder, loc, tile.input, index, 2, 2);
  auto type = VectorType::get({1}, builder.getI32Type());
  Value word = vector::BitCastOp::create(builder, loc, type, pair);
  return vector::ExtractOp::create(builder, loc, word, 0);
}

/// `sum` plus the products of one step.
static Value buildProduct(OpBuilder &builder, Location loc,
                          const ProductTile &tile, Value element,
                          ArrayRef<Value> weights, Value sum) {
  auto type = cast<VectorType>(sum.getType());
  if (isDot(tile, type.getNumElements())) {
    Value words = vector::BroadcastOp::create(
        builder, loc, type.clone(builder.getI32Type()), element);
    Value pairs = vector::BitCastOp::create(builder, loc,
                                            weights.front().getType(), words);
    return x86vector::DotBF16Op::create(builder, loc, type, sum, pairs,
                                        weights.front());
  }
  SmallVector<Value> elements{element};
  if (isBF16(tile))
    elements = unpackPairs(builder, loc, element);
  for (auto [element, weight] : llvm::zip_equal(elements, weights)) {
    Value factor = vector::BroadcastOp::create(builder, loc, type, element);
    sum = vector::FMAOp::create(builder, loc, factor, weight, sum);
  }
  return sum;
}

static SmallVector<Value> buildStep(OpBuilder &builder, Location loc,
                                    const ProductTile &tile, Value inputIndex,
                                    Value weightsIndex, ValueRange sums) {
  IndexBuilder index(builder, loc);
  SmallVector<SmallVector<Value>> weights;
  int64_t column = 0;
  for (const ColumnVector &vector : tile.vectors) {
    weights.push_back(loadWeights(builder, loc, tile,
                                  index.add(weightsIndex, column), vector));
    column += isBF16(tile) ? 2 * vector.lanes : vector.lanes;
  }
  SmallVector<Value> results;
  for (int64_t row = 0; row < tile.rows; ++row) {
    Value element = loadElement(builder, loc, tile,
                                index.add(inputIndex, row * tile.rowStride));
    for (ArrayRef<Value> weight : weights)
      results.push_back(buildProduct(builder, loc, tile, element, weight,
                                     sums[results.size()]));
  }
  return results;
}

//===----------------------------------------------------------------------===//
// All steps
//===----------------------------------------------------------------------===//

/// In each step, touch the lines that `ahead` has for it.
static void buildReadAhead(OpBuilder &builder, Location loc,
                           const ProductTile &tile, ValueRange indices,
                           ArrayRef<int64_t> weightStrides) {
  IndexBuilder index(builder, loc);
  auto type = cast<MemRefType>(tile.weights.buffer.getType());
  int64_t lineElements = kLineBytes / (type.getElementTypeBitWidth() / 8);
  // The last stride is what one step reads.
  SmallVector<int64_t> strides;
  for (int64_t stride : weightStrides)
    strides.push_back(stride / weightStrides.back() * tile.ahead->elements);
  Value place = index.dot(tile.ahead->base, indices, strides);
  for (int64_t i = 0; i < tile.ahead->elements; i += lineElements)
    memref::PrefetchOp::create(builder, loc, tile.ahead->buffer,
                               index.add(place, i), /*isWrite=*/false,
                               /*localityHint=*/kSecondLevel,
                               /*isDataCache=*/true);
}

SmallVector<Value> fovea::buildProductTile(OpBuilder &builder, Location loc,
                                           const ProductTile &tile,
                                           Value inputBase, Value weightsBase) {
  SmallVector<Value> zeros;
  for (int64_t row = 0; row < tile.rows; ++row)
    for (const ColumnVector &vector : tile.vectors) {
      auto type = VectorType::get({vector.lanes}, builder.getF32Type());
      zeros.push_back(arith::ConstantOp::create(builder, loc, type,
                                                builder.getZeroAttr(type)));
    }
  SmallVector<int64_t> sizes, inputStrides, weightStrides;
  for (const StridedDim &term : tile.terms) {
    sizes.push_back(term.size);
    inputStrides.push_back(term.strides[0]);
    weightStrides.push_back(term.strides[1]);
  }
  return buildReductionLoops(
      builder, loc, sizes, zeros,
      [&](OpBuilder &builder, ValueRange indices, ValueRange sums) {
        IndexBuilder index(builder, loc);
        if (tile.ahead)
          buildReadAhead(builder, loc, tile, indices, weightStrides);
        return buildStep(builder, loc, tile,
                         index.dot(inputBase, indices, inputStrides),
                         index.dot(weightsBase, indices, weightStrides), sums);
      });
}
