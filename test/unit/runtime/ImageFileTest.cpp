//===- ImageFileTest.cpp - Readers of PNG and JPEG ------------------------===//
//
// Built twice, like TensorFileTest.cpp. Images are written by the libraries
// that the readers use, from pixels made up here.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

using namespace fovea::app;

/// Smooth in both directions, different in each channel.
static Bytes makePixels(int width, int height, int channels) {
  Bytes pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        pixels.push_back(
            static_cast<uint8_t>(127 + 60 * std::sin(0.2 * x + c) +
                                 60 * std::cos(0.1 * y * (c + 1))));
  return pixels;
}

static void appendBytes(png_structp png, png_bytep data, size_t size) {
  auto *bytes = static_cast<Bytes *>(png_get_io_ptr(png));
  bytes->insert(bytes->end(), data, data + size);
}

static Bytes writePng(int width, int height, int colorType, int depth,
                      Bytes pixels, bool interlaced = false) {
  Bytes file;
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &file, appendBytes, nullptr);
  png_set_IHDR(png, info, width, height, depth, colorType,
               interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_color palette[4] = {{10, 20, 30}, {40, 50, 60}, {70, 80, 90}, {1, 2, 3}};
  if (colorType == PNG_COLOR_TYPE_PALETTE)
    png_set_PLTE(png, info, palette, 4);
  std::vector<uint8_t *> rows;
  size_t rowSize = pixels.size() / height;
  for (int y = 0; y < height; ++y)
    rows.push_back(pixels.data() + y * rowSize);
  png_set_rows(png, info, rows.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

static Bytes writeJpeg(int width, int height, int channels, int subsampling,
                       const Bytes &pixels) {
  tjhandle handle = tjInitCompress();
  unsigned char *buffer = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(handle, pixels.data(), width, 0, height,
                        channels == 1   ? TJPF_GRAY
                        : channels == 4 ? TJPF_CMYK
                                        : TJPF_RGB,
                        &buffer, &size, subsampling, 98, 0),
            0);
  Bytes file(buffer, buffer + size);
  tjFree(buffer);
  tjDestroy(handle);
  return file;
}

static void expectImage(const std::optional<Image> &image, int width,
                        int height, int channels, const Bytes &pixels,
                        const std::string &error) {
  ASSERT_TRUE(image) << error;
  EXPECT_EQ(image->width, width);
  EXPECT_EQ(image->height, height);
  EXPECT_EQ(image->channels, channels);
  EXPECT_EQ(image->pixels, pixels);
}

TEST(Png, ReadsColorTypes) {
  std::string error;
  Bytes gray = makePixels(13, 7, 1), rgb = makePixels(13, 7, 3);
  expectImage(parsePng(writePng(13, 7, PNG_COLOR_TYPE_GRAY, 8, gray), error),
              13, 7, 1, gray, error);
  for (bool interlaced : {false, true})
    expectImage(
        parsePng(writePng(13, 7, PNG_COLOR_TYPE_RGB, 8, rgb, interlaced),
                 error),
        13, 7, 3, rgb, error);
  Bytes rgba;
  for (size_t i = 0; i < rgb.size(); i += 3) {
    rgba.insert(rgba.end(), rgb.begin() + i, rgb.begin() + i + 3);
    rgba.push_back(static_cast<uint8_t>(i)); // dropped, not blended
  }
  expectImage(parsePng(writePng(13, 7, PNG_COLOR_TYPE_RGBA, 8, rgba), error),
              13, 7, 3, rgb, error);
}

TEST(Png, ExpandsDepthsAndPalettes) {
  std::string error;
  expectImage(parsePng(writePng(8, 1, PNG_COLOR_TYPE_GRAY, 1, {0xA1}), error),
              8, 1, 1, {255, 0, 255, 0, 0, 0, 0, 255}, error);
  expectImage(
      parsePng(writePng(4, 1, PNG_COLOR_TYPE_PALETTE, 2, {0x1B}), error), 4, 1,
      3, {10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3}, error);
  // 16 bits are rounded, not cut: 0x00FF / 257 is 0.99.
  expectImage(parsePng(writePng(2, 1, PNG_COLOR_TYPE_GRAY, 16,
                                {0x00, 0xFF, 0x80, 0x80}),
                       error),
              2, 1, 1, {1, 0x80}, error);
}

TEST(Png, SurvivesDamage) {
  Bytes file = writePng(13, 7, PNG_COLOR_TYPE_RGB, 8, makePixels(13, 7, 3));
  EXPECT_GT(expectSurvivesDamage(file, parsePng), 2000);
}

TEST(Png, RefusesSizesThatTheFileCannotHold) {
  // A header of 16384 x 16384 pixels with a right checksum, and little data.
  Bytes file = writePng(16384, 1, PNG_COLOR_TYPE_GRAY, 1, Bytes(2048));
  file[22] = 0x40; // height 1 becomes 0x4001
  uint32_t crc = static_cast<uint32_t>(crc32(0, file.data() + 12, 17));
  for (int i = 0; i < 4; ++i)
    file[29 + i] = static_cast<uint8_t>(crc >> (24 - 8 * i));
  std::string error;
  EXPECT_FALSE(parsePng(file, error));
  EXPECT_EQ(error, "not a readable PNG image: image is too large, or larger "
                   "than its data");
}

TEST(Jpeg, ReadsGrayAndColor) {
  for (int channels : {1, 3}) {
    Bytes pixels = makePixels(37, 21, channels);
    std::string error;
    auto image =
        parseJpeg(writeJpeg(37, 21, channels,
                            channels == 1 ? TJSAMP_GRAY : TJSAMP_444, pixels),
                  error);
    ASSERT_TRUE(image) << error;
    EXPECT_EQ(image->width, 37);
    EXPECT_EQ(image->height, 21);
    EXPECT_EQ(image->channels, channels);
    ASSERT_EQ(image->pixels.size(), pixels.size());
    for (size_t i = 0; i < pixels.size(); ++i)
      ASSERT_NEAR(image->pixels[i], pixels[i], 6) << i;
  }
}

TEST(Jpeg, SaysWhatIsWrong) {
  std::string error;
  EXPECT_FALSE(parseJpeg(Bytes{'x', 'y'}, error));
  EXPECT_TRUE(error.starts_with("not a readable JPEG image: ")) << error;
  Bytes cmyk = writeJpeg(16, 16, 4, TJSAMP_444, makePixels(16, 16, 4));
  EXPECT_FALSE(parseJpeg(cmyk, error));
  EXPECT_EQ(error, "not a readable JPEG image: expected gray or RGB, got CMYK");
  Bytes file = writeJpeg(37, 21, 3, TJSAMP_420, makePixels(37, 21, 3));
  file.resize(file.size() * 3 / 4);
  EXPECT_FALSE(parseJpeg(file, error)) << "a truncated file is not an image";
}

TEST(Jpeg, SurvivesDamage) {
  Bytes file = writeJpeg(37, 21, 3, TJSAMP_420, makePixels(37, 21, 3));
  EXPECT_GT(expectSurvivesDamage(file, parseJpeg), 500);
}
