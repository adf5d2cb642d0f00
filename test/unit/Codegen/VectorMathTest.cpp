//===- VectorMathTest.cpp - The errors of vector math ---------------------===//
//
// Compares compiled functions of f32 with the ones of libm in f64, over a part
// of all inputs that holds every exponent, and (Exhaustive) over all of them.
//
//===----------------------------------------------------------------------===//

#include "CompiledFunction.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "gtest/gtest.h"

#include <cfloat>
#include <cmath>
#include <random>

using namespace llvm;
using namespace fovea;

static constexpr size_t kBlockSize = CompiledFunction::kBlockSize;
using Block = std::array<float, kBlockSize>;

namespace {
struct UnaryFunction {
  const char *mnemonic;
  double (*reference)(double);
  /// The largest error in units of the last place, with and without fused
  /// multiply-adds.
  double bound, boundWithoutFMA;
};

/// How GoogleTest shows a parameter.
void PrintTo(const UnaryFunction &function, std::ostream *os) {
  *os << function.mnemonic;
}

/// Where the error is largest.
struct Worst {
  double error = 0;
  float x = 0, y = 0, result = 0;
  double expected = 0;
};
} // namespace

static const UnaryFunction kFunctions[] = {
    {"exp", std::exp, 1.05, 1.25},
    {"exp2", std::exp2, 0.9, 1.25},
    {"expm1", std::expm1, 1.25, 1.5},
    {"log", std::log, 0.95, 1.25},
    {"log2", std::log2, 1.1, 1.75},
    {"log1p", std::log1p, 1.05, 1.25},
    {"tanh", std::tanh, 2.45, 2.75},
    {"erf", std::erf, 2.25, 2.5},
    {"sin", std::sin, 1.6, 1.75},
    {"cos", std::cos, 1.6, 1.75},
    {"rsqrt", [](double x) { return 1 / std::sqrt(x); }, 1.5, 1.5},
    {"sqrt", std::sqrt, 0.5, 0.5},
    // Constant below -87.
    {"logistic",
     [](double x) { return 1 / (1 + std::exp(-std::max(x, -87.0))); }, 2.5,
     2.5},
};

/// The distance of `result` from `expected` in units of the last place that an
/// f32 next to `expected` has. A result of infinity counts as 2^128, where
/// numbers that are rounded to it begin.
static double getError(float result, double expected) {
  if (std::isnan(expected) || std::isnan(result))
    return std::isnan(expected) == std::isnan(result) ? 0 : INFINITY;
  if (std::signbit(result) != std::signbit(expected))
    return INFINITY;
  if (std::isinf(expected))
    return std::isinf(result) ? 0 : INFINITY;
  double size = std::min(std::abs(expected), 0x1p128);
  double given = std::min<double>(std::abs(result), 0x1p128);
  int exponent = size == 0 ? -126 : std::clamp(std::ilogb(size), -126, 127);
  return std::abs(given - size) / std::ldexp(1, exponent - 23);
}

/// Walk the inputs whose bits are multiples of `stride`.
static Worst walk(const CompiledFunction &function, double (*reference)(double),
                  uint64_t stride) {
  Worst worst;
  Block xs, results;
  for (uint64_t bits = 0; bits <= UINT32_MAX;) {
    for (float &x : xs) {
      x = bit_cast<float>(uint32_t(bits));
      bits += stride;
    }
    function.run(xs.data(), xs.data(), results.data());
    for (auto [x, result] : zip_equal(xs, results)) {
      double expected = reference(x);
      // Most results are the nearest f32: no error beyond one half.
      if (worst.error >= 0.5 &&
          bit_cast<uint32_t>(result) == bit_cast<uint32_t>(float(expected)))
        continue;
      double error = getError(result, expected);
      if (error > worst.error)
        worst = {error, x, 0, result, expected};
    }
  }
  return worst;
}

static void expectError(const Worst &worst, double bound) {
  EXPECT_LE(worst.error, bound)
      << std::hexfloat << "at x = " << worst.x << ", y = " << worst.y
      << ", where " << worst.expected << " is expected, and the result is "
      << worst.result;
  ::testing::Test::RecordProperty("ulp", std::to_string(worst.error));
  printf("largest error: %.3f ulp, at %a\n", worst.error, worst.x);
}

class VectorMath : public ::testing::TestWithParam<UnaryFunction> {
protected:
  void check(StringRef type, StringRef cpu, double bound, uint64_t stride) {
    CompiledFunction function(GetParam().mnemonic, 1, type, cpu);
    expectError(walk(function, GetParam().reference, stride), bound);
  }
};

// A prime, so that all patterns of low bits occur; 4114 numbers for each of the
// 512 exponents and signs.
static constexpr uint64_t kStride = 2039;

TEST_P(VectorMath, OfVectors) {
  check("vector<16xf32>", "native", GetParam().bound, kStride);
}

TEST_P(VectorMath, OfScalars) {
  check("f32", "native", GetParam().bound, kStride);
}

#ifdef __x86_64__
TEST_P(VectorMath, WithoutFMA) {
  check("f32", "x86-64-v2", GetParam().boundWithoutFMA, kStride);
}
#endif

TEST_P(VectorMath, Exhaustive) {
  check("vector<16xf32>", "native", GetParam().bound, 1);
}

static constexpr float kInfinity = INFINITY;
static const float kSpecialValues[] = {
    0,         1,         2,          3,       0.5f,       2.5f,      kInfinity,
    0x1p-149f, 0x1p-127f, FLT_MIN,    FLT_MAX, 0x1p23f,    0x1.8p24f, 100,
    NAN,       0x1p-75f,  0x1.fep-1f, 0x1p64f, 16777215.0f};

/// The special values of both signs, and a NaN whose payload would become an
/// exponent if it were moved.
static std::vector<float> getSpecialValues() {
  std::vector<float> values = {bit_cast<float>(0x7FC12345u)};
  for (float value : kSpecialValues) {
    values.push_back(value);
    values.push_back(-value);
  }
  return values;
}

TEST_P(VectorMath, SpecialValues) {
  CompiledFunction function(GetParam().mnemonic, 1, "f32", "native");
  Block xs = {}, results;
  copy(getSpecialValues(), xs.begin());
  function.run(xs.data(), xs.data(), results.data());
  for (auto [x, result] : zip_equal(xs, results))
    EXPECT_LE(getError(result, GetParam().reference(x)), GetParam().bound)
        << "at x = " << x << " the result is " << result;
}

INSTANTIATE_TEST_SUITE_P(Of, VectorMath, ::testing::ValuesIn(kFunctions),
                         [](const auto &info) {
                           return std::string(info.param.mnemonic);
                         });

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

namespace {
struct Activation {
  const char *name;
  double (*reference)(double);
};

void PrintTo(const Activation &activation, std::ostream *os) {
  *os << activation.name;
}

class Activations : public ::testing::TestWithParam<Activation> {
protected:
  void check(StringRef type, StringRef cpu, uint64_t stride);
};
} // namespace

/// The absolute error is below 1e-6 of the larger of 1 and the argument.
void Activations::check(StringRef type, StringRef cpu, uint64_t stride) {
  CompiledFunction function(GetParam().name, 1, type, cpu);
  double worst = 0;
  float where = 0;
  Block xs, results;
  for (uint64_t bits = 0; bits <= UINT32_MAX;) {
    for (float &x : xs) {
      x = bit_cast<float>(uint32_t(bits));
      bits += stride;
    }
    function.run(xs.data(), xs.data(), results.data());
    for (auto [x, result] : zip_equal(xs, results)) {
      double expected = GetParam().reference(x);
      if (std::isnan(expected) && std::isnan(result))
        continue;
      double error = double(result) == expected
                         ? 0
                         : std::abs(result - expected) /
                               std::max(1.0, std::abs(double(x)));
      if (!(error <= worst)) {
        worst = error;
        where = x;
      }
    }
  }
  EXPECT_LE(worst, 1e-6) << "at x = " << where;
  printf("largest error: %.3g, at %g\n", worst, where);
}

TEST_P(Activations, OfVectors) { check("vector<16xf32>", "native", kStride); }
TEST_P(Activations, OfScalars) { check("f32", "native", kStride); }
#ifdef __x86_64__
TEST_P(Activations, WithoutFMA) { check("f32", "x86-64-v2", kStride); }
#endif
TEST_P(Activations, Exhaustive) { check("vector<16xf32>", "native", 1); }

static const Activation kActivations[] = {
    {"silu", [](double x) { return x / (1 + std::exp(-x)); }},
    {"gelu", [](double x) { return x / 2 * std::erfc(-x / std::sqrt(2.0)); }},
};

INSTANTIATE_TEST_SUITE_P(Of, Activations, ::testing::ValuesIn(kActivations),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });

//===----------------------------------------------------------------------===//
// powf
//===----------------------------------------------------------------------===//

static constexpr double kPowerBound = 0.51;

/// Fill one block of both operands.
using FillPairs = function_ref<void(Block &xs, Block &ys)>;

static Worst walkPairs(const CompiledFunction &power, size_t numBlocks,
                       FillPairs fill) {
  Worst worst;
  Block xs = {}, ys = {}, results;
  for (size_t block = 0; block < numBlocks; ++block) {
    fill(xs, ys);
    power.run(xs.data(), ys.data(), results.data());
    for (auto [x, y, result] : zip_equal(xs, ys, results)) {
      double expected = std::pow(double(x), double(y));
      double error = getError(result, expected);
      if (error > worst.error)
        worst = {error, x, y, result, expected};
    }
  }
  return worst;
}

static void checkPower(StringRef type, StringRef cpu, size_t numBlocks) {
  CompiledFunction power("powf", 2, type, cpu);
  std::mt19937_64 generator;
  std::uniform_real_distribution<double> exponent(-150, 130);
  // Any bases, and such exponents that all results are about equally likely.
  expectError(walkPairs(power, numBlocks,
                        [&](Block &xs, Block &ys) {
                          for (auto [x, y] : zip_equal(xs, ys)) {
                            x = bit_cast<float>(uint32_t(generator()));
                            y = exponent(generator) / std::log2(std::abs(x));
                          }
                        }),
              kPowerBound);
  // Bases next to 1, where exponents are large.
  expectError(walkPairs(power, numBlocks,
                        [&](Block &xs, Block &ys) {
                          for (auto [x, y] : zip_equal(xs, ys)) {
                            x = 1 + std::ldexp(exponent(generator), -14);
                            y = exponent(generator) / std::log2(std::abs(x));
                          }
                        }),
              kPowerBound);
}

TEST(VectorMathPower, OfVectors) {
  checkPower("vector<16xf32>", "native", 200);
}

TEST(VectorMathPower, OfScalars) { checkPower("f32", "native", 200); }

#ifdef __x86_64__
TEST(VectorMathPower, WithoutFMA) { checkPower("f32", "x86-64-v2", 200); }
#endif

TEST(VectorMathPower, Exhaustive) {
  checkPower("vector<16xf32>", "native", 100000);
}

TEST(VectorMathPower, SpecialValues) {
  CompiledFunction power("powf", 2, "f32", "native");
  std::vector<float> values = getSpecialValues();
  ASSERT_LE(values.size() * values.size(), kBlockSize);
  Worst worst = walkPairs(power, 1, [&](Block &xs, Block &ys) {
    for (size_t i = 0; i < values.size() * values.size(); ++i) {
      xs[i] = values[i / values.size()];
      ys[i] = values[i % values.size()];
    }
  });
  expectError(worst, kPowerBound);
}

//===----------------------------------------------------------------------===//
// Narrow floats
//===----------------------------------------------------------------------===//

TEST(VectorMathNarrow, AllHalfs) {
  CompiledFunction function("exp", 1, "vector<16xf16>", "native");
  std::array<_Float16, kBlockSize> xs, results;
  for (unsigned bits = 0; bits <= UINT16_MAX;) {
    for (_Float16 &x : xs)
      x = bit_cast<_Float16>(uint16_t(bits++));
    function.run(xs.data(), xs.data(), results.data());
    for (auto [x, result] : zip_equal(xs, results)) {
      auto expected = _Float16(std::exp(double(x)));
      ASSERT_EQ(std::isnan(float(result)), std::isnan(float(expected)));
      // Only near ties does the error of f32 lead to the other neighbour.
      int distance = bit_cast<uint16_t>(result) - bit_cast<uint16_t>(expected);
      ASSERT_LE(std::abs(distance), 1) << "at x = " << float(x);
    }
  }
}
