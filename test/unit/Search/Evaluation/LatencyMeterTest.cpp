//===- LatencyMeterTest.cpp - How long an inference takes -----------------===//

#include "fovea/Search/LatencyMeter.h"

#include "TinyModel.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/HostLock.h"
#include "fovea/Support/Clock.h"

#include "llvm/Support/FileSystem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <numeric>
#include <thread>

using namespace fovea;
using ::testing::HasSubstr;

namespace {
/// A meter with a lock of its own, so that tests do not wait for a search.
class LatencyMeterTest : public ::testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("meter", "lock", path));
    options.lockFile = std::string(path);
    options.minSeconds = 0.02;
  }
  void TearDown() override { llvm::sys::fs::remove(options.lockFile); }

  struct Compiled {
    std::unique_ptr<Candidate> candidate;
    CompiledCandidate result;
  };
  static Compiled compile(int64_t layers) {
    TinyModel config;
    config.layers = layers;
    auto candidate = llvm::cantFail(Candidate::create(config));
    CompiledCandidate result = llvm::cantFail(candidate->compile({}));
    return {std::move(candidate), std::move(result)};
  }
  std::unique_ptr<LatencyMeter> createMeter(int64_t layers = 2) {
    return llvm::cantFail(
        LatencyMeter::create(compile(layers).result.model, options));
  }
  static std::unique_ptr<LoadedModel> load(const LatencyMeter &meter,
                                           int64_t layers) {
    return llvm::cantFail(meter.load(compile(layers).result.model));
  }
  std::string getError() {
    static const Compiled reference = compile(1);
    auto meter = LatencyMeter::create(reference.result.model, options);
    return meter ? "" : toString(meter.takeError());
  }

  MeterOptions options;
};
} // namespace

TEST_F(LatencyMeterTest, AModelIsAsFastAsItself) {
  options.minRounds = 101;
  auto meter = createMeter();
  double reference = meter->getReferenceSeconds();
  // On other pages of memory, code takes up to some percent more or less time;
  // beyond that, of five intervals of 95 % at least one contains the truth.
  bool covers = false;
  for (unsigned i = 0; i < 5 && !covers; ++i) {
    auto model = load(*meter, 2);
    Measurement result = llvm::cantFail(meter->measure(*model));
    EXPECT_LE(result.low, result.value);
    EXPECT_LE(result.value, result.high);
    EXPECT_NEAR(result.value / reference, 1, 0.2);
    covers = result.low <= 1.03 * reference && 0.97 * reference <= result.high;
  }
  EXPECT_TRUE(covers);
}

TEST_F(LatencyMeterTest, MoreWorkTakesMoreTime) {
  auto meter = createMeter();
  auto model = load(*meter, 12);
  Measurement result = llvm::cantFail(meter->measure(*model));
  // 2 and 12 convolutions, of which the first one has three channels.
  EXPECT_GT(result.low, 3 * meter->getReferenceSeconds());
  EXPECT_LT(result.high, 24 * meter->getReferenceSeconds());
}

TEST_F(LatencyMeterTest, ReportsOnTheGivenScale) {
  options.referenceSeconds = 100;
  auto meter = createMeter();
  EXPECT_EQ(meter->getReferenceSeconds(), 100);
  auto model = load(*meter, 2);
  EXPECT_NEAR(llvm::cantFail(meter->measure(*model)).value, 100, 25);
}

TEST_F(LatencyMeterTest, PercentilesAreInOrder) {
  options.minRounds = 50;
  options.minSeconds = 0;
  options.referenceSeconds = 1;
  options.percentile = 10;
  auto meter = createMeter();
  auto model = load(*meter, 2);
  Measurement low = llvm::cantFail(meter->measure(*model));
  options.percentile = 90;
  // What was measured counts again, so that at most the second half can be
  // faster: of all rounds, the quantile 0.9 is at least 0.8 of the first half.
  Measurement high = llvm::cantFail(createMeter()->measure(*model));
  EXPECT_EQ(model->getNumRounds(), 100u);
  EXPECT_GT(high.value, low.value);
}

TEST_F(LatencyMeterTest, ATailNeedsMoreRounds) {
  options.percentile = 90;
  options.minSeconds = 0;
  auto meter = createMeter();
  auto model = load(*meter, 2);
  llvm::cantFail(meter->measure(*model));
  EXPECT_EQ(model->getNumRounds(), 36u);
}

TEST_F(LatencyMeterTest, RefinesOnlyWhatIsUndecided) {
  options.minRounds = 9;
  options.maxRounds = 40;
  options.minSeconds = 0;
  auto meter = createMeter();
  auto model = load(*meter, 2);
  llvm::cantFail(meter->measure(*model));
  EXPECT_EQ(model->getNumRounds(), 9u);
  // Far away: nothing to find out.
  llvm::cantFail(meter->refine(*model, 100 * meter->getReferenceSeconds()));
  EXPECT_EQ(model->getNumRounds(), 9u);
  // In the middle of the interval, as long as rounds may go on.
  double threshold = llvm::cantFail(meter->measure(*model)).value;
  llvm::cantFail(meter->refine(*model, threshold));
  EXPECT_GT(model->getNumRounds(), 18u);
  EXPECT_LE(model->getNumRounds(), 40u);
}

TEST_F(LatencyMeterTest, RefiningMeasuresFirst) {
  auto meter = createMeter();
  auto model = load(*meter, 2);
  Measurement result = llvm::cantFail(meter->refine(*model, 1e9));
  EXPECT_GT(result.value, 0);
  EXPECT_GE(model->getNumRounds(), options.minRounds);
}

TEST_F(LatencyMeterTest, KernelsAddUpToTheModel) {
  auto meter = createMeter(12);
  auto model = load(*meter, 12);
  double latency = llvm::cantFail(meter->measure(*model)).value;
  std::vector<KernelTime> kernels =
      llvm::cantFail(meter->measureKernels(*model));
  ASSERT_GE(kernels.size(), 12u);
  double sum = 0;
  for (const KernelTime &kernel : kernels) {
    EXPECT_FALSE(kernel.name.empty());
    EXPECT_THAT(kernel.identity, ::testing::StartsWith("kernel_"));
    sum += kernel.seconds;
  }
  EXPECT_NEAR(sum / latency, 1, 0.3);
}

TEST_F(LatencyMeterTest, SeveralThreads) {
  Cores cores = llvm::cantFail(getAllowedCores());
  if (cores.size() < 2)
    GTEST_SKIP() << "there is one core";
  options.threads = 2;
  auto meter = createMeter(12);
  EXPECT_EQ(meter->getOptions().cores.size(), 2u);
  auto model = load(*meter, 12);
  EXPECT_GT(llvm::cantFail(meter->measure(*model)).value, 0);
  EXPECT_EQ(llvm::cantFail(getAllowedCores()), cores);
}

TEST_F(LatencyMeterTest, WaitsForTheHost) {
  auto meter = createMeter();
  auto model = load(*meter, 2);
  std::optional<HostLock> lock(
      llvm::cantFail(HostLock::acquire(options.lockFile)));
  std::atomic<bool> done = false;
  std::thread measuring([&] {
    llvm::cantFail(meter->measure(*model));
    done = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_FALSE(done);
  lock.reset();
  measuring.join();
}

TEST_F(LatencyMeterTest, OptionsThatMakeNoSenseAreErrors) {
  MeterOptions good = options;
  auto expectError = [&](auto change, const char *text) {
    options = good;
    change(options);
    EXPECT_THAT(getError(), HasSubstr(text));
  };
  expectError([](auto &o) { o.threads = 0; }, "threads");
  expectError([](auto &o) { o.threads = 100'000; }, "threads");
  expectError([](auto &o) { o.cores = {0}, o.threads = 2; }, "got 2");
  expectError([](auto &o) { o.cores = {100'000}; }, "100000");
  expectError([](auto &o) { o.percentile = 0; }, "percentile");
  expectError([](auto &o) { o.percentile = 100; }, "percentile");
  expectError([](auto &o) { o.percentile = NAN; }, "percentile");
  expectError([](auto &o) { o.minRounds = 0; }, "round");
  expectError([](auto &o) { o.maxRounds = 1; }, "round");
  expectError([](auto &o) { o.minSeconds = -1; }, "seconds");
  expectError([](auto &o) { o.referenceSeconds = -1; }, "reference");
  expectError([](auto &o) { o.lockFile = "/no/such/folder/lock"; },
              "/no/such/folder/lock");
}
