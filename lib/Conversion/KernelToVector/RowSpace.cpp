//===- RowSpace.cpp - Where the rows of a window op lie -------------------===//

#include "RowSpace.h"

using namespace mlir;
using namespace fovea;

RowSpace RowSpace::create(ArrayRef<int64_t> shape,
                          ArrayRef<int64_t> windowStrides, const Line &input,
                          ArrayRef<Line> lines) {
  RowSpace space;
  size_t rank = shape.size() - 1;
  for (size_t dim = 0; dim < rank; ++dim) {
    size_t batchRank = rank - windowStrides.size();
    int64_t step = dim < batchRank ? 1 : windowStrides[dim - batchRank];
    StridedDim row{shape[dim], {input.strides[dim] * step}};
    for (const Line &line : lines)
      row.strides.push_back(line.strides[dim]);
    space.dims.push_back(std::move(row));
  }
  // A result with channels alone is one row.
  if (space.dims.empty())
    space.dims.push_back({1, SmallVector<int64_t>(lines.size() + 1)});
  return space;
}

SmallVector<Value> RowSpace::buildBases(const IndexBuilder &index,
                                        ValueRange indices) const {
  SmallVector<Value> bases;
  for (size_t line = 0; line < getRowStrides().size(); ++line) {
    SmallVector<int64_t> strides = llvm::map_to_vector(
        dims, [&](const StridedDim &dim) { return dim.strides[line]; });
    bases.push_back(index.dot(index.constant(0), indices, strides));
  }
  return bases;
}

SmallVector<Value> RowSpace::buildResultRows(const IndexBuilder &index,
                                             ArrayRef<Value> bases,
                                             int64_t row) const {
  SmallVector<Value> rows;
  for (auto [base, stride] :
       llvm::zip_equal(bases.drop_front(), getRowStrides().drop_front()))
    rows.push_back(index.add(base, row * stride));
  return rows;
}
