//===- Inputs.h - What the runs of a program read ---------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_INPUTS_H
#define FOVEA_RUNTIME_APP_INPUTS_H

#include "Files.h"
#include "Options.h"

namespace fovea::app {

/// Reads a tensor from .npy or .pb. Messages name the file.
std::optional<Tensor> readTensor(const std::string &path, std::string &error);

/// Uniform random values, the same for a seed on every machine: see the help of
/// --random-inputs for the ranges.
Tensor randomTensor(const fovea_tensor_info &info, uint64_t seed);

/// The inputs of one run after the other.
class Inputs {
public:
  /// Checks names and numbers of files; reads nothing yet.
  static std::optional<Inputs>
  create(const fovea_model &model, const Options &options, std::string &error);

  size_t numRuns() const { return runs; }

  /// Makes values() those of run `run`.
  bool load(size_t run, std::string &error);
  const std::vector<Tensor> &values() const { return tensors; }

  /// What to call row `row` of `numRows` of run `run` in a report: its file.
  std::string rowName(size_t run, int64_t row, int64_t numRows) const;

private:
  /// One input of the model.
  struct Source {
    const fovea_tensor_info *info;
    std::vector<std::string> files; ///< none: random
    size_t filesPerRun = 1;

    bool changes() const { return files.size() > filesPerRun; }
  };

  bool bindFiles(const std::vector<NamedFile> &given, std::string &error);
  bool countRuns(std::string &error);
  std::optional<Tensor> read(const Source &source, size_t run,
                             std::string &error) const;

  std::vector<Source> sources;
  std::vector<Tensor> tensors;
  const Options *options = nullptr;
  size_t runs = 1;
};

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_INPUTS_H
