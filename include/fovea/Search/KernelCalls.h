//===- KernelCalls.h - The kernels that a model calls -----------*- C++ -*-===//
//
// What a model will do when it runs, known from the memory level on, before
// machine code is generated.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_KERNELCALLS_H
#define FOVEA_SEARCH_KERNELCALLS_H

#include "fovea/Driver/Compiler.h"

#include <string>
#include <vector>

namespace fovea {

/// One kernel in the order in which a model calls them: the i-th one is the
/// i-th of the runtime's profile.
struct KernelCall {
  /// Equal for kernels that take the same time, up to caches: the name of the
  /// kernel by its content, which has the op, shapes, attributes, what is fused
  /// into it, schedule and element types, and what else code depends on: the
  /// target and options that are not in the IR.
  std::string identity;
  /// What it computes, without sizes, such as "conv".
  std::string kind;
  /// Floating-point operations and compulsory traffic of one call.
  double flops = 0;
  double bytes = 0;
  ComputeType type = ComputeType::F32;
  /// The least time on the machine that it was compiled for
  /// (`getRooflineSeconds`), with the call.
  double rooflineSeconds = 0;

  bool operator==(const KernelCall &) const = default;
};

/// The calls of `model`, which `compile` or `plan` made with `options`, on
/// `options.defaultThreads` threads.
std::vector<KernelCall> getKernelCalls(const CompiledModel &model,
                                       const CompileOptions &options);

/// The calls of the graph `module` without generating machine code. Weights
/// that have no values get some; most of them are not drawn, since what they
/// are decides nothing. `module` is used up.
mlir::FailureOr<std::vector<KernelCall>>
planKernelCalls(mlir::ModuleOp module, const CompileOptions &options);

} // namespace fovea

#endif // FOVEA_SEARCH_KERNELCALLS_H
