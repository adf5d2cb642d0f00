//===- KernelCacheTest.cpp - The folder, and compiling with it ------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Driver/JIT.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <sys/resource.h>
#include <thread>

using namespace mlir;
using namespace fovea;
using ::testing::HasSubstr;
using Object = SmallVector<char, 0>;

namespace {
/// A folder for one test.
class KernelCacheTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("kernel-cache", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::unique_ptr<KernelCache> open(StringRef compiler = "this compiler") {
    KernelCacheOptions options;
    options.directory = std::string(folder);
    options.compiler = compiler.str();
    options.policy.Interval = std::chrono::seconds(0);
    options.policy.MaxSizeBytes = maxBytes;
    return llvm::cantFail(KernelCache::open(std::move(options)));
  }

  /// The only file with an entry.
  std::string getEntry() {
    std::error_code error;
    llvm::sys::fs::directory_iterator it(folder, error);
    return it->path();
  }

  SmallString<128> folder;
  uint64_t maxBytes = 0;
};
} // namespace

static Object makeObject(StringRef text) {
  return Object(text.begin(), text.end());
}

static void overwrite(StringRef path, StringRef content) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  ASSERT_FALSE(error) << error.message();
  os << content;
}

TEST_F(KernelCacheTest, GivesBackWhatWasStored) {
  auto cache = open();
  std::string key = cache->getKey({"kernel", "cpu"});
  Object object;
  EXPECT_FALSE(cache->load(key, object));
  cache->store(key, makeObject("code"));
  EXPECT_TRUE(cache->load(key, object));
  EXPECT_EQ(object, makeObject("code"));
  cache->store(key, {});
  EXPECT_TRUE(open()->load(key, object));
  EXPECT_TRUE(object.empty());
  EXPECT_EQ(cache->getStoreError(), "");
}

TEST_F(KernelCacheTest, KeysDependOnAllPartsAndTheCompiler) {
  auto cache = open();
  std::string key = cache->getKey({"kernel", "cpu"});
  EXPECT_EQ(key, open()->getKey({"kernel", "cpu"}));
  EXPECT_NE(key, cache->getKey({"kernel", "other cpu"}));
  EXPECT_NE(key, cache->getKey({"kernelc", "pu"}));
  EXPECT_NE(key, cache->getKey({"kernel", "cpu", ""}));
  EXPECT_NE(key, open("another compiler")->getKey({"kernel", "cpu"}));
}

TEST_F(KernelCacheTest, DamagedEntriesAreNotFound) {
  auto cache = open();
  std::string key = cache->getKey({"kernel"});
  cache->store(key, makeObject("some code"));
  std::string path = getEntry();
  std::string intact = (*llvm::MemoryBuffer::getFile(path))->getBuffer().str();
  Object object;
  for (size_t i = 0; i < intact.size(); ++i) {
    std::string flipped = intact;
    flipped[i] ^= 0x10;
    overwrite(path, flipped);
    EXPECT_FALSE(cache->load(key, object)) << "byte " << i;
    overwrite(path, StringRef(intact).take_front(i));
    EXPECT_FALSE(cache->load(key, object)) << "only " << i << " bytes";
  }
  overwrite(path, intact + "x");
  EXPECT_FALSE(cache->load(key, object));

  cache->store(key, makeObject("some code"));
  EXPECT_TRUE(cache->load(key, object));
  EXPECT_EQ(object, makeObject("some code"));
}

TEST_F(KernelCacheTest, AnEntryBelongsToItsKey) {
  auto cache = open();
  std::string key = cache->getKey({"a"}), other = cache->getKey({"b"});
  cache->store(key, makeObject("code of a"));
  std::string path = getEntry();
  std::string moved = StringRef(path).drop_back(key.size()).str() + other;
  ASSERT_FALSE(llvm::sys::fs::rename(path, moved));
  Object object;
  EXPECT_FALSE(cache->load(other, object));
}

TEST_F(KernelCacheTest, WhatWasNotUsedForLongestGoesFirst) {
  maxBytes = 2500;
  auto cache = open();
  std::vector<std::string> keys;
  for (StringRef name : {"a", "b", "c"}) {
    keys.push_back(cache->getKey({name}));
    cache->store(keys.back(), Object(1000, name[0]));
  }
  // All are from a time in the past, the first one the oldest.
  auto time = std::chrono::system_clock::now() - std::chrono::hours(3);
  for (const std::string &key : keys) {
    time += std::chrono::minutes(1);
    SmallString<128> path(folder);
    llvm::sys::path::append(path, "llvmcache-" + key);
    int file;
    ASSERT_FALSE(llvm::sys::fs::openFileForReadWrite(
        path, file, llvm::sys::fs::CD_OpenExisting, llvm::sys::fs::OF_None));
    ASSERT_FALSE(llvm::sys::fs::setLastAccessAndModificationTime(file, time));
    llvm::sys::fs::closeFile(file);
  }
  Object object;
  EXPECT_TRUE(cache->load(keys[0], object));
  cache->prune();
  EXPECT_TRUE(cache->load(keys[0], object));
  EXPECT_FALSE(cache->load(keys[1], object));
  EXPECT_TRUE(cache->load(keys[2], object));
}

TEST_F(KernelCacheTest, AFolderThatCannotBeIsAnError) {
  KernelCacheOptions options;
  options.directory = "/dev/null/folder";
  auto cache = KernelCache::open(std::move(options));
  EXPECT_THAT(llvm::toString(cache.takeError()), HasSubstr("Not a directory"));
}

TEST_F(KernelCacheTest, AReadOnlyFolderStoresNothing) {
  KernelCacheOptions options;
  options.directory = "/proc"; // Not even root can write there.
  auto cache = llvm::cantFail(KernelCache::open(std::move(options)));
  std::string key = cache->getKey({"kernel"});
  cache->store(key, makeObject("code"));
  EXPECT_THAT(cache->getStoreError().str(), HasSubstr("/proc"));
  Object object;
  EXPECT_FALSE(cache->load(key, object));
}

TEST_F(KernelCacheTest, AFullDiskStoresNothing) {
  auto cache = open();
  std::string key = cache->getKey({"kernel"});
  rlimit old;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  rlimit small = {1000, old.rlim_max};
  auto *handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  cache->store(key, Object(100000, 'x'));
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(cache->getStoreError().str(), HasSubstr("File too large"));
  std::error_code error;
  EXPECT_TRUE(llvm::sys::fs::directory_iterator(folder, error) ==
              llvm::sys::fs::directory_iterator());
}

TEST_F(KernelCacheTest, ThreadsSeeWholeEntries) {
  auto work = [&](unsigned seed) {
    auto cache = open();
    for (unsigned i = 0; i < 200; ++i) {
      std::string name = std::to_string((i * 7 + seed) % 10);
      std::string key = cache->getKey({name});
      Object object, expected(20000, name[0]);
      if (cache->load(key, object))
        EXPECT_EQ(object, expected);
      cache->store(key, expected);
    }
    EXPECT_EQ(cache->getStoreError(), "");
  };
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed)
    threads.emplace_back(work, seed);
  for (std::thread &thread : threads)
    thread.join();
}

TEST(CompilerID, IsKnown) {
  // Three build ids of at least 64 bits, a line each.
  std::string id = getCompilerID();
  EXPECT_EQ(llvm::count(id, '\n'), 3);
  EXPECT_GT(id.size(), 3 * 16u);
  EXPECT_EQ(id, getCompilerID());
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// Two convolutions. Placeholder: a channel count.
static constexpr const char kModel[] = R"(
  func.func @main(%x: tensor<1x9x9x8xf32> {fovea.name = "x"})
      -> (tensor<1x5x5x{0}xf32> {{fovea.name = "y"}) {
    %k0 = fovea.constant dense<0.5> : tensor<3x3x8x16xf32>
    %k1 = fovea.constant dense<0.25> : tensor<3x3x16x{0}xf32>
    %0 = fovea.conv %x, %k0 : (tensor<1x9x9x8xf32>, tensor<3x3x8x16xf32>) -> tensor<1x7x7x16xf32>
    %1 = fovea.conv %0, %k1 : (tensor<1x7x7x16xf32>, tensor<3x3x16x{0}xf32>) -> tensor<1x5x5x{0}xf32>
    return %1 : tensor<1x5x5x{0}xf32>
  })";

namespace {
class CachedCompileTest : public KernelCacheTest {
protected:
  CompiledModel compile(KernelCache *cache, CompileOptions options = {},
                        unsigned channels = 8, unsigned threads = 1) {
    DialectRegistry registry;
    registerDialects(registry);
    llvm::DefaultThreadPool pool(llvm::hardware_concurrency(threads));
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    if (threads > 1)
      context.setThreadPool(pool);
    auto module = parseSourceString<ModuleOp>(
        llvm::formatv(kModel, channels).str(), &context);
    options.cache = cache;
    FailureOr<CompiledModel> model = fovea::compile(*module, options);
    EXPECT_TRUE(succeeded(model));
    // Its values lived in this context.
    model->description.weights.clear();
    return std::move(*model);
  }
};
} // namespace

TEST_F(CachedCompileTest, AHitIsWhatWouldHaveBeenCompiled) {
  auto cache = open();
  CompiledModel first = compile(cache.get());
  EXPECT_EQ(first.numCached, 0u);
  EXPECT_GT(first.objects.size(), 2u);
  CompiledModel second = compile(cache.get());
  EXPECT_EQ(second.numCached, second.objects.size() - 1);
  EXPECT_EQ(first.objects, second.objects);
  EXPECT_EQ(first.objects, compile(nullptr).objects);
}

TEST_F(CachedCompileTest, OtherTargetsAndCompilersMiss) {
  auto cache = open();
  compile(cache.get());
  CompileOptions reference, otherCPU;
  reference.optLevel = OptLevel::O0;
  otherCPU.cpu = "x86-64";
  EXPECT_EQ(compile(cache.get(), reference).numCached, 0u);
  EXPECT_EQ(compile(open("another compiler").get()).numCached, 0u);
  if (llvm::Triple(llvm::sys::getDefaultTargetTriple()).isX86())
    EXPECT_EQ(compile(cache.get(), otherCPU).numCached, 0u);
}

TEST_F(CachedCompileTest, ModelsShareTheKernelsThatAreEqual) {
  auto cache = open();
  compile(cache.get(), {}, /*channels=*/8);
  CompiledModel other = compile(cache.get(), {}, /*channels=*/24);
  EXPECT_GT(other.numCached, 0u);
  EXPECT_LT(other.numCached, other.objects.size() - 1);
}

TEST_F(CachedCompileTest, ThreadsDoNotMatter) {
  auto cache = open();
  CompiledModel serial = compile(nullptr, {}, 8, /*threads=*/1);
  EXPECT_EQ(serial.objects, compile(nullptr, {}, 8, /*threads=*/4).objects);
  EXPECT_EQ(serial.objects, compile(cache.get(), {}, 8, 4).objects);
  EXPECT_EQ(serial.objects, compile(cache.get(), {}, 8, 4).objects);
}
