//===- ScheduleRecordsTest.cpp - Tests of records and of tuning -----------===//

#include "fovea/Driver/Tuning.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using testing::HasSubstr;

namespace {
class ScheduleRecords : public testing::Test {
protected:
  void SetUp() override {
    SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("records", "yaml", path));
    file = std::string(path);
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }
  void TearDown() override { llvm::sys::fs::remove(file); }

  std::string file;
  MLIRContext context;
};
} // namespace

static const ScheduleRecord kRecord = {
    "znver4, 32 vectors of 64 bytes",
    "kernel.depthwise 1x4x4x8xf32 -> 1x2x2x8xf32 {window = array<i64: 3, 3>}",
    "#kernel.depthwise_schedule<lanes = 8, columns = 2>", 1.5, 2.5};

TEST_F(ScheduleRecords, AreReadAsWritten) {
  std::vector<ScheduleRecord> records = {kRecord, kRecord};
  records[1].target = "another";
  ASSERT_FALSE(bool(writeScheduleRecords(file, records)));
  auto read = readScheduleRecords(file);
  ASSERT_TRUE(bool(read)) << toString(read.takeError());
  EXPECT_EQ(*read, records);
  // A model for which nothing was found.
  ASSERT_FALSE(bool(writeScheduleRecords(file, {})));
  read = readScheduleRecords(file);
  ASSERT_TRUE(bool(read)) << toString(read.takeError());
  EXPECT_TRUE(read->empty());
}

TEST_F(ScheduleRecords, AreThoseOfTheTarget) {
  Location loc = UnknownLoc::get(&context);
  auto schedules = getSchedules(loc, {kRecord}, kRecord.target);
  ASSERT_TRUE(succeeded(schedules));
  ASSERT_EQ(schedules->size(), 1u);
  EXPECT_EQ(schedules->begin()->getName(), kRecord.kernel);
  schedules = getSchedules(loc, {kRecord}, "znver4, 16 vectors of 32 bytes");
  ASSERT_TRUE(succeeded(schedules));
  EXPECT_TRUE(schedules->empty());
}

TEST_F(ScheduleRecords, HaveToBeSchedules) {
  ScheduleRecord record = kRecord;
  record.schedule = "#kernel.depthwise_schedule<lanes = 8, columns = 0>";
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message += diagnostic.str();
    return success();
  });
  EXPECT_TRUE(
      failed(getSchedules(UnknownLoc::get(&context), {record}, record.target)));
  EXPECT_THAT(message, HasSubstr("is none: '#kernel.depthwise_schedule<lanes "
                                 "= 8, columns = 0>'"));
}

TEST_F(ScheduleRecords, ComeFromTuning) {
  auto module = parseSourceString<ModuleOp>(R"(
    func.func @main(%x: tensor<64x96xf32>) -> tensor<64x48xf32> {
      %w = fovea.constant dense<0.5> : tensor<96x48xf32>
      %0 = fovea.matmul %x, %w : (tensor<64x96xf32>, tensor<96x48xf32>) -> tensor<64x48xf32>
      return %0 : tensor<64x48xf32>
    })",
                                            &context);
  ASSERT_TRUE(module);
  CompileOptions options;
  auto target = getTuningTarget(module->getLoc(), options);
  ASSERT_TRUE(succeeded(target));
  auto result = tune(*module, options, /*seconds=*/3);
  ASSERT_TRUE(succeeded(result));
  EXPECT_GE(result->numVariants, 1u);
  EXPECT_GT(result->milliseconds, 0);
  EXPECT_GT(result->defaultMilliseconds, 0);
  // Whether anything is faster is up to the machine.
  for (const ScheduleRecord &record : result->records) {
    EXPECT_EQ(record.target, *target);
    EXPECT_THAT(record.kernel, HasSubstr("64x96xf32 -> 64x48xf32"));
    EXPECT_LT(record.microseconds, record.defaultMicroseconds);
  }
  auto schedules = getSchedules(module->getLoc(), result->records, *target);
  ASSERT_TRUE(succeeded(schedules));
  // The module is as it was: it can be compiled, and with what was found.
  options.schedules = *schedules;
  EXPECT_TRUE(succeeded(compile(*module, options)));
}
