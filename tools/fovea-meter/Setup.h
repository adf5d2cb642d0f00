//===- Setup.h - What is measured, by the command line ----------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAMETER_SETUP_H
#define FOVEA_TOOLS_FOVEAMETER_SETUP_H

#include "fovea/Search/Candidate.h"
#include "fovea/Search/LatencyMeter.h"

#include <memory>
#include <string>
#include <vector>

namespace fovea {

/// A built-in model as the user names it: `efficientnet`, or
/// `efficientnet:variant=b1,resolution=128`.
llvm::Expected<std::unique_ptr<ModelConfig>> parseModel(llvm::StringRef text);

/// What all experiments share.
struct Setup {
  std::string model;
  std::string reference;
  MeterOptions meter;
  Precision precision = Precision::F32;

  CompileOptions getCompileOptions() const;
};

/// A model with its machine code.
struct Compiled {
  std::unique_ptr<Candidate> candidate;
  CompiledCandidate result;
  /// What building the graph took.
  double buildSeconds = 0;
};

llvm::Expected<Compiled> compileModel(const ModelConfig &config,
                                      const CompileOptions &options);
llvm::Expected<Compiled> compileModel(llvm::StringRef text,
                                      const CompileOptions &options);

/// The kernel cache in `directory`, or, if that is empty, in the user's folder.
llvm::Expected<std::unique_ptr<KernelCache>>
openKernelCache(llvm::StringRef directory);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAMETER_SETUP_H
