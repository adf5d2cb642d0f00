//===- TestStudy.h - Studies in temporary folders ---------------*- C++ -*-===//

#ifndef TEST_UNIT_SEARCH_STUDY_TESTSTUDY_H
#define TEST_UNIT_SEARCH_STUDY_TESTSTUDY_H

#include "fovea/Search/Study.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gmock/gmock.h"

#include <sqlite3.h>

namespace fovea {

inline StudyHeader createHeader() {
  StudyHeader header;
  header.space = "tiny";
  header.spaceText = "knobs:\n  depth: [2, 3]\n  width: [1]\n";
  header.objective = "latency reward=-0.07";
  header.algorithm = "evolution";
  header.seed = 7;
  header.precision = "f32";
  header.threads = 2;
  header.settings = {{"quality", "naswot"}};
  return header;
}

class StudyFixture : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> folder;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("study-test", folder));
    this->folder = folder.str();
    path = this->folder + "/study.db";
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::unique_ptr<Study> create(const StudyOptions &options = {}) {
    auto study = Study::openOrCreate(path, createHeader(), options);
    if (!study)
      llvm::report_fatal_error(study.takeError());
    return std::move(*study);
  }
  std::unique_ptr<Study> open() {
    auto study = Study::openForReading(path);
    if (!study)
      llvm::report_fatal_error(study.takeError());
    return std::move(*study);
  }

  std::string getCreateError() {
    auto study = Study::openOrCreate(path, createHeader());
    return study ? "no error" : toString(study.takeError());
  }
  std::string getOpenError() {
    auto study = Study::openForReading(path);
    return study ? "no error" : toString(study.takeError());
  }

  static std::optional<int64_t> claim(Study &study, int64_t limit) {
    auto number = study.claim(limit);
    EXPECT_TRUE(bool(number)) << toString(number.takeError());
    return *number;
  }
  static bool finish(Study &study, const Trial &trial) {
    auto finished = study.finish(trial);
    EXPECT_TRUE(bool(finished)) << toString(finished.takeError());
    return *finished;
  }
  static std::vector<Trial> getTrials(Study &study) {
    auto trials = study.getTrials();
    EXPECT_TRUE(bool(trials)) << toString(trials.takeError());
    return *trials;
  }
  static int64_t count(Study &study) {
    auto count = study.countTrials();
    EXPECT_TRUE(bool(count)) << toString(count.takeError());
    return *count;
  }

  void execute(const char *sql) {
    sqlite3 *database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  std::string readFile() {
    auto file = llvm::MemoryBuffer::getFile(path);
    return file ? (*file)->getBuffer().str() : "";
  }
  void writeFile(llvm::StringRef content) {
    std::error_code error;
    llvm::raw_fd_ostream(path, error) << content;
    ASSERT_FALSE(error);
  }

  std::string folder;
  std::string path;
};

} // namespace fovea

#endif // TEST_UNIT_SEARCH_STUDY_TESTSTUDY_H
