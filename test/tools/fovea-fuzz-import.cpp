//===- fovea-fuzz-import.cpp - The ONNX importer against damaged files ----===//
//
//   fovea-fuzz-import FOLDER [--mutations N]
//
// Imports what fovea-mutate-onnx wrote to the folder: the malformed files must
// fail and the good ones must not. Then damages bytes of the good ones, N times
// each, where either is right. Every failure must come with a message.
//
// This program is built with the importer and the dialect under the address and
// undefined behaviour sanitizers, which end it where they find an error.
//
//===----------------------------------------------------------------------===//

#include "fovea/Import/ONNX/ONNXImport.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <random>

using namespace mlir;
using namespace fovea;
namespace cl = llvm::cl;

static cl::opt<std::string> folder(cl::Positional, cl::Required,
                                   cl::desc("FOLDER"));
static cl::opt<unsigned> mutations("mutations", cl::init(100),
                                   cl::desc("Damaged copies of each good file"),
                                   cl::value_desc("N"));

// LLVM itself is not instrumented. Allocators and containers whose inline
// functions are compiled both here and there would be reported for what the
// other side does not know of.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0";
}

static unsigned numImports = 0, numFailures = 0;

static void fail(StringRef file, const Twine &message) {
  llvm::errs() << file << ": " << message << "\n";
  ++numFailures;
}

/// Whether the import succeeds. `name` is where external data are looked for.
static bool import(StringRef bytes, StringRef name) {
  ++numImports;
  MLIRContext context(MLIRContext::Threading::DISABLED);
  unsigned numErrors = 0;
  context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) {
    numErrors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return success();
  });
  bool succeeds = succeeded(importONNX(llvm::MemoryBufferRef(bytes, name),
                                       ImportOptions(), &context));
  if (succeeds != (numErrors == 0))
    fail(name, "import " + Twine(succeeds ? "succeeds" : "fails") + " with " +
                   Twine(numErrors) + " errors");
  return succeeds;
}

/// Change, insert or remove a few bytes.
static std::string damage(StringRef bytes, std::minstd_rand &random) {
  std::string result = bytes.str();
  auto draw = [&](size_t bound) { return random() % bound; };
  for (unsigned i = 0, count = 1 + draw(4); i < count && !result.empty(); ++i) {
    size_t position = draw(result.size()), kind = draw(8);
    if (kind == 0)
      result.erase(position, 1 + draw(8));
    else if (kind == 1)
      result.insert(position, result.substr(draw(result.size()), draw(16)));
    else if (kind == 2)
      result[position] ^= 1 << draw(8);
    else
      result[position] = char(draw(256));
  }
  return result;
}

static void damageOften(StringRef bytes, StringRef name) {
  // The same for a file whatever others there are.
  std::minstd_rand random(1 + bytes.size());
  for (unsigned i = 0; i < mutations; ++i)
    import(damage(bytes, random), name);
}

/// Import the files of a folder. `isGood` is whether that is to succeed.
static void importFolder(StringRef path, bool isGood) {
  std::error_code error;
  std::vector<std::string> files;
  for (llvm::sys::fs::directory_iterator it(path, error), end;
       it != end && !error; it.increment(error))
    if (llvm::sys::path::extension(it->path()) == ".onnx")
      files.push_back(it->path());
  if (error || files.empty())
    fail(path, error ? error.message() : "has no .onnx files");
  llvm::sort(files);
  for (StringRef file : files) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (!buffer) {
      fail(file, buffer.getError().message());
      continue;
    }
    StringRef bytes = (*buffer)->getBuffer();
    if (import(bytes, file) != isGood)
      fail(file, isGood ? "expected to be imported" : "expected an error");
    if (isGood)
      damageOften(bytes, file);
  }
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv,
                              "The ONNX importer against damaged files\n");
  importFolder(folder, /*isGood=*/false);
  importFolder(folder.getValue() + "/good", /*isGood=*/true);
  llvm::outs() << numImports << " imports, " << numFailures << " failures\n";
  return numFailures != 0;
}
