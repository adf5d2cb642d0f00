//===- Options.h - The command line of a model ------------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_OPTIONS_H
#define FOVEA_RUNTIME_APP_OPTIONS_H

#include "ImagePipelines.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

/// NAME=FILE. The name is empty when only a file was given.
struct NamedFile {
  std::string name, file;
};

enum class Resize {
  ShortSide, ///< keep the aspect ratio
  Exact,     ///< to the size of the input, whatever the aspect ratio
  None
};
enum class Layout { Auto, NCHW, NHWC };
enum class ChannelChoice { Auto, RGB, BGR, Gray };

/// How an image file becomes an input.
struct ImageOptions {
  Resize resize = Resize::ShortSide;
  int shortSide = 0; ///< 0: so that the image just covers the input
  bool cropCenter = true;
  Layout layout = Layout::Auto;
  ChannelChoice channels = ChannelChoice::Auto;
  std::optional<float> scale;
  std::vector<float> mean, std;              ///< empty, or 1 or 3 numbers
  std::optional<std::array<double, 6>> warp; ///< instead of resize and crop
};

struct Options {
  std::vector<NamedFile> inputs, expected;
  std::optional<uint64_t> randomSeed;
  std::string outputDir, labelsFile, profileFile, weightsFile;
  uint64_t top = 0, benchRuns = 0, threads = 0;
  double rtol = 1e-4, atol = 1e-5;
  std::optional<double> maxNormError;
  /// Peak GFLOP/s and GB/s of the machine, for the profile's roofline column.
  std::optional<std::array<double, 2>> peak;
  ImageOptions image;
  bool poison = false, describe = false, help = false, version = false;
};

/// Reads arguments (without the program's name). Both "--top 5" and "--top=5"
/// are accepted.
std::optional<Options> parseOptions(std::span<char *const> arguments,
                                    std::string &error);

/// The text of --help, after the usage line.
std::string helpText();

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_OPTIONS_H
