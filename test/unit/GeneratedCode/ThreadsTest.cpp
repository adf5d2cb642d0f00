//===- ThreadsTest.cpp - Generated code in many threads -------------------===//
//
// The model `kernels`, which has something of each kernel. The same test is
// built once more with model and runtime under ThreadSanitizer.
//
//===----------------------------------------------------------------------===//

#include "kernels.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <random>
#include <thread>

using Values = std::vector<std::vector<float>>;

static std::vector<fovea_buffer> getBuffers(Values &values) {
  std::vector<fovea_buffer> buffers;
  for (std::vector<float> &value : values)
    buffers.push_back({value.data(), value.size() * sizeof(float)});
  return buffers;
}

static Values drawInputs(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Values inputs;
  for (uint64_t i = 0; i < fovea_model_num_inputs(kernels_model()); ++i) {
    inputs.emplace_back(fovea_model_input(kernels_model(), i)->size_bytes /
                        sizeof(float));
    for (float &value : inputs.back())
      value = uniform(random);
  }
  return inputs;
}

namespace {
class Context {
public:
  explicit Context(uint64_t threads) {
    fovea_options options = FOVEA_OPTIONS_INIT;
    options.threads = threads;
    options.flags = FOVEA_FLAG_POISON;
    EXPECT_EQ(fovea_context_create(kernels_model(), &options, &context),
              FOVEA_OK)
        << fovea_context_error(nullptr);
  }
  Context(const Context &) = delete;
  ~Context() { fovea_context_destroy(context); }

  Values run(unsigned seed) {
    Values inputs = drawInputs(seed);
    Values outputs(fovea_model_num_outputs(kernels_model()));
    for (uint64_t i = 0; i < outputs.size(); ++i)
      outputs[i].resize(fovea_model_output(kernels_model(), i)->size_bytes /
                        sizeof(float));
    std::vector<fovea_buffer> in = getBuffers(inputs),
                              out = getBuffers(outputs);
    EXPECT_EQ(fovea_run(context, in.data(), in.size(), out.data(), out.size()),
              FOVEA_OK)
        << fovea_context_error(context);
    return outputs;
  }

private:
  fovea_context *context = nullptr;
};
} // namespace

/// Bit by bit: NaN would equal itself.
static void expectIdentical(const Values &actual, const Values &expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(actual[i].size(), expected[i].size());
    EXPECT_EQ(memcmp(actual[i].data(), expected[i].data(),
                     actual[i].size() * sizeof(float)),
              0)
        << "output " << i;
  }
}

TEST(Threads, OutputsDependOnInputs) {
  Context context(1);
  Values first = context.run(1), second = context.run(2);
  ASSERT_FALSE(first.empty());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_NE(first[i], second[i]) << "output " << i;
    for (float value : first[i])
      ASSERT_TRUE(std::isfinite(value)) << "output " << i;
  }
}

// Threads cut loops at other places, but no sum; there are more of them than
// some loops have iterations, and more than a machine has cores.
TEST(Threads, AnyNumberGivesTheSame) {
  Values expected = Context(1).run(1);
  for (uint64_t threads : {2, 3, 7, 16, 64}) {
    SCOPED_TRACE(threads);
    Context context(threads);
    for (int repeat = 0; repeat < 3; ++repeat)
      expectIdentical(context.run(1), expected);
  }
}

TEST(Threads, ContextsRunAtOnce) {
  constexpr unsigned kCallers = 4, kRuns = 4;
  std::vector<Values> expected;
  for (unsigned seed = 0; seed < kCallers; ++seed)
    expected.push_back(Context(1).run(seed));
  std::vector<std::thread> callers;
  std::vector<std::vector<Values>> results(kCallers);
  for (unsigned caller = 0; caller < kCallers; ++caller)
    callers.emplace_back([&, caller] {
      Context context(1 + caller);
      for (unsigned i = 0; i < kRuns; ++i)
        results[caller].push_back(context.run(caller));
    });
  for (std::thread &caller : callers)
    caller.join();
  for (unsigned caller = 0; caller < kCallers; ++caller)
    for (const Values &result : results[caller])
      expectIdentical(result, expected[caller]);
}
