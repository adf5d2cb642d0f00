//===- ImagePipelines.h - From pixels to tensors ----------------*- C++ -*-===//
//
// What stands between a decoded image and the input of a vision model. The
// work is done by Halide pipelines that were compiled for several instruction
// sets when the project was built; the best one for the processor runs.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_RUNTIME_IMAGE_IMAGEPIPELINES_H
#define FOVEA_RUNTIME_IMAGE_IMAGEPIPELINES_H

#include <array>
#include <cstdint>
#include <string>

namespace fovea::image {

/// Interleaved 8-bit pixels, gray or red-green-blue, owned by someone else.
struct View {
  const uint8_t *pixels;
  int width, height;
  int channels; ///< 1 or 3
};

enum class Channels {
  RGB,
  BGR,
  Gray ///< luma 0.299 R + 0.587 G + 0.114 B, rounded to 8 bits
};

/// What numbers to make of the pixels. Element c of an output pixel is
/// (value * scale - mean[c]) / std[c], with value in 0 to 255.
struct Format {
  int width, height;
  int channels;        ///< 1 or 3; gray is repeated in all three
  bool planar = false; ///< channels x height x width, else height x width x ch.
  Channels order = Channels::RGB;
  float scale = 1.0f / 255.0f;
  std::array<float, 3> mean = {0, 0, 0}, std = {1, 1, 1};

  int64_t numElements() const {
    return int64_t(width) * int64_t(height) * channels;
  }
};

/// The image is resized as a whole, then a part of it is taken.
struct Placement {
  int resizedWidth, resizedHeight;
  int cropX = 0, cropY = 0;
};

/// Resizes with Pillow's bilinear filter (a triangle whose support grows with
/// the scale when shrinking, so that nothing aliases), in one rounding from
/// 8-bit input to f32 output; crops to format.width x format.height; converts.
/// Writes format.numElements() floats to `output`. Returns false with a message
/// if sizes are not positive or the crop leaves the resized image.
bool resize(const View &image, const Placement &placement, const Format &format,
            float *output, std::string &error);

/// Maps output position (x, y) to image position (m[0] x + m[1] y + m[2],
/// m[3] x + m[4] y + m[5]), pixel i covering [i, i + 1), and interpolates
/// bilinearly between the four pixels around it; outside of the image the value
/// is `fill`, in 0 to 255. Otherwise as resize().
bool warp(const View &image, const std::array<double, 6> &map, float fill,
          const Format &format, float *output, std::string &error);

} // namespace fovea::image

#endif // FOVEA_RUNTIME_IMAGE_IMAGEPIPELINES_H
