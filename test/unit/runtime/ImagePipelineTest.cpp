//===- ImagePipelineTest.cpp - Pipelines against scalar code --------------===//
//
// Every instruction set that this processor has is tested, against a plain
// implementation of the same definitions.
//
//===----------------------------------------------------------------------===//

#include "ImagePipelines.h"

#include <HalideRuntime.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace fovea::image;

//===----------------------------------------------------------------------===//
// Reference
//===----------------------------------------------------------------------===//

/// Value of channel c of output order at a pixel.
static double pixelAt(const View &image, const Format &format, int x, int y,
                      int c) {
  const uint8_t *pixel =
      image.pixels + (int64_t(y) * image.width + x) * image.channels;
  if (image.channels == 1)
    return pixel[0];
  if (format.order == Channels::Gray)
    return std::floor((19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2]) /
                          65536.0 +
                      0.5);
  return pixel[format.order == Channels::BGR ? 2 - c : c];
}

static size_t outputIndex(const Format &format, int x, int y, int c) {
  int64_t index = format.planar
                      ? (int64_t(c) * format.height + y) * format.width + x
                      : (int64_t(y) * format.width + x) * format.channels + c;
  return static_cast<size_t>(index);
}

static float normalize(const Format &format, double value, int c) {
  return static_cast<float>((value * format.scale - format.mean[c]) /
                            format.std[c]);
}

/// Calls visit(pixel, weight) for all pixels that contribute to position i of a
/// resized axis: a triangle around the center, normalized.
template <typename Fn>
static void forEachTap(int size, int resizedSize, int i, Fn visit) {
  double scale = static_cast<double>(size) / resizedSize;
  double radius = std::max(scale, 1.0), center = (i + 0.5) * scale, total = 0;
  auto weight = [&](int pixel) {
    return std::max(0.0, 1 - std::fabs((pixel + 0.5 - center) / radius));
  };
  for (int pixel = 0; pixel < size; ++pixel)
    total += weight(pixel);
  for (int pixel = 0; pixel < size; ++pixel)
    if (weight(pixel) > 0)
      visit(pixel, weight(pixel) / total);
}

template <typename Fn>
static std::vector<float> forEachOutput(const Format &format, Fn valueAt) {
  std::vector<float> output(static_cast<size_t>(format.numElements()));
  for (int c = 0; c < format.channels; ++c)
    for (int y = 0; y < format.height; ++y)
      for (int x = 0; x < format.width; ++x)
        output[outputIndex(format, x, y, c)] =
            normalize(format, valueAt(x, y, c), c);
  return output;
}

static std::vector<float> referenceResize(const View &image,
                                          const Placement &placement,
                                          const Format &format) {
  return forEachOutput(format, [&](int x, int y, int c) {
    double sum = 0;
    forEachTap(image.height, placement.resizedHeight, y + placement.cropY,
               [&](int sy, double wy) {
                 forEachTap(image.width, placement.resizedWidth,
                            x + placement.cropX, [&](int sx, double wx) {
                              sum +=
                                  wy * wx * pixelAt(image, format, sx, sy, c);
                            });
               });
    return sum;
  });
}

static std::vector<float> referenceWarp(const View &image,
                                        const std::array<double, 6> &m,
                                        float fill, const Format &format) {
  auto tap = [&](double x, double y, int c) {
    bool inside = x >= 0 && y >= 0 && x < image.width && y < image.height;
    return inside ? pixelAt(image, format, int(x), int(y), c) : fill;
  };
  return forEachOutput(format, [&](int x, int y, int c) {
    double u = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2] - 0.5;
    double v = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5] - 0.5;
    double x0 = std::floor(u), y0 = std::floor(v), fx = u - x0, fy = v - y0;
    double top = tap(x0, y0, c) * (1 - fx) + tap(x0 + 1, y0, c) * fx;
    double bottom = tap(x0, y0 + 1, c) * (1 - fx) + tap(x0 + 1, y0 + 1, c) * fx;
    return top * (1 - fy) + bottom * fy;
  });
}

//===----------------------------------------------------------------------===//
// Instruction sets
//===----------------------------------------------------------------------===//

namespace {
/// Hides instruction sets from Halide's dispatchers.
enum class Level { Base, AVX2, Best };
} // namespace

static Level allowed = Level::Best;

static int canUseFeatures(int count, const uint64_t *features) {
  uint64_t hidden = 0;
  if (allowed == Level::Base)
    hidden |= uint64_t(1) << halide_target_feature_avx2;
  if (allowed != Level::Best)
    hidden |= uint64_t(1) << halide_target_feature_avx512_skylake;
  return (features[0] & hidden) == 0 &&
         halide_default_can_use_target_features(count, features);
}

namespace {
class ImagePipeline : public testing::TestWithParam<Level> {
protected:
  void SetUp() override {
    allowed = GetParam();
    halide_set_custom_can_use_target_features(canUseFeatures);
  }

  int draw(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  }

  View drawImage(int maxSize) {
    View image{nullptr, draw(1, maxSize), draw(1, maxSize), draw(0, 2) ? 3 : 1};
    pixels.resize(static_cast<size_t>(image.width) * image.height *
                  image.channels);
    for (uint8_t &pixel : pixels)
      pixel = static_cast<uint8_t>(draw(0, 255));
    image.pixels = pixels.data();
    return image;
  }

  Format drawFormat(int maxSize) {
    Format format{draw(1, maxSize), draw(1, maxSize), draw(0, 2) ? 3 : 1};
    format.planar = draw(0, 1);
    format.order = format.channels == 1 ? Channels::Gray
                                        : static_cast<Channels>(draw(0, 2));
    format.mean = {0.485f, 0.456f, 0.406f};
    format.std = {0.229f, 0.224f, 0.225f};
    return format;
  }

  void expectNear(const std::vector<float> &actual,
                  const std::vector<float> &expected) {
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i)
      ASSERT_NEAR(actual[i], expected[i], 1e-5) << "element " << i;
  }

  std::mt19937 random{7};
  std::vector<uint8_t> pixels;
};
} // namespace

static std::string levelName(const testing::TestParamInfo<Level> &info) {
  const char *names[] = {"Base", "AVX2", "Best"};
  return names[static_cast<int>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(Levels, ImagePipeline,
                         testing::Values(Level::Base, Level::AVX2, Level::Best),
                         levelName);

TEST_P(ImagePipeline, ResizesLikeTheReference) {
  for (int i = 0; i < 60; ++i) {
    View image = drawImage(i < 50 ? 40 : 150);
    Format format = drawFormat(37);
    Placement placement{format.width + draw(0, 9), format.height + draw(0, 9)};
    placement.cropX = draw(0, placement.resizedWidth - format.width);
    placement.cropY = draw(0, placement.resizedHeight - format.height);
    std::vector<float> output(static_cast<size_t>(format.numElements()), NAN);
    std::string error;
    ASSERT_TRUE(resize(image, placement, format, output.data(), error))
        << error;
    SCOPED_TRACE(testing::Message()
                 << image.width << "x" << image.height << "x" << image.channels
                 << " to " << placement.resizedWidth << "x"
                 << placement.resizedHeight << " to " << format.width << "x"
                 << format.height << "x" << format.channels
                 << (format.planar ? " planar" : ""));
    ASSERT_NO_FATAL_FAILURE(
        expectNear(output, referenceResize(image, placement, format)));
  }
}

TEST_P(ImagePipeline, WarpsLikeTheReference) {
  std::uniform_real_distribution<double> number(-1.5, 1.5), shift(-20, 50);
  for (int i = 0; i < 60; ++i) {
    View image = drawImage(40);
    Format format = drawFormat(37);
    std::array<double, 6> map = {number(random), number(random), shift(random),
                                 number(random), number(random), shift(random)};
    auto fill = static_cast<float>(draw(0, 255));
    std::vector<float> output(static_cast<size_t>(format.numElements()), NAN);
    std::string error;
    ASSERT_TRUE(warp(image, map, fill, format, output.data(), error)) << error;
    ASSERT_NO_FATAL_FAILURE(
        expectNear(output, referenceWarp(image, map, fill, format)));
  }
}

TEST_P(ImagePipeline, KeepsPixelsWithoutResizing) {
  View image = drawImage(40);
  Format format{image.width, image.height, 3};
  format.scale = 1;
  format.order = image.channels == 1 ? Channels::Gray : Channels::RGB;
  std::vector<float> resized(static_cast<size_t>(format.numElements()), NAN),
      warped = resized;
  std::string error;
  ASSERT_TRUE(resize(image, {image.width, image.height}, format, resized.data(),
                     error));
  ASSERT_TRUE(warp(image, {1, 0, 0, 0, 1, 0}, 9, format, warped.data(), error));
  for (size_t i = 0; i < resized.size(); ++i) {
    ASSERT_EQ(resized[i], pixels[image.channels == 3 ? i : i / 3]);
    ASSERT_EQ(warped[i], resized[i]);
  }
}

TEST_P(ImagePipeline, ShrinksToTheMean) {
  // A constant image stays constant, however it is scaled.
  std::vector<uint8_t> gray(301 * 203, 77);
  View image{gray.data(), 301, 203, 1};
  for (int size : {1, 7, 100, 400}) {
    Format format{size, size, 1, true, Channels::Gray, 1.0f};
    std::vector<float> output(static_cast<size_t>(format.numElements()));
    std::string error;
    ASSERT_TRUE(resize(image, {size, size}, format, output.data(), error));
    for (float value : output)
      ASSERT_NEAR(value, 77, 1e-4);
  }
}

TEST(ImagePipelineErrors, AreMessages) {
  std::vector<uint8_t> pixels(12);
  std::vector<float> output(64);
  View image{pixels.data(), 2, 2, 3};
  Format format{4, 4, 3};
  std::string error;
  EXPECT_FALSE(resize(image, {3, 4}, format, output.data(), error));
  EXPECT_EQ(error, "expected a part of 4x4 pixels inside the resized image, "
                   "which has 3x4");
  EXPECT_FALSE(resize(image, {5, 5, 2, 0}, format, output.data(), error));
  EXPECT_FALSE(resize(image, {5, 5, -1, 0}, format, output.data(), error));
  image.channels = 2;
  EXPECT_FALSE(resize(image, {4, 4}, format, output.data(), error));
  EXPECT_EQ(error, "expected an image of at least one pixel, 1 or 3 channels "
                   "and less than 2 GiB, got 2x2 with 2 channels");
  image.channels = 3;
  format.channels = 1;
  EXPECT_FALSE(resize(image, {4, 4}, format, output.data(), error));
  EXPECT_EQ(error, "expected an output of 3 channels for color, got 1");
  format.channels = 3;
  EXPECT_FALSE(
      warp(image, {1, 0, NAN, 0, 1, 0}, 0, format, output.data(), error));
  EXPECT_EQ(error, "expected six finite numbers as affine map");
  format.width = 1 << 20;
  format.height = 1 << 20;
  EXPECT_FALSE(
      warp(image, {1, 0, 0, 0, 1, 0}, 0, format, output.data(), error));
}
