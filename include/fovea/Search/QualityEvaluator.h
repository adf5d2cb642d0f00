//===- QualityEvaluator.h - How good an architecture is ---------*- C++ -*-===//
//
// Where the quality of a candidate comes from, behind one interface: a command
// of the user, a table, a proxy that needs no training, and whatever is added
// to `createQualityEvaluator`.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_QUALITYEVALUATOR_H
#define FOVEA_SEARCH_QUALITYEVALUATOR_H

#include "fovea/Driver/KernelCache.h"
#include "fovea/Model/ModelConfig.h"
#include "fovea/Search/Trial.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/ThreadPool.h"

#include <functional>
#include <memory>
#include <string>

namespace fovea {

/// A candidate whose quality is wanted.
struct QualityRequest {
  /// Number of the trial.
  int64_t trial = 0;
  /// The choice of each knob, by its name (`SearchSpace::describe`).
  llvm::json::Object architecture;
  /// All settings of the model, as a JSON object in one text.
  std::string config;
  /// A new configuration of the candidate, which the evaluator may change (a
  /// proxy computes at a low resolution) and build, in a context of its own.
  std::function<llvm::Expected<std::unique_ptr<ModelConfig>>()> configure;
};

struct QualityOptions {
  /// After so long an evaluation is given up. Only `command` runs that long.
  double timeoutSeconds = 600;
  /// Of weights and images that are drawn.
  uint64_t seed = 0;
  /// Where kernels that an evaluator compiles are kept; may be null.
  KernelCache *cache = nullptr;
  /// That compile these; null for the calling thread alone.
  llvm::ThreadPoolInterface *threads = nullptr;
  /// Asked again and again while an evaluation waits, which is given up with an
  /// error once this is true; may be empty.
  std::function<bool()> isInterrupted;
};

class QualityEvaluator {
public:
  virtual ~QualityEvaluator();

  /// The quality of a candidate: the greater, the better, and finite. An error
  /// says why there is none; it is about this candidate only, and the next one
  /// may be evaluated. Calls do not overlap.
  virtual llvm::Expected<Measurement>
  evaluate(const QualityRequest &request) = 0;
};

/// The evaluator that `--quality` says:
///
/// - `naswot[:KEY=VALUE,...]`: how well the activations of the untrained
///   network tell images apart (see Naswot.h for the keys);
/// - `table:FILE`: looked up in a CSV file, with a column `quality`, if there
///   are intervals `low` and `high`, and others called as knobs (or settings of
///   the model);
/// - `command:CMD`: a shell command, which gets the settings as JSON on
/// standard
///   input and the path of an ONNX file as its last argument, and prints one
///   JSON object: `{"quality": 0.75}`, with an optional interval of 95 %,
///   `"low"` and `"high"`.
///
/// Fails for what is none of these, and for a table that cannot be read.
llvm::Expected<std::unique_ptr<QualityEvaluator>>
createQualityEvaluator(llvm::StringRef description,
                       const QualityOptions &options = {});

} // namespace fovea

#endif // FOVEA_SEARCH_QUALITYEVALUATOR_H
