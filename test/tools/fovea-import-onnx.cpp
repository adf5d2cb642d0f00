//===- fovea-import-onnx.cpp - Test program of the ONNX importer ----------===//
//
// Imports a model and prints the module. Beside .onnx files it takes models in
// the text format of ONNX (.onnxtxt), which tests are written in.
//
//===----------------------------------------------------------------------===//

#include "fovea/Import/ONNX/ONNXImport.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"

#include <onnx/defs/parser.h>

using namespace mlir;
using namespace fovea;
namespace cl = llvm::cl;

static cl::opt<std::string> inputFile(cl::Positional, cl::Required,
                                      cl::desc("model.onnx|model.onnxtxt"));
static cl::list<std::string> shapes("shape", cl::desc("Shape of an input"),
                                    cl::value_desc("name=1x2x3"));
static cl::list<std::string>
    constants("constant", cl::desc("Bind an input to a value"),
              cl::value_desc("name=1,2,3|name=file.pb"));
static cl::opt<std::string> modelName("name", cl::desc("Name of the model"));
static cl::opt<bool> printReport("report",
                                 cl::desc("Print the report of the import"));
static cl::opt<std::string> outputFile("o", cl::init("-"), cl::desc("Output"),
                                       cl::value_desc("file"));
static cl::opt<bool> elide("elide", cl::init(true),
                           cl::desc("Leave out the values of large weights"));
static cl::opt<std::string>
    emitModel("emit-onnx", cl::desc("Only write the model as binary"),
              cl::value_desc("file"));

static LogicalResult fail(const Twine &message) {
  llvm::errs() << "error: " << message << "\n";
  return failure();
}

/// Split `name=1,2,3` at the first of the given separators.
static LogicalResult parseInts(StringRef text, StringRef separator,
                               StringRef &name,
                               SmallVectorImpl<int64_t> &values) {
  StringRef list;
  std::tie(name, list) = text.split('=');
  SmallVector<StringRef> parts;
  list.split(parts, separator, /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef part : parts)
    if (part.getAsInteger(10, values.emplace_back()))
      return fail("'" + part + "' is not an integer");
  return success();
}

static LogicalResult parseOptions(ImportOptions &options,
                                  MLIRContext &context) {
  options.modelName = modelName;
  StringRef name;
  for (StringRef text : shapes) {
    SmallVector<int64_t> shape;
    if (failed(parseInts(text, "x", name, shape)))
      return failure();
    options.inputShapes[name] = shape;
  }
  for (StringRef text : constants) {
    if (text.ends_with(".pb")) {
      auto [key, file] = text.split('=');
      auto value = importONNXTensor(file, &context);
      if (failed(value))
        return failure();
      options.constantInputs[key] = *value;
      continue;
    }
    SmallVector<int64_t> values;
    if (failed(parseInts(text, ",", name, values)))
      return failure();
    auto type =
        RankedTensorType::get(values.size(), IntegerType::get(&context, 64));
    options.constantInputs[name] =
        DenseElementsAttr::get(type, ArrayRef<int64_t>(values));
  }
  return success();
}

/// The serialized form of a model in text format.
static FailureOr<std::string> parseText(StringRef text) {
  onnx::ModelProto model;
  std::string copy = text.str();
  onnx::OnnxParser parser(copy.c_str());
  auto status = parser.Parse(model);
  if (!status.IsOK())
    return fail(status.ErrorMessage());
  return model.SerializeAsString();
}

/// `file: error: message`, as a compiler would print it.
static LogicalResult printDiagnostic(Diagnostic &diagnostic) {
  StringRef file = inputFile;
  if (auto loc = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
    file = loc.getFilename();
  llvm::errs() << file << ": "
               << (diagnostic.getSeverity() == DiagnosticSeverity::Error
                       ? "error: "
                       : "note: ")
               << diagnostic << "\n";
  return success();
}

static LogicalResult writeFile(StringRef path,
                               llvm::function_ref<void(raw_ostream &)> write) {
  std::error_code error;
  llvm::ToolOutputFile output(path, error, llvm::sys::fs::OF_None);
  if (error)
    return fail(path + ": " + error.message());
  write(output.os());
  output.keep();
  return success();
}

/// The model in binary form, if the input is text.
static FailureOr<std::string> readText() {
  auto buffer = llvm::MemoryBuffer::getFile(inputFile);
  if (!buffer)
    return fail(inputFile + ": " + buffer.getError().message());
  return parseText((*buffer)->getBuffer());
}

static void print(const ImportReport &report) {
  for (const ImportReport::UnsupportedOp &op : report.unsupportedOps)
    llvm::outs() << "unsupported op: " << op.name << "\n";
  for (StringRef feature : report.unsupportedFeatures)
    llvm::outs() << "unsupported feature: " << feature << "\n";
  for (StringRef input : report.nonConstantInputs)
    llvm::outs() << "not constant: " << input << "\n";
}

static LogicalResult run() {
  bool isText = StringRef(inputFile).ends_with(".onnxtxt");
  FailureOr<std::string> model = isText ? readText() : std::string();
  if (failed(model))
    return failure();
  if (!emitModel.empty())
    return writeFile(emitModel, [&](raw_ostream &os) { os << *model; });

  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.getDiagEngine().registerHandler(printDiagnostic);
  ImportOptions options;
  if (failed(parseOptions(options, context)))
    return failure();
  ImportReport report;
  FailureOr<OwningOpRef<ModuleOp>> module =
      isText ? importONNX(llvm::MemoryBufferRef(*model, inputFile), options,
                          &context, &report)
             : importONNX(inputFile, options, &context, &report);
  if (printReport)
    print(report);
  if (failed(module))
    return failure();
  OpPrintingFlags flags;
  if (elide)
    flags.elideLargeElementsAttrs(64).elideLargeResourceString(64);
  return writeFile(outputFile,
                   [&](raw_ostream &os) { (*module)->print(os, flags); });
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv,
                              "Test program of the ONNX importer\n");
  return failed(run());
}
