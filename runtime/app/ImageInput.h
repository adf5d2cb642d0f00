//===- ImageInput.h - Image files as inputs ---------------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_IMAGEINPUT_H
#define FOVEA_RUNTIME_APP_IMAGEINPUT_H

#include "Files.h"
#include "Options.h"

namespace fovea::app {

/// By extension: .png, .jpg, .jpeg.
bool isImageFile(const std::string &path);

/// Images that one run takes: the batch of an input of rank 4, 1 for rank 3.
int64_t imagesPerRun(const fovea_tensor_info &info);

/// The format in which the input takes images, or nothing with a message if it
/// is no image (expected is rank 4, or 3 without batch, with 1 or 3 channels).
std::optional<image::Format> imageFormatOf(const fovea_tensor_info &info,
                                           const ImageOptions &options,
                                           std::string &error);

/// Where an image of some size goes in the input. Fails if the options leave it
/// with another size than the input's.
std::optional<image::Placement> placeImage(int width, int height,
                                           const image::Format &format,
                                           const ImageOptions &options,
                                           std::string &error);

/// Reads images, as many as a run takes, and stacks them.
std::optional<Tensor> readImages(std::span<const std::string> paths,
                                 const fovea_tensor_info &info,
                                 const ImageOptions &options,
                                 std::string &error);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_IMAGEINPUT_H
