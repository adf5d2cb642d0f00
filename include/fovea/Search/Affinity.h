//===- Affinity.h - Which cores measure and which compile -------*- C++ -*-===//

#ifndef FOVEA_SEARCH_AFFINITY_H
#define FOVEA_SEARCH_AFFINITY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace fovea {

/// Logical CPUs by the operating system's numbers, ascending.
using Cores = std::vector<unsigned>;

/// Where the calling thread may run.
llvm::Expected<Cores> getAllowedCores();

/// How cores are shared out in a search.
struct CorePlan {
  Cores measuring;
  /// For everything else. Empty if there is no other core: then nothing else
  /// should run during a measurement.
  Cores others;
};

/// Take `threads` of the cores where the calling thread may run for
/// measurements: the last ones, since interrupts mostly go to the first. Fails
/// if there are fewer.
llvm::Expected<CorePlan> planCores(unsigned threads);

/// Binds the calling thread, and threads that it starts meanwhile, to some
/// cores as long as it lives; then the calling thread may run again where it
/// could before. It must end in the thread that made it.
class PinnedThread {
public:
  /// Fails if the operating system forbids all of `cores`.
  static llvm::Expected<PinnedThread> create(llvm::ArrayRef<unsigned> cores);
  PinnedThread(PinnedThread &&other);
  PinnedThread &operator=(PinnedThread &&) = delete;
  ~PinnedThread();

private:
  explicit PinnedThread(Cores previous) : previous(std::move(previous)) {}

  Cores previous;
};

} // namespace fovea

#endif // FOVEA_SEARCH_AFFINITY_H
