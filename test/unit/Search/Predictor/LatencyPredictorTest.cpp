//===- LatencyPredictorTest.cpp - Latency before measuring it -------------===//

#include "fovea/Search/LatencyPredictor.h"

#include <gtest/gtest.h>
#include <random>

using namespace fovea;

namespace {
/// A machine on which the time of a kernel is a function of its size, and that
/// of a model is more than the sum.
class Machine {
public:
  /// Models of 20 layers with one of `numSizes` sizes each.
  explicit Machine(unsigned numSizes) : numSizes(numSizes) {}

  std::vector<KernelCall> drawModel() {
    std::vector<KernelCall> calls;
    for (unsigned layer = 0; layer < 20; ++layer) {
      unsigned size = 1 + random() % numSizes;
      double flops = 1e6 * (1 + layer) * size;
      calls.push_back({std::to_string(layer) + "/" + std::to_string(size),
                       "conv", flops, flops / 20, ComputeType::F32,
                       flops / 1e11});
    }
    return calls;
  }

  /// The smaller a kernel, the farther is it from its peak.
  static double getSeconds(const KernelCall &call) {
    return call.rooflineSeconds * (1.2 + 2e6 / call.flops);
  }
  double measureKernel(const KernelCall &call) {
    return getSeconds(call) * std::normal_distribution(1.0, 0.03)(random);
  }
  double measureModel(llvm::ArrayRef<KernelCall> calls) {
    double seconds = 0;
    for (const KernelCall &call : calls)
      seconds += 1.05 * getSeconds(call) + 0.3e-6;
    return seconds * std::normal_distribution(1.0, 0.01)(random);
  }

  /// Measure a model, kernel by kernel as well.
  void learn(KernelRecords &records, LatencyPredictor &predictor) {
    auto calls = drawModel();
    std::vector<double> seconds;
    for (const KernelCall &call : calls)
      seconds.push_back(measureKernel(call));
    records.add(calls, seconds);
    predictor.observe(calls, measureModel(calls));
  }

  PredictionAccuracy test(const LatencyPredictor &predictor) {
    std::vector<double> predicted, measured;
    for (unsigned i = 0; i < 100; ++i) {
      auto calls = drawModel();
      auto prediction = predictor.predict(calls);
      EXPECT_TRUE(prediction);
      if (!prediction)
        continue;
      EXPECT_LE(prediction->low, prediction->value);
      EXPECT_LE(prediction->value, prediction->high);
      predicted.push_back(prediction->value);
      measured.push_back(measureModel(calls));
    }
    return *computeAccuracy(predicted, measured);
  }

private:
  unsigned numSizes;
  std::mt19937_64 random{7};
};
} // namespace

TEST(LatencyPredictor, NothingBeforeItKnowsAnything) {
  Machine machine(4);
  KernelRecords records;
  LatencyPredictor predictor(records);
  EXPECT_FALSE(predictor.predict(machine.drawModel()));
  for (size_t i = 0; i < LatencyPredictor::kMinObserved; ++i)
    machine.learn(records, predictor);
  EXPECT_TRUE(predictor.predict(machine.drawModel()));
  KernelCall unknown;
  unknown.kind = "pool";
  EXPECT_FALSE(predictor.predict({unknown}));
}

TEST(LatencyPredictor, KernelsThatWereMeasured) {
  Machine machine(4);
  KernelRecords records;
  LatencyPredictor predictor(records);
  for (unsigned i = 0; i < 40; ++i)
    machine.learn(records, predictor);
  EXPECT_GT(predictor.getMeasuredShare(machine.drawModel()), 0.95);
  PredictionAccuracy accuracy = machine.test(predictor);
  EXPECT_EQ(accuracy.numModels, 100u);
  EXPECT_GE(accuracy.shareWithin10Percent, 0.99);
  EXPECT_GE(accuracy.kendallTau, 0.9);
  EXPECT_LE(accuracy.meanError, 0.03);
}

TEST(LatencyPredictor, KernelsThatWereNeverMeasured) {
  Machine machine(1000);
  KernelRecords records;
  LatencyPredictor predictor(records);
  for (unsigned i = 0; i < 20; ++i)
    machine.learn(records, predictor);
  EXPECT_LT(predictor.getMeasuredShare(machine.drawModel()), 0.2);
  PredictionAccuracy accuracy = machine.test(predictor);
  EXPECT_GE(accuracy.shareWithin10Percent, 0.9);
  EXPECT_GE(accuracy.kendallTau, 0.9);
}

TEST(LatencyPredictor, Accuracy) {
  auto accuracy = computeAccuracy({1.0, 2.2, 3.0}, {1.0, 2.0, 2.0});
  ASSERT_TRUE(accuracy);
  EXPECT_EQ(accuracy->numModels, 3u);
  EXPECT_NEAR(accuracy->meanError, 0.2, 1e-12);
  EXPECT_FALSE(computeAccuracy({1.0}, {1.0}));
}
