//===- Weights.h - Values for the parameters of a model ---------*- C++ -*-===//
//
// The weights of a model definition get their values from a file of tensors by
// name, or from a generator.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_MODEL_WEIGHTS_H
#define FOVEA_MODEL_WEIGHTS_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>

namespace fovea {

/// A tensor in a weight file. The bytes, row major and little endian, one per
/// boolean, live as long as `owner`.
struct StoredTensor {
  mlir::Type elementType;
  llvm::SmallVector<int64_t> shape;
  llvm::ArrayRef<char> bytes;
  std::shared_ptr<const void> owner;
};

/// A file of named tensors.
class WeightFile {
public:
  virtual ~WeightFile();

  /// Opens a safetensors file or a numpy .npz archive; the content decides
  /// which it is. Checks the directory of the file, not yet the tensors.
  static llvm::Expected<std::unique_ptr<WeightFile>>
  open(llvm::StringRef path, mlir::MLIRContext &context);

  /// The tensor with a name, or nothing if there is none. Fails where the file
  /// is damaged or holds what has no element type here.
  virtual llvm::Expected<std::optional<StoredTensor>>
  read(llvm::StringRef name) = 0;
  virtual llvm::SmallVector<llvm::StringRef> getNames() const = 0;
};

struct WeightOptions {
  /// safetensors or .npz file; none if empty.
  std::string file;
  /// For what is drawn from initializers.
  uint64_t seed = 0;
};

/// Give a value to each weight in `module` that has none. With a file, all of
/// them must be there with the right shape and element type (the error lists up
/// to ten that are not). Without one, they are drawn from their initializers.
llvm::LogicalResult bindWeights(mlir::ModuleOp module,
                                const WeightOptions &options);

/// The value drawn for a weight. Each element depends on the seed, the name and
/// its index alone, so that no change elsewhere in a model changes it.
HostTensor drawWeight(mlir::RankedTensorType type, llvm::StringRef name,
                      InitializerAttr init, uint64_t seed);

} // namespace fovea

#endif // FOVEA_MODEL_WEIGHTS_H
