//===- JIT.h - Run a compiled model in this process -------------*- C++ -*-===//

#ifndef FOVEA_DRIVER_JIT_H
#define FOVEA_DRIVER_JIT_H

#include "fovea/Driver/Compiler.h"

#include "fovea/fovea.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"

namespace fovea {

/// A compiled model loaded into this process, to be run through the runtime's
/// C API.
class JITModel {
public:
  /// Load `model`, which must have been compiled for this CPU and with embedded
  /// weights; those are copied.
  static llvm::Expected<std::unique_ptr<JITModel>>
  load(const CompiledModel &model);

  /// Valid as long as this object lives.
  const fovea_model *getModel() const { return model; }

private:
  std::unique_ptr<llvm::orc::LLJIT> jit;
  std::unique_ptr<char, void (*)(char *)> weights{nullptr, nullptr};
  const fovea_model *model = nullptr;
};

} // namespace fovea

#endif // FOVEA_DRIVER_JIT_H
