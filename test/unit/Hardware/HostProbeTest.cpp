//===- HostProbeTest.cpp - Tests of measuring this machine ----------------===//

#include "fovea/Hardware/HostProbe.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

#include <fstream>

using namespace llvm;
using namespace fovea;

namespace {
/// A folder that lasts as long as the test.
class HostProbe : public testing::Test {
protected:
  void SetUp() override {
    SmallString<128> path;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("fovea-probe", path));
    folder = std::string(path);
  }
  void TearDown() override { sys::fs::remove_directories(folder); }

  void write(const std::string &name, const std::string &text) {
    std::string path = folder + "/" + name;
    ASSERT_FALSE(sys::fs::create_directories(sys::path::parent_path(path)));
    std::ofstream(path) << text;
  }
  void writeCache(const std::string &index, const std::string &type,
                  const std::string &size, const std::string &sharers) {
    std::string cache = "cpu0/cache/" + index + "/";
    write(cache + "type", type + "\n");
    write(cache + "size", size + "\n");
    write(cache + "coherency_line_size", "128\n");
    write(cache + "ways_of_associativity", "4\n");
    write(cache + "shared_cpu_list", sharers + "\n");
  }

  std::string folder;
};
} // namespace

TEST_F(HostProbe, ReadsWhatLinuxSaysOfCaches) {
  write("cpu0/topology/thread_siblings_list", "0,8\n");
  writeCache("index0", "Data", "48K", "0,8");
  writeCache("index1", "Instruction", "32K", "0,8");
  writeCache("index2", "Unified", "2M", "0,8");
  writeCache("index3", "Unified", "32768K", "0-3,8-11");
  std::vector<CacheLevel> expected = {{49152, 128, 4, 1, std::nullopt},
                                      {2 << 20, 128, 4, 1, std::nullopt},
                                      // Four cores of two threads each.
                                      {32 << 20, 128, 4, 4, std::nullopt}};
  EXPECT_EQ(readCacheLevels(folder, 8), expected);
  // This process may use fewer of them.
  EXPECT_EQ(readCacheLevels(folder, 2).back().sharedBy, 2);
}

TEST_F(HostProbe, LeavesOutWhatLinuxDoesNotSay) {
  EXPECT_TRUE(readCacheLevels(folder, 8).empty());
  write("cpu0/cache/index0/type", "Data\n");
  write("cpu0/cache/index1/type", "Unified\n");
  write("cpu0/cache/index1/size", "1024K\n");
  std::vector<CacheLevel> expected = {
      {1 << 20, 64, std::nullopt, 1, std::nullopt}};
  EXPECT_EQ(readCacheLevels(folder, 8), expected);
}

TEST_F(HostProbe, KeepsAMeasurement) {
  std::string path = getProbeFile(folder);
  EXPECT_FALSE(readProbe(path));
  auto measured = probeHostInto(path);
  ASSERT_TRUE(bool(measured)) << toString(measured.takeError());
  EXPECT_EQ(measured->name, "host");
  EXPECT_EQ(measured->source, getHostIdentity());
  ASSERT_TRUE(measured->vector && measured->peak.f32);
  // A computer that can run this test is no slower than that.
  EXPECT_GT(*measured->peak.f32, 0.1);
  EXPECT_GT(measured->memory.oneCore, 0.01);
  for (const CacheLevel &cache : measured->caches)
    EXPECT_TRUE(cache.bandwidth);
  auto read = readProbe(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, *measured);

  HardwareModel other = *measured;
  other.source = "another computer";
  std::string text;
  raw_string_ostream os(text);
  writeHardwareModel(other, os);
  std::ofstream(path) << text;
  EXPECT_FALSE(readProbe(path));
  std::ofstream(path) << text.substr(0, text.size() / 2);
  EXPECT_FALSE(readProbe(path));
}

TEST_F(HostProbe, SaysWhereItCannotWrite) {
  write("file", "");
  auto measured = probeHostInto(folder + "/file/probe.yaml");
  EXPECT_NE(toString(measured.takeError()).find(folder + "/file"),
            std::string::npos);
}

TEST_F(HostProbe, FindsTheCacheFolder) {
  setenv("FOVEA_CACHE_DIR", folder.c_str(), 1);
  EXPECT_EQ(getCacheDirectory(), folder);
  setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  unsetenv("FOVEA_CACHE_DIR");
  EXPECT_EQ(getCacheDirectory(), folder + "/fovea");
}
