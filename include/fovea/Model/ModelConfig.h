//===- ModelConfig.h - Configurations of model definitions ------*- C++ -*-===//
//
// A model definition is a struct of fields, which a variant of the paper or the
// user sets, and a function that builds the model from them. ConfigMapper.h
// says what can be done with the fields.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_MODEL_MODELCONFIG_H
#define FOVEA_MODEL_MODELCONFIG_H

#include "fovea/Model/ConfigMapper.h"
#include "fovea/Model/ModelBuilder.h"

namespace fovea {

/// Reports what is wrong with the values of a configuration.
class ConfigChecker {
public:
  explicit ConfigChecker(llvm::function_ref<void(const llvm::Twine &)> report)
      : report(report) {}

  void range(llvm::StringRef key, int64_t value, int64_t min, int64_t max);
  void range(llvm::StringRef key, double value, double min, double max);
  /// Anything else: `expectation` completes "expected ...".
  void require(bool holds, llvm::StringRef key, const llvm::Twine &expectation);

  bool hasFailed() const { return failed; }

private:
  llvm::function_ref<void(const llvm::Twine &)> report;
  bool failed = false;
};

/// A method and the values of its fields.
class ModelConfig {
public:
  virtual ~ModelConfig();

  virtual void mapFields(ConfigMapper &mapper) = 0;
  /// Check what makes no sense for any model: building may rely on it.
  virtual void check(ConfigChecker &checker) const = 0;
  virtual void build(ModelBuilder &builder) const = 0;

  /// All fields, with the name of the variant first.
  void mapAll(ConfigMapper &mapper);

  std::string variant;
};

/// The fields that all image classifiers have.
class ImageClassifierConfig : public ModelConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;

  int64_t batch = 1;
  int64_t resolution = 224;
  int64_t classes = 1000;

protected:
  /// The input `image`, `[batch, resolution, resolution, 3]`.
  mlir::Value buildInput(ModelBuilder &builder) const;
};

/// The nearest multiple of `divisor` to `channels`, upwards where that would be
/// less than 90 % of it: how MobileNet and EfficientNet scale their widths.
int64_t roundChannels(double channels, int64_t divisor = 8);

} // namespace fovea

template <> struct llvm::yaml::ScalarTraits<fovea::ActivationKind> {
  static void output(const fovea::ActivationKind &kind, void *,
                     raw_ostream &os);
  static StringRef input(StringRef text, void *, fovea::ActivationKind &kind);
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

#endif // FOVEA_MODEL_MODELCONFIG_H
