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
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

using llvm::createStringError;
using llvm::Error;
using llvm::Expected;

/// The text of diagnostics as an error, without the last line break.
static Error takeError(CollectDiagnostics &diagnostics) {
  std::string text = diagnostics.take();
  return createStringError(StringRef(text).rtrim());
}

/// The settings that are scalars, as they are written.
static llvm::StringMap<std::string> getScalars(ModelConfig &config) {
  llvm::StringMap<std::string> scalars;
  std::string yaml = toYAML(config);
  llvm::SourceMgr sources;
  llvm::yaml::Stream stream(yaml, sources);
  auto *fields = cast<llvm::yaml::MappingNode>(stream.begin()->getRoot());
  for (llvm::yaml::KeyValueNode &field : *fields) {
    auto *key = cast<llvm::yaml::ScalarNode>(field.getKey());
    auto *value = dyn_cast<llvm::yaml::ScalarNode>(field.getValue());
    SmallString<32> keyStorage, valueStorage;
    scalars[key->getValue(keyStorage)] =
        value ? value->getValue(valueStorage).str() : "";
    field.skip();
  }
  return scalars;
}

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
  MLIRContext context(MLIRContext::Threading::DISABLED);
  CollectDiagnostics diagnostics(context);
  FailureOr<std::unique_ptr<ModelConfig>> config =
      configureModel(definition, model->base, context);
  if (failed(config))
    return takeError(diagnostics);

  llvm::StringMap<std::string> values = getScalars(**config);
  for (const ScalingAxis *axis : model->getAxes()) {
    std::vector<std::string> settings = axis->followers;
    settings.insert(settings.begin(), axis->setting);
    for (const std::string &setting : settings) {
      auto value = values.find(setting);
      if (value == values.end())
        return createStringError(
            "model '" + definition.name + "' has no setting '" + setting +
            "' to scale; it has " +
            llvm::join(llvm::map_range(getConfigFields(definition),
                                       [](auto field) { return field.key; }),
                       ", "));
      double number = 0;
      if (StringRef(value->second).getAsDouble(number) || !(number > 0))
        return createStringError("model '" + definition.name + "': setting '" +
                                 setting + "' is no positive number to scale");
      model->baseValues[setting] = number;
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
  MLIRContext context(MLIRContext::Threading::DISABLED);
  CollectDiagnostics diagnostics(context);
  FailureOr<std::unique_ptr<ModelConfig>> config =
      configureModel(definition, getSettings(point), context);
  if (failed(config))
    return takeError(diagnostics);
  return std::move(*config);
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

Error ScalableModel::build(const ScalingPoint &point,
                           llvm::function_ref<void(ModuleOp)> use) const {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  CollectDiagnostics diagnostics(context);
  FailureOr<OwningOpRef<ModuleOp>> module =
      buildModel(definition, getSettings(point), context);
  if (failed(module))
    return takeError(diagnostics);
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
