//===- WeightsTest.cpp - Weights beside and inside the artifact -----------===//

#include "FakeModel.h"

#include <gtest/gtest.h>

#include <climits>
#include <cstdio>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace {
/// A weights file of the fake model, in the folder of this program.
class WeightsFile : public testing::Test {
protected:
  void SetUp() override {
    char self[PATH_MAX] = {};
    ASSERT_GT(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
    std::string path = self;
    name = "weights-test-" + std::to_string(getpid()) + ".bin";
    file = path.substr(0, path.rfind('/') + 1) + name;

    model.weights = nullptr;
    model.weights_file = name.c_str();
    memcpy(header.magic, FOVEA_WEIGHTS_MAGIC, 8);
    header.version = FOVEA_WEIGHTS_VERSION;
    header.hash = model.weights_hash;
    header.size = model.weights_size;
  }
  void TearDown() override { unlink(file.c_str()); }

  void write(size_t extra = 0) {
    FILE *stream = fopen(file.c_str(), "wb");
    ASSERT_TRUE(stream);
    fwrite(&header, sizeof(header), 1, stream);
    // Twice the embedded weights, to see which ones were used.
    const float doubled[] = {1.0f, 2.0f, 4.0f, -2.0f};
    fwrite(doubled, sizeof(doubled), 1, stream);
    for (size_t i = 0; i < extra; ++i)
      fputc(0, stream);
    fclose(stream);
  }

  fovea_status create(const char *path = nullptr) {
    fovea_options options = FOVEA_OPTIONS_INIT;
    options.weights_path = path;
    return fovea_context_create(&model, &options, &context);
  }

  /// scores[0] for an input of ones, which is the sum of some squared weights.
  float runScore() {
    std::vector<float> x(192, 1.0f), scores(10);
    int64_t y[2] = {}, count;
    fovea_buffer inputs[] = {{x.data(), 768}, {y, 16}};
    fovea_buffer outputs[] = {{scores.data(), 40}, {&count, 8}};
    EXPECT_EQ(fovea_run(context, inputs, 2, outputs, 2), FOVEA_OK);
    fovea_context_destroy(context);
    return scores[0];
  }

  void expectFailure(const std::string &message, const char *path = nullptr) {
    EXPECT_EQ(create(path), FOVEA_ERROR_WEIGHTS);
    EXPECT_EQ(context, nullptr);
    EXPECT_EQ(fovea_context_error(nullptr), message);
  }

  std::string name, file;
  fovea_model model = *fake_model();
  fovea_weights_header header = {};
  fovea_context *context = nullptr;
};
} // namespace

// Elements 0, 10, ..., 190 have weights 0.5 and 2 alternately.
static constexpr float embeddedScore = 10 * 0.25f + 10 * 4.0f;

TEST_F(WeightsFile, IsFoundBesideTheArtifact) {
  // The model is data on the stack here, and no artifact contains it.
  static fovea_model artifact;
  artifact = model;
  write();
  ASSERT_EQ(fovea_context_create(&artifact, nullptr, &context), FOVEA_OK)
      << fovea_context_error(nullptr);
  EXPECT_EQ(runScore(), 4 * embeddedScore);
}

TEST_F(WeightsFile, OptionComesFirst) {
  model.weights = fake_model()->weights;
  write();
  ASSERT_EQ(create(), FOVEA_OK);
  EXPECT_EQ(runScore(), embeddedScore);
  ASSERT_EQ(create(file.c_str()), FOVEA_OK);
  EXPECT_EQ(runScore(), 4 * embeddedScore);
}

TEST_F(WeightsFile, MustExist) {
  expectFailure("weights file '/no/such/file' not read: No such file or "
                "directory",
                "/no/such/file");
  model.weights_file = nullptr;
  expectFailure("model 'fake' has neither embedded weights nor a weights file; "
                "expected option weights_path");
}

TEST_F(WeightsFile, MustHaveTheSize) {
  write(1);
  expectFailure("weights file '" + file +
                    "': expected a file of 80 bytes, got one of 81 bytes",
                file.c_str());
  ASSERT_EQ(truncate(file.c_str(), 10), 0);
  expectFailure("weights file '" + file +
                    "': expected a file of 80 bytes, got one of 10 bytes",
                file.c_str());
}

TEST_F(WeightsFile, MustHaveTheMagic) {
  header.magic[0] = 'X';
  write();
  expectFailure("'" + file +
                    "' is not a weights file: expected it to start with "
                    "FOVEAWTS",
                file.c_str());
}

TEST_F(WeightsFile, MustHaveTheVersion) {
  header.version = 7;
  write();
  expectFailure("weights file '" + file + "': expected version 1, got 7",
                file.c_str());
}

TEST_F(WeightsFile, MustHaveTheHash) {
  header.hash = 0xff;
  write();
  expectFailure("weights file '" + file +
                    "' belongs to another model or another build of 'fake': "
                    "expected hash 1234567890abcdef of 16 bytes, got "
                    "00000000000000ff of 16 bytes",
                file.c_str());
}
