//===- MessageChannel.cpp - Texts from one process to another -------------===//

#include "fovea/Search/MessageChannel.h"

#include "llvm/Support/Errno.h"

#include <cmath>
#include <poll.h>
#include <unistd.h>

using namespace llvm;
using namespace fovea;

MessageChannel::~MessageChannel() = default;

PipeChannel::~PipeChannel() {
  close(input);
  close(output);
}

static Error getLastError(const char *what) {
  return createStringError(std::error_code(errno, std::generic_category()),
                           "%s: %s", what, sys::StrError().c_str());
}

Error PipeChannel::send(StringRef message) {
  assert(!message.contains('\n') && "a message is one line");
  std::string line = (message + "\n").str();
  for (StringRef rest = line; !rest.empty();) {
    ssize_t written =
        sys::RetryAfterSignal(-1, write, output, rest.data(), rest.size());
    if (written < 0)
      return getLastError("cannot send");
    rest = rest.drop_front(written);
  }
  return Error::success();
}

/// The first line of what was received.
std::optional<std::string> PipeChannel::takeLine() {
  size_t end = received.find('\n');
  if (end == std::string::npos)
    return std::nullopt;
  std::string line = received.substr(0, end);
  received.erase(0, end + 1);
  return line;
}

Expected<std::optional<std::string>> PipeChannel::receive(double seconds) {
  while (true) {
    if (std::optional<std::string> line = takeLine())
      return line;
    pollfd descriptor{input, POLLIN, 0};
    int ready = poll(&descriptor, 1, std::ceil(seconds * 1000));
    // A signal may ask to stop, so the caller must get to see it.
    if (ready == 0 || (ready < 0 && errno == EINTR))
      return std::nullopt;
    char buffer[65536];
    ssize_t count = -1;
    if (ready > 0)
      count = sys::RetryAfterSignal(
          -1, [&] { return read(input, buffer, sizeof(buffer)); });
    if (count < 0)
      return getLastError("cannot receive");
    if (count == 0)
      return createStringError("the other end is closed");
    received.append(buffer, count);
  }
}
