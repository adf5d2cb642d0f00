//===- MessageChannel.h - Texts from one process to another -----*- C++ -*-===//

#ifndef FOVEA_SEARCH_MESSAGECHANNEL_H
#define FOVEA_SEARCH_MESSAGECHANNEL_H

#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace fovea {

/// One end of a connection. Messages arrive whole and in order.
class MessageChannel {
public:
  virtual ~MessageChannel();

  /// Fails if the other end is gone.
  virtual llvm::Error send(llvm::StringRef message) = 0;

  /// The next message; none after `seconds` without one. Fails if the other end
  /// is gone and nothing it sent is left.
  virtual llvm::Expected<std::optional<std::string>>
  receive(double seconds) = 0;
};

/// Over two file descriptors, which it closes; a message is a line, so it must
/// not contain a line break. The process must ignore SIGPIPE.
class PipeChannel : public MessageChannel {
public:
  PipeChannel(int input, int output) : input(input), output(output) {}
  ~PipeChannel() override;
  PipeChannel(const PipeChannel &) = delete;
  PipeChannel &operator=(const PipeChannel &) = delete;

  llvm::Error send(llvm::StringRef message) override;
  llvm::Expected<std::optional<std::string>> receive(double seconds) override;

private:
  std::optional<std::string> takeLine();

  int input;
  int output;
  std::string received;
};

} // namespace fovea

#endif // FOVEA_SEARCH_MESSAGECHANNEL_H
