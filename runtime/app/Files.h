//===- Files.h - Reading and writing whole files ----------------*- C++ -*-===//
//
// Readers take bytes, so that tests can give them any bytes. Each bounds what
// it allocates by what the file holds, and ends in a message whatever it is
// given. Messages do not name the file: the caller does.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_RUNTIME_APP_FILES_H
#define FOVEA_RUNTIME_APP_FILES_H

#include "Tensor.h"

#include <optional>
#include <span>
#include <string>

namespace fovea::app {

using ByteSpan = std::span<const uint8_t>;

/// The content of a regular file. The message names the file.
std::optional<Bytes> readFile(const std::string &path, std::string &error);

/// Writes a file in place of an older one; removes it again if that fails.
bool writeFile(const std::string &path, ByteSpan content, std::string &error);

/// NumPy's .npy, versions 1 to 3, either byte order, C or Fortran order. The
/// 2-byte void type (what ml_dtypes stores for bfloat16) is read as bf16.
std::optional<Tensor> parseNpy(ByteSpan bytes, std::string &error);

/// The same format, version 1, C order.
Bytes formatNpy(const Tensor &tensor);

/// A serialized ONNX TensorProto with its data inside: raw_data, or the typed
/// field that belongs to its data_type.
std::optional<Tensor> parseTensorProto(ByteSpan bytes, std::string &error);

/// Interleaved 8-bit pixels: gray, or red, green, blue.
struct Image {
  int width = 0, height = 0;
  int channels = 0; ///< 1 or 3
  Bytes pixels;     ///< height x width x channels
};

/// Whether a file of `fileSize` bytes may hold so many pixels: at most 2^28
/// (768 MiB as RGB), and at most 2^14 for each byte, which is twice what
/// deflate reaches on a black-and-white image. So a file cannot lie its way to
/// memory.
bool isPlausibleImage(int64_t width, int64_t height, size_t fileSize);

/// PNG of any color type and depth: 16-bit is rounded to 8, palettes are
/// expanded, alpha is dropped, gamma is left alone, as common Python pipelines
/// do before inference.
std::optional<Image> parsePng(ByteSpan bytes, std::string &error);

/// Baseline or progressive JPEG, gray or color. Damaged files are refused.
std::optional<Image> parseJpeg(ByteSpan bytes, std::string &error);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_FILES_H
