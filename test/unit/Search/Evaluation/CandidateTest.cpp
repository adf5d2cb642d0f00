//===- CandidateTest.cpp - Models that a search tries ---------------------===//

#include "fovea/Search/Candidate.h"

#include "TinyModel.h"
#include "fovea/Driver/JIT.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <thread>

using namespace mlir;
using namespace fovea;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

static std::unique_ptr<Candidate> createCandidate(const ModelConfig &config) {
  return llvm::cantFail(Candidate::create(config));
}

TEST(Candidate, CountsItsModel) {
  auto candidate = createCandidate(TinyModel());
  // 3 x 3 x 3 x 16 + 16, 3 x 3 x 16 x 16 + 16.
  EXPECT_EQ(candidate->getStatistics().parameters, 448u + 2320u);
  EXPECT_EQ(candidate->getStatistics().macs, 32u * 32 * (432 + 2304));
}

TEST(Candidate, CompilesToSomethingThatRuns) {
  auto candidate = createCandidate(TinyModel());
  auto compiled = candidate->compile({});
  ASSERT_TRUE(bool(compiled)) << toString(compiled.takeError());
  const ModelDescription &description = compiled->model.description;
  EXPECT_GT(compiled->seconds, compiled->weightSeconds);
  EXPECT_GT(compiled->weightSeconds, 0);
  EXPECT_EQ(compiled->peakMemory,
            description.weightsSize + description.arenaSize);
  EXPECT_GE(compiled->peakMemory, (448 + 2320) * sizeof(float));
  EXPECT_EQ(compiled->model.functions.size(), description.kernels.size());
  auto loaded = JITModel::load(compiled->model);
  EXPECT_TRUE(bool(loaded)) << toString(loaded.takeError());
}

static std::string printWeights(Candidate &candidate, uint64_t seed) {
  CompiledCandidate compiled =
      llvm::cantFail(candidate.compile(CompileOptions(), seed));
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  EXPECT_TRUE(succeeded(writeWeights(compiled.model.description, os)));
  return bytes;
}

TEST(Candidate, WeightsAreAFunctionOfTheSeed) {
  auto candidate = createCandidate(TinyModel());
  std::string first = printWeights(*candidate, 1);
  EXPECT_EQ(printWeights(*candidate, 1), first);
  EXPECT_NE(printWeights(*candidate, 2), first);
}

TEST(Candidate, CompilingLeavesTheGraphAsItIs) {
  auto candidate = createCandidate(TinyModel());
  auto print = [&] {
    std::string text;
    llvm::raw_string_ostream(text) << candidate->getModule();
    return text;
  };
  std::string before = print();
  llvm::cantFail(candidate->compile({}));
  OwningOpRef<ModuleOp> copy = candidate->build();
  copy->getBody()->clear();
  EXPECT_EQ(print(), before);
}

TEST(Candidate, EqualLayersAreEqualFunctions) {
  TinyModel config;
  config.layers = 3;
  CompiledCandidate compiled =
      llvm::cantFail(createCandidate(config)->compile({}));
  std::vector<std::string> &functions = compiled.model.functions;
  ASSERT_GE(functions.size(), 3u);
  // Also those of another model.
  config.layers = 4;
  CompiledCandidate deeper =
      llvm::cantFail(createCandidate(config)->compile({}));
  for (const std::string &function : functions) {
    EXPECT_THAT(function, StartsWith("kernel_"));
    EXPECT_THAT(deeper.model.functions, ::testing::Contains(function));
  }
}

TEST(Candidate, ManyThreadsCompileAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::vector<std::string>> functions(4);
  for (auto &result : functions)
    threads.emplace_back([&] {
      TinyModel config;
      result =
          llvm::cantFail(createCandidate(config)->compile({})).model.functions;
    });
  for (std::thread &thread : threads)
    thread.join();
  for (auto &result : functions)
    EXPECT_EQ(result, functions.front());
}

//===----------------------------------------------------------------------===//
// What goes wrong
//===----------------------------------------------------------------------===//

TEST(Candidate, AConfigurationOutOfRangeIsAnError) {
  TinyModel config;
  config.layers = 101;
  config.resolution = 0;
  ::testing::internal::CaptureStderr();
  auto candidate = Candidate::create(config);
  ASSERT_FALSE(bool(candidate));
  EXPECT_THAT(toString(candidate.takeError()),
              AllOf(HasSubstr("'layers': expected an integer from 0 to 100, "
                              "got 101"),
                    HasSubstr("'resolution'")));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(Candidate, AModelThatCannotBeBuiltIsAnError) {
  TinyModel config;
  config.channels = -1;
  ::testing::internal::CaptureStderr();
  auto candidate = Candidate::create(config);
  ASSERT_FALSE(bool(candidate));
  EXPECT_THAT(
      toString(candidate.takeError()),
      AllOf(StartsWith("the model cannot be built: "), HasSubstr("-1")));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(Candidate, AFailedCompilationIsAnErrorAndLeavesItUsable) {
  auto candidate = createCandidate(TinyModel());
  CompileOptions options;
  options.cpu = "pentium-9";
  ::testing::internal::CaptureStderr();
  auto compiled = candidate->compile(options);
  ASSERT_FALSE(bool(compiled));
  EXPECT_THAT(toString(compiled.takeError()),
              AllOf(StartsWith("the model cannot be compiled: "),
                    HasSubstr("pentium-9")));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  auto again = candidate->compile({});
  EXPECT_TRUE(bool(again)) << toString(again.takeError());
}
