//===- KernelRecordsTest.cpp - Measured times of kernels ------------------===//

#include "fovea/Search/KernelRecords.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

using namespace fovea;
using testing::HasSubstr;

static KernelCall makeCall(const std::string &identity, double flops = 1e6,
                           double bytes = 1e4) {
  return {identity, "conv", flops, bytes, ComputeType::F32, flops / 1e11};
}

namespace {
class KernelRecordsFile : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("records", folder));
    path = folder;
    llvm::sys::path::append(path, "deeper", "records.json");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string getLoadError(llvm::StringRef text) {
    path = folder;
    llvm::sys::path::append(path, "bad.json");
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << text;
    auto records = KernelRecords::load(path);
    return records ? "no error" : toString(records.takeError());
  }

  llvm::SmallString<128> folder, path;
};
} // namespace

TEST(KernelRecords, MedianAndCount) {
  KernelRecords records;
  EXPECT_EQ(records.find("a"), nullptr);
  for (double seconds : {3.0, 1.0, 2.0})
    records.add({makeCall("a")}, {seconds});
  ASSERT_NE(records.find("a"), nullptr);
  EXPECT_EQ(records.find("a")->count, 3);
  EXPECT_DOUBLE_EQ(records.find("a")->getMedian(), 2);
}

TEST(KernelRecords, OldSamplesMakePlace) {
  KernelRecords records;
  records.add({makeCall("a")}, {100.0});
  for (unsigned i = 0; i < KernelRecord::kMaxSamples; ++i)
    records.add({makeCall("a")}, {1.0});
  const KernelRecord *record = records.find("a");
  EXPECT_EQ(record->samples.size(), size_t(KernelRecord::kMaxSamples));
  EXPECT_EQ(record->samples.front(), 1.0);
  EXPECT_EQ(record->count, KernelRecord::kMaxSamples + 1);
}

TEST(KernelRecords, IgnoresWhatIsNoTime) {
  KernelRecords records;
  KernelCall calls[] = {makeCall("a"), makeCall("b"), makeCall("c")};
  records.add(calls, {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_EQ(records.size(), 0u);
}

TEST(KernelRecords, EstimatesBySimilarKernels) {
  KernelRecords records;
  EXPECT_FALSE(records.estimate(makeCall("x")));
  // Small kernels take twice the least time, large ones four times.
  for (int i = 0; i < 10; ++i) {
    KernelCall small = makeCall("s" + std::to_string(i), 1e6 + i);
    KernelCall large = makeCall("l" + std::to_string(i), 1e9 + i, 1e7);
    records.add({small, large},
                {2 * small.rooflineSeconds, 4 * large.rooflineSeconds});
  }
  KernelCall small = makeCall("x", 1.1e6), large = makeCall("y", 0.9e9, 1e7);
  EXPECT_NEAR(*records.estimate(small), 2 * small.rooflineSeconds,
              1e-6 * small.rooflineSeconds);
  EXPECT_NEAR(*records.estimate(large), 4 * large.rooflineSeconds,
              1e-6 * large.rooflineSeconds);
  small.kind = "matmul";
  EXPECT_FALSE(records.estimate(small));
}

TEST_F(KernelRecordsFile, RoundTrip) {
  KernelRecords records;
  KernelCall calls[] = {makeCall("a"), makeCall("b", 3e7, 5e5)};
  calls[1].type = ComputeType::BF16;
  records.add(calls, {1e-5, 2e-5});
  records.add(calls, {1.1e-5, 2.2e-5});
  llvm::Error error = records.save(path);
  ASSERT_FALSE(bool(error)) << toString(std::move(error));
  auto loaded = KernelRecords::load(path);
  ASSERT_TRUE(bool(loaded)) << toString(loaded.takeError());
  ASSERT_EQ(loaded->size(), 2u);
  for (const KernelCall &call : calls) {
    const KernelRecord *record = loaded->find(call.identity);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->call, call);
    EXPECT_EQ(record->count, 2);
    EXPECT_EQ(record->samples, records.find(call.identity)->samples);
  }
}

TEST_F(KernelRecordsFile, ProcessesShareIt) {
  KernelRecords first, second;
  first.add({makeCall("a")}, {1e-5});
  second.add({makeCall("a")}, {3e-5});
  second.add({makeCall("b")}, {2e-5});
  for (KernelRecords *records : {&first, &second, &first}) {
    llvm::Error error = records->save(path);
    ASSERT_FALSE(bool(error)) << toString(std::move(error));
  }
  // Nothing is lost, and nothing is added twice.
  EXPECT_EQ(first.find("a")->count, 2);
  EXPECT_EQ(first.find("b")->count, 1);
}

TEST_F(KernelRecordsFile, NoFileIsNoRecords) {
  auto loaded = KernelRecords::load("/no/such/file.json");
  ASSERT_TRUE(bool(loaded)) << toString(loaded.takeError());
  EXPECT_EQ(loaded->size(), 0u);
}

TEST_F(KernelRecordsFile, BadFiles) {
  EXPECT_THAT(getLoadError("[{"), HasSubstr("bad.json"));
  EXPECT_THAT(getLoadError("{}"), HasSubstr("expected a list of kernels"));
  EXPECT_THAT(getLoadError("[1]"), HasSubstr("bad.json"));
  EXPECT_THAT(getLoadError(R"([{"kernel": "a"}])"), HasSubstr("kind"));
  EXPECT_THAT(getLoadError(R"([{"kernel": "a", "kind": "conv", "flops": 1,
                                "bytes": 1, "type": 0, "roofline": 1,
                                "count": 1, "seconds": [-1]}])"),
              HasSubstr("expected positive times"));
  EXPECT_THAT(getLoadError(R"([{"kernel": "a", "kind": "conv", "flops": 1,
                                "bytes": 1, "type": 9, "roofline": 1,
                                "count": 1, "seconds": [1]}])"),
              HasSubstr("expected a type"));
}

TEST_F(KernelRecordsFile, PlaceForThisHost) {
  std::string file = getKernelRecordsFile("/cache");
  EXPECT_TRUE(llvm::StringRef(file).starts_with("/cache/"));
  EXPECT_EQ(file, getKernelRecordsFile("/cache"));
}
