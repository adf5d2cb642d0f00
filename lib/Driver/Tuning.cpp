//===- Tuning.cpp - Measure which schedules are fastest -------------------===//

#include "fovea/Driver/Tuning.h"

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/Transforms/Schedules.h"
#include "fovea/Driver/JIT.h"
#include "fovea/Driver/ModelRunner.h"
#include "fovea/Hardware/HardwareAttr.h"
#include "fovea/Support/Clock.h"
#include "fovea/Target/CPU/CodeGenerator.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

#include <map>
#include <numeric>

using namespace mlir;
using namespace fovea;

/// Kernels that take less of the time than this are left as they are.
static constexpr double kMinShare = 0.003;
/// A schedule is kept if it saves more than measurements differ by.
static constexpr double kMaxRatio = 0.97;
/// Rounds in which two models are compared: at least so many, and more for so
/// many seconds.
static constexpr unsigned kMinRounds = 8;
static constexpr double kSecondsPerVariant = 0.6;

//===----------------------------------------------------------------------===//
// Variants of a model
//===----------------------------------------------------------------------===//

namespace {
/// Schedules by the keys of kernels.
using Schedules = std::map<std::string, Attribute>;

/// A compiled model in this process, with buffers to run it on.
class Variant {
public:
  static FailureOr<std::unique_ptr<Variant>>
  create(ModuleOp module, const CompileOptions &options,
         const Schedules &schedules);

  /// The key of each kernel, in the order in which they run; empty for what has
  /// no schedule.
  ArrayRef<std::string> getKeys() const { return keys; }
  /// The schedules that kernels may have, by key.
  const std::map<std::string, SmallVector<Attribute>> &getCandidates() const {
    return candidates;
  }

  /// Run once. The time of each kernel, in ns.
  std::vector<double> time() {
    runner->run();
    return runner->takeProfile();
  }

private:
  LogicalResult compileAndLoad(ModuleOp module, CompileOptions options);
  void collectCandidates(Operation *module);
  void collectKeys(ModuleOp module);

  std::unique_ptr<JITModel> model;
  std::unique_ptr<ModelRunner> runner;
  std::vector<std::string> keys;
  std::map<std::string, SmallVector<Attribute>> candidates;
};
} // namespace

/// A copy of `module` to be compiled. Its weights are the bytes of the
/// original, in resources of their own: compiling frees those that it is done
/// with.
static OwningOpRef<ModuleOp> copyModule(ModuleOp module) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([](DenseResourceElementsAttr attr) {
    DenseResourceElementsHandle handle = attr.getRawHandle();
    AsmResourceBlob *blob = handle.getBlob();
    return blob ? DenseResourceElementsAttr::get(
                      attr.getType(), handle.getKey(),
                      UnmanagedAsmResourceBlob::allocateWithAlign(
                          blob->getData(), blob->getDataAlignment()))
                : attr;
  });
  OwningOpRef<ModuleOp> copy(module.clone());
  replacer.recursivelyReplaceElementsIn(*copy);
  return copy;
}

FailureOr<std::unique_ptr<Variant>>
Variant::create(ModuleOp module, const CompileOptions &options,
                const Schedules &schedules) {
  OwningOpRef<ModuleOp> copy = copyModule(module);
  CompileOptions variantOptions = options;
  NamedAttrList attributes;
  for (const auto &[key, schedule] : schedules)
    attributes.set(key, schedule);
  variantOptions.schedules = attributes.getDictionary(module.getContext());
  // Embedded weights are what the JIT takes.
  variantOptions.weightsFile.clear();
  auto variant = std::make_unique<Variant>();
  if (failed(variant->compileAndLoad(*copy, variantOptions)))
    return failure();
  return variant;
}

void Variant::collectCandidates(Operation *module) {
  // It is there: the pass that reads it ran already.
  HardwareModel machine = *getHardwareModel(module);
  module->walk([&](Operation *op) {
    auto schedules = kernel::getScheduleCandidates(op, machine);
    if (schedules.size() > 1)
      candidates[kernel::getScheduleKey(op)] = schedules;
  });
}

void Variant::collectKeys(ModuleOp module) {
  auto entry = module.lookupSymbol<func::FuncOp>(kEntryFunction);
  llvm::DenseMap<StringRef, std::string> keyOfKernel;
  HardwareModel machine = *getHardwareModel(module);
  for (auto kernel : module.getOps<func::FuncOp>())
    kernel.walk([&](Operation *op) {
      if (!kernel::getScheduleCandidates(op, machine).empty())
        keyOfKernel[kernel.getName()] = kernel::getScheduleKey(op);
    });
  // What follows the mark of a kernel is the call of that kernel.
  for (auto call : entry.getOps<func::CallOp>()) {
    APInt index;
    if (call.getCallee() != kMarkFunction ||
        !matchPattern(call.getOperand(1), m_ConstantInt(&index)))
      continue;
    if (auto kernel = dyn_cast_or_null<func::CallOp>(call->getNextNode())) {
      keys.resize(index.getZExtValue() + 1);
      keys.back() = keyOfKernel.lookup(kernel.getCallee());
    }
  }
}

LogicalResult Variant::compileAndLoad(ModuleOp module, CompileOptions options) {
  options.onLevel = [&](Level level, Operation *op) {
    if (level == Level::Kernel)
      collectCandidates(op);
    else if (level == Level::Memory)
      collectKeys(cast<ModuleOp>(op));
  };
  FailureOr<CompiledModel> compiled = compile(module, options);
  if (failed(compiled))
    return failure();
  auto loaded = JITModel::load(*compiled);
  if (!loaded)
    return module.emitError(toString(loaded.takeError()));
  model = std::move(*loaded);

  RunnerOptions runnerOptions;
  runnerOptions.profile = true;
  auto created = ModelRunner::create(model->getModel(), runnerOptions);
  if (!created)
    return module.emitError(toString(created.takeError()));
  runner = std::move(*created);
  return success();
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

namespace {
/// Times of the kernels of one key, in ns.
struct Comparison {
  double time = 0;
  double defaultTime = 0;

  double getRatio() const { return time / defaultTime; }
};
} // namespace

/// The sum of `times` of the kernels of each key; under the empty key, of all.
static llvm::StringMap<double> sumByKey(ArrayRef<std::string> keys,
                                        ArrayRef<double> times) {
  llvm::StringMap<double> sums;
  sums[""] = std::accumulate(times.begin(), times.end(), 0.0);
  for (auto [key, time] : llvm::zip(keys, times))
    if (!key.empty())
      sums[key] += time;
  return sums;
}

static void lower(std::vector<double> &least, ArrayRef<double> times) {
  for (auto [bound, time] : llvm::zip_equal(least, times))
    bound = std::min(bound, time);
}

/// Run both in turn. Of each kernel the least time counts: other work on the
/// machine only ever makes one slower.
static llvm::StringMap<Comparison> compare(Variant &variant, Variant &normal) {
  // Of pages and caches.
  variant.time();
  normal.time();
  std::vector<double> least = variant.time(), defaultLeast = normal.time();
  double end = getSeconds() + kSecondsPerVariant;
  for (unsigned round = 1; round < kMinRounds || getSeconds() < end; ++round) {
    lower(least, variant.time());
    lower(defaultLeast, normal.time());
  }
  llvm::StringMap<Comparison> result;
  for (const auto &sum : sumByKey(variant.getKeys(), least))
    result[sum.getKey()].time = sum.getValue();
  for (const auto &sum : sumByKey(normal.getKeys(), defaultLeast))
    result[sum.getKey()].defaultTime = sum.getValue();
  return result;
}

//===----------------------------------------------------------------------===//
// Tuning
//===----------------------------------------------------------------------===//

namespace {
class Tuner {
public:
  Tuner(ModuleOp module, const CompileOptions &options, double seconds)
      : module(module), options(options), end(getSeconds() + seconds) {}

  FailureOr<TuningResult> run();

private:
  /// The `round`-th candidate of every kernel that matters and has one.
  Schedules getRound(unsigned round) const;
  LogicalResult measure(const Schedules &schedules);
  /// Measure what was best all together, and keep what is still better.
  LogicalResult confirm(TuningResult &result, StringRef target);

  ModuleOp module;
  const CompileOptions &options;
  double end;
  std::unique_ptr<Variant> normal;
  /// Kernels that matter.
  llvm::StringMap<double> shares;
  Schedules best;
  llvm::StringMap<double> bestRatios;
};
} // namespace

Schedules Tuner::getRound(unsigned round) const {
  Schedules schedules;
  for (const auto &[key, candidates] : normal->getCandidates())
    if (round < candidates.size() && shares.lookup(key) >= kMinShare)
      schedules[key] = candidates[round];
  return schedules;
}

LogicalResult Tuner::measure(const Schedules &schedules) {
  auto variant = Variant::create(module, options, schedules);
  if (failed(variant))
    return failure();
  auto comparison = compare(**variant, *normal);
  for (const auto &[key, schedule] : schedules) {
    double ratio = comparison.lookup(key).getRatio();
    auto [known, isNew] = bestRatios.try_emplace(key, kMaxRatio);
    if (ratio >= known->second)
      continue;
    known->second = ratio;
    best[key] = schedule;
  }
  return success();
}

LogicalResult Tuner::confirm(TuningResult &result, StringRef target) {
  auto variant = Variant::create(module, options, best);
  if (failed(variant))
    return failure();
  auto comparison = compare(**variant, *normal);
  result.defaultMilliseconds = comparison.lookup("").defaultTime / 1e6;
  result.milliseconds = comparison.lookup("").time / 1e6;
  for (const auto &[key, schedule] : best) {
    Comparison times = comparison.lookup(key);
    if (times.getRatio() >= kMaxRatio)
      continue;
    auto calls = static_cast<double>(llvm::count(normal->getKeys(), key));
    std::string text;
    llvm::raw_string_ostream(text) << schedule;
    result.records.push_back({target.str(), key, text, times.time / calls / 1e3,
                              times.defaultTime / calls / 1e3});
  }
  return success();
}

FailureOr<TuningResult> Tuner::run() {
  auto target = getTuningTarget(module.getLoc(), options);
  auto created = Variant::create(module, options, {});
  if (failed(target) || failed(created))
    return failure();
  normal = std::move(*created);
  normal->time();
  shares = sumByKey(normal->getKeys(), normal->time());
  double total = shares.lookup("");
  for (auto &entry : shares)
    entry.getValue() /= total;

  TuningResult result;
  // The time of the longest round, of which one is left for the end.
  double longest = 0;
  for (unsigned round = 1;; ++round) {
    Schedules schedules = getRound(round);
    double begin = getSeconds();
    if (schedules.empty() || begin + 2 * longest > end)
      break;
    if (failed(measure(schedules)))
      return failure();
    longest = std::max(longest, getSeconds() - begin);
    ++result.numVariants;
  }
  if (failed(confirm(result, *target)))
    return failure();
  return result;
}

FailureOr<std::string> fovea::getTuningTarget(Location loc,
                                              const CompileOptions &options) {
  auto target = createTargetMachine(loc, options.target, options.cpu,
                                    options.isOptimizing());
  FailureOr<HardwareModel> hardware = getHardware(loc, options);
  if (failed(target) || failed(hardware))
    return failure();
  return (*target)->getTargetCPU().str() + ", " +
         std::to_string(hardware->vector->registers) + " vectors of " +
         std::to_string(hardware->vector->bytes) + " bytes";
}

FailureOr<TuningResult>
fovea::tune(ModuleOp module, const CompileOptions &options, double seconds) {
  return Tuner(module, options, seconds).run();
}
