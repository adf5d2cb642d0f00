//===- Session.cpp - One call of a model's program ------------------------===//

#include "Session.h"

#include "Profile.h"
#include "Reports.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <set>
#include <sys/stat.h>

using namespace fovea::app;

void fovea::app::print(const std::string &text) {
  fwrite(text.data(), 1, text.size(), stdout);
}

//===----------------------------------------------------------------------===//
// Runner
//===----------------------------------------------------------------------===//

static std::vector<fovea_buffer> buffersOf(const std::vector<Tensor> &tensors) {
  std::vector<fovea_buffer> buffers;
  for (const Tensor &tensor : tensors)
    buffers.push_back(
        {const_cast<uint8_t *>(tensor.data.data()), tensor.data.size()});
  return buffers;
}

bool Runner::create(const fovea_model &model, const Options &options,
                    uint64_t flags, std::string &error) {
  fovea_options contextOptions = FOVEA_OPTIONS_INIT;
  contextOptions.threads = options.threads;
  contextOptions.flags = flags | (options.poison ? FOVEA_FLAG_POISON : 0);
  if (!options.weightsFile.empty())
    contextOptions.weights_path = options.weightsFile.c_str();
  fovea_context *created = nullptr;
  if (fovea_context_create(&model, &contextOptions, &created) != FOVEA_OK) {
    error = fovea_context_error(nullptr);
    return false;
  }
  owner.reset(created);
  outputs.clear();
  for (uint64_t i = 0; i < fovea_model_num_outputs(&model); ++i) {
    const fovea_tensor_info &info = *fovea_model_output(&model, i);
    outputs.push_back({info.dtype, shapeOf(info), Bytes(info.size_bytes)});
  }
  outputBuffers = buffersOf(outputs);
  return true;
}

void Runner::bind(const std::vector<Tensor> &inputs) {
  inputBuffers = buffersOf(inputs);
}

bool Runner::run(std::string &error) {
  if (fovea_run(owner.get(), inputBuffers.data(), inputBuffers.size(),
                outputBuffers.data(), outputBuffers.size()) == FOVEA_OK)
    return true;
  error = fovea_context_error(owner.get());
  return false;
}

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

bool Session::readLabels(std::string &error) {
  if (options.labelsFile.empty())
    return true;
  if (!options.top) {
    error = "option '--labels': expected --top K as well";
    return false;
  }
  auto bytes = readFile(options.labelsFile, error);
  if (!bytes)
    return false;
  std::string line;
  auto finishLine = [&] {
    if (line.ends_with('\r'))
      line.pop_back();
    labels.push_back(std::move(line));
    line.clear();
  };
  for (uint8_t byte : *bytes) {
    if (byte == '\n')
      finishLine();
    else
      line += static_cast<char>(byte);
  }
  if (!line.empty())
    finishLine();

  const fovea_tensor_info &info = *fovea_model_output(&model, 0);
  int64_t classes = Scores(Tensor{info.dtype, shapeOf(info), {}}).classes;
  if (static_cast<int64_t>(labels.size()) == classes)
    return true;
  error = "'" + options.labelsFile + "': expected " + std::to_string(classes) +
          " lines, one for each class of output '" + info.name + "', got " +
          std::to_string(labels.size());
  return false;
}

bool Session::prepareExpected(std::string &error) {
  expectedFiles.resize(fovea_model_num_outputs(&model));
  for (const NamedFile &entry : options.expected) {
    std::vector<std::string> *files = nullptr;
    std::string names;
    for (uint64_t i = 0; i < expectedFiles.size(); ++i) {
      const char *name = fovea_model_output(&model, i)->name;
      names += std::string(i ? ", '" : "'") + name + "'";
      if (entry.name == name ||
          (entry.name.empty() && expectedFiles.size() == 1))
        files = &expectedFiles[i];
    }
    if (!files) {
      error =
          "no output is named '" + entry.name + "'; the model has: " + names;
      return false;
    }
    files->push_back(entry.file);
  }
  for (uint64_t i = 0; i < expectedFiles.size(); ++i) {
    size_t count = expectedFiles[i].size();
    if (count == 0 || count == inputs.numRuns())
      continue;
    error = formatString("output '%s': expected %zu files to compare with, one "
                         "for each run, got %zu",
                         fovea_model_output(&model, i)->name, inputs.numRuns(),
                         count);
    return false;
  }
  return true;
}

/// Names of tensors are paths in many models; names of files are not.
static std::vector<std::string> makeFileNames(const fovea_model &model) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (uint64_t i = 0; i < fovea_model_num_outputs(&model); ++i) {
    std::string name = fovea_model_output(&model, i)->name;
    for (char &c : name)
      if (!isalnum(static_cast<unsigned char>(c)) && !strchr("._-", c))
        c = '_';
    if (name.empty() || name[0] == '.')
      name = "_" + name;
    if (!taken.insert(name).second)
      taken.insert(name += "_" + std::to_string(i));
    names.push_back(name);
  }
  return names;
}

bool Session::prepare(std::string &error) {
  if (options.top && fovea_model_num_outputs(&model) == 0) {
    error = "option '--top': the model has no output";
    return false;
  }
  if (!readLabels(error) || !prepareExpected(error))
    return false;
  fileNames = makeFileNames(model);
  const std::string &directory = options.outputDir;
  if (directory.empty() || mkdir(directory.c_str(), 0777) == 0 ||
      errno == EEXIST)
    return true;
  error = "cannot make folder '" + directory + "': " + strerror(errno);
  return false;
}

//===----------------------------------------------------------------------===//
// Inference
//===----------------------------------------------------------------------===//

bool Session::infer(bool &matches, std::string &error) {
  if (!runner.create(model, options, /*flags=*/0, error))
    return false;
  for (size_t run = 0; run < inputs.numRuns(); ++run) {
    if (!inputs.load(run, error))
      return false;
    runner.bind(inputs.values());
    if (!runner.run(error) || !report(run, error) ||
        !compare(run, matches, error))
      return false;
  }
  return true;
}

bool Session::report(size_t run, std::string &error) {
  const std::vector<Tensor> &results = runner.results();
  if (!options.outputDir.empty() && !writeOutputs(run, error))
    return false;
  if (options.top) {
    int64_t rows = Scores(results[0]).rows;
    print(topReport(results[0], options.top, labels, [&](int64_t row) {
      return inputs.rowName(run, row, rows);
    }));
  }
  // Asked for nothing in particular, say at least what came out.
  if (!usesOutputs() && !options.benchRuns && options.profileFile.empty())
    for (size_t i = 0; i < results.size(); ++i)
      print(summarize(fovea_model_output(&model, i)->name, results[i]));
  return true;
}

bool Session::writeOutputs(size_t run, std::string &error) {
  for (size_t i = 0; i < fileNames.size(); ++i) {
    std::string path = options.outputDir + "/" + fileNames[i];
    if (inputs.numRuns() > 1)
      path += "." + std::to_string(run);
    if (!writeFile(path + ".npy", formatNpy(runner.results()[i]), error))
      return false;
  }
  return true;
}

bool Session::compare(size_t run, bool &matches, std::string &error) {
  for (size_t i = 0; i < expectedFiles.size(); ++i) {
    if (expectedFiles[i].empty())
      continue;
    const char *name = fovea_model_output(&model, i)->name;
    const std::string &path = expectedFiles[i][run];
    const Tensor &actual = runner.results()[i];
    auto expected = readTensor(path, error);
    if (expected &&
        (expected->dtype != actual.dtype || expected->shape != actual.shape)) {
      error = "expected " + typeString(actual.dtype, actual.shape) + ", got " +
              typeString(expected->dtype, expected->shape) + " from '" + path +
              "'";
      expected.reset();
    }
    if (!expected) {
      error = "output '" + std::string(name) + "': " + error;
      return false;
    }
    Comparison result =
        compareTensors(actual, *expected, options.rtol, options.atol);
    bool normGood =
        !options.maxNormError || result.normError <= *options.maxNormError;
    bool good = result.mismatches == 0 && normGood;
    matches = matches && good;
    print(formatString("compare '%s' with %s: max abs err %.3g, norm err %.3g, "
                       "%s\n",
                       name, path.c_str(), result.maxAbsError, result.normError,
                       good ? "match" : "MISMATCH"));
    if (result.mismatches)
      print(formatString(
          "  %" PRId64 " of %" PRId64
          " elements differ by more than %g + %g |expected|; first at %s: "
          "expected %.9Lg, got %.9Lg\n",
          result.mismatches, actual.numElements(), options.atol, options.rtol,
          positionString(result.firstMismatch, actual.shape).c_str(),
          elementAt(*expected, result.firstMismatch),
          elementAt(actual, result.firstMismatch)));
    if (!normGood)
      print(formatString("  expected a norm err of at most %g\n",
                         *options.maxNormError));
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

bool Session::warmUp(uint64_t runs, std::string &error) {
  uint64_t warmUps = std::clamp<uint64_t>(runs / 10, 3, 50);
  for (uint64_t i = 0; i < warmUps; ++i)
    if (!runner.run(error))
      return false;
  return true;
}

bool Session::bench(std::string &error) {
  // The context and the last inputs of infer() serve on.
  if (!warmUp(options.benchRuns, error))
    return false;
  std::vector<double> samples;
  for (uint64_t i = 0; i < options.benchRuns; ++i) {
    auto start = std::chrono::steady_clock::now();
    if (!runner.run(error))
      return false;
    std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - start;
    samples.push_back(time.count());
  }
  Latency latency = summarizeLatency(samples);
  print(formatString("bench: %" PRIu64 " runs, %" PRIu64
                     " threads: median %.4f ms, p5 %.4f ms, p95 %.4f ms, min "
                     "%.4f ms\n",
                     options.benchRuns, fovea_context_threads(runner.context()),
                     latency.median, latency.p5, latency.p95, latency.min));
  return true;
}

bool Session::profile(std::string &error) {
  // A context of its own: the clock reads of a profile cost little, but have
  // no place in --bench.
  if (!runner.create(model, options, FOVEA_FLAG_PROFILE, error))
    return false;
  uint64_t runs = options.benchRuns ? options.benchRuns : 10;
  if (!warmUp(runs, error))
    return false;
  fovea_profile_reset(runner.context());
  for (uint64_t i = 0; i < runs; ++i)
    if (!runner.run(error))
      return false;
  const std::string &path = options.profileFile;
  std::string text = path.ends_with(".json")
                         ? chromeTrace(model, runner.context(), options.peak)
                         : profileTable(model, runner.context(), options.peak);
  if (path == "-") {
    print(text);
    return true;
  }
  return writeFile(
      path, {reinterpret_cast<const uint8_t *>(text.data()), text.size()},
      error);
}
