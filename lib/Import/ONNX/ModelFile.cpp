//===- ModelFile.cpp - An ONNX file and its external data -----------------===//

#include "ModelFile.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

namespace io = google::protobuf::io;

ModelFile::ModelFile(StringRef path, MLIRContext *context)
    : location(FileLineColLoc::get(context, path, 0, 0)),
      externalData(llvm::sys::path::parent_path(path), location) {}

/// Parse a whole stream of `size` bytes.
static LogicalResult parseModel(io::ZeroCopyInputStream &stream, uint64_t size,
                                onnx::ModelProto &model, Location loc) {
  // The wire format has 32-bit lengths. Larger models have external data.
  constexpr int limit = std::numeric_limits<int>::max();
  if (size > limit)
    return emitError(loc) << "file has " << size
                          << " bytes, but an ONNX file has at most " << limit;
  if (size == 0)
    return emitError(loc) << "file is empty";

  // Protobuf writes what it finds wrong to stderr; we report it ourselves.
  google::protobuf::LogSilencer silence;
  io::CodedInputStream coded(&stream);
  coded.SetTotalBytesLimit(limit);
  if (!model.ParsePartialFromCodedStream(&coded) ||
      !coded.ConsumedEntireMessage())
    return emitError(loc) << "not an ONNX model, or truncated: the protobuf "
                             "message ends or breaks after "
                          << stream.ByteCount() << " of " << size << " bytes";
  if (!model.has_graph())
    return emitError(loc) << "not an ONNX model: it has no graph";
  return success();
}

FailureOr<std::unique_ptr<ModelFile>> ModelFile::read(StringRef path,
                                                      MLIRContext *context) {
  std::unique_ptr<ModelFile> file(new ModelFile(path, context));
  auto fail = [&](std::error_code error) {
    return emitError(file->location) << "cannot read: " << error.message();
  };

  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return fail(error);
  if (status.type() == llvm::sys::fs::file_type::directory_file)
    return fail(std::make_error_code(std::errc::is_a_directory));
  auto handle = llvm::sys::fs::openNativeFileForRead(path);
  if (!handle)
    return fail(errorToErrorCode(handle.takeError()));

  // Read in blocks and not through a mapping of the file, so that the weights
  // are in memory only once.
  io::FileInputStream stream(*handle);
  LogicalResult parsed =
      parseModel(stream, status.getSize(), file->model, file->location);
  llvm::sys::fs::closeFile(*handle);
  if (failed(parsed))
    return failure();
  return file;
}

FailureOr<std::unique_ptr<ModelFile>>
ModelFile::read(llvm::MemoryBufferRef buffer, MLIRContext *context) {
  std::unique_ptr<ModelFile> file(
      new ModelFile(buffer.getBufferIdentifier(), context));
  int size =
      std::min<size_t>(buffer.getBufferSize(), std::numeric_limits<int>::max());
  io::ArrayInputStream stream(buffer.getBufferStart(), size);
  if (failed(parseModel(stream, buffer.getBufferSize(), file->model,
                        file->location)))
    return failure();
  return file;
}

FailureOr<std::shared_ptr<llvm::MemoryBuffer>>
ExternalData::open(StringRef name) {
  std::shared_ptr<llvm::MemoryBuffer> &known = files[name];
  if (known)
    return known;

  namespace path = llvm::sys::path;
  bool leavesFolder = path::is_absolute(name) || name.contains('\0');
  for (StringRef component :
       llvm::make_range(path::begin(name), path::end(name)))
    leavesFolder |= component == "..";
  if (name.empty() || leavesFolder)
    return emitError(location) << "external data file '" << name
                               << "' is not a path inside the model's folder";

  SmallString<128> full = StringRef(folder);
  path::append(full, name);
  auto buffer = llvm::MemoryBuffer::getFile(full, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return emitError(location) << "cannot read external data file '" << full
                               << "': " << buffer.getError().message();
  known = std::move(*buffer);
  return known;
}
