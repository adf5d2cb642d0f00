//===- ModelDescription.cpp - What an artifact says of itself -------------===//

#include "fovea/Target/CPU/ModelDescription.h"

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Hardware/HardwareAttr.h"
#include "fovea/fovea.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Data types
//===----------------------------------------------------------------------===//

namespace {
struct DTypeEntry {
  StringRef name;
  uint64_t dtype;
};
} // namespace

// By name, as in the runtime's describe output.
static constexpr DTypeEntry kDTypes[] = {
    {"f32", FOVEA_F32},   {"f64", FOVEA_F64}, {"f16", FOVEA_F16},
    {"bf16", FOVEA_BF16}, {"i8", FOVEA_I8},   {"u8", FOVEA_U8},
    {"i16", FOVEA_I16},   {"u16", FOVEA_U16}, {"i32", FOVEA_I32},
    {"u32", FOVEA_U32},   {"i64", FOVEA_I64}, {"u64", FOVEA_U64},
    {"bool", FOVEA_BOOL}};

StringRef fovea::getDTypeName(uint64_t dtype) {
  for (const DTypeEntry &entry : kDTypes)
    if (entry.dtype == dtype)
      return entry.name;
  llvm_unreachable("unknown dtype");
}

/// The runtime's dtype of an element type of the dialect.
static uint64_t getDType(Type type) {
  std::string name;
  if (type.isInteger(1)) {
    name = "bool";
  } else if (auto integer = dyn_cast<IntegerType>(type)) {
    name =
        (integer.isUnsigned() ? "u" : "i") + std::to_string(integer.getWidth());
  } else {
    llvm::raw_string_ostream(name) << type;
  }
  for (const DTypeEntry &entry : kDTypes)
    if (entry.name == name)
      return entry.dtype;
  llvm_unreachable("element type outside of the dialect");
}

//===----------------------------------------------------------------------===//
// From the module
//===----------------------------------------------------------------------===//

static std::vector<TensorDescription> getTensors(ArrayAttr tensors) {
  std::vector<TensorDescription> result;
  for (auto tensor : tensors.getAsRange<DictionaryAttr>()) {
    auto name = tensor.getAs<StringAttr>("name");
    auto type =
        cast<RankedTensorType>(tensor.getAs<TypeAttr>("type").getValue());
    uint64_t size =
        type.getNumElements() * getElementSize(type.getElementType());
    result.push_back({name.str(), getDType(type.getElementType()),
                      SmallVector<int64_t>(type.getShape()), size});
  }
  return result;
}

static ComputeType getComputeType(Type type) {
  return type.isBF16()       ? ComputeType::BF16
         : type.isF16()      ? ComputeType::F16
         : type.isInteger(8) ? ComputeType::I8
                             : ComputeType::F32;
}

static std::vector<KernelDescription> getKernels(ArrayAttr kernels) {
  std::vector<KernelDescription> result;
  for (auto kernel : kernels.getAsRange<DictionaryAttr>()) {
    auto getInt = [&](StringRef name) -> uint64_t {
      return kernel.getAs<IntegerAttr>(name).getInt();
    };
    result.push_back(
        {kernel.getAs<StringAttr>("name").str(),
         kernel.getAs<StringAttr>("op").str(), getInt("flops"), getInt("bytes"),
         getComputeType(kernel.getAs<TypeAttr>("type").getValue())});
  }
  return result;
}

FailureOr<ModelDescription> fovea::takeModelDescription(ModuleOp module) {
  auto inputs = module->getAttrOfType<ArrayAttr>(kInputsAttr);
  auto outputs = module->getAttrOfType<ArrayAttr>(kOutputsAttr);
  auto kernels = module->getAttrOfType<ArrayAttr>(kKernelsAttr);
  auto weights = module->getAttrOfType<ArrayAttr>(kWeightsAttr);
  auto offsets = module->getAttrOfType<DenseI64ArrayAttr>(kWeightOffsetsAttr);
  if (!inputs || !outputs || !kernels || !weights || !offsets)
    return module.emitError("expected a module that went through the memory "
                            "pipeline");
  FailureOr<HardwareModel> hardware = getHardwareModel(module);
  if (failed(hardware))
    return failure();
  ModelDescription model;
  model.hardware = std::move(*hardware);
  model.inputs = getTensors(inputs);
  model.outputs = getTensors(outputs);
  model.kernels = getKernels(kernels);
  for (auto [value, offset] : llvm::zip_equal(weights, offsets.asArrayRef()))
    model.weights.push_back(
        {static_cast<uint64_t>(offset), cast<ElementsAttr>(value)});
  model.weightsSize = getIntegerAttr(module, kWeightsSizeAttr);
  model.arenaSize = getIntegerAttr(module, kArenaSizeAttr);
  model.liveBytes = getIntegerAttr(module, kLiveBytesAttr);
  for (StringRef name :
       {StringRef(kInputsAttr), StringRef(kOutputsAttr),
        StringRef(kKernelsAttr), StringRef(kWeightsAttr),
        StringRef(kWeightOffsetsAttr), StringRef(kWeightsSizeAttr),
        StringRef(kArenaSizeAttr), StringRef(kLiveBytesAttr)})
    module->removeAttr(name);
  return model;
}

std::string fovea::makeCIdentifier(StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(0, "model_");
  return identifier;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static llvm::json::Array tensorsToJSON(ArrayRef<TensorDescription> tensors) {
  llvm::json::Array result;
  for (const TensorDescription &tensor : tensors)
    result.push_back(llvm::json::Object{
        {"name", tensor.name},
        {"dtype", getDTypeName(tensor.dtype)},
        {"shape", llvm::json::Array(tensor.shape)},
    });
  return result;
}

llvm::json::Object ModelDescription::toJSON() const {
  return llvm::json::Object{
      {"name", name},
      {"inputs", tensorsToJSON(inputs)},
      {"outputs", tensorsToJSON(outputs)},
      {"arena_bytes", arenaSize},
      {"weights_bytes", weightsSize},
      {"kernels", static_cast<int64_t>(kernels.size())},
      {"cpu", cpu},
      {"hardware", llvm::json::Object{{"name", hardware.name},
                                      {"source", hardware.source}}},
  };
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// Call `function` with the bytes of every weight, in order.
static LogicalResult
forEachWeight(const ModelDescription &model,
              llvm::function_ref<void(uint64_t, ArrayRef<char>)> function) {
  for (const PackedWeight &weight : model.weights) {
    FailureOr<HostTensor> tensor = HostTensor::fromAttribute(weight.value);
    if (failed(tensor))
      return failure();
    function(weight.offset, tensor->getBytes());
  }
  return success();
}

LogicalResult fovea::writeWeights(const ModelDescription &model,
                                  llvm::raw_ostream &os) {
  uint64_t position = 0;
  LogicalResult result =
      forEachWeight(model, [&](uint64_t offset, ArrayRef<char> bytes) {
        os.write_zeros(offset - position);
        os.write(bytes.data(), bytes.size());
        position = offset + bytes.size();
      });
  os.write_zeros(model.weightsSize - position);
  return result;
}

FailureOr<uint64_t> fovea::hashWeights(const ModelDescription &model) {
  uint64_t hash = 0;
  LogicalResult result =
      forEachWeight(model, [&](uint64_t offset, ArrayRef<char> bytes) {
        uint64_t parts[] = {hash, offset,
                            llvm::xxh3_64bits(ArrayRef(
                                reinterpret_cast<const uint8_t *>(bytes.data()),
                                bytes.size()))};
        hash = llvm::xxh3_64bits(
            ArrayRef(reinterpret_cast<const uint8_t *>(parts), sizeof(parts)));
      });
  if (failed(result))
    return failure();
  return hash;
}

//===----------------------------------------------------------------------===//
// C header
//===----------------------------------------------------------------------===//

// The text of the runtime's fovea.h, made at build time.
static constexpr char kRuntimeHeader[] =
#include "RuntimeHeader.inc"
    ;

static void describeTensors(StringRef title,
                            ArrayRef<TensorDescription> tensors,
                            llvm::raw_ostream &os) {
  os << " * " << title << ":\n";
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    os << " *   " << i << " \"" << tensor.name << "\" "
       << getDTypeName(tensor.dtype) << " [";
    llvm::interleaveComma(tensor.shape, os);
    os << "], " << tensor.sizeInBytes << " bytes\n";
  }
}

void fovea::writeHeader(const ModelDescription &model, llvm::raw_ostream &os) {
  os << kRuntimeHeader << "\n/* Model " << model.name << "\n *\n";
  describeTensors("Inputs", model.inputs, os);
  describeTensors("Outputs", model.outputs, os);
  os << " */\n#ifdef __cplusplus\nextern \"C\"\n#endif\nconst fovea_model *"
     << model.getModelSymbol() << "(void);\n";
}
