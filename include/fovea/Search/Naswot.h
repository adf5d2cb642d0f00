//===- Naswot.h - Quality without training ----------------------*- C++ -*-===//
//
// A proxy for what a network may learn, after Mellor, Turner, Storkey and
// Crowley, "Neural Architecture Search without Training" (ICML 2021, arXiv
// 2006.04647): each rectifier of an untrained network maps an image to one bit,
// whether its input is positive. The more the bits of different images differ,
// the better the network tells images apart.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_NASWOT_H
#define FOVEA_SEARCH_NASWOT_H

#include "fovea/Driver/KernelCache.h"
#include "fovea/Model/ModelConfig.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/ThreadPool.h"

namespace fovea {

/// What batch normalizations of an untrained network normalize by.
enum class BatchStatistics {
  OfBatch, ///< Those of their input, as in training and by Mellor et al.
  Stored   ///< Those that are stored, so that they change nothing. Takes half
           ///< the time to compile.
};

struct NaswotOptions {
  /// The settings `resolution` and `batch` of the model while it is evaluated;
  /// a model that does not accept the resolution gets the next one that it
  /// does, up to twice as much. At least 2 images.
  /// A resolution of 0 stands for the model's own.
  int64_t resolution = 64;
  int64_t batch = 16;
  BatchStatistics statistics = BatchStatistics::OfBatch;
  /// Of weights and images.
  uint64_t seed = 0;
  /// Where kernels are kept; may be null.
  KernelCache *cache = nullptr;
  /// That compile kernels; null for the calling thread alone.
  llvm::ThreadPoolInterface *threads = nullptr;
};

/// `resolution=64,batch=16,statistics=batch` (what follows `naswot:`), any of
/// them, into `options`; the other statistics are `stored`. Errors name the
/// key.
llvm::Error parseNaswotOptions(llvm::StringRef text, NaswotOptions &options);

/// Make the result of each rectifier of `@main` a further result of it: relu,
/// silu, hard_swish, gelu and the like, which all have a positive result for a
/// positive input and no other one. Batch normalizations get `statistics`.
/// Returns the number of rectifiers.
unsigned exposeActivations(mlir::ModuleOp module, BatchStatistics statistics);

/// The logarithm of the determinant of the kernel matrix K of Mellor et al.
/// (section 3), where `K[i][j]` counts the bits that images `i` and `j` have in
/// common. `codes[i]` are the bits of image `i`, all of one length. Minus
/// infinity where two images have the same bits.
double computeLogDeterminant(llvm::ArrayRef<llvm::BitVector> codes);

/// The score of the model of `config`, which is changed as `options` say, at
/// the same seed always the same. The greater, the better; it grows with the
/// number of rectifiers, so it compares models of about one size. Errors where
/// the model has no rectifiers, or two images the same bits.
llvm::Expected<double> computeNaswotScore(ModelConfig &config,
                                          const NaswotOptions &options);

} // namespace fovea

#endif // FOVEA_SEARCH_NASWOT_H
