//===- ExportONNX.cpp - Writing of ONNX models ----------------------------===//

#include "fovea/Export/ONNX/ExportONNX.h"

#include "ExportRules.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <onnx/onnx_pb.h>

#include <optional>
#include <unistd.h>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

/// The name of an argument or result, or one made of its position.
static std::string getTensorName(Attribute name, StringRef fallback,
                                 int64_t index) {
  if (auto string = dyn_cast_or_null<StringAttr>(name))
    return string.str();
  return (fallback + Twine(index)).str();
}

static LogicalResult checkWeights(func::FuncOp function) {
  constexpr size_t maxListed = 10;
  SmallVector<WeightOp> missing;
  function.walk([&](WeightOp weight) {
    if (failed(getHostTensor(weight)))
      missing.push_back(weight);
  });
  if (missing.empty())
    return success();
  InFlightDiagnostic error = emitError(function.getLoc());
  error << "cannot export to ONNX: " << missing.size()
        << " weights have no value";
  for (WeightOp weight : ArrayRef(missing).take_front(maxListed))
    error.attachNote(weight.getLoc()) << "weight '" << weight.getName() << "'";
  return error;
}

static uint64_t countConstantBytes(func::FuncOp function) {
  uint64_t bytes = 0;
  function.walk([&](Operation *op) {
    if (!isa<WeightOp, ConstantOp>(op))
      return;
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    bytes += type.getNumElements() * getElementSize(type.getElementType());
  });
  return bytes;
}

static LogicalResult reportUnsupported(func::FuncOp function,
                                       const GraphWriter &writer) {
  if (writer.getUnsupported().empty())
    return success();
  InFlightDiagnostic error = emitError(function.getLoc());
  error << "cannot export to ONNX opset " << writer.getOpset()
        << ": unsupported operations";
  for (const auto &[what, where] : writer.getUnsupported())
    error.attachNote(where.firstLoc)
        << what << " (" << where.count << " times)";
  return error;
}

/// Stands in for the results of an op that was not exported, so that the ops
/// after it can be looked at too.
static void bindPlaceholders(Operation *op, GraphWriter &writer) {
  for (Value result : op->getResults())
    writer.bind(result, "unsupported");
}

static LogicalResult exportFunction(func::FuncOp function,
                                    GraphWriter &writer) {
  ExportRules rules;
  populateContractionRules(rules);
  populateElementwiseRules(rules);
  populateIndexingRules(rules);
  populateNormalizationRules(rules);
  populateReductionRules(rules);
  populateShapeRules(rules);
  populateWindowRules(rules);

  SmallVector<std::string> outputNames;
  for (unsigned i = 0; i < function.getNumResults(); ++i) {
    outputNames.push_back(
        getTensorName(function.getResultAttr(i, kTensorNameAttr), "output", i));
    writer.reserveName(outputNames.back());
  }
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    std::string name = getTensorName(
        function.getArgAttr(index, kTensorNameAttr), "input", index);
    writer.reserveName(name);
    writer.addInput(argument, name);
  }

  Operation *terminator = function.getBody().front().getTerminator();
  for (Operation &op : function.getBody().front().without_terminator()) {
    // Constants are written where they are used, in the layout wanted there.
    if (isa<WeightOp, ConstantOp>(op))
      continue;
    writer.setLocation(op.getLoc());
    const ExportRules::Rule *rule = rules.find(&op);
    LogicalResult result =
        rule ? (*rule)(&op, writer)
             : writer.unsupported(&op, "it has no equivalent in ONNX");
    if (failed(result))
      bindPlaceholders(&op, writer);
  }
  if (failed(reportUnsupported(function, writer)))
    return failure();
  writer.setLocation(function.getLoc());
  for (auto [value, name] :
       llvm::zip_equal(terminator->getOperands(), outputNames))
    writer.addOutput(value, name);
  writer.finish();
  return success();
}

static void setModelInfo(::onnx::ModelProto &model, ModuleOp module,
                         int opset) {
  model.set_ir_version(opset < 19 ? 8 : opset < 21 ? 9 : 10);
  model.set_producer_name("fovea");
  model.add_opset_import()->set_version(opset);
  auto name = module->getAttrOfType<StringAttr>(kModelNameAttr);
  model.mutable_graph()->set_name(name ? name.str() : "model");
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {

/// A file that gets its name when it is complete, and vanishes before.
class PendingFile {
public:
  ~PendingFile() {
    if (file)
      llvm::consumeError(file->discard());
  }
  llvm::Error create(StringRef path) {
    this->path = path.str();
    auto created = llvm::sys::fs::TempFile::create(path + ".tmp-%%%%%%%%");
    if (!created)
      return created.takeError();
    file = std::move(*created);
    return llvm::Error::success();
  }
  llvm::Error keep() {
    llvm::Error error = file->keep(path);
    file.reset();
    return error;
  }
  int getDescriptor() const { return file->FD; }

private:
  std::string path;
  std::optional<llvm::sys::fs::TempFile> file;
};

} // namespace

/// Takes the error of the system for `path`, if there is one.
static LogicalResult reportError(Location loc, StringRef path,
                                 llvm::Error error) {
  if (!error)
    return success();
  return emitError(loc) << "cannot write '" << path
                        << "': " << llvm::toString(std::move(error));
}

LogicalResult fovea::exportONNX(ModuleOp module, StringRef path,
                                const ExportONNXOptions &options) {
  Location loc = module.getLoc();
  if (options.opset < ExportONNXOptions::kMinOpset ||
      options.opset > ExportONNXOptions::kMaxOpset)
    return emitError(loc) << "cannot export to ONNX opset " << options.opset
                          << ": expected one from "
                          << ExportONNXOptions::kMinOpset << " to "
                          << ExportONNXOptions::kMaxOpset;
  auto function = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  if (!function || !function.getBody().hasOneBlock())
    return emitError(loc) << "cannot export to ONNX: expected a function @"
                          << kEntryFunction << " of one block";
  if (failed(checkWeights(function)))
    return failure();

  bool isExternal = countConstantBytes(function) > options.maxEmbeddedBytes;
  std::string dataPath = (path + ".data").str();
  PendingFile modelFile, dataFile;
  if (failed(reportError(loc, path, modelFile.create(path))))
    return failure();
  std::optional<llvm::raw_fd_ostream> dataStream;
  std::optional<ExternalData> external;
  if (isExternal) {
    if (failed(reportError(loc, dataPath, dataFile.create(dataPath))))
      return failure();
    dataStream.emplace(dataFile.getDescriptor(), /*shouldClose=*/false);
    external.emplace(
        ExternalData{*dataStream, llvm::sys::path::filename(dataPath).str()});
  }

  ::onnx::ModelProto model;
  setModelInfo(model, module, options.opset);
  GraphWriter writer(module.getContext(), *model.mutable_graph(), options.opset,
                     external ? &*external : nullptr);
  LogicalResult exported = exportFunction(function, writer);
  if (dataStream) {
    dataStream->flush();
    std::error_code code = dataStream->error();
    dataStream->clear_error();
    if (failed(reportError(loc, dataPath, llvm::errorCodeToError(code))))
      return failure();
  }
  if (failed(exported))
    return failure();
  if (!model.SerializeToFileDescriptor(modelFile.getDescriptor()))
    return emitError(loc) << "cannot write '" << path
                          << "': the disk is full or the model too large";
  if (isExternal && failed(reportError(loc, dataPath, dataFile.keep())))
    return failure();
  return reportError(loc, path, modelFile.keep());
}
