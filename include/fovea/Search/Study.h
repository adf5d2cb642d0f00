//===- Study.h - The trials of a search, in a file --------------*- C++ -*-===//
//
// A SQLite database. A trial is one row, written in one transaction when it
// ends, so a process that is killed loses no more than the trials that it runs.
// Which process runs which trial is written there, too, as claims; processes of
// one machine can share a study. Those on other machines send their trials to
// one that has it open, since SQLite needs memory that all share.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_STUDY_H
#define FOVEA_SEARCH_STUDY_H

#include "fovea/Search/Trial.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <chrono>
#include <map>
#include <memory>

namespace fovea {

/// What all trials of a study have in common.
struct StudyHeader {
  /// Name and text of the search space.
  std::string space;
  std::string spaceText;
  /// As Objective prints it.
  std::string objective;
  /// As createAlgorithm knows it.
  std::string algorithm;
  uint64_t seed = 0;
  /// `f32` or `bf16`.
  std::string precision;
  unsigned threads = 1;
  /// Whatever else decides results, by name: the evaluator of quality, the
  /// percentile of latency, ...
  std::map<std::string, std::string> settings;

  bool operator==(const StudyHeader &) const = default;
};

struct StudyOptions {
  /// A claim that was not renewed for so long is open to others.
  std::chrono::milliseconds claimExpiry = std::chrono::minutes(5);
  /// How long to wait for another process that writes.
  std::chrono::milliseconds busyTimeout = std::chrono::seconds(30);
};

/// Errors name the file and what SQLite says. One object can be used by several
/// threads.
class Study {
public:
  /// Open the study in the file `path`, or make one. It is an error if the file
  /// is something else, of another version, or if its header differs; the error
  /// then names all that differs with both values.
  static llvm::Expected<std::unique_ptr<Study>>
  openOrCreate(llvm::StringRef path, const StudyHeader &header,
               const StudyOptions &options = {});

  /// Open a study that is there, also while others write it.
  static llvm::Expected<std::unique_ptr<Study>>
  openForReading(llvm::StringRef path, const StudyOptions &options = {});

  ~Study();

  llvm::StringRef getPath() const;
  const StudyHeader &getHeader() const;

  /// The number of a trial for this process to run, below `limit`; no other
  /// gets it. Numbers given back, and those of dead processes, come first; a
  /// process is dead if it ran on this machine and does no more, or if it did
  /// not renew its claims for the time in the options. None if all numbers are
  /// finished or claimed: while `countTrials()` is below `limit`, the rest is
  /// with other processes, and worth asking for later.
  llvm::Expected<std::optional<int64_t>> claim(int64_t limit);

  /// Say that this process still runs what it claimed. To be called several
  /// times within the time in the options, however long a trial takes.
  llvm::Error renewClaims();

  /// Give back a claim without a result.
  llvm::Error abandon(int64_t number);

  /// Write the trial and end its claim, in one transaction. False, and nothing
  /// is written, if another process finished that number before. A metric that
  /// is not finite is an error that names it.
  llvm::Expected<bool> finish(const Trial &trial);

  /// All finished trials, by number.
  llvm::Expected<std::vector<Trial>> getTrials();

  llvm::Expected<int64_t> countTrials();

  /// The trials finished since `position`, by whom ever, in the order in which
  /// they were. Moves `position`, which is 0 at first.
  llvm::Expected<std::vector<Trial>> getTrialsAfter(int64_t &position);

private:
  struct Impl;
  explicit Study(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl;
};

} // namespace fovea

#endif // FOVEA_SEARCH_STUDY_H
