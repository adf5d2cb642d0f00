//===- ModelFile.h - An ONNX file and its external data ---------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_MODELFILE_H
#define FOVEA_LIB_IMPORT_ONNX_MODELFILE_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

#include "onnx/onnx_pb.h"

#include <memory>
#include <string>

namespace fovea::onnximport {

/// The files beside a model that hold data of its tensors.
class ExternalData {
public:
  /// `folder` is where the model lies, `location` the model in messages.
  ExternalData(llvm::StringRef folder, mlir::Location location)
      : folder(folder), location(location) {}

  /// A file, mapped into memory once. `name` is relative to the folder and may
  /// not lead out of it.
  llvm::FailureOr<std::shared_ptr<llvm::MemoryBuffer>>
  open(llvm::StringRef name);

  mlir::Location getLocation() const { return location; }

private:
  std::string folder;
  mlir::Location location;
  llvm::StringMap<std::shared_ptr<llvm::MemoryBuffer>> files;
};

/// A model as the protobuf message that it is, and its external data.
class ModelFile {
public:
  /// Read the model, or report at a location in the file why that failed.
  static llvm::FailureOr<std::unique_ptr<ModelFile>>
  read(llvm::StringRef path, mlir::MLIRContext *context);
  static llvm::FailureOr<std::unique_ptr<ModelFile>>
  read(llvm::MemoryBufferRef buffer, mlir::MLIRContext *context);

  onnx::ModelProto &getModel() { return model; }
  mlir::Location getLocation() const { return location; }

  ExternalData &getExternalData() { return externalData; }

private:
  explicit ModelFile(llvm::StringRef path, mlir::MLIRContext *context);

  mlir::Location location;
  onnx::ModelProto model;
  ExternalData externalData;
};

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_MODELFILE_H
