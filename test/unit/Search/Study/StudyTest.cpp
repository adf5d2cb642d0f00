//===- StudyTest.cpp - What studies hold ----------------------------------===//

#include "fovea/Search/Study.h"

#include "TestStudy.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <sqlite3.h>

#include <thread>

using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using StudyTest = StudyFixture;

/// A value in each field, none of which is a short decimal number.
static Trial createFullTrial(int64_t number) {
  Trial trial;
  trial.number = number;
  trial.seed = ~uint64_t(0) - 1;
  trial.architecture = {3, 0, 4294967295};
  trial.config = "{\"width\": 1.1}";
  trial.metrics.latency = {1.0 / 3, 0.1, 5e-324};
  trial.metrics.predictedLatency = {2.0 / 3, -0.0, 1e300};
  trial.metrics.parameters = 5'288'548;
  trial.metrics.macs = ~uint64_t(0);
  trial.metrics.peakMemory = 0;
  trial.metrics.quality = {0.7, 0.6, 0.8};
  trial.compileSeconds = 0.1;
  trial.host = "name: 'zen4'\nvectors: 32\n";
  trial.compiler = std::string("fovea \0 22", 10);
  return trial;
}

TEST_F(StudyTest, KeepsAllOfATrial) {
  Trial full = createFullTrial(0);
  Trial failed;
  failed.number = 1;
  failed.failure = "conv2: 'out' of \xff memory;\nDROP TABLE trials";
  {
    auto study = create();
    EXPECT_TRUE(finish(*study, full));
    EXPECT_TRUE(finish(*study, failed));
  }
  auto study = open();
  std::vector<Trial> trials = getTrials(*study);
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_TRUE(trials[0] == full);
  EXPECT_TRUE(trials[1] == failed);
}

TEST_F(StudyTest, KeepsItsHeader) {
  create();
  auto study = open();
  EXPECT_EQ(study->getHeader(), createHeader());
  EXPECT_EQ(study->getPath(), path);
  // It can be continued as it was.
  EXPECT_EQ(create()->getHeader(), createHeader());
}

TEST_F(StudyTest, NamesAllThatDiffers) {
  create();
  StudyHeader header = createHeader();
  header.seed = 8;
  header.spaceText = "knobs:\n  depth: [2, 3]\n  width: [2]\n";
  header.settings.erase("quality");
  header.settings["percentile"] = "90";
  auto study = Study::openOrCreate(path, header);
  ASSERT_FALSE(bool(study));
  EXPECT_EQ(toString(study.takeError()),
            path + ": this study is of another search: its seed is '7', not "
                   "'8'; its setting percentile is not set, not '90'; its "
                   "setting quality is 'naswot', not left out; its text of the "
                   "space differs from line 3 on, which is '  width: [1]', not "
                   "'  width: [2]'");
}

TEST_F(StudyTest, GivesEachNumberOnce) {
  auto study = create();
  EXPECT_EQ(claim(*study, 3), 0);
  EXPECT_EQ(claim(*study, 3), 1);
  EXPECT_TRUE(finish(*study, createFullTrial(0)));
  EXPECT_EQ(claim(*study, 3), 2);
  EXPECT_EQ(claim(*study, 3), std::nullopt);
  // A limit may grow.
  EXPECT_EQ(claim(*study, 4), 3);
}

TEST_F(StudyTest, GivesAgainWhatWasGivenBack) {
  auto study = create();
  for (int64_t number : {0, 1, 2})
    EXPECT_EQ(claim(*study, 3), number);
  llvm::cantFail(study->abandon(1));
  EXPECT_EQ(claim(*study, 3), 1);
  EXPECT_EQ(claim(*study, 3), std::nullopt);
}

TEST_F(StudyTest, TakesOverClaimsThatWereNotRenewed) {
  auto study = create();
  EXPECT_EQ(claim(*study, 1), 0);
  StudyOptions impatient;
  impatient.claimExpiry = std::chrono::milliseconds(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(claim(*study, 1), std::nullopt);
  EXPECT_EQ(claim(*create(impatient), 1), 0);
}

TEST_F(StudyTest, KeepsClaimsThatAreRenewed) {
  StudyOptions options;
  options.claimExpiry = std::chrono::milliseconds(1500);
  auto study = create(options);
  EXPECT_EQ(claim(*study, 1), 0);
  for (int i = 0; i < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    llvm::cantFail(study->renewClaims());
  }
  EXPECT_EQ(claim(*study, 1), std::nullopt);
}

TEST_F(StudyTest, FinishesATrialOnce) {
  auto study = create();
  EXPECT_EQ(claim(*study, 1), 0);
  Trial first = createFullTrial(0), second = createFullTrial(0);
  second.compileSeconds = 7;
  EXPECT_TRUE(finish(*study, first));
  EXPECT_FALSE(finish(*study, second));
  ASSERT_EQ(getTrials(*study).size(), 1u);
  EXPECT_TRUE(getTrials(*study).front() == first);
  EXPECT_EQ(claim(*study, 1), std::nullopt);
}

TEST_F(StudyTest, RefusesNumbersThatAreNotFinite) {
  auto study = create();
  Trial trial = createFullTrial(4);
  trial.metrics.latency->high = std::numeric_limits<double>::quiet_NaN();
  auto finished = study->finish(trial);
  ASSERT_FALSE(bool(finished));
  EXPECT_EQ(toString(finished.takeError()), "trial 4: latency is not finite");
  EXPECT_EQ(count(*study), 0);
}

TEST_F(StudyTest, IsFollowedByAReader) {
  auto writer = create();
  auto reader = open();
  int64_t position = 0;
  auto getNew = [&] {
    auto trials = reader->getTrialsAfter(position);
    EXPECT_TRUE(bool(trials)) << toString(trials.takeError());
    std::vector<int64_t> numbers;
    for (const Trial &trial : *trials)
      numbers.push_back(trial.number);
    return numbers;
  };
  EXPECT_THAT(getNew(), IsEmpty());
  finish(*writer, createFullTrial(2));
  finish(*writer, createFullTrial(0));
  EXPECT_THAT(getNew(), ElementsAre(2, 0));
  EXPECT_THAT(getNew(), IsEmpty());
  finish(*writer, createFullTrial(1));
  EXPECT_THAT(getNew(), ElementsAre(1));
  EXPECT_EQ(count(*reader), 3);
}

TEST_F(StudyTest, IsUsedByManyThreads) {
  auto study = create();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (std::optional<int64_t> number = claim(*study, 40)) {
        llvm::cantFail(study->renewClaims());
        EXPECT_TRUE(finish(*study, createFullTrial(*number)));
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(count(*study), 40);
}

//===----------------------------------------------------------------------===//
// Files that are something else
//===----------------------------------------------------------------------===//

TEST_F(StudyTest, ReadsNoFileThatIsNotThere) {
  EXPECT_EQ(getOpenError(), path + ": unable to open database file");
  EXPECT_FALSE(llvm::sys::fs::exists(path));
}

TEST_F(StudyTest, NeedsAFolder) {
  path += "/missing/study.db";
  EXPECT_EQ(getCreateError(), path + ": unable to open database file");
}

TEST_F(StudyTest, RefusesOtherFiles) {
  writeFile("A page of text, and no database at all.\n" +
            std::string(500, '.'));
  EXPECT_EQ(getCreateError(), path + ": file is not a database");
  EXPECT_EQ(getOpenError(), path + ": file is not a database");
  writeFile("");
  EXPECT_EQ(getOpenError(), path + ": holds no study");
}

TEST_F(StudyTest, RefusesOtherDatabasesAndLeavesThemAsTheyAre) {
  execute("CREATE TABLE birds (name TEXT)");
  std::string before = readFile();
  EXPECT_EQ(getCreateError(), path + ": is a database, but not a study");
  EXPECT_EQ(getOpenError(), path + ": is a database, but not a study");
  EXPECT_EQ(readFile(), before);
}

TEST_F(StudyTest, RefusesOtherVersions) {
  create();
  execute("PRAGMA user_version = 2");
  EXPECT_EQ(getCreateError(), path + ": is a study of version 2, and this "
                                     "program reads version 1");
}

TEST_F(StudyTest, SaysWhatIsWrongInADamagedStudy) {
  finish(*create(), createFullTrial(0));
  execute("UPDATE trials SET architecture = '1,x'");
  auto trials = open()->getTrials();
  ASSERT_FALSE(bool(trials));
  EXPECT_EQ(toString(trials.takeError()),
            path + ": architecture '1,x' of trial 0 is no list of choices");
  execute("DELETE FROM header WHERE name = 'seed'");
  EXPECT_EQ(getOpenError(),
            path + ": the header of the study has no valid seed");
  // Cut the file within its pages.
  std::string content = readFile();
  writeFile(content.substr(0, content.size() / 2));
  EXPECT_THAT(getCreateError(), HasSubstr(path + ": database disk image is "
                                                 "malformed"));
}

TEST_F(StudyTest, WritesNothingThroughAReader) {
  create();
  auto number = open()->claim(3);
  ASSERT_FALSE(bool(number));
  EXPECT_EQ(toString(number.takeError()),
            path + ": attempt to write a readonly database");
}

TEST_F(StudyTest, SaysThatAnotherProcessDoesNotStopWriting) {
  StudyOptions options;
  options.busyTimeout = std::chrono::milliseconds(50);
  auto study = create(options);
  sqlite3 *other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  auto number = study->claim(3);
  EXPECT_FALSE(bool(number));
  EXPECT_EQ(toString(number.takeError()), path + ": database is locked");
  sqlite3_close(other);
  EXPECT_EQ(claim(*study, 3), 0);
}
