//===- WeightBinding.cpp - Values for the parameters of a model -----------===//

#include "fovea/Model/Weights.h"

#include "WeightFiles.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace fovea;

WeightFile::~WeightFile() = default;

llvm::Error fovea::makeFileError(StringRef path, const Twine &message) {
  return llvm::createStringError("weight file '" + path + "': " + message);
}

llvm::Expected<std::unique_ptr<WeightFile>>
WeightFile::open(StringRef path, MLIRContext &context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeFileError(path, buffer.getError().message());
  std::shared_ptr<llvm::MemoryBuffer> file = std::move(*buffer);
  // A safetensors file begins with the size of its header, and then its '{'.
  if (file->getBuffer().starts_with("PK"))
    return openNpzFile(path, std::move(file), context);
  return openSafetensorsFile(path, std::move(file), context);
}

//===----------------------------------------------------------------------===//
// Binding
//===----------------------------------------------------------------------===//

/// An attribute that refers to the bytes where they are: in the mapped file.
static ElementsAttr aliasTensor(RankedTensorType type, StringRef name,
                                const StoredTensor &tensor) {
  int64_t elementSize = getElementSize(type.getElementType());
  ArrayRef<char> bytes = tensor.bytes;
  if (reinterpret_cast<uintptr_t>(bytes.data()) % elementSize != 0) {
    auto blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64);
    return DenseResourceElementsAttr::get(type, name, std::move(blob));
  }
  AsmResourceBlob blob(
      bytes, elementSize, [owner = tensor.owner](void *, size_t, size_t) {},
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

/// Whether two shapes are of the same elements in the same order, but for
/// dimensions of size 1: TensorFlow's depthwise kernels have one at the end.
static bool haveSameLayout(ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  auto dropUnits = [](ArrayRef<int64_t> shape) {
    SmallVector<int64_t> result(shape);
    llvm::erase(result, 1);
    return result;
  };
  return dropUnits(lhs) == dropUnits(rhs);
}

/// The value for `weight`, or what is wrong with the file's tensor.
static llvm::Expected<ElementsAttr> readWeight(WeightOp weight,
                                               WeightFile &file) {
  auto tensor = file.read(weight.getName());
  if (!tensor)
    return tensor.takeError();
  if (!*tensor)
    return llvm::createStringError("missing");
  auto type = cast<RankedTensorType>(weight.getType());
  auto stored = RankedTensorType::get((*tensor)->shape, (*tensor)->elementType);
  if (stored.getElementType() == type.getElementType() &&
      haveSameLayout(stored.getShape(), type.getShape()))
    return aliasTensor(type, weight.getName(), **tensor);
  std::string message;
  llvm::raw_string_ostream(message)
      << "expected " << type << ", got " << stored;
  return llvm::createStringError(message);
}

static LogicalResult bindFromFile(ModuleOp module, ArrayRef<WeightOp> weights,
                                  StringRef path) {
  auto file = WeightFile::open(path, *module.getContext());
  if (!file)
    return emitError(module.getLoc()) << llvm::toString(file.takeError());

  constexpr size_t maxListed = 10;
  SmallVector<std::string> problems;
  for (WeightOp weight : weights) {
    auto value = readWeight(weight, **file);
    if (value)
      weight.setValueAttr(*value);
    else
      problems.push_back(("weight '" + weight.getName() +
                          "': " + llvm::toString(value.takeError()))
                             .str());
  }
  if (problems.empty())
    return success();
  InFlightDiagnostic error = emitError(module.getLoc());
  error << "weight file '" << path
        << "' does not fit the model: " << problems.size() << " of "
        << weights.size() << " weights";
  for (const std::string &problem :
       llvm::ArrayRef(problems).take_front(maxListed))
    error.attachNote() << problem;
  if (problems.size() > maxListed)
    error.attachNote() << "and " << problems.size() - maxListed << " more";
  return error;
}

LogicalResult fovea::bindWeights(ModuleOp module,
                                 const WeightOptions &options) {
  SmallVector<WeightOp> weights;
  module.walk([&](WeightOp weight) {
    if (!weight.getValue())
      weights.push_back(weight);
  });
  if (!options.file.empty())
    return bindFromFile(module, weights, options.file);

  for (WeightOp weight : weights) {
    if (!weight.getInit())
      return emitError(weight.getLoc())
             << "weight '" << weight.getName()
             << "' has neither a value nor an initializer; "
                "expected a weight file";
    HostTensor value =
        drawWeight(cast<RankedTensorType>(weight.getType()), weight.getName(),
                   *weight.getInit(), options.seed);
    weight.setValueAttr(value.toAttribute(weight.getName()));
  }
  return success();
}
