//===- ImagePipelines.cpp - From pixels to tensors ------------------------===//

#include "ImagePipelines.h"

#include "fovea_halide_gray.h"
#include "fovea_halide_resize.h"
#include "fovea_halide_warp.h"
#include <HalideRuntime.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace fovea::image;

// Halide aborts on an error unless told otherwise. All arguments are checked
// before a pipeline is called; should one still object, its message is kept.
static thread_local std::string halideMessage;

static void keepMessage(void *, const char *message) {
  halideMessage = message;
}

static void initHalide() {
  static const auto previous = halide_set_error_handler(keepMessage);
  (void)previous;
}

static bool check(int status, std::string &error) {
  if (status == 0)
    return true;
  error = "image pipeline failed: " + halideMessage;
  return false;
}

namespace {
/// A halide_buffer_t over memory of the caller, with extents and strides given
/// innermost first.
template <int Rank> struct Buffer {
  Buffer(void *data, halide_type_t type, const std::array<int, Rank> &extents,
         const std::array<int, Rank> &strides) {
    for (int i = 0; i < Rank; ++i)
      dims[i] = halide_dimension_t(0, extents[i], strides[i]);
    buffer.host = static_cast<uint8_t *>(data);
    buffer.type = type;
    buffer.dimensions = Rank;
    buffer.dim = dims;
  }
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;

  operator halide_buffer_t *() { return &buffer; }

  halide_dimension_t dims[Rank];
  halide_buffer_t buffer = {};
};

/// Rows of bytes: what all pipelines read.
struct RowBuffer : Buffer<2> {
  explicit RowBuffer(const View &image)
      : Buffer(const_cast<uint8_t *>(image.pixels), halide_type_of<uint8_t>(),
               {image.width * image.channels, image.height},
               {1, image.width * image.channels}) {}
};

/// A few numbers.
template <typename T, size_t Size> struct VectorBuffer : Buffer<1> {
  explicit VectorBuffer(const std::array<T, Size> &values)
      : Buffer(const_cast<T *>(values.data()), halide_type_of<T>(), {Size},
               {1}) {}
};

struct OutputBuffer : Buffer<3> {
  OutputBuffer(const Format &format, float *data)
      : Buffer(data, halide_type_of<float>(),
               {format.width, format.height, format.channels},
               strides(format)) {}

  static std::array<int, 3> strides(const Format &format) {
    if (format.planar)
      return {1, format.width, format.width * format.height};
    return {format.channels, format.width * format.channels, 1};
  }
};

/// Which channel of the image each output channel reads: first + step * c.
struct ChannelMap {
  ChannelMap(const View &image, const Format &format) {
    if (image.channels == 1)
      return;
    first = format.order == Channels::BGR ? 2 : 0;
    step = format.order == Channels::BGR ? -1 : 1;
  }
  int first = 0, step = 0;
};

/// Views the image in gray if the format asks for it.
class GrayIfAsked {
public:
  GrayIfAsked(const View &image, const Format &format) : view(image) {
    if (format.order != Channels::Gray || image.channels == 1)
      return;
    pixels.resize(static_cast<size_t>(image.width) *
                  static_cast<size_t>(image.height));
    view = {pixels.data(), image.width, image.height, 1};
    RowBuffer from(image), to(view);
    status = fovea_halide_gray(from, to);
  }

  View view;
  int status = 0;

private:
  std::vector<uint8_t> pixels;
};
} // namespace

static std::string sizeString(int width, int height, int channels) {
  return std::to_string(width) + "x" + std::to_string(height) + " with " +
         std::to_string(channels) + " channels";
}

/// Extents that are positive and fit in Halide's 31-bit sizes.
static bool isUsable(int width, int height, int channels, int64_t size) {
  if (width < 1 || height < 1 || (channels != 1 && channels != 3))
    return false;
  return int64_t(width) * height <=
         std::numeric_limits<int>::max() / (channels * size);
}

static bool checkSizes(const View &image, const Format &format,
                       std::string &error) {
  if (!isUsable(image.width, image.height, image.channels, 1)) {
    error = "expected an image of at least one pixel, 1 or 3 channels and less "
            "than 2 GiB, got " +
            sizeString(image.width, image.height, image.channels);
    return false;
  }
  if (!isUsable(format.width, format.height, format.channels, sizeof(float))) {
    error = "expected an output of at least one pixel, 1 or 3 channels and "
            "less than 2 GiB, got " +
            sizeString(format.width, format.height, format.channels);
    return false;
  }
  if (format.channels == 1 && format.order != Channels::Gray) {
    error = "expected an output of 3 channels for color, got 1";
    return false;
  }
  return true;
}

/// Pixels that the triangle filter can touch on an axis.
static int tapsFor(int size, int resizedSize) {
  double scale = static_cast<double>(size) / resizedSize;
  return static_cast<int>(std::ceil(std::max(scale, 1.0))) * 2 + 1;
}

bool fovea::image::resize(const View &image, const Placement &placement,
                          const Format &format, float *output,
                          std::string &error) {
  if (!checkSizes(image, format, error))
    return false;
  if (placement.cropX < 0 || placement.cropY < 0 ||
      placement.cropX > placement.resizedWidth - format.width ||
      placement.cropY > placement.resizedHeight - format.height) {
    error = "expected a part of " + std::to_string(format.width) + "x" +
            std::to_string(format.height) +
            " pixels inside the resized image, "
            "which has " +
            std::to_string(placement.resizedWidth) + "x" +
            std::to_string(placement.resizedHeight);
    return false;
  }
  initHalide();
  GrayIfAsked source(image, format);
  if (!check(source.status, error))
    return false;
  const View &view = source.view;
  ChannelMap channels(view, format);
  RowBuffer rows(view);
  VectorBuffer mean(format.mean), std(format.std);
  OutputBuffer result(format, output);
  return check(fovea_halide_resize(
                   rows, view.channels, channels.first, channels.step,
                   format.scale, mean, std, placement.resizedWidth,
                   placement.resizedHeight, placement.cropX, placement.cropY,
                   tapsFor(view.width, placement.resizedWidth),
                   tapsFor(view.height, placement.resizedHeight), result),
               error);
}

bool fovea::image::warp(const View &image, const std::array<double, 6> &map,
                        float fill, const Format &format, float *output,
                        std::string &error) {
  if (!checkSizes(image, format, error))
    return false;
  for (double value : map)
    if (!std::isfinite(value)) {
      error = "expected six finite numbers as affine map";
      return false;
    }
  initHalide();
  GrayIfAsked source(image, format);
  if (!check(source.status, error))
    return false;
  const View &view = source.view;
  ChannelMap channels(view, format);
  RowBuffer rows(view);
  VectorBuffer mean(format.mean), std(format.std);
  VectorBuffer matrix(map);
  OutputBuffer result(format, output);
  return check(fovea_halide_warp(rows, view.channels, channels.first,
                                 channels.step, format.scale, mean, std, matrix,
                                 fill, result),
               error);
}
