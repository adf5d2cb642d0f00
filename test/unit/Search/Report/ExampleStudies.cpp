//===- ExampleStudies.cpp - Studies that were never run -------------------===//

#include "ExampleStudies.h"

#include <cmath>
#include <limits>
#include <random>

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Random numbers and machines
//===----------------------------------------------------------------------===//

namespace {
/// Random numbers that are the same with every standard library.
class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}

  /// From 0 to 1.
  double uniform() { return (engine() >> 11) * 0x1p-53; }
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }
  unsigned below(unsigned limit) { return engine() % limit; }

private:
  std::mt19937_64 engine;
};
} // namespace

static constexpr const char *kHost = R"(name: example-cpu
source: made up for tests
device: cpu
cores: 2
vector: {bytes: 64, registers: 32}
peak: {f32: 112, bf16: 229}
caches:
  - {bytes: 32768, bandwidth: {one_core: 190}}
  - {bytes: 1048576, bandwidth: {one_core: 90}}
  - {bytes: 33554432, shared_by: 2, bandwidth: {one_core: 65, all_cores: 120}}
memory: {one_core: 27, all_cores: 48}
)";

static ReportMachine getHost() {
  return {cantFail(parseHardwareModel(kHost, "kHost")), /*threads=*/2,
          ComputeType::F32};
}

//===----------------------------------------------------------------------===//
// The space
//===----------------------------------------------------------------------===//

static constexpr unsigned kNumStages = 7;
static constexpr unsigned kStageKnobs = 7;
enum StageKnob {
  Block,
  Kernel,
  Expansion,
  Squeeze,
  Activation,
  Width,
  Repeats
};

static std::vector<Knob> makeKnobs() {
  std::vector<Knob> knobs{{"resolution", {"192", "224", "256"}},
                          {"space-to-depth", {"none", "stem", "stage 1"}}};
  for (unsigned stage = 1; stage <= kNumStages; ++stage) {
    std::string prefix = "stage" + std::to_string(stage) + ".";
    knobs.push_back({prefix + "block", {"mbconv", "fused"}});
    knobs.push_back({prefix + "kernel", {"3", "5"}});
    knobs.push_back({prefix + "expansion", {"3", "4", "6"}});
    knobs.push_back({prefix + "squeeze", {"0", "0.25", "1"}});
    knobs.push_back({prefix + "activation", {"relu", "silu"}});
    knobs.push_back({prefix + "width", {"0.75", "1", "1.25"}});
    knobs.push_back({prefix + "repeats", {"-1", "0", "+1"}});
  }
  return knobs;
}

static Architecture makeBase() {
  Architecture base{1, 0};
  for (unsigned stage = 0; stage < kNumStages; ++stage)
    base.insert(base.end(), {0, stage % 2, 2, 1, 1, 1, 1});
  return base;
}

//===----------------------------------------------------------------------===//
// What came of the trials
//===----------------------------------------------------------------------===//

namespace {
struct Costs {
  double macs = 3e7, bytes = 8e6, seconds = 4e-4, merit = 0.64;
  double parameters = 1.2e6;
};
} // namespace

static Costs estimate(const Architecture &architecture) {
  Costs costs;
  double size = std::pow((192.0 + 32 * architecture[0]) / 224, 2);
  for (unsigned stage = 0; stage < kNumStages; ++stage) {
    const unsigned *knobs = &architecture[2 + stage * kStageKnobs];
    bool isFused = knobs[Block];
    double width = 0.75 + 0.25 * knobs[Width];
    double expansion = knobs[Expansion] == 2 ? 6 : 3 + knobs[Expansion];
    double depth = 1 + stage % 3 + knobs[Repeats];
    double macs = 4.2e6 * depth * width * width * expansion * size *
                  (isFused ? 3.5 : 1) * (knobs[Kernel] ? 1.4 : 1);
    costs.macs += macs;
    costs.bytes += 5.5e6 * depth * width * expansion * (isFused ? 0.6 : 1);
    costs.parameters += 4e4 * (stage + 1) * depth * width * expansion;
    // Fused blocks compute at three times the rate.
    costs.seconds += macs / (isFused ? 8e10 : 3e10) +
                     (knobs[Activation] ? 9e-6 : 2e-6) * depth;
    costs.merit += 0.004 * std::log2(1 + depth * width * expansion) +
                   0.004 * knobs[Activation] + 0.002 * knobs[Squeeze] +
                   0.003 * isFused;
  }
  costs.merit += 0.012 * architecture[0];
  return costs;
}

static Measurement spread(double value, double share) {
  return {value, value * (1 - share), value * (1 + share)};
}

static void succeed(ReportTrial &trial, Random &random, double target) {
  Costs costs = estimate(trial.trial.architecture);
  double latency = costs.seconds * random.between(0.96, 1.04);
  double quality = costs.merit + random.between(-0.008, 0.008);
  Metrics &metrics = trial.trial.metrics;
  metrics.latency = spread(latency, random.between(0.004, 0.02));
  metrics.predictedLatency =
      Measurement::exact(latency * random.between(0.93, 1.08));
  metrics.quality = {quality, quality - 0.003, quality + 0.003};
  metrics.macs = static_cast<uint64_t>(costs.macs);
  metrics.parameters = static_cast<uint64_t>(costs.parameters);
  metrics.peakMemory = static_cast<uint64_t>(costs.parameters * 4 + 3.2e6);
  trial.trial.compileSeconds = random.between(0.8, 3.1);
  trial.reward = quality * std::pow(latency / target, -0.07);
  trial.flops = 2 * costs.macs;
  trial.bytes = costs.bytes;
}

static void fail(ReportTrial &trial, Random &random) {
  trial.trial.failure =
      random.below(3) ? "command exited with status 1 after 12.4 s: no space "
                        "left on the device\nTraceback of the command"
                      : "stage3.kernel = 5: the image has 4x4 pixels left";
}

ReportInput fovea::makeExampleStudy(unsigned numTrials) {
  Random random(17);
  ReportInput input;
  input.title = "Example study of seven-stage mobile networks";
  input.facts = {{"Space", "example (no real measurements)"},
                 {"Algorithm", "evolution, seed 17"},
                 {"Precision", "f32"},
                 {"Threads", "2"}};
  input.objective = "quality × (latency / 12 ms)^−0.07";
  input.targetLatency = 12e-3;
  input.qualityName = "top-1 accuracy";
  input.knobs = makeKnobs();
  input.base = makeBase();
  input.machines = {getHost()};
  for (unsigned number = 0; number < numTrials; ++number) {
    ReportTrial &trial = input.trials.emplace_back();
    trial.trial.number = number;
    trial.trial.seed = 17;
    trial.trial.host = kHost;
    trial.endSeconds = 3.4 * (number + random.uniform());
    for (const Knob &knob : input.knobs)
      trial.trial.architecture.push_back(random.below(knob.choices.size()));
    if (number % 50 == 0)
      fail(trial, random);
    else
      succeed(trial, random, *input.targetLatency);
  }
  return input;
}

//===----------------------------------------------------------------------===//
// Odd studies
//===----------------------------------------------------------------------===//

static ReportInput makeFull() { return makeExampleStudy(300); }

static ReportInput makeEmpty() {
  ReportInput input = makeExampleStudy(0);
  input.machines.clear();
  return input;
}

static ReportInput makeOne() {
  ReportInput input = makeExampleStudy(2);
  input.trials.erase(input.trials.begin());
  return input;
}

static ReportInput makeFailed() {
  ReportInput input = makeExampleStudy(4);
  for (ReportTrial &trial : input.trials) {
    trial.trial.failure = "compilation: no kernel for op 'fovea.conv'";
    trial.trial.metrics = {};
    trial.reward.reset();
  }
  return input;
}

/// Latencies alone.
static ReportInput makePlain() {
  ReportInput input = makeExampleStudy(40);
  input.objective.clear();
  input.targetLatency.reset();
  input.machines.clear();
  input.base.clear();
  for (ReportTrial &trial : input.trials) {
    trial.trial.metrics.quality.reset();
    trial.trial.metrics.predictedLatency.reset();
    trial.reward.reset();
    trial.flops.reset();
  }
  return input;
}

static ReportInput makeHuge() {
  ReportInput input = makeExampleStudy(12);
  double scale = 1;
  for (ReportTrial &trial : input.trials) {
    Metrics &metrics = trial.trial.metrics;
    if (trial.trial.hasFailed())
      continue;
    scale *= 1e25;
    metrics.latency = Measurement::exact(scale);
    metrics.quality = Measurement::exact(scale * 1e20);
    metrics.macs = std::numeric_limits<uint64_t>::max();
    trial.reward = -scale;
    trial.flops = scale * 1e10;
  }
  // What is no number counts as missing.
  input.trials.back().trial.metrics.latency->value =
      std::numeric_limits<double>::infinity();
  input.trials.back().reward = std::numeric_limits<double>::quiet_NaN();
  return input;
}

/// Names that HTML or JSON would misread, two machines, stages of its own.
static ReportInput makeHostile() {
  ReportInput input = makeExampleStudy(30);
  input.title = "</script><b>\"quoted\" & 'single' <!-- µ 模型 \xff";
  input.qualityName = "<i>score</i>";
  input.facts.push_back({"</dl>", "<script>alert(1)</script>\xc3"});
  input.knobs[3].name = "stage1.<kernel>";
  input.knobs[3].choices = {"\"3\"", "</table>"};
  for (ReportTrial &trial : input.trials) {
    if (trial.trial.hasFailed())
      trial.trial.failure = "<img src=x onerror=alert(1)>\n\xfe";
    if (trial.trial.number % 2)
      trial.trial.host = "second <host>";
    trial.stages = {{"stem", {{"kernel", "3"}, {"output", "112×112×32"}}},
                    {"<head>", {{"output", "7×7×1280"}, {"layers", "1"}}}};
  }
  input.baseStages = {{"stem", {{"kernel", "5"}, {"output", "112×112×32"}}}};
  input.machines.push_back(
      {*findHardwareDescription("v100"), /*threads=*/1, ComputeType::F16});
  return input;
}

ArrayRef<ExampleStudy> fovea::getExampleStudies() {
  static constexpr ExampleStudy studies[] = {
      {"full", makeFull},      {"empty", makeEmpty}, {"one", makeOne},
      {"failed", makeFailed},  {"plain", makePlain}, {"huge", makeHuge},
      {"hostile", makeHostile}};
  return studies;
}
