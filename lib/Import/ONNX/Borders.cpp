//===- Borders.cpp - ONNX operators that repeat, add or remove elements ---===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

static Value importTile(NodeContext &ctx) {
  SmallVector<int64_t> repeats = ctx.constantInts(1, "repeats");
  return ctx.create<TileOp>(ctx.input(0),
                            ctx.attributes().setInts("repeats", repeats));
}

static PadMode getPadMode(NodeContext &ctx) {
  StringRef name = ctx.getString("mode", "constant");
  auto mode = symbolizePadMode(name);
  if (mode)
    return *mode;
  ctx.emitError() << "mode '" << name
                  << "' is unknown: it must be 'constant', 'edge', 'reflect' "
                     "or 'wrap'";
  return PadMode::constant;
}

static Value importPad(NodeContext &ctx) {
  PadMode mode = getPadMode(ctx);
  int64_t rank = getRank(ctx.input(0));
  SmallVector<int64_t> pads, axes = llvm::to_vector(llvm::seq<int64_t>(rank));
  double value = 0;
  if (ctx.getOpset() < 11) {
    pads = ctx.getInts("pads");
    value = ctx.getFloat("value", 0);
  } else {
    pads = ctx.constantInts(1, "pads");
    if (ctx.hasInput(2))
      value = ctx.constantFloat(2, "constant value");
    if (ctx.hasInput(3))
      axes = ctx.normalizeAxes(ctx.constantInts(3, "axes"), rank);
  }
  if (ctx.hasError())
    return {};
  if (pads.size() != 2 * axes.size()) {
    ctx.emitError() << "needs " << 2 * axes.size() << " pads for "
                    << axes.size() << " dimensions, but has " << pads.size();
    return {};
  }
  SmallVector<int64_t> low(rank, 0), high(rank, 0);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    low[axis] = pads[i];
    high[axis] = pads[axes.size() + i];
  }
  return ctx.create<PadOp>(
      ctx.input(0), ctx.attributes()
                        .setInts("low", low)
                        .setInts("high", high)
                        .set("mode", PadModeAttr::get(ctx.getContext(), mode))
                        .setFloat("value", value));
}

/// Remove or add elements on both sides; of an odd number, one more at the end.
static Value importCenterCropPad(NodeContext &ctx) {
  int64_t rank = getRank(ctx.input(0));
  SmallVector<int64_t> shape = ctx.constantInts(1, "shape");
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(rank));
  if (ctx.hasAttribute("axes"))
    axes = ctx.normalizeAxes(ctx.getInts("axes"), rank);
  if (ctx.hasError())
    return {};
  if (shape.size() != axes.size() ||
      llvm::any_of(shape, [](int64_t size) { return size < 0; })) {
    ctx.emitError() << "shape [" << ArrayRef(shape) << "] must be "
                    << axes.size() << " sizes, one for each axis";
    return {};
  }
  SmallVector<int64_t> low(rank, 0), high(rank, 0);
  for (auto [axis, size] : llvm::zip_equal(axes, shape)) {
    int64_t added = size - getShape(ctx.input(0))[axis];
    low[axis] = added / 2;
    high[axis] = added - low[axis];
  }
  return ctx.pad(ctx.input(0), low, high);
}

void onnximport::registerBorderOps(OpRegistry &registry) {
  registry.add("CenterCropPad", {18}, {2, 2}, importCenterCropPad);
  registry.add("Pad", {2, 10}, {1, 1}, importPad);
  registry.add("Pad", {11, 17}, {2, 3}, importPad);
  registry.add("Pad", {18}, {2, 4}, importPad);
  registry.add("Tile", {6}, {2, 2}, importTile);
}
