//===- ModelConfig.cpp - Configurations of model definitions --------------===//

#include "fovea/Model/ModelConfig.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// ConfigChecker
//===----------------------------------------------------------------------===//

// Messages are made for values that are wrong alone: searches check many
// configurations.
void ConfigChecker::range(StringRef key, int64_t value, int64_t min,
                          int64_t max) {
  if (value < min || value > max)
    require(
        false, key,
        llvm::formatv("an integer from {0} to {1}, got {2}", min, max, value)
            .str());
}

void ConfigChecker::range(StringRef key, double value, double min, double max) {
  // Written so that NaN is out of range.
  if (!(value >= min && value <= max))
    require(false, key,
            llvm::formatv("a number from {0} to {1}, got {2}", min, max, value)
                .str());
}

void ConfigChecker::require(bool holds, StringRef key,
                            const Twine &expectation) {
  if (holds)
    return;
  report("'" + key + "': expected " + expectation);
  failed = true;
}

//===----------------------------------------------------------------------===//
// Configurations
//===----------------------------------------------------------------------===//

ModelConfig::~ModelConfig() = default;

void ModelConfig::mapAll(ConfigMapper &mapper) {
  mapper.map("variant", variant, "which of the variants sets the defaults");
  mapFields(mapper);
}

void ImageClassifierConfig::mapFields(ConfigMapper &mapper) {
  mapper.map("batch", batch, "images per inference");
  mapper.map("resolution", resolution, "height and width of the images");
  mapper.map("classes", classes, "number of classes");
}

void ImageClassifierConfig::check(ConfigChecker &checker) const {
  checker.range("batch", batch, 1, 65536);
  checker.range("resolution", resolution, 1, 16384);
  checker.range("classes", classes, 1, 1 << 24);
}

Value ImageClassifierConfig::buildInput(ModelBuilder &builder) const {
  return builder.input("image", {batch, resolution, resolution, 3});
}

int64_t fovea::roundChannels(double channels, int64_t divisor) {
  int64_t half = int64_t(channels + divisor / 2.0);
  int64_t rounded = std::max(divisor, half / divisor * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}

//===----------------------------------------------------------------------===//
// YAML of the dialect's enumerations
//===----------------------------------------------------------------------===//

void llvm::yaml::ScalarTraits<ActivationKind>::output(
    const ActivationKind &kind, void *, raw_ostream &os) {
  os << stringifyActivationKind(kind);
}

StringRef
llvm::yaml::ScalarTraits<ActivationKind>::input(StringRef text, void *,
                                                ActivationKind &kind) {
  std::optional<ActivationKind> known = symbolizeActivationKind(text);
  if (!known)
    return "unknown activation function";
  kind = *known;
  return {};
}
