//===- TinyModel.h - Models that compile fast -------------------*- C++ -*-===//

#ifndef FOVEA_TEST_UNIT_SEARCH_EVALUATION_TINYMODEL_H
#define FOVEA_TEST_UNIT_SEARCH_EVALUATION_TINYMODEL_H

#include "fovea/Model/ModelConfig.h"

namespace fovea {

/// Some convolutions of 3 x 3, one after the other.
class TinyModel final : public ImageClassifierConfig {
public:
  TinyModel() {
    variant = "tiny";
    resolution = 32;
  }

  void mapFields(ConfigMapper &mapper) override {
    ImageClassifierConfig::mapFields(mapper);
    mapper.map("layers", layers, "number of convolutions");
    mapper.map("channels", channels, "their channels");
    mapper.map("slope", slope, "of the negative half");
    mapper.map("bias", bias, "whether there are biases");
    mapper.map("name", name, "any text");
    mapper.map("widths", widths, "a list");
  }
  void check(ConfigChecker &checker) const override {
    ImageClassifierConfig::check(checker);
    checker.range("layers", layers, 0, 100);
  }
  void build(ModelBuilder &builder) const override {
    mlir::Value x = buildInput(builder);
    for (int64_t i = 0; i < layers; ++i)
      x = builder.conv("conv" + std::to_string(i), x, channels,
                       {.kernel = 3, .bias = bias});
    builder.output("features", x);
  }

  int64_t layers = 2;
  int64_t channels = 16;
  double slope = 0.25;
  bool bias = true;
  std::string name = "8";
  std::vector<int64_t> widths = {1, 2};
};

} // namespace fovea

#endif // FOVEA_TEST_UNIT_SEARCH_EVALUATION_TINYMODEL_H
