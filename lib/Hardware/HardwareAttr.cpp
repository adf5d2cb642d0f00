//===- HardwareAttr.cpp - The hardware model of a module ------------------===//

#include "fovea/Hardware/HardwareAttr.h"

#include "Fields.h"

#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace fovea;

static constexpr llvm::StringLiteral kDevice = "CPU";
static constexpr llvm::StringLiteral kDeviceNames[] = {"cpu", "accelerator"};

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

namespace {
/// Makes entries of the fields that it is shown.
class EntryWriter {
public:
  explicit EntryWriter(MLIRContext *context) : builder(context) {}

  template <typename T> void mapRequired(StringRef key, T &value) {
    entries.push_back(DataLayoutEntryAttr::get(builder.getStringAttr(key),
                                               getAttribute(value)));
  }
  template <typename T> void mapOptional(StringRef key, T &value) {
    mapRequired(key, value);
  }
  template <typename T>
  void mapOptional(StringRef key, std::optional<T> &value) {
    if (value)
      mapRequired(key, *value);
  }
  template <typename T> void mapOptional(StringRef key, std::vector<T> &value) {
    if (!value.empty())
      mapRequired(key, value);
  }

  ArrayRef<DataLayoutEntryInterface> getEntries() const { return entries; }

private:
  Attribute getAttribute(int64_t &value) {
    return builder.getI64IntegerAttr(value);
  }
  Attribute getAttribute(double &value) {
    return builder.getF64FloatAttr(value);
  }
  Attribute getAttribute(std::string &value) {
    return builder.getStringAttr(value);
  }
  Attribute getAttribute(DeviceKind &value) {
    return builder.getStringAttr(kDeviceNames[static_cast<unsigned>(value)]);
  }
  template <typename T> Attribute getAttribute(std::vector<T> &values) {
    SmallVector<Attribute> attributes;
    for (T &value : values)
      attributes.push_back(getAttribute(value));
    return builder.getArrayAttr(attributes);
  }
  template <typename T> Attribute getAttribute(T &value) {
    EntryWriter writer(builder.getContext());
    mapFields(writer, value);
    return MapAttr::get(builder.getContext(), writer.getEntries());
  }

  Builder builder;
  SmallVector<DataLayoutEntryInterface> entries;
};
} // namespace

void fovea::setHardwareModel(ModuleOp module, const HardwareModel &model) {
  MLIRContext *context = module.getContext();
  EntryWriter writer(context);
  HardwareModel copy = model;
  mapFields(writer, copy);
  auto device = TargetDeviceSpecAttr::get(context, writer.getEntries());
  DataLayoutEntryInterface entry =
      DataLayoutEntryAttr::get(StringAttr::get(context, kDevice), device);
  module->setAttr(DLTIDialect::kTargetSystemDescAttrName,
                  TargetSystemSpecAttr::get(context, entry));
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
/// Sets the fields that a specification has entries for, and keeps the first
/// error.
class EntryReader {
public:
  explicit EntryReader(DLTIQueryInterface spec) : spec(spec) {}

  template <typename T> void mapRequired(StringRef key, T &value) {
    auto name = StringAttr::get(spec.getContext(), key);
    FailureOr<Attribute> attribute = spec.query(name);
    if (failed(attribute) || !*attribute || !error.empty())
      return;
    if (!read(*attribute, value))
      fail(key, *attribute);
  }
  template <typename T> void mapOptional(StringRef key, T &value) {
    mapRequired(key, value);
  }
  template <typename T>
  void mapOptional(StringRef key, std::optional<T> &value) {
    T present = value.value_or(T());
    auto name = StringAttr::get(spec.getContext(), key);
    if (FailureOr<Attribute> attribute = spec.query(name);
        failed(attribute) || !*attribute)
      return;
    mapRequired(key, present);
    value = present;
  }

  const std::string &getError() const { return error; }

private:
  void fail(StringRef key, Attribute attribute) {
    if (error.empty())
      llvm::raw_string_ostream(error)
          << "unexpected value of '" << key << "': " << attribute;
  }

  bool read(Attribute attribute, int64_t &value) {
    auto integer = dyn_cast<IntegerAttr>(attribute);
    if (integer)
      value = integer.getValue().getSExtValue();
    return !!integer;
  }
  bool read(Attribute attribute, double &value) {
    auto number = dyn_cast<FloatAttr>(attribute);
    if (number)
      value = number.getValueAsDouble();
    return !!number;
  }
  bool read(Attribute attribute, std::string &value) {
    auto text = dyn_cast<StringAttr>(attribute);
    if (text)
      value = text.str();
    return !!text;
  }
  bool read(Attribute attribute, DeviceKind &value) {
    auto text = dyn_cast<StringAttr>(attribute);
    const auto *name = text ? llvm::find(kDeviceNames, text.getValue())
                            : std::end(kDeviceNames);
    value = static_cast<DeviceKind>(name - std::begin(kDeviceNames));
    return name != std::end(kDeviceNames);
  }
  template <typename T> bool read(Attribute attribute, std::vector<T> &values) {
    auto array = dyn_cast<ArrayAttr>(attribute);
    values.assign(array ? array.size() : 0, T());
    for (size_t i = 0; i < values.size() && error.empty(); ++i)
      if (!read(array[i], values[i]))
        return false;
    return !!array;
  }
  template <typename T> bool read(Attribute attribute, T &value) {
    auto map = dyn_cast<DLTIQueryInterface>(attribute);
    if (!map)
      return false;
    EntryReader reader(map);
    mapFields(reader, value);
    error = reader.getError().empty() ? checkFields(value) : reader.getError();
    return true;
  }

  DLTIQueryInterface spec;
  std::string error;
};
} // namespace

FailureOr<HardwareModel> fovea::getHardwareModel(Operation *op) {
  const HardwareModel &common = *findHardwareDescription("x86-64-v3");
  TargetSystemSpecInterface system;
  // A kernel may have a module of its own inside of the model's.
  while (op && !(system = op->getAttrOfType<TargetSystemSpecInterface>(
                     DLTIDialect::kTargetSystemDescAttrName)))
    op = op->getParentOp();
  if (!op)
    return common;
  auto device = system.getDeviceSpecForDeviceID(
      StringAttr::get(op->getContext(), kDevice));
  if (!device)
    return common;
  auto spec = cast<DLTIQueryInterface>(*device);
  bool isComplete =
      succeeded(spec.query(StringAttr::get(op->getContext(), "name")));
  HardwareModel model = isComplete ? HardwareModel() : common;
  EntryReader reader(spec);
  mapFields(reader, model);
  std::string error =
      reader.getError().empty() ? checkFields(model) : reader.getError();
  if (!error.empty())
    return op->emitError("target specification of the device '")
           << kDevice << "': " << error;
  return model;
}
