//===- ProductTile.cpp - Sums of products in registers --------------------===//

#include "ProductTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
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

static SmallVector<Value> buildStep(OpBuilder &builder, Location loc,
                                    const ProductTile &tile, Value inputIndex,
                                    Value weightsIndex, ValueRange sums) {
  IndexBuilder index(builder, loc);
  SmallVector<Value> weights;
  int64_t column = 0;
  for (const ColumnVector &vector : tile.vectors) {
    weights.push_back(buildLoad(builder, loc, tile.weights,
                                index.add(weightsIndex, column), vector.lanes,
                                vector.valid));
    column += vector.lanes;
  }
  SmallVector<Value> results;
  for (int64_t row = 0; row < tile.rows; ++row) {
    Value element =
        memref::LoadOp::create(builder, loc, tile.input.buffer,
                               index.add(inputIndex, row * tile.rowStride));
    for (Value weight : weights) {
      Value factor =
          vector::BroadcastOp::create(builder, loc, weight.getType(), element);
      results.push_back(vector::FMAOp::create(builder, loc, factor, weight,
                                              sums[results.size()]));
    }
  }
  return results;
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
        return buildStep(builder, loc, tile,
                         index.dot(inputBase, indices, inputStrides),
                         index.dot(weightsBase, indices, weightStrides), sums);
      });
}
