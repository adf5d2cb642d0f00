//===- Report.cpp - What a conformance run found --------------------------===//

#include "Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <map>

using namespace llvm;
using namespace fovea;

static constexpr Status kStatuses[] = {Status::Passed, Status::Failed,
                                       Status::Unsupported, Status::Crashed};

unsigned fovea::countStatus(ArrayRef<TestResult> results, Status status) {
  return count_if(results, [&](const TestResult &result) {
    return result.status == status;
  });
}

void fovea::printSummary(ArrayRef<TestResult> results, raw_ostream &os) {
  for (const TestResult &result : results)
    if (result.status != Status::Passed)
      os << getStatusName(result.status) << " " << result.name << ": "
         << StringRef(result.detail).split('\n').first << "\n";
  os << "conformance:";
  for (Status status : kStatuses)
    os << " " << countStatus(results, status) << " " << getStatusName(status);
  os << " of " << results.size() << "\n";
}

void fovea::writeJSON(ArrayRef<TestResult> results, raw_ostream &os) {
  json::OStream json(os, /*IndentSize=*/1);
  json.object([&] {
    for (Status status : kStatuses)
      json.attribute(getStatusName(status), countStatus(results, status));
    json.attributeArray("cases", [&] {
      for (const TestResult &result : results)
        json.object([&] {
          json.attribute("name", result.name);
          json.attribute("status", getStatusName(result.status));
          if (!result.detail.empty())
            json.attribute("detail", json::fixUTF8(result.detail));
        });
    });
  });
  os << "\n";
}

/// Cases with one status, by the reason given.
static void writeReasons(ArrayRef<TestResult> results, Status status,
                         raw_ostream &os) {
  std::map<std::string, std::vector<StringRef>> byReason;
  for (const TestResult &result : results)
    if (result.status == status)
      byReason[result.detail].push_back(result.name);
  if (byReason.empty())
    return;
  std::string title = getStatusName(status).str();
  title[0] = toUpper(title[0]);
  os << "\n## " << title << "\n\n| reason | cases |\n| --- | --- |\n";
  for (const auto &[reason, names] : byReason) {
    os << "| ";
    // A bar would end the cell.
    for (char c : reason)
      os << (c == '|' ? "\\|" : c == '\n' ? " " : StringRef(&c, 1));
    os << " | " << join(names, ", ") << " |\n";
  }
}

void fovea::writeMarkdown(ArrayRef<TestResult> results, raw_ostream &os) {
  os << "# ONNX conformance\n\nThe official node tests of ONNX. This page is "
        "made by `fovea-conformance --table`.\n\n| passed | failed | "
        "unsupported | crashed | all |\n| --- | --- | --- | --- | --- |\n|";
  for (Status status : kStatuses)
    os << " " << countStatus(results, status) << " |";
  os << " " << results.size() << " |\n\n";
  unsigned bound = count_if(results, [](const TestResult &result) {
    return result.status == Status::Passed && !result.detail.empty();
  });
  os << bound
     << " of those that passed have inputs which decide about shapes (the "
        "shape "
        "of a Reshape, say); they\nwere given as constants.\n";
  writeReasons(results, Status::Failed, os);
  writeReasons(results, Status::Crashed, os);
  writeReasons(results, Status::Unsupported, os);
}
