//===- CompiledFunction.h - One math op in machine code ---------*- C++ -*-===//

#ifndef FOVEA_TEST_UNIT_CODEGEN_COMPILEDFUNCTION_H
#define FOVEA_TEST_UNIT_CODEGEN_COMPILEDFUNCTION_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"

namespace fovea {

/// A loop over blocks of numbers that applies one op of the math dialect,
/// compiled as kernels of a model are at -O2.
class CompiledFunction {
public:
  static constexpr int64_t kBlockSize = 4096;

  /// `mnemonic` such as "exp"; `type` such as "vector<16xf32>" or "f32"; `cpu`
  /// as for foveac.
  CompiledFunction(llvm::StringRef mnemonic, unsigned numOperands,
                   llvm::StringRef type, llvm::StringRef cpu);

  /// Compute a block. `ys` is ignored by functions of one operand.
  void run(const void *xs, const void *ys, void *results) const {
    code(xs, ys, results);
  }

private:
  std::unique_ptr<llvm::orc::LLJIT> jit;
  void (*code)(const void *, const void *, void *);
};

} // namespace fovea

#endif // FOVEA_TEST_UNIT_CODEGEN_COMPILEDFUNCTION_H
