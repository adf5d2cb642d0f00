//===- CommandQualityTest.cpp - Quality that a command says ---------------===//

#include "Requests.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

using namespace fovea;
using testing::HasSubstr;

namespace {
class CommandQuality : public testing::Test {
protected:
  /// Commands that need no argument end in `; true`, which gets it.
  llvm::Expected<Measurement> evaluate(const std::string &command,
                                       double timeout = 60) {
    QualityOptions options;
    options.timeoutSeconds = timeout;
    options.isInterrupted = isInterrupted;
    auto evaluator = createQualityEvaluator("command:" + command, options);
    if (!evaluator)
      return evaluator.takeError();
    // A small model, for a small file.
    return (*evaluator)
        ->evaluate(
            makeRequest("mobilenet-v2", {"resolution=32", "width=0.35"}));
  }

  std::string getError(const std::string &command, double timeout = 60) {
    auto quality = evaluate(command, timeout);
    return quality ? "no error" : toString(quality.takeError());
  }

  std::function<bool()> isInterrupted;
};
} // namespace

static double getSecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

TEST_F(CommandQuality, ReadsTheAnswer) {
  auto quality = evaluate(R"(echo '{"quality": 0.75}'; true)");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(*quality, Measurement::exact(0.75));
  quality = evaluate(
      R"(echo '{"quality": 2, "low": 1.5, "high": 3, "epochs": 4}'; true)");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(*quality, (Measurement{2, 1.5, 3}));
}

TEST_F(CommandQuality, GetsSettingsAndModel) {
  // The sizes of the input and of the model, which is the last argument.
  auto quality = evaluate(R"(f() { echo "{\"quality\": $(wc -c),)"
                          R"( \"high\": $(wc -c < "$2")}"; }; f first)");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(quality->value, makeRequest("mobilenet-v2").config.size() + 1);
  EXPECT_GT(quality->high, 1'000'000);
}

TEST_F(CommandQuality, RemovesTheModel) {
  std::string message = getError(R"(f() { echo "$1" >&2; exit 3; }; f)");
  llvm::StringRef path = llvm::StringRef(message).rsplit(": ").second;
  EXPECT_TRUE(path.ends_with("/model.onnx")) << message;
  EXPECT_FALSE(llvm::sys::fs::exists(llvm::sys::path::parent_path(path)));
}

TEST_F(CommandQuality, Fails) {
  EXPECT_EQ(getError("echo it is broken >&2; exit 3; true"),
            "the command failed with exit status 3; standard error: it is "
            "broken");
  EXPECT_THAT(getError("/no/such/program"),
              HasSubstr("failed with exit status 127; standard error: "));
}

TEST_F(CommandQuality, ShowsTheEndOfLongErrors) {
  std::string message =
      getError("seq 1 100000 >&2; echo the last line >&2; exit 1; true");
  EXPECT_THAT(message, HasSubstr("; standard error ends with: "));
  EXPECT_THAT(message, testing::EndsWith("the last line"));
  EXPECT_LT(message.size(), 1200u);
}

TEST_F(CommandQuality, Crashes) {
  EXPECT_THAT(getError("kill -SEGV $$; true"),
              HasSubstr("was ended by a signal: Segmentation fault"));
  EXPECT_THAT(getError("kill -KILL $$; true"),
              HasSubstr("was ended by a signal: Killed"));
}

TEST_F(CommandQuality, Hangs) {
  auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(getError("echo waiting >&2; sleep 100; true", 0.5),
            "the command did not end within 0.5 seconds; standard error: "
            "waiting");
  EXPECT_LT(getSecondsSince(begin), 20);
}

TEST_F(CommandQuality, HangsAndIgnoresSignals) {
  auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(
      getError("trap '' TERM INT HUP; while true; do sleep 1; done; true", 0.5),
      HasSubstr("did not end within 0.5 seconds"));
  EXPECT_LT(getSecondsSince(begin), 20);
}

/// The number of a process that the command started, from what it printed.
static pid_t getChild(llvm::StringRef message) {
  pid_t child = 0;
  EXPECT_FALSE(message.rsplit("child ").second.getAsInteger(10, child))
      << message.str();
  return child;
}

static bool isRunning(pid_t process) {
  // A process that was killed may need a moment to go.
  for (unsigned i = 0; i < 100; ++i) {
    auto status = llvm::MemoryBuffer::getFileAsStream(
        "/proc/" + std::to_string(process) + "/stat");
    if (!status || (*status)->getBuffer().contains(") Z "))
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

TEST_F(CommandQuality, KillsWhatHangingCommandsStarted) {
  pid_t child =
      getChild(getError("sleep 1000 & echo child $! >&2; wait; true", 0.5));
  EXPECT_FALSE(isRunning(child));
}

TEST_F(CommandQuality, DoesNotWaitForWhatIsLeftBehind) {
  auto begin = std::chrono::steady_clock::now();
  pid_t child =
      getChild(getError("sleep 1000 & echo child $! >&2; exit 1; true"));
  EXPECT_LT(getSecondsSince(begin), 20);
  EXPECT_FALSE(isRunning(child));
}

TEST_F(CommandQuality, Interrupt) {
  isInterrupted = [] { return true; };
  EXPECT_EQ(getError("sleep 100; true"), "the command was interrupted");
}

TEST_F(CommandQuality, Garbage) {
  EXPECT_THAT(getError("echo accuracy is 0.75; true"),
              testing::AllOf(HasSubstr("printed no quality: "),
                             HasSubstr("it printed 'accuracy is 0.75'")));
  EXPECT_THAT(getError("true"), HasSubstr("printed no quality: "));
  EXPECT_THAT(getError("echo 0.75; true"), HasSubstr("it is no object"));
  EXPECT_THAT(getError("echo '{}'; true"), HasSubstr("it has no 'quality'"));
  EXPECT_THAT(getError(R"(echo '{"quality": "good"}'; true)"),
              HasSubstr("'quality' is no finite number"));
  EXPECT_THAT(getError(R"(echo '{"quality": NaN}'; true)"),
              HasSubstr("printed no quality: "));
  EXPECT_THAT(getError(R"(echo '{"quality": 1e999}'; true)"),
              HasSubstr("printed no quality: "));
  EXPECT_THAT(getError(R"(echo '{"quality": 1, "low": 2}'; true)"),
              HasSubstr("'quality' is not between 'low' and 'high'"));
  EXPECT_THAT(getError(R"(printf '\377\376\001'; true)"),
              HasSubstr("printed no quality: "));
}

TEST_F(CommandQuality, EndlessOutput) {
  EXPECT_THAT(getError("yes; true"),
              HasSubstr("printed more than 1048576 bytes"));
}

TEST_F(CommandQuality, DoesNotReadItsInput) {
  auto quality = evaluate(R"(exec 0<&-; echo '{"quality": 1}'; true)");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(quality->value, 1);
}

TEST_F(CommandQuality, ModelThatCannotBeBuilt) {
  auto evaluator = createQualityEvaluator("command:true");
  ASSERT_TRUE(bool(evaluator)) << toString(evaluator.takeError());
  QualityRequest request;
  request.config = "{}";
  request.configure = [] {
    return llvm::createStringError("no such architecture");
  };
  auto quality = (*evaluator)->evaluate(request);
  ASSERT_FALSE(bool(quality));
  EXPECT_EQ(toString(quality.takeError()), "no such architecture");
}
