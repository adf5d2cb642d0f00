//===- ScheduleRecords.cpp - Schedules that were found by tuning ----------===//

#include "fovea/Driver/ScheduleRecords.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/YAMLTraits.h"

using namespace mlir;
using namespace fovea;

LLVM_YAML_IS_SEQUENCE_VECTOR(ScheduleRecord)

template <> struct llvm::yaml::MappingTraits<ScheduleRecord> {
  static void mapping(IO &io, ScheduleRecord &record) {
    io.mapRequired("target", record.target);
    io.mapRequired("kernel", record.kernel);
    io.mapRequired("schedule", record.schedule);
    io.mapOptional("us", record.microseconds);
    io.mapOptional("default_us", record.defaultMicroseconds);
  }
};

/// Keep the first message, with its place.
static void keepMessage(const llvm::SMDiagnostic &diagnostic, void *context) {
  auto &message = *static_cast<std::string *>(context);
  if (message.empty())
    message =
        (":" + Twine(diagnostic.getLineNo()) + ": " + diagnostic.getMessage())
            .str();
}

llvm::Expected<std::vector<ScheduleRecord>>
fovea::readScheduleRecords(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return llvm::createFileError(path, file.getError());
  std::string message;
  llvm::yaml::Input input(**file, /*Ctxt=*/nullptr, keepMessage, &message);
  std::vector<ScheduleRecord> records;
  input >> records;
  if (!message.empty())
    return llvm::createStringError(path + message);
  return records;
}

llvm::Error fovea::writeScheduleRecords(StringRef path,
                                        ArrayRef<ScheduleRecord> records) {
  return llvm::writeToOutput(path, [&](llvm::raw_ostream &os) {
    // Schedules are longer than a line.
    llvm::yaml::Output output(os, /*Ctxt=*/nullptr, /*WrapColumn=*/0);
    std::vector<ScheduleRecord> copy(records);
    output << copy;
    return llvm::Error::success();
  });
}

FailureOr<DictionaryAttr> fovea::getSchedules(Location loc,
                                              ArrayRef<ScheduleRecord> records,
                                              StringRef target) {
  NamedAttrList schedules;
  for (const ScheduleRecord &record : records) {
    if (record.target != target)
      continue;
    Attribute schedule;
    {
      // What the parser says has no place that a user would know.
      ScopedDiagnosticHandler silence(loc.getContext(),
                                      [](Diagnostic &) { return success(); });
      schedule = parseAttribute(record.schedule, loc.getContext());
    }
    if (!schedule)
      return emitError(loc, "the schedule recorded for '")
             << record.kernel << "' is none: '" << record.schedule << "'";
    schedules.set(record.kernel, schedule);
  }
  return schedules.getDictionary(loc.getContext());
}
