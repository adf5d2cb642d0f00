//===- Resize.cpp - ONNX resampling and blocks of pixels ------------------===//

#include "Registry.h"

#include <cmath>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Resize
//===----------------------------------------------------------------------===//

namespace {

/// Everything that defines a resize, for all dimensions of the input.
struct ResizeParameters {
  SmallVector<int64_t> sizes;
  SmallVector<double> scales;
  /// Begins, then ends; empty if there is none.
  SmallVector<double> roi;
};

} // namespace

/// The enumerator that a string attribute names.
template <typename Enum>
static Enum getEnum(NodeContext &ctx, StringRef name, Enum otherwise,
                    std::optional<Enum> (*symbolize)(StringRef)) {
  StringRef text = ctx.getString(name, "");
  if (!ctx.hasAttribute(name))
    return otherwise;
  std::optional<Enum> value = symbolize(text);
  if (!value && !ctx.hasError())
    ctx.emitError() << "attribute '" << name << "' has unknown value '" << text
                    << "'";
  return value.value_or(otherwise);
}

static double clampSize(double size) {
  // NaN and what is out of range become a size that is reported as wrong.
  return size >= 0 && size < 1e12 ? size : -1;
}

/// Sizes from scales, as ONNX rounds them. With a region of interest, that is
/// what the scale applies to.
static void setScales(ResizeParameters &parameters, ArrayRef<double> scales,
                      ArrayRef<int64_t> axes, ArrayRef<int64_t> shape,
                      bool cropped) {
  for (auto [scale, axis] : llvm::zip_equal(scales, axes)) {
    double extent = shape[axis];
    if (cropped)
      extent *= parameters.roi[shape.size() + axis] - parameters.roi[axis];
    parameters.scales[axis] = scale;
    parameters.sizes[axis] = clampSize(std::floor(extent * scale));
  }
}

/// Scales from sizes. The policy may ask for the same scale in all dimensions.
static void setSizes(ResizeParameters &parameters, ArrayRef<int64_t> sizes,
                     ArrayRef<int64_t> axes, ArrayRef<int64_t> shape,
                     StringRef policy) {
  SmallVector<double> scales;
  for (auto [size, axis] : llvm::zip_equal(sizes, axes))
    scales.push_back(double(size) / shape[axis]);
  if (policy != "stretch" && !scales.empty()) {
    double scale = policy == "not_larger" ? *llvm::min_element(scales)
                                          : *llvm::max_element(scales);
    scales.assign(scales.size(), scale);
  }
  for (auto [i, axis] : llvm::enumerate(axes)) {
    parameters.scales[axis] = scales[i];
    parameters.sizes[axis] =
        policy == "stretch"
            ? sizes[i]
            : clampSize(std::floor(shape[axis] * scales[i] + 0.5));
  }
}

static bool isPresent(NodeContext &ctx, unsigned index) {
  return ctx.hasInput(index) &&
         getTensorTypeOf(ctx.input(index)).getNumElements() > 0;
}

/// Require one element for each axis.
template <typename T>
static void checkCount(NodeContext &ctx, StringRef what, ArrayRef<T> values,
                       size_t count) {
  if (!ctx.hasError() && values.size() != count)
    ctx.emitError() << "needs " << count << " " << what << ", but has "
                    << values.size();
}

static std::optional<ResizeParameters> readResizeParameters(NodeContext &ctx,
                                                            bool cropped) {
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  int64_t rank = shape.size();
  ResizeParameters result;
  result.sizes.assign(shape.begin(), shape.end());
  result.scales.assign(rank, 1.0);

  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq(rank));
  if (ctx.hasAttribute("axes"))
    axes = ctx.normalizeAxes(ctx.getInts("axes"), rank);
  StringRef policy = ctx.getString("keep_aspect_ratio_policy", "stretch");
  if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller")
    ctx.emitError()
        << "attribute 'keep_aspect_ratio_policy' has unknown value '" << policy
        << "'";

  // Version 10 has no region of interest.
  bool hasRoi = ctx.getOpset() >= 11 && isPresent(ctx, 1) && cropped;
  unsigned scalesIndex = ctx.getOpset() >= 11 ? 2 : 1;
  if (hasRoi) {
    SmallVector<double> roi = ctx.constantFloats(1, "roi");
    checkCount(ctx, "elements of roi", ArrayRef(roi), 2 * axes.size());
    if (ctx.hasError())
      return std::nullopt;
    result.roi.assign(rank, 0.0);
    result.roi.append(rank, 1.0);
    for (auto [i, axis] : llvm::enumerate(axes)) {
      result.roi[axis] = roi[i];
      result.roi[rank + axis] = roi[axes.size() + i];
    }
  } else if (cropped) {
    ctx.emitError() << "mode 'tf_crop_and_resize' needs a roi";
  }

  if (isPresent(ctx, 3) && isPresent(ctx, scalesIndex))
    ctx.emitError() << "has both scales and sizes";
  if (isPresent(ctx, 3)) {
    SmallVector<int64_t> sizes = ctx.constantInts(3, "sizes");
    checkCount(ctx, "sizes", ArrayRef(sizes), axes.size());
    if (!ctx.hasError())
      setSizes(result, sizes, axes, shape, policy);
  } else if (isPresent(ctx, scalesIndex)) {
    SmallVector<double> scales = ctx.constantFloats(scalesIndex, "scales");
    checkCount(ctx, "scales", ArrayRef(scales), axes.size());
    if (!ctx.hasError())
      setScales(result, scales, axes, shape, hasRoi);
  } else {
    ctx.emitError() << "needs scales or sizes";
  }
  if (ctx.hasError())
    return std::nullopt;
  return result;
}

static Value buildResize(NodeContext &ctx, const ResizeParameters &parameters,
                         ResizeMode mode, CoordinateMode coordinateMode,
                         AttributeList list) {
  MLIRContext *context = ctx.getContext();
  list.setInts("sizes", parameters.sizes)
      .setFloats("scales", parameters.scales)
      .set("mode", ResizeModeAttr::get(context, mode))
      .set("coordinate_mode", CoordinateModeAttr::get(context, coordinateMode));
  if (!parameters.roi.empty())
    list.setFloats("roi", parameters.roi);
  return ctx.create<ResizeOp>(ctx.input(0), list);
}

static Value importResize(NodeContext &ctx) {
  ResizeMode mode =
      getEnum(ctx, "mode", ResizeMode::nearest, symbolizeResizeMode);
  CoordinateMode coordinateMode =
      getEnum(ctx, "coordinate_transformation_mode", CoordinateMode::half_pixel,
              symbolizeCoordinateMode);
  NearestMode nearestMode =
      getEnum(ctx, "nearest_mode", NearestMode::round_prefer_floor,
              symbolizeNearestMode);
  auto parameters = readResizeParameters(
      ctx, coordinateMode == CoordinateMode::tf_crop_and_resize);
  double cubic = ctx.getFloat("cubic_coeff_a", -0.75);
  bool excludeOutside = ctx.getBool("exclude_outside", false);
  bool antialias = ctx.getBool("antialias", false);
  double extrapolation = ctx.getFloat("extrapolation_value", 0.0);
  if (!parameters || ctx.hasError())
    return {};
  return buildResize(
      ctx, *parameters, mode, coordinateMode,
      ctx.attributes()
          .set("nearest_mode",
               NearestModeAttr::get(ctx.getContext(), nearestMode))
          .setFloat("cubic_coefficient", cubic)
          .setFloat("extrapolation_value", extrapolation)
          .setUnit("exclude_outside", excludeOutside)
          .setUnit("antialias", antialias));
}

/// Upsample, and Resize of version 10: coordinates are divided by the scale.
static Value importUpsample(NodeContext &ctx) {
  StringRef name = ctx.getString("mode", "nearest");
  // The linear mode has had several names.
  bool isLinear = name == "linear" || name == "bilinear" || name == "trilinear";
  if (!isLinear && name != "nearest")
    ctx.emitError() << "attribute 'mode' has unknown value '" << name << "'";
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  SmallVector<double> scales = ctx.getOpset() < 9
                                   ? ctx.getFloats("scales")
                                   : ctx.constantFloats(1, "scales");
  checkCount(ctx, "scales", ArrayRef(scales), shape.size());
  if (ctx.hasError())
    return {};
  ResizeParameters parameters;
  parameters.sizes.assign(shape.begin(), shape.end());
  parameters.scales.assign(shape.size(), 1.0);
  setScales(parameters, scales,
            llvm::to_vector(llvm::seq<int64_t>(shape.size())), shape,
            /*cropped=*/false);
  return buildResize(
      ctx, parameters, isLinear ? ResizeMode::linear : ResizeMode::nearest,
      CoordinateMode::asymmetric,
      ctx.attributes().set(
          "nearest_mode",
          NearestModeAttr::get(ctx.getContext(), NearestMode::floor)));
}

//===----------------------------------------------------------------------===//
// Blocks of pixels
//===----------------------------------------------------------------------===//

static Value importDepthToSpace(NodeContext &ctx) {
  int64_t blockSize = ctx.requireInt("blocksize");
  StringRef mode = ctx.getString("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    ctx.emitError() << "attribute 'mode' must be 'DCR' or 'CRD', but is '"
                    << mode << "'";
  if (!ctx.checkRank(0, 4, 4))
    return {};
  DepthOrder order = mode == "DCR" ? DepthOrder::dcr : DepthOrder::crd;
  Value result = ctx.create<DepthToSpaceOp>(
      ctx.toChannelsLast(ctx.input(0)),
      ctx.attributes()
          .setInt("block_size", blockSize)
          .set("order", DepthOrderAttr::get(ctx.getContext(), order)));
  return ctx.toChannelsFirst(result);
}

static Value importSpaceToDepth(NodeContext &ctx) {
  int64_t blockSize = ctx.requireInt("blocksize");
  if (!ctx.checkRank(0, 4, 4))
    return {};
  Value result = ctx.create<SpaceToDepthOp>(
      ctx.toChannelsLast(ctx.input(0)),
      ctx.attributes().setInt("block_size", blockSize));
  return ctx.toChannelsFirst(result);
}

void onnximport::registerResizeOps(OpRegistry &registry) {
  registry.add("DepthToSpace", {1}, {1, 1}, importDepthToSpace);
  registry.add("Resize", {10, 10}, {2, 2}, importUpsample);
  registry.add("Resize", {11}, {1, 4}, importResize);
  registry.add("SpaceToDepth", {1}, {1, 1}, importSpaceToDepth);
  registry.add("Upsample", {7, 8}, {1, 1}, importUpsample);
  registry.add("Upsample", {9}, {2, 2}, importUpsample);
}
