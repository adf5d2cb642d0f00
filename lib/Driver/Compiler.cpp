//===- Compiler.cpp - Compile a model to machine code ---------------------===//

#include "fovea/Driver/Compiler.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/BufferizableOpInterfaceImpl.h"
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
#include "mlir/Pass/PassManager.h"

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
                  vector::VectorDialect>();
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
static LogicalResult
runPipeline(ModuleOp module, const CompileOptions &options,
            const PipelineOptions &pipelineOptions, Level level,
            void (*build)(OpPassManager &, const PipelineOptions &)) {
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

FailureOr<HardwareModel> fovea::getHardware(Location loc,
                                            const CompileOptions &options) {
  auto target = createTargetMachine(loc, options.cpu, options.isOptimizing());
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

LogicalResult fovea::optimizeGraph(ModuleOp module,
                                   const CompileOptions &options) {
  FailureOr<HardwareModel> hardware = getHardware(module.getLoc(), options);
  if (failed(hardware))
    return failure();
  setHardwareModel(module, *hardware);
  if (options.onLevel)
    options.onLevel(Level::Import, module);
  PipelineOptions pipelineOptions;
  pipelineOptions.optimize = options.isOptimizing();
  return runPipeline(module, options, pipelineOptions, Level::Graph,
                     buildGraphPipeline);
}

/// Lower to loops in the LLVM dialect.
static LogicalResult lowerToLLVMDialect(ModuleOp module,
                                        const CompileOptions &options,
                                        const llvm::TargetMachine &machine,
                                        ModelDescription &description) {
  PipelineOptions pipelineOptions;
  pipelineOptions.optimize = options.isOptimizing();
  pipelineOptions.exactActivations = options.exactActivations;
  pipelineOptions.winograd = options.winograd;
  pipelineOptions.fma = hasFusedMultiplyAdd(machine);
  auto run = [&](Level level, auto build) {
    return runPipeline(module, options, pipelineOptions, level, build);
  };
  if (failed(run(Level::Kernel, buildKernelPipeline)) ||
      failed(run(Level::Linalg, buildLinalgPipeline)) ||
      failed(run(Level::Memory, buildMemoryPipeline)))
    return failure();
  FailureOr<ModelDescription> taken = takeModelDescription(module);
  if (failed(taken))
    return failure();
  description = std::move(*taken);
  return success(succeeded(run(Level::Loops, buildLoopsPipeline)) &&
                 succeeded(run(Level::LLVM, buildLLVMPipeline)));
}

static LogicalResult completeDescription(ModelDescription &description,
                                         const CompileOptions &options,
                                         const llvm::TargetMachine &machine) {
  description.name = makeCIdentifier(options.name);
  description.defaultThreads = options.defaultThreads;
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

static FailureOr<std::unique_ptr<llvm::Module>>
lowerToLLVM(ModuleOp module, const CompileOptions &options,
            llvm::TargetMachine &machine, ModelDescription &description,
            llvm::LLVMContext &context) {
  if (failed(lowerToLLVMDialect(module, options, machine, description)) ||
      failed(completeDescription(description, options, machine)))
    return failure();
  TimingScope timing = beginPhase(options, "translate to LLVM IR");
  auto result = translateModel(module, description, machine, context);
  timing.stop();
  if (failed(result))
    return failure();
  timing = beginPhase(options, "optimize LLVM IR");
  optimizeModule(**result, machine, options.isOptimizing());
  return result;
}

FailureOr<std::unique_ptr<llvm::Module>>
fovea::lowerToLLVM(ModuleOp module, const CompileOptions &options,
                   ModelDescription &description, llvm::LLVMContext &context) {
  auto machine =
      createTargetMachine(module.getLoc(), options.cpu, options.isOptimizing());
  if (failed(machine))
    return failure();
  return ::lowerToLLVM(module, options, **machine, description, context);
}

FailureOr<CompiledModel> fovea::compile(ModuleOp module,
                                        const CompileOptions &options) {
  // Before the long work: an unknown CPU is the user's typing error.
  auto machine =
      createTargetMachine(module.getLoc(), options.cpu, options.isOptimizing());
  if (failed(machine) || failed(optimizeGraph(module, options)))
    return failure();
  CompiledModel model;
  llvm::LLVMContext context;
  auto llvmModule =
      ::lowerToLLVM(module, options, **machine, model.description, context);
  if (failed(llvmModule))
    return failure();
  TimingScope timing = beginPhase(options, "generate machine code");
  if (failed(emitObject(**llvmModule, **machine, model.object)))
    return module.emitError("the target cannot write object files");
  return model;
}
