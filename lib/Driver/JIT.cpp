//===- JIT.cpp - Run a compiled model in this process ---------------------===//

#include "fovea/Driver/JIT.h"

#include "fovea/Codegen/ModuleAttributes.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

namespace {
/// A stream into memory of a fixed size.
class BlockStream final : public raw_ostream {
public:
  explicit BlockStream(char *block) : raw_ostream(/*unbuffered=*/true) {
    position = block;
  }

private:
  void write_impl(const char *data, size_t size) override {
    memcpy(position, data, size);
    position += size;
    written += size;
  }
  uint64_t current_pos() const override { return written; }

  char *position;
  uint64_t written = 0;
};
} // namespace

static void freeAligned(char *block) {
  ::operator delete(block, std::align_val_t(kBufferAlignment));
}

Expected<std::unique_ptr<JITModel>>
JITModel::load(const CompiledModel &compiled) {
  auto result = std::make_unique<JITModel>();
  auto jit = orc::LLJITBuilder().create();
  if (!jit)
    return jit.takeError();
  result->jit = std::move(*jit);

  const ModelDescription &description = compiled.description;
  if (description.weightsSize > 0) {
    result->weights = {
        static_cast<char *>(::operator new(description.weightsSize,
                                           std::align_val_t(kBufferAlignment))),
        freeAligned};
    BlockStream stream(result->weights.get());
    if (failed(writeWeights(description, stream)))
      return createStringError("a weight has no readable value");
    orc::SymbolMap symbols;
    symbols[result->jit->mangleAndIntern(description.getWeightsSymbol())] = {
        orc::ExecutorAddr::fromPtr(result->weights.get()),
        JITSymbolFlags::Exported};
    if (Error error = result->jit->getMainJITDylib().define(
            orc::absoluteSymbols(std::move(symbols))))
      return error;
  }
  for (auto [i, object] : enumerate(compiled.objects))
    if (Error error = result->jit->addObjectFile(MemoryBuffer::getMemBufferCopy(
            StringRef(object.data(), object.size()),
            "code" + std::to_string(i) + ".o")))
      return error;
  auto getter = result->jit->lookup(description.getModelSymbol());
  if (!getter)
    return getter.takeError();
  result->model = getter->toPtr<const fovea_model *(*)()>()();
  return result;
}
