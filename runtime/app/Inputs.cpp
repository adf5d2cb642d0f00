//===- Inputs.cpp - What the runs of a program read -----------------------===//

#include "Inputs.h"

#include "ImageInput.h"

#include <cmath>
#include <cstring>

using namespace fovea::app;

std::optional<Tensor> fovea::app::readTensor(const std::string &path,
                                             std::string &error) {
  bool isNpy = path.ends_with(".npy");
  if (!isNpy && !path.ends_with(".pb")) {
    error = "'" + path + "': expected a file named .npy, .pb, .png or .jpg";
    return std::nullopt;
  }
  auto bytes = readFile(path, error);
  if (!bytes)
    return std::nullopt;
  auto tensor =
      isNpy ? parseNpy(*bytes, error) : parseTensorProto(*bytes, error);
  if (!tensor)
    error = "'" + path + "': " + error;
  return tensor;
}

//===----------------------------------------------------------------------===//
// Random inputs
//===----------------------------------------------------------------------===//

/// Steele et al., "Fast splittable pseudorandom number generators" (2014).
static uint64_t splitMix(uint64_t &state) {
  uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

Tensor fovea::app::randomTensor(const fovea_tensor_info &info, uint64_t seed) {
  Tensor tensor{info.dtype, shapeOf(info), {}};
  uint64_t state = seed;
  auto numElements = static_cast<size_t>(tensor.numElements());
  std::vector<float> values(numElements);
  for (float &value : values) {
    uint64_t bits = splitMix(state);
    switch (info.dtype) {
    case FOVEA_F32:
    case FOVEA_F64:
    case FOVEA_F16:
    case FOVEA_BF16:
      value = static_cast<float>(bits >> 40) * 0x1p-23f - 1.0f;
      break;
    case FOVEA_I8:
      value = static_cast<int8_t>(bits >> 56);
      break;
    case FOVEA_U8:
      value = static_cast<uint8_t>(bits >> 56);
      break;
    case FOVEA_I16:
      value = static_cast<int16_t>(bits >> 48);
      break;
    case FOVEA_U16:
      value = static_cast<uint16_t>(bits >> 48);
      break;
    default: // wide integers are mostly indices, which must be in range
      value = static_cast<float>(bits >> 63);
      break;
    }
  }
  tensor.data =
      convertFromFloat(values.data(), tensor.numElements(), info.dtype);
  return tensor;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

static std::string quotedNames(const fovea_model &model) {
  std::string names;
  for (uint64_t i = 0; i < fovea_model_num_inputs(&model); ++i)
    names += (i ? ", '" : "'") +
             std::string(fovea_model_input(&model, i)->name) + "'";
  return names.empty() ? "none" : names;
}

static std::string describe(const fovea_tensor_info &info) {
  return "input '" + std::string(info.name) + "' (" + typeString(info) + ")";
}

std::optional<Inputs> Inputs::create(const fovea_model &model,
                                     const Options &options,
                                     std::string &error) {
  Inputs inputs;
  inputs.options = &options;
  for (uint64_t i = 0; i < fovea_model_num_inputs(&model); ++i)
    inputs.sources.push_back({fovea_model_input(&model, i), {}});
  inputs.tensors.resize(inputs.sources.size());
  if (!inputs.bindFiles(options.inputs, error)) {
    error += "; the model has: " + quotedNames(model);
    return std::nullopt;
  }
  if (!inputs.countRuns(error))
    return std::nullopt;
  return inputs;
}

bool Inputs::bindFiles(const std::vector<NamedFile> &given,
                       std::string &error) {
  for (const NamedFile &entry : given) {
    Source *target = nullptr;
    for (Source &source : sources)
      if (entry.name == source.info->name ||
          (entry.name.empty() && sources.size() == 1))
        target = &source;
    if (!target) {
      error = entry.name.empty()
                  ? "expected --input NAME=FILE, got '" + entry.file + "'"
                  : "no input is named '" + entry.name + "'";
      return false;
    }
    target->files.push_back(entry.file);
  }
  return true;
}

bool Inputs::countRuns(std::string &error) {
  const Source *first = nullptr; // the first with several runs
  for (Source &source : sources) {
    if (source.files.empty()) {
      if (options->randomSeed)
        continue;
      error = describe(*source.info) +
              " has no value; expected --input NAME=FILE or --random-inputs";
      return false;
    }
    int64_t batch = imagesPerRun(*source.info);
    if (isImageFile(source.files.front()) && batch > 1)
      source.filesPerRun = static_cast<size_t>(batch);
    if (source.files.size() % source.filesPerRun) {
      error = describe(*source.info) + ": expected a multiple of " +
              std::to_string(batch) + " images, got " +
              std::to_string(source.files.size());
      return false;
    }
    if (!source.changes())
      continue;
    size_t count = source.files.size() / source.filesPerRun;
    if (first && count != runs) {
      error = describe(*source.info) + ": expected files for " +
              std::to_string(runs) + " runs as for '" + first->info->name +
              "', or for one, got files for " + std::to_string(count);
      return false;
    }
    first = &source;
    runs = count;
  }
  return true;
}

std::optional<Tensor> Inputs::read(const Source &source, size_t run,
                                   std::string &error) const {
  std::span<const std::string> files(source.files);
  if (source.changes())
    files = files.subspan(run * source.filesPerRun, source.filesPerRun);
  if (isImageFile(files.front()))
    return readImages(files, *source.info, options->image, error);
  auto tensor = readTensor(files.front(), error);
  if (tensor && (tensor->dtype != source.info->dtype ||
                 tensor->shape != shapeOf(*source.info))) {
    error = "expected " + typeString(*source.info) + ", got " +
            typeString(tensor->dtype, tensor->shape) + " from '" +
            files.front() + "'";
    return std::nullopt;
  }
  return tensor;
}

bool Inputs::load(size_t run, std::string &error) {
  for (size_t i = 0; i < sources.size(); ++i) {
    const Source &source = sources[i];
    if (run > 0 && !source.changes())
      continue;
    if (source.files.empty()) {
      tensors[i] = randomTensor(*source.info, *options->randomSeed + i);
      continue;
    }
    auto tensor = read(source, run, error);
    if (!tensor) {
      error = "input '" + std::string(source.info->name) + "': " + error;
      return false;
    }
    tensors[i] = std::move(*tensor);
  }
  return true;
}

std::string Inputs::rowName(size_t run, int64_t row, int64_t numRows) const {
  const Source *named = nullptr;
  for (const Source &source : sources)
    if (!source.files.empty() && (!named || source.changes()))
      named = &source;
  auto index = static_cast<size_t>(row);
  std::string name = "row";
  if (named) {
    size_t start = named->changes() ? run * named->filesPerRun : 0;
    if (named->filesPerRun > 1 &&
        named->filesPerRun == static_cast<size_t>(numRows))
      return named->files[start + index];
    name = named->files[start];
  }
  return numRows > 1 ? name + "[" + std::to_string(row) + "]" : name;
}
