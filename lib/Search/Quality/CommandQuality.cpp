//===- CommandQuality.cpp - Quality that a command says -------------------===//

#include "Evaluators.h"
#include "Subprocess.h"

#include "fovea/Export/ONNX/ExportONNX.h"
#include "fovea/Model/Weights.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// How much of an answer a message shows.
static constexpr size_t kShownBytes = 200;

/// The number `key` of `answer`, which must be finite if it is there.
static Expected<std::optional<double>> getNumber(const json::Object &answer,
                                                 StringRef key) {
  const json::Value *value = answer.get(key);
  if (!value)
    return std::nullopt;
  auto number = value->getAsNumber();
  if (!number || !std::isfinite(*number))
    return createStringError("'" + key + "' is no finite number");
  return number;
}

static Expected<Measurement> readAnswer(StringRef text) {
  auto value = json::parse(text);
  if (!value)
    return value.takeError();
  const json::Object *answer = value->getAsObject();
  if (!answer)
    return createStringError("it is no object");
  auto quality = getNumber(*answer, "quality");
  if (!quality)
    return quality.takeError();
  if (!*quality)
    return createStringError("it has no 'quality'");
  auto low = getNumber(*answer, "low"), high = getNumber(*answer, "high");
  if (!low || !high)
    return joinErrors(low ? Error::success() : low.takeError(),
                      high ? Error::success() : high.takeError());
  Measurement measurement{**quality, low->value_or(**quality),
                          high->value_or(**quality)};
  if (!(measurement.low <= measurement.value &&
        measurement.value <= measurement.high))
    return createStringError("'quality' is not between 'low' and 'high'");
  return measurement;
}

namespace {
class CommandQuality final : public QualityEvaluator {
public:
  CommandQuality(StringRef command, const QualityOptions &options)
      : command(command), options(options) {}

  Expected<Measurement> evaluate(const QualityRequest &request) override;

private:
  Error writeONNX(const QualityRequest &request, StringRef path) const;

  std::string command;
  QualityOptions options;
};
} // namespace

Error CommandQuality::writeONNX(const QualityRequest &request,
                                StringRef path) const {
  auto config = request.configure();
  if (!config)
    return config.takeError();
  auto candidate = Candidate::create(**config);
  if (!candidate)
    return candidate.takeError();
  CollectDiagnostics diagnostics((*candidate)->getContext());
  WeightOptions weights;
  weights.seed = options.seed;
  mlir::ModuleOp module = (*candidate)->getModule();
  if (failed(bindWeights(module, weights)) || failed(exportONNX(module, path)))
    return createStringError("the model cannot be exported: " +
                             StringRef(diagnostics.take()).rtrim());
  return Error::success();
}

Expected<Measurement> CommandQuality::evaluate(const QualityRequest &request) {
  SmallString<128> folder;
  if (std::error_code code =
          sys::fs::createUniqueDirectory("fovea-quality", folder))
    return createStringError(code, "cannot make a temporary folder");
  scope_exit cleanUp([&] { sys::fs::remove_directories(folder); });

  SmallString<128> path(folder);
  sys::path::append(path, "model.onnx");
  if (Error error = writeONNX(request, path))
    return error;
  SubprocessOptions processOptions;
  processOptions.timeoutSeconds = options.timeoutSeconds;
  processOptions.isInterrupted = options.isInterrupted;
  auto text =
      runCommand(command, path, request.config + "\n", folder, processOptions);
  if (!text)
    return text.takeError();
  auto measurement = readAnswer(*text);
  if (!measurement)
    return createStringError(
        "the command printed no quality: " + toString(measurement.takeError()) +
        "; it printed '" + StringRef(*text).trim().take_front(kShownBytes) +
        "'");
  return measurement;
}

CreatedEvaluator fovea::createCommandQuality(StringRef command,
                                             const QualityOptions &options) {
  if (command.trim().empty())
    return createStringError("quality 'command': expected command:CMD");
  if (!(options.timeoutSeconds > 0))
    return createStringError("quality 'command': expected a positive timeout");
  return std::make_unique<CommandQuality>(command, options);
}
