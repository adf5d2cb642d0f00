//===- CoreTest.cpp - Contexts and runs -----------------------------------===//
//
// Built twice: as it is, and with the core under ThreadSanitizer.
//
//===----------------------------------------------------------------------===//

#include "FakeModel.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

// A request for too much memory is to fail here as it does elsewhere.
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1";
}
extern "C" const char *__tsan_default_options() {
  return "allocator_may_return_null=1";
}

static constexpr int numElements = 3 * 8 * 8;

namespace {
/// Inputs and outputs of the fake model, with what it should compute.
struct FakeRun {
  explicit FakeRun(int seed = 1) {
    const float w[] = {0.5f, 1.0f, 2.0f, -1.0f};
    for (int i = 0; i < numElements; ++i) {
      x[i] = static_cast<float>((i * 37 + seed * 11) % 23) - 11.0f;
      expected[i % 10] += (w[i % 4] * x[i]) * (w[i % 4] * x[i]);
    }
    y = {seed, seed + 1};
    for (float &score : expected)
      score += static_cast<float>(seed);
    scores.fill(-1);
  }

  fovea_status run(fovea_context *context) {
    return fovea_run(context, inputs, 2, outputs, 2);
  }

  void check() const {
    EXPECT_EQ(scores, expected);
    EXPECT_EQ(count, numElements * y[1]);
  }

  std::array<float, numElements> x;
  std::array<int64_t, 2> y;
  std::array<float, 10> scores, expected = {};
  int64_t count = -1;
  fovea_buffer inputs[2] = {{x.data(), sizeof(x)}, {y.data(), sizeof(y)}};
  fovea_buffer outputs[2] = {{scores.data(), sizeof(scores)},
                             {&count, sizeof(count)}};
};

/// Destroys a context at the end of a scope.
struct Context {
  ~Context() { fovea_context_destroy(context); }
  fovea_status create(const fovea_model &model, uint64_t threads = 0,
                      uint64_t flags = 0) {
    fovea_options options = FOVEA_OPTIONS_INIT;
    options.threads = threads;
    options.flags = flags;
    return fovea_context_create(&model, &options, &context);
  }
  operator fovea_context *() const { return context; }
  fovea_context *context = nullptr;
};
} // namespace

/// Checks that creation fails, and why.
static void expectNoContext(const fovea_model *model,
                            const fovea_options *options, fovea_status status,
                            const char *message) {
  fovea_context *context = reinterpret_cast<fovea_context *>(1);
  EXPECT_EQ(fovea_context_create(model, options, &context), status);
  EXPECT_EQ(context, nullptr);
  EXPECT_STREQ(fovea_context_error(nullptr), message);
}

//===----------------------------------------------------------------------===//
// Description
//===----------------------------------------------------------------------===//

TEST(Model, Describes) {
  const fovea_model *model = fake_model();
  EXPECT_EQ(fovea_abi_version(), uint64_t(FOVEA_ABI_VERSION));
  EXPECT_STREQ(fovea_model_name(model), "fake");
  EXPECT_STREQ(fovea_model_json(model), "{\"producer\": \"hand\"}");
  ASSERT_EQ(fovea_model_num_inputs(model), 2u);
  ASSERT_EQ(fovea_model_num_outputs(model), 2u);
  EXPECT_STREQ(fovea_model_input(model, 1)->name, "y");
  EXPECT_EQ(fovea_model_output(model, 1)->rank, 0u);
  EXPECT_EQ(fovea_model_input(model, 2), nullptr);
  EXPECT_EQ(fovea_model_output(model, ~uint64_t(0)), nullptr);
  EXPECT_EQ(fovea_model_arena_size(model), 768u);
}

TEST(Model, ToleratesNull) {
  EXPECT_STREQ(fovea_model_name(nullptr), "");
  EXPECT_STREQ(fovea_model_json(nullptr), "{}");
  EXPECT_EQ(fovea_model_num_inputs(nullptr), 0u);
  EXPECT_EQ(fovea_model_input(nullptr, 0), nullptr);
  EXPECT_EQ(fovea_context_threads(nullptr), 0u);
  EXPECT_EQ(fovea_profile_num_kernels(nullptr), 0u);
  fovea_context_destroy(nullptr);
  fovea_profile_reset(nullptr);
}

TEST(Model, NamesTypesAndStatuses) {
  EXPECT_STREQ(fovea_dtype_name(FOVEA_BF16), "bf16");
  EXPECT_EQ(fovea_dtype_size(FOVEA_BF16), 2u);
  EXPECT_EQ(fovea_dtype_size(FOVEA_U64), 8u);
  EXPECT_STREQ(fovea_dtype_name(99), "unknown");
  EXPECT_EQ(fovea_dtype_size(99), 0u);
  EXPECT_STREQ(fovea_status_string(FOVEA_OK), "ok");
  EXPECT_STREQ(fovea_status_string(static_cast<fovea_status>(15)),
               "unknown status");
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

TEST(Run, GivesTheSameForEveryTeam) {
  // The larger teams have more threads than there are CPUs.
  for (uint64_t threads : {1, 2, 3, 7, 16, 33}) {
    Context context;
    ASSERT_EQ(context.create(*fake_model(), threads), FOVEA_OK);
    EXPECT_EQ(fovea_context_threads(context), threads);
    for (int seed = 0; seed < 20; ++seed) {
      FakeRun run(seed);
      ASSERT_EQ(run.run(context), FOVEA_OK);
      run.check();
    }
  }
}

TEST(Run, TakesTheModelsThreads) {
  Context context;
  ASSERT_EQ(fovea_context_create(fake_model(), nullptr, &context.context),
            FOVEA_OK);
  EXPECT_EQ(fovea_context_threads(context), 2u);
  EXPECT_STREQ(fovea_context_error(context), "");
}

TEST(Run, IsStableOverManyRuns) {
  Context context;
  ASSERT_EQ(context.create(*fake_model(), 4), FOVEA_OK);
  FakeRun run;
  for (int i = 0; i < 1000; ++i) {
    run.scores.fill(0);
    ASSERT_EQ(run.run(context), FOVEA_OK);
    ASSERT_EQ(run.scores, run.expected);
  }
}

TEST(Run, SleepsBetweenRuns) {
  Context context;
  ASSERT_EQ(context.create(*fake_model(), 3), FOVEA_OK);
  for (int i = 0; i < 3; ++i) {
    usleep(5000); // far beyond the spin of the workers
    FakeRun run(i);
    ASSERT_EQ(run.run(context), FOVEA_OK);
    run.check();
  }
}

TEST(Run, ServesContextsOfManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] {
      Context context;
      ASSERT_EQ(context.create(*fake_model(), 2), FOVEA_OK);
      for (int j = 0; j < 100; ++j) {
        FakeRun run(i * 100 + j);
        ASSERT_EQ(run.run(context), FOVEA_OK);
        run.check();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

static std::atomic<bool> entered, released;

static void waitForRelease(const fovea_invocation *) {
  entered = true;
  while (!released)
    usleep(100);
}

TEST(Run, RefusesTwoCallsAtOnce) {
  fovea_model model = *fake_model();
  model.run = waitForRelease;
  Context context;
  ASSERT_EQ(context.create(model, 1), FOVEA_OK);
  FakeRun first, second;
  std::thread other([&] { EXPECT_EQ(first.run(context), FOVEA_OK); });
  while (!entered)
    usleep(100);
  EXPECT_EQ(second.run(context), FOVEA_ERROR_BUSY);
  EXPECT_STREQ(fovea_context_error(nullptr),
               "context of model 'fake' is already running in another thread; "
               "expected one context per thread");
  released = true;
  other.join();
  EXPECT_EQ(second.run(context), FOVEA_OK);
}

static void copyArena(const fovea_invocation *invocation) {
  if (invocation->thread == 0)
    memcpy(invocation->outputs[0], invocation->arena, 20);
}

TEST(Run, PoisonsArenaAndOutputs) {
  fovea_model model = *fake_model();
  model.run = copyArena;
  Context context;
  ASSERT_EQ(context.create(model, 2, FOVEA_FLAG_POISON), FOVEA_OK);
  FakeRun run;
  ASSERT_EQ(run.run(context), FOVEA_OK);
  uint8_t bytes[sizeof(run.scores)];
  memcpy(bytes, run.scores.data(), sizeof(bytes));
  for (uint8_t byte : bytes) // the arena's, then what was not written
    EXPECT_EQ(byte, 0xFF);
  EXPECT_EQ(run.count, -1);
}

static void checkInvocation(const fovea_invocation *invocation) {
  auto *counts = static_cast<std::atomic<int64_t> *>(invocation->outputs[1]);
  bool good = reinterpret_cast<uintptr_t>(invocation->arena) % 64 == 0 &&
              reinterpret_cast<uintptr_t>(invocation->weights) % 64 == 0 &&
              invocation->num_threads == 5 && invocation->thread < 5 &&
              !invocation->mark && invocation->barrier;
  *counts += good ? int64_t(1) << (8 * invocation->thread) : -1;
}

TEST(Run, InvokesEachThreadOnce) {
  fovea_model model = *fake_model();
  model.run = checkInvocation;
  model.arena_size = 5 << 20; // large enough for huge pages
  Context context;
  ASSERT_EQ(context.create(model, 5), FOVEA_OK);
  FakeRun run;
  run.count = 0;
  ASSERT_EQ(run.run(context), FOVEA_OK);
  EXPECT_EQ(run.count, 0x0101010101);
}

// ThreadSanitizer does not support threads after fork.
#if !__has_feature(thread_sanitizer)
TEST(Run, FailsInAForkedChild) {
  Context context;
  ASSERT_EQ(context.create(*fake_model(), 2), FOVEA_OK);
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    FakeRun run;
    bool good =
        run.run(context) == FOVEA_ERROR_THREADS &&
        !strcmp(fovea_context_error(context),
                "context was made before fork(); expected one made in this "
                "process");
    fovea_context_destroy(context); // must not wait for threads either
    Context own;
    good = good && own.create(*fake_model(), 2) == FOVEA_OK &&
           run.run(own) == FOVEA_OK && run.scores == run.expected;
    _exit(good ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}
#endif

//===----------------------------------------------------------------------===//
// Bad arguments
//===----------------------------------------------------------------------===//

TEST(Create, RefusesBadModels) {
  EXPECT_EQ(fovea_context_create(fake_model(), nullptr, nullptr),
            FOVEA_ERROR_INVALID_ARGUMENT);
  expectNoContext(nullptr, nullptr, FOVEA_ERROR_INVALID_ARGUMENT,
                  "expected a model, got null");
  fovea_model model = *fake_model();
  model.abi_version = 9;
  expectNoContext(&model, nullptr, FOVEA_ERROR_VERSION,
                  "model has ABI version 9, this runtime has version 1");
  model = *fake_model();
  model.struct_size = 128;
  expectNoContext(&model, nullptr, FOVEA_ERROR_VERSION,
                  "model description: expected at least 136 bytes, got 128");
  model = *fake_model();
  model.run = nullptr;
  expectNoContext(&model, nullptr, FOVEA_ERROR_INVALID_ARGUMENT,
                  "model 'fake' has a null function or table");
  model = *fake_model();
  model.arena_size = uint64_t(1) << 62;
  expectNoContext(&model, nullptr, FOVEA_ERROR_NO_MEMORY,
                  "arena of 4611686018427387904 bytes not allocated");
  model.arena_size = ~uint64_t(0);
  expectNoContext(&model, nullptr, FOVEA_ERROR_NO_MEMORY,
                  "arena of 18446744073709551615 bytes not allocated");
}

TEST(Create, RefusesBadOptions) {
  fovea_options options = FOVEA_OPTIONS_INIT;
  options.threads = 5000;
  expectNoContext(fake_model(), &options, FOVEA_ERROR_INVALID_ARGUMENT,
                  "expected 1 to 1024 threads, got 5000");
  options = FOVEA_OPTIONS_INIT;
  options.flags = 0x84;
  expectNoContext(fake_model(), &options, FOVEA_ERROR_INVALID_ARGUMENT,
                  "options: unknown flags 0x84");
  options = FOVEA_OPTIONS_INIT;
  options.struct_size = 0;
  expectNoContext(fake_model(), &options, FOVEA_ERROR_INVALID_ARGUMENT,
                  "options: expected struct_size of 32 (see "
                  "FOVEA_OPTIONS_INIT), got 0");
}

TEST(Create, ReadsOlderOptions) {
  // A caller that knows only `threads`: what follows must not be read.
  fovea_options options = FOVEA_OPTIONS_INIT;
  options.struct_size = 16;
  options.threads = 3;
  options.flags = ~uint64_t(0);
  Context context;
  ASSERT_EQ(fovea_context_create(fake_model(), &options, &context.context),
            FOVEA_OK);
  EXPECT_EQ(fovea_context_threads(context), 3u);
}

TEST(Create, ChecksTheProcessor) {
  fovea_model model = *fake_model();
  Context known;
  model.cpu_features = "+sse3,no-such-feature";
  EXPECT_EQ(known.create(model), FOVEA_OK);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("amx-tile"))
    GTEST_SKIP() << "this processor has all features";
  model.cpu_features = "sse3,amx-tile,amx-int8";
  expectNoContext(&model, nullptr, FOVEA_ERROR_CPU,
                  "model was compiled for a processor with amx-tile, amx-int8, "
                  "which this one lacks; compile it with another --cpu");
  model.struct_size = FOVEA_MODEL_MIN_STRUCT_SIZE; // an older model
  Context older;
  EXPECT_EQ(older.create(model), FOVEA_OK);
#endif
}

namespace {
/// Runs the fake model with one thing wrong.
class BadBuffers : public testing::Test {
protected:
  void SetUp() override { ASSERT_EQ(context.create(*fake_model()), FOVEA_OK); }

  void expectFailure(fovea_status status, const char *message) {
    EXPECT_EQ(run.run(context), status);
    EXPECT_STREQ(fovea_context_error(context), message);
    EXPECT_EQ(run.count, -1) << "nothing may be computed";
    FakeRun good;
    EXPECT_EQ(good.run(context), FOVEA_OK);
    good.check();
    EXPECT_STREQ(fovea_context_error(context), "");
  }

  Context context;
  FakeRun run;
};
} // namespace

TEST_F(BadBuffers, Counts) {
  EXPECT_EQ(fovea_run(nullptr, run.inputs, 2, run.outputs, 2),
            FOVEA_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(fovea_run(context, run.inputs, 1, run.outputs, 2),
            FOVEA_ERROR_INVALID_ARGUMENT);
  EXPECT_STREQ(fovea_context_error(context), "expected 2 inputs, got 1");
  EXPECT_EQ(fovea_run(context, run.inputs, 2, run.outputs, 3),
            FOVEA_ERROR_INVALID_ARGUMENT);
  EXPECT_STREQ(fovea_context_error(context), "expected 2 outputs, got 3");
  EXPECT_EQ(fovea_run(context, nullptr, 2, run.outputs, 2),
            FOVEA_ERROR_INVALID_ARGUMENT);
  EXPECT_STREQ(fovea_context_error(context),
               "expected an array of inputs, got null");
}

TEST_F(BadBuffers, Size) {
  run.inputs[0].size_bytes = 100;
  expectFailure(FOVEA_ERROR_SHAPE,
                "input 'x': expected 768 bytes (f32 1x3x8x8), got 100");
}

TEST_F(BadBuffers, OutputSize) {
  run.outputs[1].size_bytes = 4;
  expectFailure(FOVEA_ERROR_SHAPE,
                "output 'out/count': expected 8 bytes (i64 scalar), got 4");
}

TEST_F(BadBuffers, Null) {
  run.inputs[1].data = nullptr;
  expectFailure(FOVEA_ERROR_INVALID_ARGUMENT,
                "input 'y': expected a buffer (i64 2), got null");
}

TEST_F(BadBuffers, Alignment) {
  run.inputs[0].data = reinterpret_cast<char *>(run.x.data()) + 1;
  EXPECT_EQ(run.run(context), FOVEA_ERROR_SHAPE);
  EXPECT_NE(strstr(fovea_context_error(context),
                   "input 'x': expected alignment to 4 bytes (f32 1x3x8x8)"),
            nullptr);
}

TEST_F(BadBuffers, OverlapWithInput) {
  run.outputs[0].data = run.x.data() + 1;
  expectFailure(FOVEA_ERROR_INVALID_ARGUMENT,
                "output 'scores' overlaps input 'x'");
}

TEST_F(BadBuffers, OverlapOfOutputs) {
  run.outputs[1].data = run.scores.data();
  if (reinterpret_cast<uintptr_t>(run.scores.data()) % 8)
    run.outputs[1].data = run.scores.data() + 1;
  expectFailure(FOVEA_ERROR_INVALID_ARGUMENT,
                "output 'out/count' overlaps output 'scores'");
}

//===----------------------------------------------------------------------===//
// Profile
//===----------------------------------------------------------------------===//

TEST(Profile, CountsKernels) {
  Context context;
  ASSERT_EQ(context.create(*fake_model(), 2, FOVEA_FLAG_PROFILE), FOVEA_OK);
  FakeRun run;
  for (int i = 0; i < 2000; ++i) // enough to grow the list of events
    ASSERT_EQ(run.run(context), FOVEA_OK);
  run.check();

  ASSERT_EQ(fovea_profile_num_kernels(context), 2u);
  const fovea_event *events = nullptr;
  uint64_t count = fovea_profile_events(context, &events);
  ASSERT_EQ(count, 4000u);
  uint64_t total[2] = {}, last = 0;
  for (uint64_t i = 0; i < count; ++i) {
    ASSERT_EQ(events[i].kernel, i % 2);
    ASSERT_LE(last, events[i].start_ns);
    ASSERT_LE(events[i].start_ns, events[i].end_ns);
    last = events[i].end_ns;
    total[i % 2] += events[i].end_ns - events[i].start_ns;
  }
  fovea_kernel_profile kernel;
  for (uint64_t i = 0; i < 2; ++i) {
    ASSERT_EQ(fovea_profile_kernel(context, i, &kernel), FOVEA_OK);
    EXPECT_EQ(kernel.calls, 2000u);
    EXPECT_EQ(kernel.total_ns, total[i]);
  }
  EXPECT_STREQ(kernel.name, "reduce.1");
  EXPECT_STREQ(kernel.op, "reduce");
  EXPECT_EQ(kernel.flops, 192u);
  EXPECT_EQ(fovea_profile_kernel(context, 2, &kernel),
            FOVEA_ERROR_INVALID_ARGUMENT);

  fovea_profile_reset(context);
  EXPECT_EQ(fovea_profile_events(context, &events), 0u);
  ASSERT_EQ(fovea_profile_kernel(context, 0, &kernel), FOVEA_OK);
  EXPECT_EQ(kernel.calls, 0u);
}

TEST(Profile, KnowsTheLeastTimes) {
  EXPECT_STREQ(fovea_model_machine(fake_model()), "abacus");
  auto expectTimes = [](uint64_t threads, double squares, double sums) {
    Context context;
    ASSERT_EQ(context.create(*fake_model(), threads), FOVEA_OK);
    EXPECT_DOUBLE_EQ(fovea_profile_roofline_ns(context, 0), squares);
    EXPECT_DOUBLE_EQ(fovea_profile_roofline_ns(context, 1), sums);
  };
  // 1536 bytes from memory; 192 operations.
  expectTimes(1, 1536, 1920);
  // The same from two caches; more threads than cores add nothing.
  expectTimes(2, 192, 960);
  expectTimes(3, 192, 960);
}

TEST(Profile, HasNoRooflineWithoutAMachine) {
  fovea_model model = *fake_model();
  model.struct_size = FOVEA_MODEL_MIN_STRUCT_SIZE; // an older model
  EXPECT_STREQ(fovea_model_machine(&model), "");
  EXPECT_STREQ(fovea_model_machine(nullptr), "");
  Context context;
  ASSERT_EQ(context.create(model), FOVEA_OK);
  EXPECT_EQ(fovea_profile_roofline_ns(context, 0), 0);
  EXPECT_EQ(fovea_profile_roofline_ns(context, 7), 0);
  EXPECT_EQ(fovea_profile_roofline_ns(nullptr, 0), 0);
}

TEST(Profile, IsEmptyWithoutTheFlag) {
  Context context;
  ASSERT_EQ(context.create(*fake_model(), 2), FOVEA_OK);
  FakeRun run;
  ASSERT_EQ(run.run(context), FOVEA_OK);
  fovea_kernel_profile kernel;
  ASSERT_EQ(fovea_profile_kernel(context, 0, &kernel), FOVEA_OK);
  EXPECT_EQ(kernel.calls, 0u);
  EXPECT_EQ(fovea_profile_events(context, nullptr), 0u);
}
