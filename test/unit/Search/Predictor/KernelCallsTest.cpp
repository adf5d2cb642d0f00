//===- KernelCallsTest.cpp - The kernels that a model calls ---------------===//

#include "fovea/Search/KernelCalls.h"
#include "Models.h"
#include "fovea/Model/Weights.h"
#include "fovea/Search/Candidate.h"

#include <gtest/gtest.h>

namespace fovea {
/// For messages.
static void PrintTo(const KernelCall &call, std::ostream *os) {
  *os << call.kind << " " << call.identity;
}
} // namespace fovea

using namespace fovea;

static std::unique_ptr<Candidate> build(const char *model,
                                        std::vector<std::string> settings) {
  mlir::MLIRContext context;
  auto config = configureModel(*findModel(model), {"", settings}, context);
  if (failed(config))
    return nullptr;
  return llvm::cantFail(Candidate::create(**config));
}

/// What is planned with weights of no consequence is what is compiled.
static void expectPlanIsRight(const char *model,
                              std::vector<std::string> settings) {
  auto candidate = build(model, std::move(settings));
  ASSERT_TRUE(candidate);
  CompileOptions options;
  auto planned = planKernelCalls(*candidate->build(), options);
  ASSERT_TRUE(succeeded(planned));
  auto copy = candidate->build();
  ASSERT_TRUE(succeeded(bindWeights(*copy, {})));
  auto compiled = plan(*copy, options);
  ASSERT_TRUE(succeeded(compiled));
  EXPECT_FALSE(planned->empty());
  EXPECT_EQ(*planned, getKernelCalls(*compiled, options));
}

TEST(KernelCalls, PlanOfConvolutions) {
  expectPlanIsRight("efficientnet", {"depth=0.1"});
  expectPlanIsRight("resnet", {});
}

TEST(KernelCalls, PlanOfTransformers) { expectPlanIsRight("vit", {"depth=2"}); }

TEST(KernelCalls, PlanIsWhatIsCompiled) {
  auto candidate =
      build("vit", {"depth=1", "width=32", "heads=2", "mlp_ratio=2"});
  ASSERT_TRUE(candidate);
  CompileOptions options;
  options.defaultThreads = 2;
  auto planned = planKernelCalls(*candidate->build(), options);
  ASSERT_TRUE(succeeded(planned));
  auto compiled = candidate->compile(options);
  ASSERT_TRUE(bool(compiled)) << toString(compiled.takeError());
  EXPECT_EQ(*planned, getKernelCalls(compiled->model, options));
}

TEST(KernelCalls, IdentityHasWhatTimesDependOn) {
  auto candidate =
      build("vit", {"depth=1", "width=32", "heads=2", "mlp_ratio=2"});
  ASSERT_TRUE(candidate);
  auto getIdentity = [&](const CompileOptions &options) {
    auto calls = planKernelCalls(*candidate->build(), options);
    return succeeded(calls) ? calls->front().identity : "";
  };
  CompileOptions options;
  std::string base = getIdentity(options);
  EXPECT_EQ(base, getIdentity(options));
  options.defaultThreads = 2;
  EXPECT_NE(base, getIdentity(options));
  options = {};
  options.activationError = 0;
  EXPECT_NE(base, getIdentity(options));
}
