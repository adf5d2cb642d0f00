//===- RemoteRunnerTest.cpp -----------------------------------------------===//

#include "fovea/Search/RemoteRunner.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <deque>
#include <set>
#include <thread>
#include <unistd.h>

using namespace fovea;
using testing::HasSubstr;

namespace {
/// Succeeds at once, a number of times, then is gone.
class ShortLivedRunner : public TrialRunner {
public:
  explicit ShortLivedRunner(unsigned life) : life(life) {}

  unsigned getCapacity() const override { return 1; }
  void start(TrialRequest request) override { requests.push_back(request); }
  llvm::Expected<std::optional<Trial>> wait(double) override {
    if (requests.empty())
      return std::nullopt;
    if (life-- == 0)
      return llvm::createStringError("worker is gone");
    Trial trial;
    trial.number = requests.front().number;
    requests.pop_front();
    return trial;
  }

private:
  unsigned life;
  std::deque<TrialRequest> requests;
};
} // namespace

/// Both ends of a connection in this process.
static std::pair<std::unique_ptr<PipeChannel>, std::unique_ptr<PipeChannel>>
makeChannels() {
  int there[2], back[2];
  EXPECT_EQ(pipe(there), 0);
  EXPECT_EQ(pipe(back), 0);
  return {std::make_unique<PipeChannel>(back[0], there[1]),
          std::make_unique<PipeChannel>(there[0], back[1])};
}

static std::vector<std::unique_ptr<TrialRunner>>
makeTeam(std::initializer_list<unsigned> lives) {
  std::vector<std::unique_ptr<TrialRunner>> members;
  for (unsigned life : lives)
    members.push_back(std::make_unique<ShortLivedRunner>(life));
  return members;
}

TEST(PipeChannel, KeepsMessagesApart) {
  auto channels = makeChannels();
  // More than one read takes.
  std::string large(200000, 'x');
  std::vector<std::string> messages = {"a", "", "b c", large};
  std::thread sender([&] {
    for (const std::string &message : messages)
      if (llvm::Error error = channels.first->send(message))
        ADD_FAILURE() << toString(std::move(error));
  });
  for (const std::string &expected : messages) {
    auto message = channels.second->receive(10);
    ASSERT_TRUE(bool(message)) << toString(message.takeError());
    ASSERT_TRUE(message->has_value());
    EXPECT_EQ(**message, expected);
  }
  sender.join();
  auto none = channels.second->receive(0.01);
  ASSERT_TRUE(bool(none)) << toString(none.takeError());
  EXPECT_FALSE(none->has_value());
}

TEST(PipeChannel, NoticesTheEnd) {
  auto [first, second] = makeChannels();
  llvm::cantFail(first->send("last"));
  first.reset();
  auto last = second->receive(1);
  ASSERT_TRUE(bool(last)) << toString(last.takeError());
  EXPECT_EQ(**last, "last");
  auto end = second->receive(1);
  ASSERT_FALSE(bool(end));
  EXPECT_THAT(toString(end.takeError()), HasSubstr("closed"));
}

TEST(RemoteRunner, RejectsNonsense) {
  auto [near, far] = makeChannels();
  RemoteRunner runner(std::move(near), 1);
  llvm::cantFail(far->send("{\"number\": \"many\"}"));
  auto trial = runner.wait(1);
  ASSERT_FALSE(bool(trial));
  EXPECT_THAT(toString(trial.takeError()), HasSubstr("number"));
}

TEST(ServeTrials, EndsWithTheOtherEnd) {
  auto channels = makeChannels();
  std::thread server([&] {
    ShortLivedRunner runner(100);
    llvm::cantFail(serveTrials(*channels.second, runner));
  });
  {
    RemoteRunner runner(std::move(channels.first), 1);
    for (int64_t number : {5, 6}) {
      runner.start({number, 0, {1, 2}, 0.5});
      auto trial = runner.wait(10);
      ASSERT_TRUE(bool(trial)) << toString(trial.takeError());
      ASSERT_TRUE(trial->has_value());
      EXPECT_EQ((*trial)->number, number);
    }
    EXPECT_TRUE(runner.isReady());
  }
  server.join();
}

TEST(TeamRunner, TakesOverFromMembersThatLeave) {
  TeamRunner team(makeTeam({1, 100}));
  EXPECT_EQ(team.getCapacity(), 2u);
  std::set<int64_t> ended;
  for (int64_t number = 0; number != 6; number += 2) {
    team.start({number, 0, {0}, {}});
    team.start({number + 1, 0, {0}, {}});
    while (ended.size() < size_t(number) + 2) {
      auto trial = team.wait(1);
      ASSERT_TRUE(bool(trial)) << toString(trial.takeError());
      if (*trial)
        ended.insert((*trial)->number);
    }
  }
  EXPECT_EQ(ended.size(), 6u);
  EXPECT_EQ(team.getCapacity(), 1u);
}

TEST(TeamRunner, FailsWhenNobodyIsLeft) {
  TeamRunner team(makeTeam({0, 0}));
  team.start({0, 0, {0}, {}});
  for (int i = 0; i != 100; ++i) {
    auto trial = team.wait(0.1);
    if (!trial) {
      EXPECT_THAT(toString(trial.takeError()), HasSubstr("worker is gone"));
      return;
    }
    ASSERT_FALSE(trial->has_value());
  }
  FAIL() << "no error";
}
