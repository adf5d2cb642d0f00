//===- PngFile.cpp - PNG images, by libpng --------------------------------===//
//
// libpng reports errors by longjmp. Nothing with a destructor may live between
// the setjmp and the calls, so the decoder works on plain data that the caller
// owns.
//
//===----------------------------------------------------------------------===//

#include "Files.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

using namespace fovea::app;

namespace {
struct Decoder {
  ByteSpan rest;
  char message[160] = {};
  png_structp png = nullptr;
  png_infop info = nullptr;
};
} // namespace

static void onError(png_structp png, png_const_charp message) {
  auto *decoder = static_cast<Decoder *>(png_get_error_ptr(png));
  snprintf(decoder->message, sizeof(decoder->message), "%s", message);
  png_longjmp(png, 1);
}

static void onWarning(png_structp, png_const_charp) {}

static void readBytes(png_structp png, png_bytep target, size_t size) {
  auto *decoder = static_cast<Decoder *>(png_get_io_ptr(png));
  if (size > decoder->rest.size())
    png_error(png, "file is truncated");
  memcpy(target, decoder->rest.data(), size);
  decoder->rest = decoder->rest.subspan(size);
}

/// Reads the header and asks for 8-bit gray or RGB.
static bool readHeader(Decoder &decoder, Image &image) {
  png_structp png = decoder.png;
  size_t fileSize = decoder.rest.size();
  if (setjmp(png_jmpbuf(png)))
    return false;
  png_set_read_fn(png, &decoder, readBytes);
  png_read_info(png, decoder.info);
  int64_t width = png_get_image_width(png, decoder.info);
  int64_t height = png_get_image_height(png, decoder.info);
  if (!isPlausibleImage(width, height, fileSize))
    png_error(png, "image is too large, or larger than its data");
  png_set_expand(png); // palettes to RGB, few bits to 8
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, decoder.info);
  image.width = static_cast<int>(width);
  image.height = static_cast<int>(height);
  image.channels = png_get_channels(png, decoder.info);
  return true;
}

static bool readPixels(Decoder &decoder, uint8_t **rows) {
  if (setjmp(png_jmpbuf(decoder.png)))
    return false;
  png_read_image(decoder.png, rows);
  png_read_end(decoder.png, nullptr);
  return true;
}

std::optional<Image> fovea::app::parsePng(ByteSpan bytes, std::string &error) {
  Decoder decoder;
  decoder.rest = bytes;
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, onError,
                                       onWarning);
  decoder.info = decoder.png ? png_create_info_struct(decoder.png) : nullptr;
  Image image;
  bool read = decoder.info && readHeader(decoder, image) &&
              (image.channels == 1 || image.channels == 3);
  if (read) {
    size_t rowSize =
        static_cast<size_t>(image.width) * static_cast<size_t>(image.channels);
    image.pixels.resize(rowSize * static_cast<size_t>(image.height));
    std::vector<uint8_t *> rows(static_cast<size_t>(image.height));
    for (size_t y = 0; y < rows.size(); ++y)
      rows[y] = image.pixels.data() + y * rowSize;
    read = readPixels(decoder, rows.data());
  }
  png_destroy_read_struct(&decoder.png, &decoder.info, nullptr);
  if (read)
    return image;
  error = std::string("not a readable PNG image: ") +
          (*decoder.message ? decoder.message : "unexpected pixel format");
  return std::nullopt;
}
