//===- ScalingAxes.cpp - Settings that scaling multiplies -----------------===//

#include "fovea/Search/ScalableModel.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

namespace {

struct ModelAxes {
  StringLiteral model;
  ScalingAxes axes;
};

} // namespace

/// Of the models whose settings are no multipliers.
static ArrayRef<ModelAxes> getModelAxes() {
  // Heads of 64 channels, as in all variants of the paper. The resolution is in
  // patches of the usual size.
  static const ModelAxes models[] = {
      {"vit",
       {{"depth", 1, {}}, {"width", 64, {"heads"}}, {"resolution", 16, {}}}}};
  return models;
}

ScalingAxes ScalingAxes::get(StringRef model) {
  for (const ModelAxes &entry : getModelAxes())
    if (entry.model == model)
      return entry.axes;
  return {{"depth", 0.001, {}}, {"width", 0.001, {}}, {"resolution", 1, {}}};
}

Error ScalingAxes::set(StringRef assignment) {
  auto fail = [&](const Twine &expectation) {
    return createStringError("axis '" + assignment + "': expected " +
                             expectation);
  };
  if (!assignment.contains('='))
    return fail("AXIS=SETTING[:STEP][+FOLLOWER]...");
  auto [axisName, value] = assignment.split('=');
  ScalingAxis *axis = StringSwitch<ScalingAxis *>(axisName)
                          .Case("depth", &depth)
                          .Case("width", &width)
                          .Case("resolution", &resolution)
                          .Default(nullptr);
  if (!axis)
    return fail("depth, width or resolution before '='");

  SmallVector<StringRef> names;
  value.split(names, '+');
  auto [setting, stepText] = names.front().split(':');
  names.front() = setting;
  if (is_contained(names, ""))
    return fail("names of settings");
  ScalingAxis read{setting.str(), 1, {}};
  bool hasStep = value.split('+').first.contains(':');
  if (hasStep && (stepText.getAsDouble(read.step) ||
                  !std::isfinite(read.step) || read.step <= 0))
    return fail("a positive number as step, got '" + stepText + "'");
  for (StringRef follower : drop_begin(names))
    read.followers.push_back(follower.str());
  *axis = std::move(read);
  return Error::success();
}
