//===- Compiler.cpp - Compile a model to machine code ---------------------===//

#include "fovea/Driver/Compiler.h"

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/BufferizableOpInterfaceImpl.h"
#include "fovea/Dialect/Kernel/Transforms/Schedules.h"
#include "fovea/Driver/Pipelines.h"
#include "fovea/Hardware/HardwareAttr.h"
#include "fovea/Target/CPU/CodeGenerator.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/AllInterfaces.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/AllocationOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/IR/TensorInferTypeOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"
#include "mlir/IR/Threading.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Linker/Linker.h"

using namespace mlir;
using namespace fovea;

StringRef fovea::getLevelName(Level level) {
  static constexpr StringRef kNames[] = {"import", "graph", "kernel", "linalg",
                                         "memory", "loops", "llvm"};
  return kNames[static_cast<unsigned>(level)];
}

void fovea::registerDialects(DialectRegistry &registry) {
  registry.insert<FoveaDialect, affine::AffineDialect, arith::ArithDialect,
                  bufferization::BufferizationDialect, cf::ControlFlowDialect,
                  DLTIDialect, func::FuncDialect, kernel::KernelDialect,
                  linalg::LinalgDialect, LLVM::LLVMDialect, math::MathDialect,
                  memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect,
                  vector::VectorDialect, x86vector::X86VectorDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(
      registry);
  kernel::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerAllDialectInterfaceImplementations(registry);
  // By which bufferization knows the buffers that results may take the place
  // of.
  memref::registerAllocationOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerInferTypeOpInterfaceExternalModels(registry);
  tensor::registerSubsetOpInterfaceExternalModels(registry);
}

/// Time one phase as a part of the whole.
static TimingScope beginPhase(const CompileOptions &options, StringRef name) {
  return options.timing ? options.timing->nest(name) : TimingScope();
}

/// Run the pipeline that leads to `level`.
static LogicalResult runPipeline(
    ModuleOp module, const CompileOptions &options,
    const PipelineOptions &pipelineOptions, Level level,
    llvm::function_ref<void(OpPassManager &, const PipelineOptions &)> build) {
  PassManager pm(module.getContext());
  TimingScope timing = beginPhase(options, getLevelName(level));
  pm.enableTiming(timing);
  build(pm, pipelineOptions);
  if (failed(pm.run(module)))
    return failure();
  if (options.onLevel)
    options.onLevel(level, module);
  return success();
}

static FailureOr<std::unique_ptr<llvm::TargetMachine>>
createMachine(Location loc, const CompileOptions &options) {
  return createTargetMachine(loc, options.target, options.cpu,
                             options.isOptimizing());
}

FailureOr<HardwareModel> fovea::getHardware(Location loc,
                                            const CompileOptions &options) {
  auto target = createMachine(loc, options);
  if (failed(target))
    return failure();
  if (options.hardware) {
    if (options.hardware->device == DeviceKind::CPU)
      return *options.hardware;
    return emitError(loc, "expected the hardware to be a CPU, found '")
           << options.hardware->name << "'";
  }
  if (const HardwareModel *model =
          findHardwareDescription(*(*target)->getMCSubtargetInfo()))
    return *model;
  return emitError(loc, "no description of hardware fits the target ")
         << (*target)->getTargetTriple().str();
}

/// What pipelines are told about `options` and `machine`.
static void setPipelineOptions(PipelineOptions &pipelineOptions,
                               const CompileOptions &options,
                               const llvm::TargetMachine &machine) {
  pipelineOptions.optimize = options.isOptimizing();
  pipelineOptions.activationError = options.activationError;
  pipelineOptions.winograd = options.winograd;
  pipelineOptions.spaceToDepth = options.spaceToDepth;
  pipelineOptions.splitBatch = options.splitBatch;
  pipelineOptions.mergeMatMuls = options.mergeMatMuls;
  pipelineOptions.fma = hasFusedMultiplyAdd(machine);
  pipelineOptions.bf16 = options.precision == Precision::BF16;
  pipelineOptions.bf16Instructions = hasBF16Instructions(machine);
}

LogicalResult fovea::optimizeGraph(ModuleOp module,
                                   const CompileOptions &options) {
  FailureOr<HardwareModel> hardware =
      options.hardware ? FailureOr(*options.hardware)
                       : getHardware(module.getLoc(), options);
  if (failed(hardware))
    return failure();
  setHardwareModel(module, *hardware);
  if (options.schedules)
    module->setAttr(kernel::kSchedulesAttr, options.schedules);
  if (options.onLevel)
    options.onLevel(Level::Import, module);
  auto machine = createMachine(module.getLoc(), options);
  if (failed(machine))
    return failure();
  PipelineOptions pipelineOptions;
  setPipelineOptions(pipelineOptions, options, **machine);
  return runPipeline(module, options, pipelineOptions, Level::Graph,
                     buildGraphPipeline);
}

/// Run the pipeline that leads to `level`, for `machine`.
static LogicalResult runPipeline(
    ModuleOp module, const CompileOptions &options,
    const llvm::TargetMachine &machine, Level level,
    llvm::function_ref<void(OpPassManager &, const PipelineOptions &)> build) {
  PipelineOptions pipelineOptions;
  setPipelineOptions(pipelineOptions, options, machine);
  return runPipeline(module, options, pipelineOptions, level, build);
}

static LogicalResult completeDescription(ModelDescription &description,
                                         const CompileOptions &options,
                                         const llvm::TargetMachine &machine) {
  description.name = makeCIdentifier(options.name);
  description.defaultThreads = options.defaultThreads;
  description.target = options.target;
  description.cpu = machine.getTargetCPU().str();
  description.cpuFeatures = getRequiredFeatures(machine);
  description.weightsFile = options.weightsFile;
  if (options.weightsFile.empty())
    return success();
  FailureOr<uint64_t> hash = hashWeights(description);
  if (failed(hash))
    return failure();
  description.weightsHash = *hash;
  return success();
}

/// Lower a graph to one module for the entry function and one for each kernel,
/// tiled for `machine`.
static LogicalResult lowerToMemory(ModuleOp module,
                                   const CompileOptions &options,
                                   const llvm::TargetMachine &machine,
                                   ModelDescription &description) {
  auto run = [&](Level level, auto build) {
    return runPipeline(module, options, machine, level, build);
  };
  if (failed(run(Level::Kernel, buildKernelPipeline)) ||
      failed(run(Level::Linalg, buildLinalgPipeline)) ||
      failed(run(Level::Memory, buildMemoryPipeline)))
    return failure();
  FailureOr<ModelDescription> taken = takeModelDescription(module);
  if (failed(taken))
    return failure();
  description = std::move(*taken);
  if (failed(completeDescription(description, options, machine)))
    return failure();
  PassManager pm(module.getContext());
  pm.addPass(createIsolateKernelsPass());
  return pm.run(module);
}

/// Lower the modules inside of `module` to the LLVM dialect.
static LogicalResult lowerUnits(ModuleOp module, const CompileOptions &options,
                                const llvm::TargetMachine &machine) {
  auto run = [&](Level level, auto build) {
    return runPipeline(
        module, options, machine, level,
        [&](OpPassManager &pm, const PipelineOptions &pipelineOptions) {
          build(pm.nest<ModuleOp>(), pipelineOptions);
        });
  };
  return success(succeeded(run(Level::Loops, buildLoopsPipeline)) &&
                 succeeded(run(Level::LLVM, buildLLVMPipeline)));
}

//===----------------------------------------------------------------------===//
// Units: the entry function, and each kernel
//===----------------------------------------------------------------------===//

namespace {
/// What is compiled to one object.
struct Unit {
  ModuleOp module;
  /// Of the object in the cache; empty if it does not belong there.
  std::string key;
  /// Empty until it is known.
  SmallVector<char, 0> object;
};
} // namespace

static bool isEntry(ModuleOp unit) { return unit.getName() == kEntryFunction; }

/// The kernels that the entry function calls, in order of execution.
static std::vector<std::string> collectFunctions(ModuleOp entry) {
  std::vector<std::string> functions;
  entry.walk([&](func::CallOp call) {
    if (call.getCallee().starts_with(kKernelPrefix))
      functions.push_back(call.getCallee().str());
  });
  return functions;
}

/// Translate and optimize one unit.
static FailureOr<std::unique_ptr<llvm::Module>>
translateUnit(ModuleOp unit, const CompileOptions &options,
              const ModelDescription &description, llvm::TargetMachine &machine,
              llvm::LLVMContext &context) {
  TimingScope timing = beginPhase(options, "translate to LLVM IR");
  auto result = isEntry(unit)
                    ? translateEntry(unit, description, machine, context)
                    : translateKernel(unit, machine, context);
  timing.stop();
  if (failed(result))
    return failure();
  timing = beginPhase(options, "optimize LLVM IR");
  optimizeModule(**result, machine, options.isOptimizing());
  if (options.sanitizer == Sanitizer::Thread)
    sanitizeThreads(**result);
  return result;
}

static LogicalResult compileUnit(Unit &unit, const CompileOptions &options,
                                 const ModelDescription &description) {
  // Neither may be shared among threads.
  auto machine = createMachine(unit.module.getLoc(), options);
  llvm::LLVMContext context;
  if (failed(machine))
    return failure();
  auto llvmModule =
      translateUnit(unit.module, options, description, **machine, context);
  if (failed(llvmModule))
    return failure();
  TimingScope timing = beginPhase(options, "generate machine code");
  if (failed(emitObject(**llvmModule, **machine, unit.object)))
    return unit.module.emitError("the target cannot write object files");
  return success();
}

/// Take the objects of kernels from the cache, as far as they are there.
static void loadUnits(MutableArrayRef<Unit> units,
                      const CompileOptions &options,
                      const llvm::TargetMachine &machine) {
  TimingScope timing = beginPhase(options, "look kernels up");
  PipelineOptions pipelineOptions;
  setPipelineOptions(pipelineOptions, options, machine);
  std::string pipeline;
  llvm::raw_string_ostream os(pipeline);
  pipelineOptions.print(os);
  for (Unit &unit : units) {
    if (isEntry(unit.module))
      continue;
    // The name of a kernel is a hash of all of it.
    unit.key = options.cache->getKey(
        {*unit.module.getName(), machine.getTargetTriple().str(),
         machine.getTargetCPU(), machine.getTargetFeatureString(), pipeline,
         options.sanitizer == Sanitizer::Thread ? "thread" : ""});
    if (options.cache->load(unit.key, unit.object))
      unit.module.erase();
  }
}

static void storeUnits(ArrayRef<Unit *> units, const CompileOptions &options) {
  TimingScope timing = beginPhase(options, "store kernels");
  for (Unit *unit : units)
    if (!unit->key.empty())
      options.cache->store(unit->key, unit->object);
  if (!units.empty())
    options.cache->prune();
}

/// Compile `module`, which `lowerToMemory` made.
static LogicalResult compileUnits(ModuleOp module,
                                  const CompileOptions &options,
                                  const llvm::TargetMachine &machine,
                                  CompiledModel &model) {
  SmallVector<Unit> units;
  for (ModuleOp unit : module.getOps<ModuleOp>())
    units.push_back({unit, "", {}});
  if (options.cache)
    loadUnits(units, options, machine);
  SmallVector<Unit *> missing;
  for (Unit &unit : units)
    if (unit.object.empty())
      missing.push_back(&unit);
  model.numCached = units.size() - missing.size();

  if (failed(lowerUnits(module, options, machine)))
    return failure();
  registerTranslations(*module.getContext());
  if (failed(failableParallelForEach(
          module.getContext(), missing, [&](Unit *unit) {
            return compileUnit(*unit, options, model.description);
          })))
    return failure();
  if (options.cache)
    storeUnits(missing, options);
  for (Unit &unit : units)
    model.objects.push_back(std::move(unit.object));
  return success();
}

//===----------------------------------------------------------------------===//
// The whole way
//===----------------------------------------------------------------------===//

FailureOr<std::unique_ptr<llvm::Module>>
fovea::lowerToLLVM(ModuleOp module, const CompileOptions &options,
                   ModelDescription &description, llvm::LLVMContext &context) {
  auto machine = createMachine(module.getLoc(), options);
  if (failed(machine) || failed(getHardware(module.getLoc(), options)) ||
      failed(lowerToMemory(module, options, **machine, description)) ||
      failed(lowerUnits(module, options, **machine)))
    return failure();
  registerTranslations(*module.getContext());
  auto result = std::make_unique<llvm::Module>(description.name, context);
  llvm::Linker linker(*result);
  for (ModuleOp unit : module.getOps<ModuleOp>()) {
    auto part = translateUnit(unit, options, description, **machine, context);
    if (failed(part))
      return failure();
    if (linker.linkInModule(std::move(*part)))
      return unit.emitError("the parts of the model do not fit together");
  }
  return result;
}

FailureOr<CompiledModel> fovea::plan(ModuleOp module,
                                     const CompileOptions &options) {
  // Before the long work: an unknown CPU is the user's typing error.
  auto machine = createMachine(module.getLoc(), options);
  CompiledModel model;
  if (failed(machine) || failed(getHardware(module.getLoc(), options)) ||
      failed(optimizeGraph(module, options)) ||
      failed(lowerToMemory(module, options, **machine, model.description)))
    return failure();
  for (ModuleOp unit : module.getOps<ModuleOp>())
    if (isEntry(unit))
      model.functions = collectFunctions(unit);
  return model;
}

FailureOr<CompiledModel> fovea::compile(ModuleOp module,
                                        const CompileOptions &options) {
  FailureOr<CompiledModel> model = plan(module, options);
  auto machine = createMachine(module.getLoc(), options);
  if (failed(model) || failed(machine) ||
      failed(compileUnits(module, options, **machine, *model)))
    return failure();
  return model;
}
