//===- FamilyWriterTest.cpp - Families for people and for foveac ----------===//

#include "fovea/Search/FamilyWriter.h"

#include "Models.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "gmock/gmock.h"

using namespace llvm;
using namespace fovea;
using testing::ContainsRegex;
using testing::HasSubstr;

namespace {

class FamilyWriter : public testing::Test {
protected:
  void SetUp() override {
    auto created = ScalableModel::create(kEfficientNet, {"", {"classes=10"}},
                                         ScalingAxes::get("efficientnet"));
    ASSERT_TRUE(bool(created)) << toString(created.takeError());
    model = std::move(*created);
    ASSERT_FALSE(sys::fs::createUniqueDirectory("family", folder));

    family.method = "lacs";
    family.baseLatency = {10e-3, 9.9e-3, 10.1e-3};
    family.latencyMeasurements = 42;
    family.qualityEvaluations = 7;
    ScaledModel member;
    member.target = 20e-3;
    member.split = ScalingSplit();
    member.meetsTarget = true;
    member.point = {1.5, 1.1234567, 1.25};
    member.latency = {20.1e-3, 20e-3, 20.2e-3};
    member.quality = 0.75;
    family.members.push_back(member);
    member.target = 40e-3;
    member.meetsTarget = false;
    member.point = {2, 1.5, 1.5};
    member.latency = {30e-3, 29e-3, 31e-3};
    member.quality = std::nullopt;
    family.members.push_back(member);
  }

  void TearDown() override { sys::fs::remove_directories(folder); }

  std::string print() {
    std::string text;
    raw_string_ostream os(text);
    Error error = printFamily(*model, family, os);
    EXPECT_FALSE(bool(error)) << toString(std::move(error));
    return text;
  }

  std::unique_ptr<ScalableModel> model;
  ScaledFamily family;
  SmallString<128> folder;
};

} // namespace

TEST_F(FamilyWriter, PrintsATable) {
  std::string text = print();
  EXPECT_THAT(text, HasSubstr("lacs: 42 measurements of latency, 7 evaluations "
                              "of quality\n"));
  EXPECT_THAT(text, ContainsRegex("model +depth +width +resolution +blocks"));
  EXPECT_THAT(text, ContainsRegex("b0 +1 +1 +224 +16 +82 +4.02 +384.5 +10.000 "
                                  "+\\[9.900, 10.100\\]\n"));
  EXPECT_THAT(text, ContainsRegex("b1 +1.5 +1.123 +280 +"));
  EXPECT_THAT(text, ContainsRegex("20.100 +\\[20.000, 20.200\\] +20.000 +1.005 "
                                  "+0.75\n"));
  EXPECT_THAT(text, ContainsRegex("40.000 +0.750 \\(missed\\)\n"));
}

TEST_F(FamilyWriter, PrintsFailures) {
  family.failures.push_back({{1.5, 1, 1}, "out of memory"});
  EXPECT_THAT(print(), HasSubstr("failed at depth x 1.500, width x 1.000, "
                                 "resolution x 1.000: out of memory\n"));
}

/// What is written is the member, for whoever reads it.
TEST_F(FamilyWriter, WritesSettings) {
  sys::path::append(folder, "new");
  auto paths = writeFamily(*model, family, "mine", folder);
  ASSERT_TRUE(bool(paths)) << toString(paths.takeError());
  ASSERT_EQ(paths->size(), 2u);
  EXPECT_EQ(sys::path::filename((*paths)[0]), "mine-b1.yaml");
  EXPECT_EQ(sys::path::filename((*paths)[1]), "mine-b2.yaml");
  for (auto [path, member] : zip_equal(*paths, family.members)) {
    auto read = ScalableModel::create(kEfficientNet, {path, {}},
                                      ScalingAxes::get("efficientnet"));
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    Expected<std::string> identity = (*read)->identify({});
    Expected<std::string> expected = model->identify(member.point);
    ASSERT_TRUE(bool(identity)) << toString(identity.takeError());
    ASSERT_TRUE(bool(expected)) << toString(expected.takeError());
    EXPECT_EQ(*identity, *expected);
  }
  // Nothing else was left.
  std::error_code code;
  int numFiles = 0;
  for (sys::fs::directory_iterator file(folder, code), end;
       file != end && !code; file.increment(code))
    ++numFiles;
  EXPECT_EQ(numFiles, 2);
}

TEST_F(FamilyWriter, ReportsWhereItCannotWrite) {
  auto paths = writeFamily(*model, family, "mine", "/proc/family");
  ASSERT_FALSE(bool(paths));
  EXPECT_THAT(toString(paths.takeError()), HasSubstr("/proc/family"));
  paths = writeFamily(*model, family, "no/such", folder);
  ASSERT_FALSE(bool(paths));
  EXPECT_THAT(toString(paths.takeError()), HasSubstr("no/such-b1.yaml"));
}

TEST_F(FamilyWriter, ReportsMembersThatAreNoModels) {
  family.members[0].point.depth = 1000;
  auto paths = writeFamily(*model, family, "mine", folder);
  ASSERT_FALSE(bool(paths));
  EXPECT_THAT(toString(paths.takeError()), HasSubstr("'depth'"));
  std::string text;
  raw_string_ostream os(text);
  EXPECT_THAT(toString(printFamily(*model, family, os)), HasSubstr("'depth'"));
}
