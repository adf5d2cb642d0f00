//===- MPI.cpp - Trials on other hosts ------------------------------------===//

#include "fovea/Search/MPI.h"

#include "fovea/Support/Clock.h"

#include "llvm/ADT/STLExtras.h"

#include <chrono>
#include <cstdlib>
#include <list>
#include <mpi.h>
#include <thread>

using namespace llvm;
using namespace fovea;

/// How often to look for a message. MPI's own way to wait takes a whole core,
/// which would disturb what is measured.
static constexpr std::chrono::milliseconds kPollInterval(2);

/// What a message is.
enum Tag { kText, kEnd };

bool MPIWorld::isLaunched() {
  for (const char *name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char *size = std::getenv(name))
      return std::atoi(size) > 1;
  return false;
}

MPIWorld::MPIWorld() { MPI_Init(nullptr, nullptr); }

MPIWorld::~MPIWorld() { MPI_Finalize(); }

int MPIWorld::getRank() const {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int MPIWorld::getSize() const {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

namespace {
class MPIChannel : public MessageChannel {
public:
  explicit MPIChannel(int rank) : rank(rank) {}
  ~MPIChannel() override;

  Error send(StringRef message) override;
  Expected<std::optional<std::string>> receive(double seconds) override;

private:
  /// A message on its way, which MPI reads.
  struct Outgoing {
    std::string text;
    MPI_Request request = MPI_REQUEST_NULL;
  };

  void post(StringRef text, Tag tag);
  void dropSent();

  int rank;
  bool closed = false;
  /// A list, since MPI keeps the addresses.
  std::list<Outgoing> outgoing;
};
} // namespace

MPIChannel::~MPIChannel() {
  if (!closed)
    post("", kEnd);
  for (Outgoing &message : outgoing)
    MPI_Wait(&message.request, MPI_STATUS_IGNORE);
}

void MPIChannel::post(StringRef text, Tag tag) {
  Outgoing &message = outgoing.emplace_back(Outgoing{text.str()});
  MPI_Isend(message.text.data(), message.text.size(), MPI_CHAR, rank, tag,
            MPI_COMM_WORLD, &message.request);
}

/// Forget the messages that MPI has read.
void MPIChannel::dropSent() {
  outgoing.remove_if([](Outgoing &message) {
    int done = 0;
    MPI_Test(&message.request, &done, MPI_STATUS_IGNORE);
    return done != 0;
  });
}

Error MPIChannel::send(StringRef message) {
  if (closed)
    return createStringError("rank %d ended", rank);
  dropSent();
  post(message, kText);
  return Error::success();
}

Expected<std::optional<std::string>> MPIChannel::receive(double seconds) {
  for (double end = getSeconds() + seconds;;) {
    dropSent();
    int arrived = 0;
    MPI_Status status;
    if (!closed)
      MPI_Iprobe(rank, MPI_ANY_TAG, MPI_COMM_WORLD, &arrived, &status);
    if (arrived) {
      int size = 0;
      MPI_Get_count(&status, MPI_CHAR, &size);
      std::string text(size, '\0');
      MPI_Recv(text.data(), size, MPI_CHAR, rank, status.MPI_TAG,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      if (status.MPI_TAG == kText)
        return text;
      closed = true;
    }
    if (closed)
      return createStringError("rank %d ended", rank);
    if (getSeconds() >= end)
      return std::nullopt;
    std::this_thread::sleep_for(kPollInterval);
  }
}

std::unique_ptr<MessageChannel> MPIWorld::connect(int rank) {
  return std::make_unique<MPIChannel>(rank);
}
