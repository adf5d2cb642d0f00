//===- App.cpp - The program around a model -------------------------------===//

#include "App.h"

#include "Reports.h"
#include "Session.h"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

using namespace fovea::app;

static std::string describeTensor(const fovea_tensor_info &info) {
  std::string shape;
  for (uint64_t i = 0; i < info.rank; ++i)
    shape += formatString(i ? ", %" PRId64 : "%" PRId64, info.shape[i]);
  return "    {\"name\": " + jsonString(info.name) + ", \"dtype\": \"" +
         fovea_dtype_name(info.dtype) + "\", \"shape\": [" + shape +
         "], \"size_bytes\": " + std::to_string(info.size_bytes) + "}";
}

static std::string describeModel(const fovea_model &model) {
  auto list = [](uint64_t count, const fovea_tensor_info *infos) {
    std::string text;
    for (uint64_t i = 0; i < count; ++i)
      text += (i ? ",\n" : "\n") + describeTensor(infos[i]);
    return "[" + text + (count ? "\n  ]" : "]");
  };
  uint64_t flops = 0;
  for (uint64_t i = 0; i < model.num_kernels; ++i)
    flops += model.kernels[i].flops;
  uint64_t threads = std::max<uint64_t>(model.default_threads, 1);
  return "{\n  \"name\": " + jsonString(fovea_model_name(&model)) +
         ",\n  \"inputs\": " + list(model.num_inputs, model.inputs) +
         ",\n  \"outputs\": " + list(model.num_outputs, model.outputs) +
         ",\n  \"kernels\": " + std::to_string(model.num_kernels) +
         ",\n  \"flops\": " + std::to_string(flops) +
         ",\n  \"arena_bytes\": " + std::to_string(model.arena_size) +
         ",\n  \"weights_bytes\": " + std::to_string(model.weights_size) +
         ",\n  \"default_threads\": " + std::to_string(threads) +
         ",\n  \"metadata\": " + fovea_model_json(&model) + "\n}\n";
}

static bool runSession(const fovea_model &model, const Options &options,
                       bool &matches, std::string &error) {
  auto inputs = Inputs::create(model, options, error);
  if (!inputs)
    return false;
  Session session(model, options, std::move(*inputs));
  return session.prepare(error) && session.infer(matches, error) &&
         (!options.benchRuns || session.bench(error)) &&
         (options.profileFile.empty() || session.profile(error));
}

int fovea::app::runApp(const fovea_model &model, const std::string &usage,
                       std::span<char *const> arguments) {
  std::string error;
  auto options = parseOptions(arguments, error);
  bool good = options.has_value(), matches = true;
  if (options && options->help)
    print("usage: " + usage + " [options]\n\nRuns the model '" +
          fovea_model_name(&model) + "'.\n" + helpText());
  else if (options && options->version)
    print(formatString("%s, fovea " FOVEA_VERSION ", ABI %d\n",
                       fovea_model_name(&model), FOVEA_ABI_VERSION));
  else if (options && options->describe)
    print(describeModel(model));
  else if (options)
    good = runSession(model, *options, matches, error);
  if (good && fflush(stdout) != 0) {
    error = std::string("cannot write to the terminal: ") + strerror(errno);
    good = false;
  }
  if (!good)
    fprintf(stderr, "%s: error: %s\n", usage.c_str(), error.c_str());
  return good && matches ? 0 : 1;
}
