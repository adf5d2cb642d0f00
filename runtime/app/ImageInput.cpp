//===- ImageInput.cpp - Image files as inputs -----------------------------===//

#include "ImageInput.h"

#include <algorithm>
#include <cmath>

using namespace fovea::app;
namespace image = fovea::image;
using fovea::image::Channels;
using fovea::image::Format;
using fovea::image::Placement;

static bool endsWithIgnoringCase(const std::string &text,
                                 std::string_view suffix) {
  return text.size() >= suffix.size() &&
         std::equal(suffix.begin(), suffix.end(), text.end() - suffix.size(),
                    [](char a, char b) { return a == tolower(b); });
}

static bool isPng(const std::string &path) {
  return endsWithIgnoringCase(path, ".png");
}

bool fovea::app::isImageFile(const std::string &path) {
  return isPng(path) || endsWithIgnoringCase(path, ".jpg") ||
         endsWithIgnoringCase(path, ".jpeg");
}

int64_t fovea::app::imagesPerRun(const fovea_tensor_info &info) {
  return info.rank == 4 ? info.shape[0] : 1;
}

static bool isFloat(uint64_t dtype) {
  return dtype == FOVEA_F32 || dtype == FOVEA_F64 || dtype == FOVEA_F16 ||
         dtype == FOVEA_BF16;
}

static bool isChannelCount(int64_t extent) {
  return extent == 1 || extent == 3;
}

/// Whether channels come before height and width. When both readings are
/// possible it is ONNX's.
static bool isPlanar(const int64_t *shape, Layout layout) {
  if (layout != Layout::Auto)
    return layout == Layout::NCHW;
  return isChannelCount(shape[0]) || !isChannelCount(shape[2]);
}

static void spread(const std::vector<float> &given,
                   std::array<float, 3> &values) {
  if (given.size() == 1)
    values.fill(given[0]);
  else if (given.size() == 3)
    std::copy(given.begin(), given.end(), values.begin());
}

std::optional<Format> fovea::app::imageFormatOf(const fovea_tensor_info &info,
                                                const ImageOptions &options,
                                                std::string &error) {
  auto fail = [&](const char *expected) {
    error = std::string("expected ") + expected + " for an image, got " +
            typeString(info);
    return std::nullopt;
  };
  if (info.rank != 3 && info.rank != 4)
    return fail("an input of rank 4, or 3 without batch");
  const int64_t *shape = info.shape + (info.rank - 3);
  Format format;
  format.planar = isPlanar(shape, options.layout);
  int64_t channels = shape[format.planar ? 0 : 2];
  int64_t height = shape[format.planar ? 1 : 0];
  int64_t width = shape[format.planar ? 2 : 1];
  if (!isChannelCount(channels))
    return fail("1 or 3 channels");
  if (std::min(height, width) < 1 || std::max(height, width) > 65535)
    return fail("1 to 65535 rows and columns");
  format.channels = static_cast<int>(channels);
  format.height = static_cast<int>(height);
  format.width = static_cast<int>(width);

  bool gray = options.channels == ChannelChoice::Gray ||
              (options.channels == ChannelChoice::Auto && channels == 1);
  if (channels == 1 && !gray)
    return fail("3 channels (--channels rgb or bgr)");
  format.order = gray                                     ? Channels::Gray
                 : options.channels == ChannelChoice::BGR ? Channels::BGR
                                                          : Channels::RGB;
  // An integer input takes the pixels as they are.
  format.scale =
      options.scale.value_or(isFloat(info.dtype) ? 1.0f / 255.0f : 1.0f);
  spread(options.mean, format.mean);
  spread(options.std, format.std);
  return format;
}

std::optional<Placement> fovea::app::placeImage(int width, int height,
                                                const Format &format,
                                                const ImageOptions &options,
                                                std::string &error) {
  // Extents have at most 28 bits and targets 16: products fit in 64.
  int64_t w = width, h = height;
  if (options.resize == Resize::Exact) {
    w = format.width;
    h = format.height;
  } else if (options.resize == Resize::ShortSide) {
    // The side that decides gets its length, the other one follows.
    bool byWidth = options.shortSide ? width <= height
                                     : int64_t(format.width) * height >=
                                           int64_t(format.height) * width;
    int64_t length = options.shortSide ? options.shortSide
                     : byWidth         ? format.width
                                       : format.height;
    w = byWidth ? length : std::max<int64_t>(1, length * width / height);
    h = byWidth ? std::max<int64_t>(1, length * height / width) : length;
  }
  auto describe = [](int64_t a, int64_t b) {
    return std::to_string(a) + "x" + std::to_string(b) + " pixels";
  };
  bool fits = options.cropCenter ? w >= format.width && h >= format.height
                                 : w == format.width && h == format.height;
  if (!fits || w > (1 << 28) || h > (1 << 28)) {
    error = "image of " + describe(width, height) + " becomes " +
            describe(w, h) + " before cropping, and the input takes " +
            describe(format.width, format.height) + "; see --resize and --crop";
    return std::nullopt;
  }
  // Half a pixel goes to the even side, as in torchvision.
  auto center = [](int64_t outer, int inner) {
    return static_cast<int>(
        std::nearbyint(static_cast<double>(outer - inner) / 2));
  };
  return Placement{static_cast<int>(w), static_cast<int>(h),
                   center(w, format.width), center(h, format.height)};
}

static std::optional<Image> readImage(const std::string &path,
                                      std::string &error) {
  auto bytes = readFile(path, error);
  if (!bytes)
    return std::nullopt;
  auto image = isPng(path) ? parsePng(*bytes, error) : parseJpeg(*bytes, error);
  if (!image)
    error = "'" + path + "': " + error;
  return image;
}

static bool convertImage(const Image &decoded, const Format &format,
                         const ImageOptions &options, float *output,
                         std::string &error) {
  image::View view{decoded.pixels.data(), decoded.width, decoded.height,
                   decoded.channels};
  if (options.warp)
    return image::warp(view, *options.warp, /*fill=*/0, format, output, error);
  auto placement =
      placeImage(decoded.width, decoded.height, format, options, error);
  return placement && image::resize(view, *placement, format, output, error);
}

std::optional<Tensor> fovea::app::readImages(std::span<const std::string> paths,
                                             const fovea_tensor_info &info,
                                             const ImageOptions &options,
                                             std::string &error) {
  auto format = imageFormatOf(info, options, error);
  if (!format)
    return std::nullopt;
  int64_t perImage = format->numElements();
  std::vector<float> values(static_cast<size_t>(perImage) * paths.size());
  float *next = values.data();
  for (const std::string &path : paths) {
    auto decoded = readImage(path, error);
    if (!decoded)
      return std::nullopt;
    if (!convertImage(*decoded, *format, options, next, error)) {
      error = "'" + path + "': " + error;
      return std::nullopt;
    }
    next += perImage;
  }
  Tensor tensor{info.dtype, shapeOf(info), {}};
  tensor.data = convertFromFloat(
      values.data(), static_cast<int64_t>(values.size()), info.dtype);
  return tensor;
}
