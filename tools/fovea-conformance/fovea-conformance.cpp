//===- fovea-conformance.cpp - Run an ONNX conformance suite --------------===//

#include "Report.h"
#include "Workers.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

static cl::OptionCategory kOptions("Conformance");
static cl::opt<std::string>
    directory(cl::Positional, cl::desc("[DIR with one folder for each case]"),
              cl::init("/usr/share/libonnx-testdata/data/node"),
              cl::cat(kOptions));
static cl::opt<std::string> jsonFile("json",
                                     cl::desc("Write the results as JSON"),
                                     cl::value_desc("FILE"), cl::cat(kOptions));
static cl::opt<std::string>
    tableFile("table", cl::desc("Write the results as a Markdown page"),
              cl::value_desc("FILE"), cl::cat(kOptions));
static cl::opt<std::string> filter("filter",
                                   cl::desc("Only cases whose name matches"),
                                   cl::value_desc("REGEX"), cl::cat(kOptions));
static cl::opt<unsigned> jobs("j", cl::desc("Cases at a time (default: 2)"),
                              cl::init(2), cl::value_desc("N"),
                              cl::cat(kOptions));
static cl::opt<unsigned> timeout("timeout",
                                 cl::desc("Seconds for one case (default: 60)"),
                                 cl::init(60), cl::value_desc("N"),
                                 cl::cat(kOptions));
static cl::opt<std::string> knownFailuresFile(
    "known-failures",
    cl::desc("File with the names of cases that are known to fail, one a line; "
             "it is an error if one of them passes"),
    cl::value_desc("FILE"), cl::cat(kOptions));
static cl::opt<OptLevel>
    optLevel(cl::desc("Optimization (default: -O2):"),
             cl::values(clEnumValN(OptLevel::O0, "O0", "reference lowering"),
                        clEnumValN(OptLevel::O2, "O2", "everything")),
             cl::init(OptLevel::O2), cl::cat(kOptions));

static Expected<std::vector<std::string>> findCases() {
  Regex regex(filter);
  std::string message;
  if (!filter.empty() && !regex.isValid(message))
    return createStringError("--filter: " + message);
  std::vector<std::string> cases;
  std::error_code error;
  for (sys::fs::directory_iterator it(directory, error), end;
       it != end && !error; it.increment(error)) {
    SmallString<256> model(it->path());
    sys::path::append(model, "model.onnx");
    if (sys::fs::exists(model) &&
        (filter.empty() || regex.match(sys::path::filename(it->path()))))
      cases.push_back(it->path());
  }
  if (error)
    return createFileError(directory, error);
  if (cases.empty())
    return createStringError("%s: no folder with a model.onnx",
                             directory.c_str());
  sort(cases);
  return cases;
}

static Error write(StringRef path, ArrayRef<TestResult> results,
                   void (*print)(ArrayRef<TestResult>, raw_ostream &)) {
  if (path.empty())
    return Error::success();
  return writeToOutput(path, [&](raw_ostream &os) {
    print(results, os);
    return Error::success();
  });
}

/// The names in a file, without comments.
static Expected<StringSet<>> readKnownFailures() {
  StringSet<> names;
  if (knownFailuresFile.empty())
    return names;
  auto file = MemoryBuffer::getFile(knownFailuresFile);
  if (!file)
    return createFileError(knownFailuresFile, file.getError());
  for (line_iterator line(**file, /*SkipBlanks=*/true, /*CommentMarker=*/'#');
       !line.is_at_eof(); ++line)
    names.insert(line->trim());
  return names;
}

/// Whether all went as expected; says what did not.
static bool isAsExpected(ArrayRef<TestResult> results,
                         const StringSet<> &knownFailures) {
  bool isGood = true;
  for (const TestResult &result : results) {
    bool fails =
        result.status == Status::Failed || result.status == Status::Crashed;
    if (fails == knownFailures.contains(result.name))
      continue;
    errs() << "fovea-conformance: error: " << result.name << " "
           << getStatusName(result.status)
           << (fails ? "\n" : ", though it is known to fail\n");
    isGood = false;
  }
  return isGood;
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(kOptions);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Runs the cases of a folder in the layout of the official ONNX tests.\n");
  ExitOnError exitOnError("fovea-conformance: error: ");
  std::vector<std::string> cases = exitOnError(findCases());
  StringSet<> knownFailures = exitOnError(readKnownFailures());
  Tolerance tolerance;
  std::vector<TestResult> results = runInWorkers(
      cases, std::max(1u, jobs.getValue()), timeout,
      [&](StringRef path) { return runTestCase(path, optLevel, tolerance); });
  printSummary(results, outs());
  exitOnError(write(jsonFile, results, writeJSON));
  exitOnError(write(tableFile, results, writeMarkdown));
  bool isGood = isAsExpected(results, knownFailures);
  return isGood ? EXIT_SUCCESS : EXIT_FAILURE;
}
