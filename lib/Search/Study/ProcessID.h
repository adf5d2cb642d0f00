//===- ProcessID.h - Which process this is, and whether it lives -*- C++
//-*-===//

#ifndef FOVEA_SEARCH_STUDY_PROCESSID_H
#define FOVEA_SEARCH_STUDY_PROCESSID_H

#include <cstdint>
#include <string>

namespace fovea {

/// Names a process for as long as its machine runs, since numbers of processes
/// are given again.
struct ProcessID {
  /// For people to read.
  std::string host;
  /// Where `number` means this process: one start of one kernel, and one
  /// namespace of processes (a container has its own).
  std::string machine;
  int64_t number = 0;
  /// When it was started, in ticks of the kernel's clock.
  int64_t start = 0;

  static ProcessID getOwn();

  /// Whether it has ended for sure. Of other machines that cannot be said.
  bool isKnownDead() const;

  bool operator==(const ProcessID &other) const {
    return machine == other.machine && number == other.number &&
           start == other.start;
  }
};

} // namespace fovea

#endif // FOVEA_SEARCH_STUDY_PROCESSID_H
