//===- Session.h - One call of a model's program ----------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_SESSION_H
#define FOVEA_RUNTIME_APP_SESSION_H

#include "Inputs.h"
#include "Options.h"

#include "fovea/fovea.h"

#include <memory>
#include <string>
#include <vector>

namespace fovea::app {

/// A context with buffers for the outputs.
class Runner {
public:
  bool create(const fovea_model &model, const Options &options, uint64_t flags,
              std::string &error);
  void bind(const std::vector<Tensor> &inputs);
  bool run(std::string &error);

  fovea_context *context() const { return owner.get(); }
  const std::vector<Tensor> &results() const { return outputs; }

private:
  struct ContextDestroyer {
    void operator()(fovea_context *context) const {
      fovea_context_destroy(context);
    }
  };

  std::unique_ptr<fovea_context, ContextDestroyer> owner;
  std::vector<Tensor> outputs;
  std::vector<fovea_buffer> inputBuffers, outputBuffers;
};

/// One call of the program: the model, what is asked, what has been read.
class Session {
public:
  Session(const fovea_model &model, const Options &options, Inputs inputs)
      : model(model), options(options), inputs(std::move(inputs)) {}

  /// Reads what all runs need.
  bool prepare(std::string &error);
  /// Runs on every input; prints, writes and compares what is asked.
  bool infer(bool &matches, std::string &error);
  bool bench(std::string &error);
  bool profile(std::string &error);

private:
  bool readLabels(std::string &error);
  bool prepareExpected(std::string &error);
  bool report(size_t run, std::string &error);
  bool writeOutputs(size_t run, std::string &error);
  bool compare(size_t run, bool &matches, std::string &error);
  bool warmUp(uint64_t runs, std::string &error);
  bool usesOutputs() const {
    return options.top || !options.outputDir.empty() ||
           !options.expected.empty();
  }

  const fovea_model &model;
  const Options &options;
  Inputs inputs;
  Runner runner;
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> expectedFiles; ///< of each output
  std::vector<std::string> fileNames;                  ///< of each output
};

/// Writes to standard output.
void print(const std::string &text);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_SESSION_H
