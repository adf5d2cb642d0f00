//===- JpegFile.cpp - JPEG images, by libjpeg-turbo -----------------------===//

#include "Files.h"

#include <memory>
#include <turbojpeg.h>

using namespace fovea::app;

namespace {
struct Destroyer {
  void operator()(void *handle) const { tjDestroy(handle); }
};
} // namespace

static std::nullopt_t fail(std::string &error, std::string why) {
  error = "not a readable JPEG image: " + std::move(why);
  return std::nullopt;
}

std::optional<Image> fovea::app::parseJpeg(ByteSpan bytes, std::string &error) {
  std::unique_ptr<void, Destroyer> decoder(tjInitDecompress());
  if (!decoder)
    return fail(error, tjGetErrorStr2(nullptr));
  Image image;
  int subsampling, colorSpace;
  if (tjDecompressHeader3(decoder.get(), bytes.data(), bytes.size(),
                          &image.width, &image.height, &subsampling,
                          &colorSpace) != 0)
    return fail(error, tjGetErrorStr2(decoder.get()));
  if (colorSpace == TJCS_CMYK || colorSpace == TJCS_YCCK)
    return fail(error, "expected gray or RGB, got CMYK");
  if (!isPlausibleImage(image.width, image.height, bytes.size()))
    return fail(error, "image is too large, or larger than its data");
  bool gray = colorSpace == TJCS_GRAY;
  image.channels = gray ? 1 : 3;
  image.pixels.resize(static_cast<size_t>(image.width) *
                      static_cast<size_t>(image.height) *
                      static_cast<size_t>(image.channels));
  // Without this flag a truncated file is filled up with gray and succeeds.
  constexpr int flags = TJFLAG_STOPONWARNING;
  if (tjDecompress2(decoder.get(), bytes.data(), bytes.size(),
                    image.pixels.data(), image.width, /*pitch=*/0, image.height,
                    gray ? TJPF_GRAY : TJPF_RGB, flags) != 0)
    return fail(error, tjGetErrorStr2(decoder.get()));
  return image;
}
