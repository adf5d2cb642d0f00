//===- TableQualityTest.cpp - Quality looked up in a table ----------------===//

#include "Requests.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace fovea;
using testing::HasSubstr;

namespace {
class TableQuality : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("table", "csv", path));
  }
  void TearDown() override { llvm::sys::fs::remove(path); }

  llvm::Expected<std::unique_ptr<QualityEvaluator>>
  create(llvm::StringRef table) {
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << table;
    EXPECT_FALSE(code);
    return createQualityEvaluator(("table:" + path).str());
  }
  /// The quality in `table` of a request.
  llvm::Expected<Measurement> evaluate(llvm::StringRef table) {
    auto evaluator = create(table);
    if (!evaluator)
      return evaluator.takeError();
    return (*evaluator)->evaluate(makeRequest("efficientnet"));
  }
  /// The error of reading a table, without the path.
  std::string getError(llvm::StringRef table) {
    auto evaluator = create(table);
    if (evaluator)
      return "no error";
    std::string text = toString(evaluator.takeError());
    llvm::StringRef message = text;
    EXPECT_TRUE(message.consume_front(path)) << message.str();
    return message.str();
  }

  llvm::SmallString<128> path;
};
} // namespace

TEST_F(TableQuality, FindsTheRow) {
  auto quality = evaluate("activation,quality,width\n"
                          "relu,0.5,1.5\n"
                          "silu,0.75,1.50\n");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(*quality, Measurement::exact(0.75));
}

TEST_F(TableQuality, ReadsIntervalsAndQuotes) {
  auto quality = evaluate("\"activation\",quality,low,high\r\n"
                          "\r\n"
                          "\"silu\",0.75,0.7,0.8\r\n");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(*quality, (Measurement{0.75, 0.7, 0.8}));
}

TEST_F(TableQuality, LooksSettingsUpToo) {
  auto quality = evaluate("resolution,width,quality\n224,1.5,3");
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_EQ(quality->value, 3);
}

TEST_F(TableQuality, NamesTheMissingRow) {
  auto quality = evaluate("activation,width,quality\nsilu,2,1\n");
  ASSERT_FALSE(bool(quality));
  EXPECT_THAT(toString(quality.takeError()),
              HasSubstr(": no row for activation=silu, width=1.5"));
}

TEST_F(TableQuality, NamesTheUnknownColumn) {
  auto quality = evaluate("activation,hight,quality\nsilu,2,1\n");
  ASSERT_FALSE(bool(quality));
  EXPECT_THAT(toString(quality.takeError()),
              HasSubstr("column 'hight' is neither a knob nor a setting"));
}

TEST_F(TableQuality, SettingsThatAreNoJSON) {
  auto evaluator = create("activation,quality\nsilu,1\n");
  ASSERT_TRUE(bool(evaluator)) << toString(evaluator.takeError());
  QualityRequest request = makeRequest("efficientnet");
  request.config = "{";
  auto quality = (*evaluator)->evaluate(request);
  ASSERT_FALSE(bool(quality));
  EXPECT_THAT(toString(quality.takeError()),
              HasSubstr("the settings are no JSON"));
}

TEST_F(TableQuality, BadFiles) {
  EXPECT_EQ(getError(""), ":1: expected a row with the names of columns");
  EXPECT_EQ(getError("a,b\n1,2\n"),
            ":1: expected a column 'quality', found a, b");
  EXPECT_EQ(getError("quality\n1\n"), ":1: expected columns called as knobs");
  EXPECT_EQ(getError("a,a,quality\n"), ":1: there are two columns 'a'");
  EXPECT_EQ(getError("a,quality\n1,2\n1,2,3\n"),
            ":3: expected 2 fields, as in the first row, got 3");
  EXPECT_EQ(getError("a,quality\n1,high\n"),
            ":2: column 'quality': expected a number, got 'high'");
  EXPECT_EQ(getError("a,quality\n1,nan\n"),
            ":2: column 'quality': expected a number, got 'nan'");
  EXPECT_EQ(getError("a,quality,low\n1,2,3\n"),
            ":2: the quality is outside of its interval");
  EXPECT_EQ(getError("a,quality\n1,2\n2,3\n1.0,4\n"),
            ":4: the same architecture is in line 2");
  EXPECT_EQ(getError("a,quality\n1,\"2\n"), ":2: a quoted field does not end");
  EXPECT_EQ(getError("a,quality\n1,\"2\"3\n").substr(0, 3), ":2:");
}

TEST_F(TableQuality, NoFile) {
  auto evaluator = createQualityEvaluator("table:/no/such/file.csv");
  ASSERT_FALSE(bool(evaluator));
  EXPECT_THAT(toString(evaluator.takeError()), HasSubstr("/no/such/file.csv"));
}

TEST(QualityEvaluator, Descriptions) {
  for (const char *description : {"", "nas", "table:", "command:", "command: ",
                                  "naswot:depth=3", "naswot:batch=1"}) {
    auto evaluator = createQualityEvaluator(description);
    ASSERT_FALSE(bool(evaluator)) << description;
    EXPECT_THAT(toString(evaluator.takeError()), HasSubstr("expected"));
  }
}
