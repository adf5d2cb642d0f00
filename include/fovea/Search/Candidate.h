//===- Candidate.h - A model that a search tries ----------------*- C++ -*-===//
//
// One configuration of a model with all that is made of it: the graph, its
// statistics, machine code. Each candidate has an MLIRContext of its own, so
// that several threads can work on several candidates, and memory goes when a
// candidate does.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_CANDIDATE_H
#define FOVEA_SEARCH_CANDIDATE_H

#include "fovea/Driver/Compiler.h"
#include "fovea/Model/ModelConfig.h"
#include "fovea/Model/Statistics.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/ThreadPool.h"

#include <memory>

namespace fovea {

/// Machine code of a candidate, and what it took to make it. It refers to
/// weights that live in the candidate's context, until it is loaded.
struct CompiledCandidate {
  CompiledModel model;
  /// From the graph to objects, drawing the weights included.
  double seconds = 0;
  /// Of that, drawing the weights.
  double weightSeconds = 0;
  /// Bytes of weights and of the arena.
  uint64_t peakMemory = 0;
};

/// A candidate may move from thread to thread, but serves one at a time. What
/// goes wrong is an Error with the text of all diagnostics, one on each line;
/// nothing is printed.
class Candidate {
public:
  /// Check `config` and build its graph. Fails if it makes no sense, or if the
  /// model cannot be built with it. `config` is not kept.
  static llvm::Expected<std::unique_ptr<Candidate>>
  create(const ModelConfig &config);
  ~Candidate();

  mlir::MLIRContext &getContext() { return context; }
  /// Compile kernels on these threads, which must live longer. Without this,
  /// the calling thread does it.
  void useThreads(llvm::ThreadPoolInterface &threads);
  /// The graph: `@main`, with weights that have an initializer and no value.
  mlir::ModuleOp getModule() const { return *module; }
  /// A copy of the graph, to be changed.
  mlir::OwningOpRef<mlir::ModuleOp> build() const;
  const ModelStatistics &getStatistics() const { return statistics; }

  /// Compile a copy of the graph, its weights drawn from their initializers
  /// with `seed`. May be called again, with other options.
  llvm::Expected<CompiledCandidate> compile(const CompileOptions &options,
                                            uint64_t seed = 0);

private:
  Candidate();

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  ModelStatistics statistics;
};

} // namespace fovea

#endif // FOVEA_SEARCH_CANDIDATE_H
