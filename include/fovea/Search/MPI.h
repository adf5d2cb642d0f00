//===- MPI.h - Trials on other hosts ----------------------------*- C++ -*-===//
//
// `mpirun -n N fovea-nas search ...`: the process of rank 0 searches, and the
// others run trials for it, each on its host.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_MPI_H
#define FOVEA_SEARCH_MPI_H

#include "fovea/Search/MessageChannel.h"

#include <memory>

namespace fovea {

/// The processes that mpirun started together. There is one object of it, which
/// only one thread uses.
class MPIWorld {
public:
  /// Whether mpirun started this process, with others.
  static bool isLaunched();

  MPIWorld();
  /// Ends MPI, without waiting for processes that may be gone.
  ~MPIWorld();
  MPIWorld(const MPIWorld &) = delete;
  MPIWorld &operator=(const MPIWorld &) = delete;

  int getRank() const;
  int getSize() const;

  /// The connection of this process and that of `rank`. It must not outlive
  /// this object. When it goes, the other end fails to receive.
  std::unique_ptr<MessageChannel> connect(int rank);
};

} // namespace fovea

#endif // FOVEA_SEARCH_MPI_H
