//===- AppTest.cpp - The program of a model -------------------------------===//
//
// Runs the fake model as foveac links it: as an executable, and as a shared
// library under fovea-run.
//
//===----------------------------------------------------------------------===//

#include "Files.h"
#include "ImageInput.h"
#include "Inputs.h"
#include "Options.h"
#include "Profile.h"
#include "Reports.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <png.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fovea::app;

namespace {
struct Outcome {
  int exitCode;
  std::string output; ///< stdout and stderr
};

class Program : public testing::Test {
protected:
  void SetUp() override {
    folder = (std::filesystem::temp_directory_path() /
              ("fovea-app-test-" + std::to_string(getpid())))
                 .string();
    std::filesystem::create_directory(folder);
    write("y.npy", {FOVEA_I64, {2}, bytesOf<int64_t>({3, 2})});
    Tensor x{FOVEA_F32, {1, 3, 8, 8}, Bytes(768)};
    for (int i = 0; i < 192; ++i) {
      float value = static_cast<float>(i % 13);
      memcpy(x.data.data() + 4 * i, &value, 4);
    }
    write("x.npy", x);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  template <typename T> static Bytes bytesOf(std::vector<T> values) {
    Bytes bytes(values.size() * sizeof(T));
    memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  }

  void write(const std::string &name, const Tensor &tensor) {
    writeRaw(name, formatNpy(tensor));
  }
  void writeRaw(const std::string &name, const Bytes &bytes) {
    std::string error;
    ASSERT_TRUE(writeFile(folder + "/" + name, bytes, error)) << error;
  }
  void writeText(const std::string &name, std::string_view text) {
    writeRaw(name, Bytes(text.begin(), text.end()));
  }

  /// Every pixel has the same color.
  void writePng(const std::string &name, int width, int height,
                std::array<uint8_t, 3> color) {
    std::vector<uint8_t> pixels;
    for (int i = 0; i < width * height; ++i)
      pixels.insert(pixels.end(), color.begin(), color.end());
    png_image image = {};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB;
    ASSERT_TRUE(png_image_write_to_file(&image, (folder + "/" + name).c_str(),
                                        0, pixels.data(), 0, nullptr));
  }

  Tensor read(const std::string &name) {
    std::string error;
    auto tensor = readTensor(folder + "/" + name, error);
    EXPECT_TRUE(tensor) << error;
    return tensor.value_or(Tensor());
  }

  /// Runs a command in the folder of the test.
  Outcome run(const std::string &command) {
    std::string line = "cd " + folder + " && " + command + " 2>&1";
    FILE *pipe = popen(line.c_str(), "r");
    Outcome outcome{-1, ""};
    char buffer[4096];
    while (size_t size = fread(buffer, 1, sizeof(buffer), pipe))
      outcome.output.append(buffer, size);
    int status = pclose(pipe);
    if (WIFEXITED(status))
      outcome.exitCode = WEXITSTATUS(status);
    return outcome;
  }
  Outcome fake(const std::string &arguments) {
    return run(FAKE_PROGRAM " " + arguments);
  }

  /// Runs the program on x.npy and y.npy.
  Outcome fakeXY(const std::string &arguments) {
    return fake("--input x=x.npy --input y=y.npy " + arguments);
  }

  void expectError(const Outcome &outcome, const std::string &message) {
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_EQ(outcome.output, FAKE_PROGRAM ": error: " + message + "\n");
  }

  std::string folder;
};
} // namespace

static void expectContains(const std::string &text, const std::string &part) {
  EXPECT_NE(text.find(part), std::string::npos)
      << "expected '" << part << "' in:\n"
      << text;
}

/// scores[c] for x[i] = i mod 13 and y[0] = 3.
static float expectedScore(int c) {
  const float w[] = {0.5f, 1.0f, 2.0f, -1.0f};
  float sum = 0;
  for (int i = c; i < 192; i += 10)
    sum += (w[i % 4] * static_cast<float>(i % 13)) *
           (w[i % 4] * static_cast<float>(i % 13));
  return sum + 3;
}

//===----------------------------------------------------------------------===//
// The whole program
//===----------------------------------------------------------------------===//

TEST_F(Program, WritesOutputs) {
  Outcome outcome = fakeXY("--output-dir out --threads 2 --poison");
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output;
  EXPECT_EQ(outcome.output, "");
  Tensor scores = read("out/scores.npy"), count = read("out/out_count.npy");
  ASSERT_EQ(scores.shape, (Shape{1, 10}));
  for (int c = 0; c < 10; ++c)
    EXPECT_EQ(elementAt(scores, c), expectedScore(c));
  EXPECT_EQ(count.shape, Shape());
  EXPECT_EQ(elementAt(count, 0), 192 * 2);
}

TEST_F(Program, RunsTheSameFromALibrary) {
  for (const char *arguments : {"--input x=x.npy --input y=y.npy --top 3",
                                "--describe", "--random-inputs 4"}) {
    Outcome linked = fake(arguments);
    Outcome loaded =
        run(FOVEA_RUN " " FAKE_LIBRARY " " + std::string(arguments));
    EXPECT_EQ(linked.exitCode, 0) << linked.output;
    EXPECT_EQ(loaded.exitCode, 0) << loaded.output;
    EXPECT_EQ(linked.output, loaded.output);
  }
}

TEST_F(Program, NeedsLibcOnly) {
  for (const char *artifact : {FAKE_PROGRAM, FAKE_LIBRARY}) {
    Outcome outcome = run(READELF " -d " + std::string(artifact));
    ASSERT_EQ(outcome.exitCode, 0) << outcome.output;
    size_t position = 0;
    while ((position = outcome.output.find("Shared library: [", position)) !=
           std::string::npos) {
      std::string name = outcome.output.substr(position + 17, 6);
      EXPECT_TRUE(name == "libc.s" || name == "libm.s" || name == "ld-lin")
          << outcome.output;
      ++position;
    }
  }
}

TEST_F(Program, PrintsTop) {
  writeText("labels.txt", "a\nb\nc\nd\ne\r\nf\ng\nh\ni\nthe last");
  // The best two, found here by sorting.
  std::vector<std::pair<float, int>> order;
  for (int c = 0; c < 10; ++c)
    order.push_back({-expectedScore(c), c});
  std::sort(order.begin(), order.end());
  const char *labels[] = {"a", "b", "c", "d", "e",
                          "f", "g", "h", "i", "the last"};
  std::string expected = "x.npy:";
  for (int i = 0; i < 2; ++i)
    expected += formatString("%s %d %s %.6g", i ? "," : "", order[i].second,
                             labels[order[i].second],
                             static_cast<double>(-order[i].first));
  Outcome outcome = fakeXY("--top 2 --labels labels.txt");
  EXPECT_EQ(outcome.exitCode, 0);
  EXPECT_EQ(outcome.output, expected + "\n");

  writeText("few.txt", "a\nb\n");
  expectError(fakeXY("--top 2 --labels few.txt"),
              "'few.txt': expected 10 lines, one for each class of output "
              "'scores', got 2");
}

TEST_F(Program, RunsOncePerFile) {
  writePng("dark.png", 8, 8, {0, 0, 0});
  writePng("red.png", 16, 32, {255, 0, 0});
  Outcome outcome = fake("--input x=dark.png --input x=red.png "
                         "--input y=y.npy --output-dir out --top 1");
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output;
  expectContains(outcome.output, "dark.png: 0 3\nred.png: ");
  // Channel 0 is 1, and elements 0, 10, ..., 60 have weights 1/2, 2, 1/2, ...
  Tensor dark = read("out/scores.0.npy"), red = read("out/scores.1.npy");
  EXPECT_EQ(elementAt(dark, 0), 3);
  EXPECT_NEAR(static_cast<double>(elementAt(red, 0)), 4 * 0.25 + 3 * 4 + 3,
              1e-5);
}

TEST_F(Program, NormalizesImages) {
  writePng("image.png", 8, 8, {255, 51, 0});
  Outcome outcome = fake("--input x=image.png --input y=y.npy --channels bgr "
                         "--mean 0.1,0.2,0.3 --std 0.5 --output-dir out");
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output;
  // Planes are blue, green, red: -0.2, 0, 1.4. Class 2 has elements 2, 12, 22,
  // ...: weights 2 and 1/2 in turns.
  double expected = 3;
  const double planes[] = {-0.2, 0, 1.4};
  for (int i = 2; i < 192; i += 10)
    expected += std::pow((i % 4 == 2 ? 2 : 0.5) * planes[i / 64], 2);
  EXPECT_NEAR(static_cast<double>(elementAt(read("out/scores.npy"), 2)),
              expected, 1e-4);
}

TEST_F(Program, Compares) {
  EXPECT_EQ(fakeXY("--output-dir out").exitCode, 0);
  Outcome same = fakeXY("--compare scores=out/scores.npy "
                        "--compare out/count=out/out_count.npy");
  EXPECT_EQ(same.exitCode, 0);
  EXPECT_EQ(same.output,
            "compare 'scores' with out/scores.npy: max abs err 0, norm err 0, "
            "match\n"
            "compare 'out/count' with out/out_count.npy: max abs err 0, norm "
            "err 0, match\n");

  Tensor scores = read("out/scores.npy");
  float changed = static_cast<float>(elementAt(scores, 7)) + 0.5f;
  memcpy(scores.data.data() + 28, &changed, 4);
  write("changed.npy", scores);
  Outcome different = fakeXY("--compare scores=changed.npy");
  EXPECT_EQ(different.exitCode, 1);
  expectContains(different.output, "max abs err 0.5, ");
  expectContains(different.output, ", MISMATCH\n");
  expectContains(different.output,
                 "1 of 10 elements differ by more than 1e-05 + 0.0001 "
                 "|expected|; first at [0, 7]: expected ");
  EXPECT_EQ(fakeXY("--compare scores=changed.npy --atol 0.6").exitCode, 0);
  EXPECT_EQ(
      fakeXY("--compare scores=changed.npy --atol 1 --max-norm-error 1e-6")
          .exitCode,
      1);
  expectError(fakeXY("--compare nothing=changed.npy"),
              "no output is named 'nothing'; the model has: 'scores', "
              "'out/count'");
  expectError(fakeXY("--compare out/count=changed.npy"),
              "output 'out/count': expected i64 scalar, got f32 1x10 from "
              "'changed.npy'");
}

TEST_F(Program, BenchesAndProfiles) {
  Outcome outcome = fake("--random-inputs 1 --bench 20 --threads 1 "
                         "--profile - --peak 100,20");
  EXPECT_EQ(outcome.exitCode, 0);
  expectContains(outcome.output, "bench: 20 runs, 1 threads: median ");
  expectContains(outcome.output, "square.0  elementwise        20  ");
  expectContains(outcome.output, "roofline\n");
  expectContains(outcome.output, "% of the roofline of --peak\n");
  expectContains(fake("--random-inputs 1 --profile -").output,
                 "% of the roofline of abacus\n");

  EXPECT_EQ(fake("--random-inputs 1 --profile trace.json").exitCode, 0);
  std::string error;
  auto bytes = readFile(folder + "/trace.json", error);
  ASSERT_TRUE(bytes) << error;
  std::string trace(bytes->begin(), bytes->end());
  size_t count = 0;
  for (size_t at = 0; (at = trace.find("\"ph\": \"X\"", at)) != trace.npos;
       ++at)
    ++count;
  EXPECT_EQ(count, 20u) << "10 runs of 2 kernels";
  expectContains(trace,
                 "\"name\": \"reduce.1\", \"cat\": \"reduce\", \"ts\": ");
  expectContains(trace, "\"args\": {\"name\": \"fake\", \"roofline\": "
                        "\"abacus\"}");
  expectContains(trace, ", \"roofline\": 0.");
}

TEST_F(Program, RandomInputsDependOnTheSeed) {
  Outcome first = fake("--random-inputs 1 --top 10");
  EXPECT_EQ(first.exitCode, 0);
  EXPECT_EQ(first.output, fake("--random-inputs 1 --top 10").output);
  EXPECT_NE(first.output, fake("--random-inputs 2 --top 10").output);
}

TEST_F(Program, Describes) {
  Outcome help = fake("--help");
  EXPECT_EQ(help.exitCode, 0);
  expectContains(help.output, "usage: " FAKE_PROGRAM " [options]\n");
  expectContains(help.output, "  --top K                 print index");
  EXPECT_EQ(fake("--version").output, "fake, fovea " VERSION ", ABI 1\n");
  Outcome description = fake("--describe");
  expectContains(description.output,
                 "{\"name\": \"x\", \"dtype\": \"f32\", \"shape\": [1, 3, 8, "
                 "8], \"size_bytes\": 768}");
  expectContains(description.output,
                 "\"metadata\": {\"producer\": \"hand\"}\n}");
}

TEST_F(Program, SaysWhatIsWrong) {
  expectError(fake("--frobnicate"), "unknown option '--frobnicate'; see "
                                    "--help");
  expectError(fake("x.npy"), "unexpected argument 'x.npy'; an input is given "
                             "as --input NAME=FILE");
  expectError(fake("--top"), "option '--top': expected K, got nothing");
  expectError(fake("--top 0"),
              "option '--top': expected a positive whole number, got '0'");
  expectError(fake("--poison=1"),
              "option '--poison': expected no value, got '1'");
  expectError(fake(""), "input 'x' (f32 1x3x8x8) has no value; expected "
                        "--input NAME=FILE or --random-inputs");
  expectError(fake("--input z=x.npy"),
              "no input is named 'z'; the model has: 'x', 'y'");
  expectError(fake("--input x.npy"),
              "expected --input NAME=FILE, got 'x.npy'; the model has: 'x', "
              "'y'");
  expectError(fake("--input x=y.npy --input y=y.npy"),
              "input 'x': expected f32 1x3x8x8, got i64 2 from 'y.npy'");
  expectError(fake("--input x=none.npy --input y=y.npy"),
              "input 'x': cannot read 'none.npy': No such file or directory");
  expectError(fake("--input x=x.tiff --input y=y.npy"),
              "input 'x': 'x.tiff': expected a file named .npy, .pb, .png or "
              ".jpg");
  expectError(fake("--input x=x.npy --input x=x.npy --input y=y.npy "
                   "--input y=y.npy --input y=y.npy"),
              "input 'y' (i64 2): expected files for 2 runs as for 'x', or for "
              "one, got files for 3");
  writeText("bad.png", "no image");
  expectError(fake("--input x=bad.png --input y=y.npy"),
              "input 'x': 'bad.png': not a readable PNG image: Not a PNG file");
  writePng("image.png", 20, 20, {0, 0, 0});
  expectError(fake("--input x=x.npy --input y=image.png"),
              "input 'y': expected an input of rank 4, or 3 without batch for "
              "an image, got i64 2");
  expectError(fake("--input x=image.png --input y=y.npy --crop none "
                   "--resize none"),
              "input 'x': 'image.png': image of 20x20 pixels becomes 20x20 "
              "pixels before cropping, and the input takes 8x8 pixels; see "
              "--resize and --crop");
  expectError(fakeXY("--threads 5000"), "expected 1 to 1024 threads, got 5000");
  expectError(fakeXY("--weights x.npy"),
              "weights file 'x.npy': expected a file of 80 bytes, got one of "
              "896 bytes");
  expectError(fakeXY("--output-dir no/such"),
              "cannot make folder 'no/such': No such file or directory");
}

TEST_F(Program, FoveaRunSaysWhatIsWrong) {
  Outcome none = run(FOVEA_RUN);
  EXPECT_EQ(none.exitCode, 1);
  expectContains(none.output, "usage: fovea-run LIBRARY [options]\n");
  EXPECT_EQ(run(FOVEA_RUN " --help").exitCode, 0);
  Outcome missing = run(FOVEA_RUN " missing.so");
  EXPECT_EQ(missing.exitCode, 1);
  expectContains(missing.output, "fovea-run: error: ./missing.so: ");
  writeText("text.so", "no library");
  Outcome text = run(FOVEA_RUN " text.so");
  EXPECT_EQ(text.exitCode, 1);
  expectContains(text.output, "fovea-run: error: ./text.so: ");
}

//===----------------------------------------------------------------------===//
// Parts that the fake model does not reach
//===----------------------------------------------------------------------===//

static fovea_tensor_info infoOf(uint64_t dtype, const Shape &shape) {
  return {"x", dtype, shape.size(), shape.data(), *sizeInBytes(dtype, shape)};
}

TEST(ImageInput, FindsTheLayout) {
  auto planar = [](const Shape &shape, Layout layout = Layout::Auto) {
    ImageOptions options;
    options.layout = layout;
    std::string error;
    auto format = imageFormatOf(infoOf(FOVEA_F32, shape), options, error);
    EXPECT_TRUE(format) << error;
    return format && format->planar;
  };
  EXPECT_TRUE(planar({1, 3, 224, 200}));
  EXPECT_FALSE(planar({1, 224, 200, 3}));
  EXPECT_TRUE(planar({1, 28, 28}));
  EXPECT_FALSE(planar({28, 28, 1}));
  EXPECT_TRUE(planar({1, 3, 3, 3}));
  EXPECT_FALSE(planar({1, 3, 3, 3}, Layout::NHWC));
}

TEST(ImageInput, ChoosesFormat) {
  ImageOptions options;
  std::string error;
  Shape gray = {1, 1, 8, 9}, color = {4, 8, 9, 3}, other = {1, 2, 8, 9};
  auto format = imageFormatOf(infoOf(FOVEA_F32, gray), options, error);
  ASSERT_TRUE(format);
  EXPECT_EQ(format->order, fovea::image::Channels::Gray);
  EXPECT_EQ(format->height, 8);
  EXPECT_EQ(format->width, 9);
  EXPECT_EQ(format->scale, 1.0f / 255.0f);
  format = imageFormatOf(infoOf(FOVEA_U8, color), options, error);
  ASSERT_TRUE(format);
  EXPECT_EQ(format->order, fovea::image::Channels::RGB);
  EXPECT_EQ(format->scale, 1.0f);
  EXPECT_FALSE(imageFormatOf(infoOf(FOVEA_F32, other), options, error));
  EXPECT_EQ(error, "expected 1 or 3 channels for an image, got f32 1x2x8x9");
  options.channels = ChannelChoice::RGB;
  EXPECT_FALSE(imageFormatOf(infoOf(FOVEA_F32, gray), options, error));
}

TEST(ImageInput, PlacesLikeTorchvision) {
  fovea::image::Format format{224, 224, 3};
  ImageOptions options;
  std::string error;
  auto expectPlacement = [&](int width, int height,
                             std::array<int, 4> expected) {
    auto placement = placeImage(width, height, format, options, error);
    ASSERT_TRUE(placement) << error;
    EXPECT_EQ(
        (std::array<int, 4>{placement->resizedWidth, placement->resizedHeight,
                            placement->cropX, placement->cropY}),
        expected);
  };
  expectPlacement(448, 448, {224, 224, 0, 0});
  expectPlacement(640, 480, {298, 224, 37, 0});
  expectPlacement(100, 250, {224, 560, 0, 168});
  options.shortSide = 256; // Resize(256), CenterCrop(224)
  expectPlacement(640, 480, {341, 256, 58, 16});
  expectPlacement(375, 500, {256, 341, 16, 58});
  options.resize = Resize::Exact;
  expectPlacement(640, 480, {224, 224, 0, 0});
  options.resize = Resize::None;
  expectPlacement(640, 480, {640, 480, 208, 128});
  EXPECT_FALSE(placeImage(640, 200, format, options, error));
}

TEST(Reports, CompareNonFinite) {
  auto tensor = [](std::vector<float> values) {
    Tensor result{FOVEA_F32, {static_cast<int64_t>(values.size())}, {}};
    result.data = convertFromFloat(
        values.data(), static_cast<int64_t>(values.size()), FOVEA_F32);
    return result;
  };
  Tensor special = tensor({NAN, INFINITY, -INFINITY, 0, 1});
  Comparison same = compareTensors(special, special, 1e-4, 1e-5);
  EXPECT_EQ(same.mismatches, 0);
  EXPECT_EQ(same.maxAbsError, 0);
  EXPECT_EQ(same.normError, 0);
  Comparison different = compareTensors(tensor({1, INFINITY, INFINITY, NAN, 1}),
                                        special, 1e-4, 1e-5);
  EXPECT_EQ(different.mismatches, 3);
  EXPECT_EQ(different.firstMismatch, 0);
  EXPECT_EQ(different.maxAbsError, INFINITY);
  Comparison norm = compareTensors(tensor({3, 4.5f}), tensor({3, 4}), 0, 1);
  EXPECT_DOUBLE_EQ(norm.normError, 0.1);
  EXPECT_DOUBLE_EQ(norm.maxAbsError, 0.5);
  EXPECT_EQ(compareTensors(tensor({1}), tensor({0}), 0, 2).normError, INFINITY);
}

TEST(Reports, TopOrdersTiesAndNaN) {
  const float values[] = {1, NAN, 2, 2, 0, 5};
  Tensor tensor{FOVEA_F32, {2, 3}, convertFromFloat(values, 6, FOVEA_F32)};
  auto name = [](int64_t row) { return "r" + std::to_string(row); };
  EXPECT_EQ(topReport(tensor, 9, {}, name),
            "r0: 2 2, 0 1, 1 nan\nr1: 2 5, 0 2, 1 0\n");
  EXPECT_EQ(topReport(tensor, 1, {"a", "b", "c"}, name),
            "r0: 2 c 2\nr1: 2 c 5\n");
}

TEST(Reports, Latency) {
  std::vector<double> samples = {5, 1, 2, 4, 3};
  Latency latency = summarizeLatency(samples);
  EXPECT_DOUBLE_EQ(latency.median, 3);
  EXPECT_DOUBLE_EQ(latency.p5, 1.2);
  EXPECT_DOUBLE_EQ(latency.p95, 4.8);
  EXPECT_DOUBLE_EQ(latency.min, 1);
  samples = {7};
  EXPECT_DOUBLE_EQ(summarizeLatency(samples).p95, 7);
}

TEST(Reports, QuotesJson) {
  EXPECT_EQ(jsonString("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\u000a\\u0001\"");
}

TEST(Inputs, DrawsRanges) {
  Shape shape = {5000};
  auto range = [&](uint64_t dtype) {
    Tensor tensor = randomTensor(infoOf(dtype, shape), 3);
    long double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < 5000; ++i) {
      low = std::min(low, elementAt(tensor, i));
      high = std::max(high, elementAt(tensor, i));
    }
    return std::pair(low, high);
  };
  auto [low, high] = range(FOVEA_F32);
  EXPECT_TRUE(low >= -1 && low < -0.99L && high < 1 && high > 0.99L);
  using Range = std::pair<long double, long double>;
  EXPECT_EQ(range(FOVEA_U8), Range(0, 255));
  EXPECT_EQ(range(FOVEA_I8), Range(-128, 127));
  EXPECT_EQ(range(FOVEA_I64), Range(0, 1));
  EXPECT_EQ(range(FOVEA_BOOL), Range(0, 1));
}
