//===- ScalableModel.cpp - Depth, width and resolution of a model ---------===//

#include "fovea/Search/ScalableModel.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Model/Statistics.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SHA256.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

using llvm::createStringError;
using llvm::Error;
using llvm::Expected;

//===----------------------------------------------------------------------===//
// Settings
//===----------------------------------------------------------------------===//

ScalableModel::ScalableModel(const ModelDefinition &definition,
                             ModelSettings base, ScalingAxes axes)
    : definition(definition), base(std::move(base)), axes(std::move(axes)) {}

Expected<std::unique_ptr<ScalableModel>>
ScalableModel::create(const ModelDefinition &definition, ModelSettings base,
                      ScalingAxes axes) {
  std::unique_ptr<ScalableModel> model(
      new ScalableModel(definition, std::move(base), std::move(axes)));
  Expected<std::unique_ptr<ModelConfig>> config =
      configureModel(definition, model->base);
  if (!config)
    return config.takeError();

  llvm::json::Object values = toJSON(**config);
  for (const ScalingAxis *axis : model->getAxes()) {
    std::vector<std::string> settings = axis->followers;
    settings.insert(settings.begin(), axis->setting);
    for (const std::string &setting : settings) {
      const llvm::json::Value *value = values.get(setting);
      if (!value)
        return createStringError(
            "model '" + definition.name + "' has no setting '" + setting +
            "' to scale; it has " +
            llvm::join(llvm::map_range(getConfigFields(definition),
                                       [](auto field) { return field.key; }),
                       ", "));
      std::optional<double> number = value->getAsNumber();
      if (!number || *number <= 0)
        return createStringError("model '" + definition.name + "': setting '" +
                                 setting + "' is no positive number to scale");
      model->baseValues[setting] = *number;
    }
  }
  return model;
}

std::array<const ScalingAxis *, 3> ScalableModel::getAxes() const {
  return {&axes.depth, &axes.width, &axes.resolution};
}

double ScalableModel::getValue(const ScalingAxis &axis, double factor) const {
  double value = baseValues.lookup(axis.setting) * factor;
  return std::max(1.0, std::round(value / axis.step)) * axis.step;
}

double ScalableModel::getDepth(const ScalingPoint &point) const {
  return getValue(axes.depth, point.depth);
}

double ScalableModel::getWidth(const ScalingPoint &point) const {
  return getValue(axes.width, point.width);
}

double ScalableModel::getResolution(const ScalingPoint &point) const {
  return getValue(axes.resolution, point.resolution);
}

/// As YAML. Integers have all their digits, and other numbers those that
/// `toYAML` keeps, so that a member is what its file says.
static std::string print(double value) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (value == std::round(value))
    os << int64_t(value);
  else
    os << llvm::format("%g", value);
  return text;
}

ModelSettings ScalableModel::getSettings(const ScalingPoint &point) const {
  ModelSettings settings = base;
  double factors[] = {point.depth, point.width, point.resolution};
  for (auto [axis, factor] : llvm::zip_equal(getAxes(), factors)) {
    double value = getValue(*axis, factor);
    double growth = value / baseValues.lookup(axis->setting);
    settings.assignments.push_back(axis->setting + "=" + print(value));
    for (const std::string &follower : axis->followers)
      settings.assignments.push_back(
          follower + "=" +
          print(std::round(baseValues.lookup(follower) * growth)));
  }
  return settings;
}

Expected<std::unique_ptr<ModelConfig>>
ScalableModel::configure(const ScalingPoint &point) const {
  return configureModel(definition, getSettings(point));
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

Error ScalableModel::build(const ScalingPoint &point,
                           llvm::function_ref<void(ModuleOp)> use) const {
  Expected<std::unique_ptr<ModelConfig>> config = configure(point);
  if (!config)
    return config.takeError();
  MLIRContext context(MLIRContext::Threading::DISABLED);
  CollectDiagnostics diagnostics(context);
  FailureOr<OwningOpRef<ModuleOp>> module =
      buildModel(definition, **config, context);
  if (failed(module)) {
    std::string text = diagnostics.take();
    return createStringError(StringRef(text).rtrim());
  }
  use(**module);
  return Error::success();
}

Expected<std::string> ScalableModel::identify(const ScalingPoint &point) const {
  std::string identity;
  auto hash = [&](ModuleOp module) {
    std::string text;
    llvm::raw_string_ostream os(text);
    module.print(os);
    identity =
        llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)));
  };
  if (Error error = build(point, hash))
    return error;
  return identity;
}

/// The scope of the block that a weight is in, such as `stage1/block2` of
/// `stage1/block2/conv/kernel`. None if it is in none.
static std::optional<StringRef> findBlock(StringRef weight) {
  static const llvm::Regex block("^(.*/)?blocks?_?[0-9]+/");
  SmallVector<StringRef> matches;
  if (!block.match(weight, &matches))
    return std::nullopt;
  return matches.front();
}

static ModelSize computeSize(ModuleOp module) {
  ModelSize size;
  ModelStatistics statistics = computeStatistics(module);
  size.parameters = statistics.trainableParameters;
  size.macs = statistics.macs;
  llvm::StringSet<> blocks;
  module->walk([&](Operation *op) {
    if (auto cost = dyn_cast<CostOpInterface>(op))
      size.layers += cost.getMACs() > 0;
    if (auto weight = dyn_cast<WeightOp>(op))
      if (std::optional<StringRef> block = findBlock(weight.getName()))
        blocks.insert(*block);
  });
  size.blocks = blocks.size();
  return size;
}

Expected<ModelSize>
ScalableModel::computeSize(const ScalingPoint &point) const {
  ModelSize size;
  if (Error error =
          build(point, [&](ModuleOp module) { size = ::computeSize(module); }))
    return error;
  return size;
}
