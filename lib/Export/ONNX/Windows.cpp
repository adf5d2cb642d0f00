//===- Windows.cpp - Export of convolutions, pooling, resampling ----------===//

#include "ExportRules.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

/// `strides`, `dilations` and `pads` as far as the op has them.
template <typename OpTy> static SmallVector<NodeAttr> getWindowAttrs(OpTy op) {
  SmallVector<NodeAttr> attributes;
  if (auto strides = op.getStrides())
    attributes.emplace_back("strides", *strides);
  if (auto dilations = op.getDilations())
    if (llvm::any_of(*dilations,
                     [](int64_t dilation) { return dilation != 1; }))
      attributes.emplace_back("dilations", *dilations);
  if (auto pads = op.getPads())
    attributes.emplace_back("pads", *pads);
  return attributes;
}

static bool hasAttr(ArrayRef<NodeAttr> attributes, StringRef name) {
  return llvm::any_of(attributes,
                      [&](auto &attr) { return attr.name == name; });
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// The layout of a kernel `[window..., a, b]` with the channel dimensions
/// `first` and `second` in front.
static Layout getKernelLayout(int64_t rank, int64_t first, int64_t second) {
  Layout layout = {first, second};
  for (int64_t dim = 0; dim < rank - 2; ++dim)
    layout.push_back(dim);
  return layout;
}

template <typename OpTy>
static LogicalResult exportConvLike(OpTy op, GraphWriter &w, StringRef opType,
                                    const Layout &kernelLayout,
                                    SmallVector<NodeAttr> attributes) {
  if (!isa<FloatType>(getElementTypeOrSelf(op.getInput())))
    return w.unsupported(op, "integer element types");
  Layout layout = getChannelsFirst(getRank(op.getInput()));
  SmallVector<std::string> inputs = {w.get(op.getInput(), layout),
                                     w.get(op.getKernel(), kernelLayout)};
  if (op.getBias())
    inputs.push_back(w.get(op.getBias()));
  if (op.getGroups() != 1)
    attributes.emplace_back("group", int64_t(op.getGroups()));
  attributes.emplace_back("kernel_shape",
                          getShape(op.getKernel()).drop_back(2));
  w.bind(op.getResult(), w.node(opType, inputs, attributes), layout);
  return success();
}

static LogicalResult exportConv(ConvOp op, GraphWriter &w) {
  int64_t rank = getRank(op.getKernel());
  return exportConvLike(op, w, "Conv",
                        getKernelLayout(rank, rank - 1, rank - 2),
                        getWindowAttrs(op));
}

static LogicalResult exportConvTranspose(ConvTransposeOp op, GraphWriter &w) {
  int64_t rank = getRank(op.getKernel());
  SmallVector<NodeAttr> attributes = getWindowAttrs(op);
  if (auto padding = op.getOutputPadding())
    attributes.emplace_back("output_padding", *padding);
  return exportConvLike(op, w, "ConvTranspose",
                        getKernelLayout(rank, rank - 2, rank - 1), attributes);
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

template <typename OpTy> static SmallVector<NodeAttr> getPoolAttrs(OpTy op) {
  SmallVector<NodeAttr> attributes = getWindowAttrs(op);
  attributes.emplace_back("kernel_shape", op.getWindow());
  if (op.getCeilMode())
    attributes.emplace_back("ceil_mode", 1);
  return attributes;
}

/// Whether the operator, which knows floats and bytes, takes the input.
template <typename OpTy>
static LogicalResult checkMaxPoolType(OpTy op, GraphWriter &w) {
  Type type = getElementTypeOrSelf(op.getInput());
  if (isa<FloatType>(type) || type.getIntOrFloatBitWidth() == 8)
    return success();
  return w.unsupported(op, "integers of more than 8 bits");
}

static LogicalResult exportMaxPool(MaxPoolOp op, GraphWriter &w) {
  if (failed(checkMaxPoolType(op, w)))
    return failure();
  Layout layout = getChannelsFirst(getRank(op.getInput()));
  w.bind(op.getResult(),
         w.node("MaxPool", w.get(op.getInput(), layout), getPoolAttrs(op)),
         layout);
  return success();
}

static LogicalResult exportMaxPoolIndices(MaxPoolIndicesOp op, GraphWriter &w) {
  if (failed(checkMaxPoolType(op, w)))
    return failure();
  Layout layout = getChannelsFirst(getRank(op.getInput()));
  std::string indices =
      w.node("MaxPool", w.get(op.getInput(), layout), getPoolAttrs(op),
             /*numOutputs=*/2)
          .back();
  // The operator counts through batch and channels as well.
  int64_t plane = 1;
  for (int64_t size : getShape(op.getInput()).drop_front().drop_back())
    plane *= size;
  Type i64 = IntegerType::get(op.getContext(), 64);
  indices = w.node("Mod", {indices, w.scalar(plane, i64)});
  Type type = getElementTypeOrSelf(op.getResult());
  w.bind(op.getResult(), type == i64 ? indices : w.cast(indices, type), layout);
  return success();
}

static LogicalResult exportAvgPool(AvgPoolOp op, GraphWriter &w) {
  SmallVector<NodeAttr> attributes = getPoolAttrs(op);
  if (hasAttr(attributes, "dilations") && w.getOpset() < 19)
    return w.unsupported(op, "dilations, which need opset 19");
  if (op.getCountIncludePad())
    attributes.emplace_back("count_include_pad", 1);
  Layout layout = getChannelsFirst(getRank(op.getInput()));
  w.bind(op.getResult(),
         w.node("AveragePool", w.get(op.getInput(), layout), attributes),
         layout);
  return success();
}

static LogicalResult exportLpPool(LpPoolOp op, GraphWriter &w) {
  SmallVector<NodeAttr> attributes = getPoolAttrs(op);
  bool isNew =
      hasAttr(attributes, "dilations") || hasAttr(attributes, "ceil_mode");
  if (isNew && w.getOpset() < 18)
    return w.unsupported(op, "dilations and ceil_mode, which need opset 18");
  attributes.emplace_back("p", int64_t(op.getP()));
  Layout layout = getChannelsFirst(getRank(op.getInput()));
  w.bind(op.getResult(),
         w.node("LpPool", w.get(op.getInput(), layout), attributes), layout);
  return success();
}

//===----------------------------------------------------------------------===//
// Resampling
//===----------------------------------------------------------------------===//

static SmallVector<NodeAttr> getResizeAttrs(ResizeOp op) {
  SmallVector<NodeAttr> attributes = {
      NodeAttr("mode", stringifyResizeMode(op.getMode())),
      NodeAttr("coordinate_transformation_mode",
               stringifyCoordinateMode(op.getCoordinateMode()))};
  if (op.getMode() == ResizeMode::nearest)
    attributes.emplace_back("nearest_mode",
                            stringifyNearestMode(op.getNearestMode()));
  if (op.getMode() == ResizeMode::cubic)
    attributes.emplace_back("cubic_coeff_a",
                            op.getCubicCoefficient().convertToDouble());
  if (op.getExcludeOutside())
    attributes.emplace_back("exclude_outside", 1);
  if (op.getAntialias())
    attributes.emplace_back("antialias", 1);
  if (op.getCoordinateMode() == CoordinateMode::tf_crop_and_resize)
    attributes.emplace_back("extrapolation_value",
                            op.getExtrapolationValue().convertToDouble());
  return attributes;
}

static std::string buildFloats(GraphWriter &w, ArrayRef<double> values,
                               MLIRContext *context, StringRef name) {
  HostTensor tensor = HostTensor::zeros(
      RankedTensorType::get(int64_t(values.size()), Float32Type::get(context)));
  for (auto [index, value] : llvm::enumerate(values))
    tensor.setFloat(index, value);
  return w.initializer(tensor, name);
}

static SmallVector<double> permute(ArrayRef<double> list,
                                   const Layout &layout) {
  if (layout.empty())
    return SmallVector<double>(list);
  return llvm::map_to_vector(layout, [&](int64_t dim) { return list[dim]; });
}

static LogicalResult exportResize(ResizeOp op, GraphWriter &w) {
  if (op.getAntialias() && w.getOpset() < 18)
    return w.unsupported(op, "antialias, which needs opset 18");
  if (op.getCoordinateMode() == CoordinateMode::half_pixel_symmetric &&
      w.getOpset() < 19)
    return w.unsupported(op, "half_pixel_symmetric, which needs opset 19");

  // A node has sizes or scales, and computes the others from them.
  ArrayRef<int64_t> shape = getShape(op.getInput());
  bool sizesGiveScales = true, scalesGiveSizes = true;
  for (auto [input, size, scale] :
       llvm::zip_equal(shape, op.getSizes(), op.getScales())) {
    sizesGiveScales &= std::abs(scale * input - size) <= 1e-6 * size;
    scalesGiveSizes &= std::floor(float(input) * float(scale)) == size;
  }
  bool isCrop = op.getCoordinateMode() == CoordinateMode::tf_crop_and_resize;
  if (!sizesGiveScales && !scalesGiveSizes && !isCrop)
    return w.unsupported(op, "sizes that do not follow from the scales");

  // Runtimes expect images channels first.
  int64_t rank = shape.size();
  bool keepsChannels = rank > 2 && op.getSizes().front() == shape.front() &&
                       op.getSizes().back() == shape.back();
  Layout layout = keepsChannels ? getChannelsFirst(rank)
                                : w.chooseLayout(op.getInput(), rank);
  MLIRContext *context = op.getContext();
  std::string roi, scales, sizes;
  if (op.getRoi()) {
    ArrayRef<double> corners = *op.getRoi();
    SmallVector<double> permuted = permute(corners.take_front(rank), layout);
    llvm::append_range(permuted, permute(corners.drop_front(rank), layout));
    roi = buildFloats(w, permuted, context, "roi");
  }
  if (scalesGiveSizes && !sizesGiveScales)
    scales = buildFloats(w, permute(op.getScales(), layout), context, "scales");
  else
    sizes = w.ints(applyLayout(op.getSizes(), layout));
  w.bind(op.getResult(),
         w.node("Resize", {w.get(op.getInput(), layout), roi, scales, sizes},
                getResizeAttrs(op)),
         layout);
  return success();
}

static LogicalResult exportSpaceToDepth(SpaceToDepthOp op, GraphWriter &w) {
  int64_t rank = getRank(op.getInput()), block = op.getBlockSize();
  if (rank != 4)
    return w.unsupported(op, "other than two spatial dimensions");
  Layout layout = getChannelsFirst(rank);
  std::string x = w.get(op.getInput(), layout);
  if (op.getOrder() == DepthOrder::dcr) {
    w.bind(op.getResult(),
           w.node("SpaceToDepth", x, NodeAttr("blocksize", block)), layout);
    return success();
  }
  ArrayRef<int64_t> shape = getShape(op.getInput());
  x = w.reshape(x, {shape[0], shape[3], shape[1] / block, block,
                    shape[2] / block, block});
  x = w.transpose(x, {0, 1, 3, 5, 2, 4});
  x = w.reshape(x, applyLayout(getShape(op.getResult()), layout));
  w.bind(op.getResult(), x, layout);
  return success();
}

static LogicalResult exportDepthToSpace(DepthToSpaceOp op, GraphWriter &w) {
  int64_t rank = getRank(op.getInput());
  if (rank != 4)
    return w.unsupported(op, "other than two spatial dimensions");
  Layout layout = getChannelsFirst(rank);
  StringRef mode = op.getOrder() == DepthOrder::dcr ? "DCR" : "CRD";
  w.bind(op.getResult(),
         w.node("DepthToSpace", w.get(op.getInput(), layout),
                {NodeAttr("blocksize", int64_t(op.getBlockSize())),
                 NodeAttr("mode", mode)}),
         layout);
  return success();
}

void fovea::onnx_export::populateWindowRules(ExportRules &rules) {
  rules.add(exportAvgPool);
  rules.add(exportConv);
  rules.add(exportConvTranspose);
  rules.add(exportDepthToSpace);
  rules.add(exportLpPool);
  rules.add(exportMaxPool);
  rules.add(exportMaxPoolIndices);
  rules.add(exportResize);
  rules.add(exportSpaceToDepth);
}
