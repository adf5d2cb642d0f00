//===- TestCase.cpp - One case of an ONNX conformance suite ---------------===//

#include "TestCase.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Driver/JIT.h"
#include "fovea/Import/ONNX/ONNXImport.h"

#include "mlir/IR/Diagnostics.h"
#include "onnx/onnx_pb.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

#include <cmath>
#include <fstream>

using namespace mlir;
using namespace fovea;

StringRef fovea::getStatusName(Status status) {
  static constexpr StringRef kNames[] = {"passed", "failed", "unsupported",
                                         "crashed"};
  return kNames[static_cast<unsigned>(status)];
}

namespace {
/// Runs one case, and keeps what it needs on the way.
class CaseRunner {
public:
  CaseRunner(StringRef path, OptLevel optLevel, const Tolerance &tolerance);
  TestResult run();

private:
  std::string getFile(const Twine &name) const;
  std::string getDataFile(unsigned set, StringRef kind, unsigned index) const {
    return getFile("test_data_set_" + Twine(set) + "/" + kind + "_" +
                   Twine(index) + ".pb");
  }
  FailureOr<OwningOpRef<ModuleOp>> import();
  bool bindInputs(unsigned set, ArrayRef<std::string> names);
  LogicalResult compileAndCompare(unsigned set, ModuleOp module);
  LogicalResult runOnData(unsigned set, const fovea_model *model);
  LogicalResult compare(unsigned index, ArrayRef<char> bytes,
                        const fovea_tensor_info &info,
                        const HostTensor &expected);
  FailureOr<HostTensor> readTensor(StringRef file);

  /// End with `status`; `why` may hold several lines, of which the first says
  /// most.
  LogicalResult stop(Status status, const Twine &why) {
    result.status = status;
    result.detail = why.str();
    return failure();
  }

  std::string path;
  OptLevel optLevel;
  Tolerance tolerance;
  MLIRContext context;
  ImportOptions importOptions;
  /// Names of the graph's inputs; the data files are numbered by them.
  SmallVector<std::string> inputNames;
  std::string diagnostics;
  TestResult result;
};
} // namespace

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerDialects(registry);
  return registry;
}

CaseRunner::CaseRunner(StringRef path, OptLevel optLevel,
                       const Tolerance &tolerance)
    : path(path), optLevel(optLevel), tolerance(tolerance),
      context(makeRegistry(), MLIRContext::Threading::DISABLED) {
  context.loadAllAvailableDialects();
  context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) {
    if (!diagnostics.empty())
      diagnostics += "; ";
    diagnostics += diagnostic.str();
    return success();
  });
  result.name = llvm::sys::path::filename(path).str();
}

std::string CaseRunner::getFile(const Twine &name) const {
  SmallString<256> file(path);
  llvm::sys::path::append(file, name);
  return std::string(file);
}

FailureOr<HostTensor> CaseRunner::readTensor(StringRef file) {
  FailureOr<ElementsAttr> value = importONNXTensor(file, &context);
  if (failed(value))
    return failure();
  return HostTensor::fromAttribute(*value);
}

/// Bind the named graph inputs to their values in the data; false if one is
/// bound already, or is no input.
bool CaseRunner::bindInputs(unsigned set, ArrayRef<std::string> names) {
  bool anyNew = false;
  for (const std::string &name : names) {
    auto *position = llvm::find(inputNames, name);
    if (position == inputNames.end() ||
        importOptions.constantInputs.contains(name))
      continue;
    FailureOr<ElementsAttr> value = importONNXTensor(
        getDataFile(set, "input", position - inputNames.begin()), &context);
    if (failed(value))
      return false;
    importOptions.constantInputs[name] = *value;
    anyNew = true;
  }
  return anyNew;
}

FailureOr<OwningOpRef<ModuleOp>> CaseRunner::import() {
  while (true) {
    diagnostics.clear();
    ImportReport report;
    auto module =
        importONNX(getFile("model.onnx"), importOptions, &context, &report);
    if (succeeded(module))
      return module;
    if (!report.unsupportedOps.empty() || !report.unsupportedFeatures.empty())
      return stop(Status::Unsupported, diagnostics);
    if (!bindInputs(/*set=*/0, report.nonConstantInputs))
      return stop(Status::Failed, diagnostics);
  }
}

/// Element `index`, whatever the type.
static double getElement(const HostTensor &tensor, int64_t index) {
  return isa<FloatType>(tensor.getElementType())
             ? tensor.getFloat(index)
             : static_cast<double>(tensor.getInt(index));
}

LogicalResult CaseRunner::compare(unsigned index, ArrayRef<char> bytes,
                                  const fovea_tensor_info &info,
                                  const HostTensor &expected) {
  if (ArrayRef(info.shape, info.rank) != expected.getShape() ||
      bytes.size() != expected.getBytes().size())
    return stop(Status::Failed, "output " + Twine(index) +
                                    " has another shape or type than expected");
  // As ONNX's runner, but for f16 as well: two units of the last place.
  double relative = tolerance.relative;
  if (auto type = dyn_cast<FloatType>(expected.getElementType()))
    relative =
        std::max(relative, std::ldexp(1.0, 2 - int(type.getFPMantissaWidth())));
  HostTensor actual = HostTensor::zeros(expected.getType());
  llvm::copy(bytes, actual.getMutableBytes().begin());
  for (int64_t i = 0; i < expected.getNumElements(); ++i) {
    double a = getElement(actual, i), b = getElement(expected, i);
    bool isEqual =
        a == b || (std::isnan(a) && std::isnan(b)) ||
        std::abs(a - b) <= tolerance.absolute + relative * std::abs(b);
    if (isEqual)
      continue;
    std::string message;
    llvm::raw_string_ostream(message)
        << "output " << index << ", element " << i << ": expected "
        << llvm::format("%.9g", b) << ", found " << llvm::format("%.9g", a);
    return stop(Status::Failed, message);
  }
  return success();
}

namespace {
/// A runtime context that is destroyed at the end.
struct RunContext {
  fovea_context *context = nullptr;
  ~RunContext() { fovea_context_destroy(context); }
};
} // namespace

LogicalResult CaseRunner::runOnData(unsigned set, const fovea_model *model) {
  SmallVector<HostTensor> inputs;
  SmallVector<fovea_buffer> inputBuffers;
  for (auto [i, name] : llvm::enumerate(inputNames)) {
    if (importOptions.constantInputs.contains(name))
      continue;
    FailureOr<HostTensor> input = readTensor(getDataFile(set, "input", i));
    if (failed(input))
      return stop(Status::Failed, diagnostics);
    inputs.push_back(*input);
  }
  for (const HostTensor &input : inputs)
    inputBuffers.push_back(
        {const_cast<char *>(input.getBytes().data()), input.getBytes().size()});

  std::vector<std::vector<char>> outputs;
  SmallVector<fovea_buffer> outputBuffers;
  for (size_t i = 0; i < fovea_model_num_outputs(model); ++i)
    outputs.emplace_back(fovea_model_output(model, i)->size_bytes);
  for (std::vector<char> &output : outputs)
    outputBuffers.push_back({output.data(), output.size()});

  RunContext run;
  fovea_options options = FOVEA_OPTIONS_INIT;
  options.flags = FOVEA_FLAG_POISON;
  if (fovea_context_create(model, &options, &run.context) != FOVEA_OK ||
      fovea_run(run.context, inputBuffers.data(), inputBuffers.size(),
                outputBuffers.data(), outputBuffers.size()) != FOVEA_OK)
    return stop(Status::Failed, fovea_context_error(run.context));

  for (auto [i, output] : llvm::enumerate(outputs)) {
    FailureOr<HostTensor> expected = readTensor(getDataFile(set, "output", i));
    if (failed(expected))
      return stop(Status::Failed, diagnostics);
    if (failed(compare(i, output, *fovea_model_output(model, i), *expected)))
      return failure();
  }
  return success();
}

LogicalResult CaseRunner::compileAndCompare(unsigned set, ModuleOp module) {
  CompileOptions options;
  options.optLevel = optLevel;
  FailureOr<CompiledModel> compiled = compile(module, options);
  if (failed(compiled))
    return stop(Status::Failed, diagnostics);
  auto loaded = JITModel::load(*compiled);
  if (!loaded)
    return stop(Status::Failed, toString(loaded.takeError()));
  return runOnData(set, (*loaded)->getModel());
}

TestResult CaseRunner::run() {
  onnx::ModelProto model;
  std::ifstream file(getFile("model.onnx"), std::ios::binary);
  if (!model.ParseFromIstream(&file)) {
    (void)stop(Status::Failed, "model.onnx cannot be read");
    return result;
  }
  for (const onnx::ValueInfoProto &input : model.graph().input())
    inputNames.push_back(input.name());
  unsigned set = 0;
  for (; llvm::sys::fs::is_directory(getFile("test_data_set_" + Twine(set)));
       ++set) {
    // Bound inputs belong to one data set, so each has a compilation of its
    // own.
    importOptions.constantInputs.clear();
    auto module = import();
    if (failed(module) || failed(compileAndCompare(set, **module)))
      return result;
  }
  if (set == 0) {
    (void)stop(Status::Failed, "no folder test_data_set_0");
    return result;
  }
  result.status = Status::Passed;
  SmallVector<StringRef> bound(importOptions.constantInputs.keys());
  llvm::sort(bound);
  if (!bound.empty())
    result.detail = "constant: " + llvm::join(bound, ", ");
  return result;
}

TestResult fovea::runTestCase(StringRef path, OptLevel optLevel,
                              const Tolerance &tolerance) {
  return CaseRunner(path, optLevel, tolerance).run();
}
