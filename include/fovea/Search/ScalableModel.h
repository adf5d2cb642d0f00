//===- ScalableModel.h - Depth, width and resolution of a model -*- C++ -*-===//
//
// Which settings of a model definition its depth, width and resolution are, and
// the model at a point of scaling.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_SCALABLEMODEL_H
#define FOVEA_SEARCH_SCALABLEMODEL_H

#include "fovea/Model/ModelDefinition.h"
#include "fovea/Search/Scaling.h"

#include "llvm/ADT/StringMap.h"

#include <array>

namespace fovea {

/// An axis of scaling.
struct ScalingAxis {
  /// The setting that is multiplied, rounded to a multiple of `step`.
  std::string setting;
  double step = 1;
  /// Settings that grow as the first one did after it was rounded, themselves
  /// rounded to whole numbers, such as the heads with the width of a
  /// transformer.
  std::vector<std::string> followers;

  bool operator==(const ScalingAxis &) const = default;
};

struct ScalingAxes {
  ScalingAxis depth;
  ScalingAxis width;
  ScalingAxis resolution;

  /// Those of the model called `model`. For models that have none of their own:
  /// multipliers `depth` and `width`, in steps of 0.001, and `resolution` in
  /// whole pixels.
  static ScalingAxes get(llvm::StringRef model);

  /// Replace one axis: `AXIS=SETTING[:STEP][+FOLLOWER]...`, such as
  /// `width=width:64+heads`; AXIS is depth, width or resolution.
  llvm::Error set(llvm::StringRef assignment);

  bool operator==(const ScalingAxes &) const = default;
};

/// What papers say of the size of a model.
struct ModelSize {
  /// Scopes called `block` or `blocks` and a number: 16 in EfficientNet-B0. 0
  /// if the model has none.
  uint64_t blocks = 0;
  /// Ops with multiply-adds: convolutions and products.
  uint64_t layers = 0;
  /// Without the running statistics of batch normalizations.
  uint64_t parameters = 0;
  uint64_t macs = 0;

  bool operator==(const ModelSize &) const = default;
};

/// A model definition with settings, which are the base model, and its axes.
class ScalableModel {
public:
  /// Errors: bad settings, and axes whose settings the model does not have or
  /// that are no positive numbers.
  static llvm::Expected<std::unique_ptr<ScalableModel>>
  create(const ModelDefinition &definition, ModelSettings base,
         ScalingAxes axes);

  const ModelDefinition &getDefinition() const { return definition; }

  /// All settings at `point`. An error if the model rejects them.
  llvm::Expected<std::unique_ptr<ModelConfig>>
  configure(const ScalingPoint &point) const;

  /// The same for points at which the model has the same ops with the same
  /// shapes and attributes: for ScalingCallbacks::identity.
  llvm::Expected<std::string> identify(const ScalingPoint &point) const;

  llvm::Expected<ModelSize> computeSize(const ScalingPoint &point) const;

  /// The value of the setting of an axis at `point`.
  double getDepth(const ScalingPoint &point) const;
  double getWidth(const ScalingPoint &point) const;
  double getResolution(const ScalingPoint &point) const;

private:
  ScalableModel(const ModelDefinition &definition, ModelSettings base,
                ScalingAxes axes);

  std::array<const ScalingAxis *, 3> getAxes() const;
  /// Of the setting of an axis, rounded.
  double getValue(const ScalingAxis &axis, double factor) const;
  ModelSettings getSettings(const ScalingPoint &point) const;
  llvm::Error build(const ScalingPoint &point,
                    llvm::function_ref<void(mlir::ModuleOp)> use) const;

  const ModelDefinition &definition;
  ModelSettings base;
  ScalingAxes axes;
  /// Of the settings of the axes, in the base model.
  llvm::StringMap<double> baseValues;
};

} // namespace fovea

#endif // FOVEA_SEARCH_SCALABLEMODEL_H
