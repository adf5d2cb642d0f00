//===- NaswotQuality.cpp - Quality without training -----------------------===//

#include "Evaluators.h"

#include "fovea/Driver/JIT.h"
#include "fovea/Model/Weights.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/Naswot.h"

#include "mlir/IR/Builders.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Settings
//===----------------------------------------------------------------------===//

static llvm::Error makeSettingError(StringRef key, const Twine &expected,
                                    StringRef value) {
  return llvm::createStringError("quality 'naswot': expected " + key +
                                 " to be " + expected + ", got '" + value +
                                 "'");
}

static llvm::Error readSize(StringRef key, StringRef value, int64_t least,
                            int64_t &size) {
  constexpr int64_t most = 4096;
  if (value.getAsInteger(10, size) || size < least || size > most)
    return makeSettingError(
        key, "a number from " + Twine(least) + " to " + Twine(most), value);
  return llvm::Error::success();
}

static llvm::Error readStatistics(StringRef key, StringRef value,
                                  BatchStatistics &statistics) {
  if (value != "batch" && value != "stored")
    return makeSettingError(key, "batch or stored", value);
  statistics =
      value == "batch" ? BatchStatistics::OfBatch : BatchStatistics::Stored;
  return llvm::Error::success();
}

static llvm::Error readSetting(StringRef key, StringRef value,
                               NaswotOptions &options) {
  if (key == "resolution")
    return readSize(key, value, /*least=*/0, options.resolution);
  if (key == "batch")
    return readSize(key, value, /*least=*/2, options.batch);
  if (key == "statistics")
    return readStatistics(key, value, options.statistics);
  return llvm::createStringError("quality 'naswot': unknown setting '" + key +
                                 "'; expected resolution, batch or statistics");
}

llvm::Error fovea::parseNaswotOptions(StringRef text, NaswotOptions &options) {
  SmallVector<StringRef> assignments;
  text.split(assignments, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef assignment : assignments) {
    auto [key, value] = assignment.split('=');
    if (llvm::Error error = readSetting(key, value, options))
      return error;
  }
  return llvm::Error::success();
}

static llvm::Error setSetting(ModelConfig &config, StringRef key,
                              int64_t value) {
  return visitSetting([&](ConfigMapper &mapper) { config.mapAll(mapper); },
                      "quality 'naswot': the model", key,
                      [&](ConfigValue &setting) {
                        return setting.parse(std::to_string(value));
                      });
}

/// The graph of `config` at a resolution that it accepts.
static llvm::Expected<std::unique_ptr<Candidate>>
buildSmall(ModelConfig &config, const NaswotOptions &options) {
  if (llvm::Error error = setSetting(config, "batch", options.batch))
    return error;
  if (options.resolution == 0)
    return Candidate::create(config);
  llvm::Error first = llvm::Error::success();
  for (int64_t resolution = options.resolution;
       resolution <= 2 * options.resolution; ++resolution) {
    if (llvm::Error error = setSetting(config, "resolution", resolution))
      return joinErrors(std::move(first), std::move(error));
    auto candidate = Candidate::create(config);
    if (candidate) {
      consumeError(std::move(first));
      return candidate;
    }
    if (resolution == options.resolution)
      first = joinErrors(std::move(first), candidate.takeError());
    else
      consumeError(candidate.takeError());
  }
  return first;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

namespace {
/// A compiled model in this process with buffers for its inputs and outputs.
class ActivationRun {
public:
  ~ActivationRun() { fovea_context_destroy(context); }

  static llvm::Expected<std::unique_ptr<ActivationRun>>
  create(const CompiledModel &compiled);

  /// Fill the inputs with noise of mean 0 and deviation 1.
  void drawInputs(MLIRContext &context, uint64_t seed);
  llvm::Error run();
  /// The bits of each of `batch` images, from the last `numCodes` outputs.
  std::vector<llvm::BitVector> getCodes(unsigned numCodes, int64_t batch) const;

private:
  std::unique_ptr<JITModel> model;
  fovea_context *context = nullptr;
  std::vector<std::vector<float>> inputs, outputs;
};
} // namespace

llvm::Expected<std::unique_ptr<ActivationRun>>
ActivationRun::create(const CompiledModel &compiled) {
  auto run = std::make_unique<ActivationRun>();
  auto loaded = JITModel::load(compiled);
  if (!loaded)
    return loaded.takeError();
  run->model = std::move(*loaded);
  const fovea_model *model = run->model->getModel();
  if (fovea_context_create(model, nullptr, &run->context) != FOVEA_OK)
    return llvm::createStringError(fovea_context_error(nullptr));
  auto allocate = [&](uint64_t count, auto getInfo, auto &buffers) {
    for (uint64_t i = 0; i < count; ++i)
      buffers.emplace_back(
          llvm::divideCeil(getInfo(model, i)->size_bytes, sizeof(float)));
  };
  allocate(fovea_model_num_inputs(model), fovea_model_input, run->inputs);
  allocate(fovea_model_num_outputs(model), fovea_model_output, run->outputs);
  return run;
}

void ActivationRun::drawInputs(MLIRContext &mlirContext, uint64_t seed) {
  Builder builder(&mlirContext);
  auto normal = InitializerAttr::get(&mlirContext, InitializerKind::normal,
                                     builder.getF64FloatAttr(0),
                                     builder.getF64FloatAttr(1));
  for (auto [i, values] : llvm::enumerate(inputs)) {
    const fovea_tensor_info *info = fovea_model_input(model->getModel(), i);
    // An index of any kind is valid if it is 0.
    if (info->dtype != FOVEA_F32)
      continue;
    auto type = RankedTensorType::get(ArrayRef(info->shape, info->rank),
                                      builder.getF32Type());
    HostTensor noise = drawWeight(
        type, ("input " + StringRef(info->name)).str(), normal, seed);
    memcpy(values.data(), noise.getBytes().data(), noise.getBytes().size());
  }
}

llvm::Error ActivationRun::run() {
  auto getBuffers = [&](auto &values, auto getInfo) {
    std::vector<fovea_buffer> buffers;
    for (auto [i, value] : llvm::enumerate(values))
      buffers.push_back(
          {value.data(), getInfo(model->getModel(), i)->size_bytes});
    return buffers;
  };
  auto in = getBuffers(inputs, fovea_model_input);
  auto out = getBuffers(outputs, fovea_model_output);
  if (fovea_run(context, in.data(), in.size(), out.data(), out.size()) !=
      FOVEA_OK)
    return llvm::createStringError(fovea_context_error(context));
  return llvm::Error::success();
}

std::vector<llvm::BitVector> ActivationRun::getCodes(unsigned numCodes,
                                                     int64_t batch) const {
  std::vector<llvm::BitVector> codes(batch);
  for (const std::vector<float> &values : ArrayRef(outputs).take_back(numCodes))
    for (auto [i, code] : llvm::enumerate(codes)) {
      size_t numBits = values.size() / batch, begin = code.size();
      code.resize(begin + numBits);
      for (size_t bit = 0; bit < numBits; ++bit)
        if (values[i * numBits + bit] > 0)
          code.set(begin + bit);
    }
  return codes;
}

llvm::Expected<double> fovea::computeNaswotScore(ModelConfig &config,
                                                 const NaswotOptions &options) {
  auto candidate = buildSmall(config, options);
  if (!candidate)
    return candidate.takeError();
  unsigned numCodes =
      exposeActivations((*candidate)->getModule(), options.statistics);
  if (numCodes == 0)
    return llvm::createStringError("quality 'naswot': the model has no relu, "
                                   "silu or the like");
  if (options.threads)
    (*candidate)->useThreads(*options.threads);
  CompileOptions compileOptions;
  compileOptions.cache = options.cache;
  auto compiled = (*candidate)->compile(compileOptions, options.seed);
  if (!compiled)
    return compiled.takeError();
  auto run = ActivationRun::create(compiled->model);
  if (!run)
    return run.takeError();
  (*run)->drawInputs((*candidate)->getContext(), options.seed);
  if (llvm::Error error = (*run)->run())
    return error;
  double score =
      computeLogDeterminant((*run)->getCodes(numCodes, options.batch));
  if (!std::isfinite(score))
    return llvm::createStringError("quality 'naswot': the activations of two "
                                   "images have the same signs");
  return score;
}

//===----------------------------------------------------------------------===//
// The evaluator
//===----------------------------------------------------------------------===//

namespace {
class NaswotQuality final : public QualityEvaluator {
public:
  explicit NaswotQuality(const NaswotOptions &options) : options(options) {}

  llvm::Expected<Measurement> evaluate(const QualityRequest &request) override {
    auto config = request.configure();
    if (!config)
      return config.takeError();
    auto score = computeNaswotScore(**config, options);
    if (!score)
      return score.takeError();
    return Measurement::exact(*score);
  }

private:
  NaswotOptions options;
};
} // namespace

CreatedEvaluator fovea::createNaswotQuality(StringRef settings,
                                            const QualityOptions &options) {
  NaswotOptions naswot;
  naswot.seed = options.seed;
  naswot.cache = options.cache;
  naswot.threads = options.threads;
  if (llvm::Error error = parseNaswotOptions(settings, naswot))
    return error;
  return std::make_unique<NaswotQuality>(naswot);
}
