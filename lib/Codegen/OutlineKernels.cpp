//===- OutlineKernels.cpp - Make each loop nest a function ----------------===//
//
// Input: `@main` after bufferization, one block in which each op that writes
// memory is one step of the model. What writes nothing (views, constants, loads
// of single elements) stays in `@main`.
//
//===----------------------------------------------------------------------===//

#include "fovea/Codegen/KernelLabel.h"
#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

namespace fovea {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// What is a kernel
//===----------------------------------------------------------------------===//

/// A step of the model is an op at the top of `@main` that writes memory.
static bool isStep(Operation &op) {
  if (isa<memref::AllocOp>(op) || op.hasTrait<OpTrait::IsTerminator>())
    return false;
  if (isMemoryEffectFree(&op))
    return false;
  return !hasSingleEffect<MemoryEffects::Read>(&op);
}

/// Buffers that a step allocates for itself move to `@main`, where the memory
/// plan sees them. A step is executed by one thread at a time wherever it
/// allocates, so one buffer serves all iterations.
static void hoistAllocations(Operation &step, Block &block) {
  step.walk([&](memref::AllocOp alloc) {
    if (alloc.getType().hasStaticShape())
      alloc->moveBefore(&block, block.begin());
  });
}

//===----------------------------------------------------------------------===//
// Description for people: cost
//===----------------------------------------------------------------------===//

/// Floating-point operations of a step, without a kernel's epilogue; 0 where
/// they are not known.
static int64_t countFlops(Operation &step) {
  if (auto kernel = dyn_cast<CostOpInterface>(step))
    return 2 * kernel.getMACs();
  auto linalgOp = dyn_cast<linalg::LinalgOp>(step);
  if (!linalgOp)
    return 0;
  int64_t perPoint = 0;
  for (Operation &op : *linalgOp.getBlock())
    if (op.getNumResults() == 1 && isa<FloatType>(op.getResult(0).getType()) &&
        isa<arith::ArithDialect, math::MathDialect>(op.getDialect()) &&
        !isa<arith::SelectOp>(op) && !op.hasTrait<OpTrait::ConstantLike>())
      ++perPoint;
  int64_t points = 1;
  for (int64_t range : linalgOp.getStaticLoopRanges())
    points *= range;
  return points * perPoint;
}

/// What a step computes with: the elements of its first buffer.
static Type getComputeType(ValueRange arguments) {
  for (Type type : arguments.getTypes())
    if (auto buffer = dyn_cast<MemRefType>(type))
      return buffer.getElementType();
  llvm_unreachable("a step writes a buffer");
}

/// Bytes of all buffers that a step is given.
static int64_t countBytes(ValueRange arguments) {
  int64_t bytes = 0;
  for (Value argument : arguments)
    if (auto type = dyn_cast<MemRefType>(argument.getType()))
      bytes += type.getNumElements() * getElementSize(type.getElementType());
  return bytes;
}

//===----------------------------------------------------------------------===//
// Outlining
//===----------------------------------------------------------------------===//

/// The allocation or argument that `buffer` is a part of.
static Value getRoot(Value buffer) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer;
}

static bool isReadOnlyArgument(func::FuncOp entry, Value root) {
  auto argument = dyn_cast<BlockArgument>(root);
  if (!argument)
    return false;
  auto role = entry.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                 kArgumentRoleAttr);
  return role && (role == "input" || role == "weights");
}

namespace {
/// Outlines the steps of one entry function.
class Outliner {
public:
  explicit Outliner(func::FuncOp entry)
      : entry(entry), module(entry->getParentOfType<ModuleOp>()),
        builder(entry.getContext()) {}

  LogicalResult run();

  unsigned getNumCalls() const { return kernelInfos.size(); }
  unsigned getNumKernels() const { return kernels.size(); }

private:
  Value addArgument(Type type, StringRef role);
  func::FuncOp declare(StringRef name, ArrayRef<Type> inputs);
  void outline(Operation &step);
  func::FuncOp createKernel(Operation &step, ArrayRef<Value> arguments,
                            ArrayRef<Operation *> constants);
  func::FuncOp findOrKeep(func::FuncOp kernel);
  void setNoAlias(func::FuncOp kernel, ArrayRef<Value> arguments);
  void recordKernel(Operation &step, ArrayRef<Value> arguments);
  void createMark(Location loc, int64_t kernel);

  func::FuncOp entry;
  ModuleOp module;
  OpBuilder builder;
  Value invocation, thread, numThreads;
  func::FuncOp mark, barrier;
  /// Kernels by their text, but for the name.
  llvm::StringMap<func::FuncOp> kernels;
  llvm::StringMap<unsigned> nameCounts;
  SmallVector<Attribute> kernelInfos;
};
} // namespace

Value Outliner::addArgument(Type type, StringRef role) {
  unsigned position = entry.getNumArguments();
  auto attributes = builder.getDictionaryAttr(
      builder.getNamedAttr(kArgumentRoleAttr, builder.getStringAttr(role)));
  LogicalResult result =
      entry.insertArgument(position, type, attributes, entry.getLoc());
  assert(succeeded(result) && "the entry function takes more arguments");
  (void)result;
  return entry.getArgument(position);
}

func::FuncOp Outliner::declare(StringRef name, ArrayRef<Type> inputs) {
  builder.setInsertionPointToStart(module.getBody());
  auto function = func::FuncOp::create(builder, entry.getLoc(), name,
                                       builder.getFunctionType(inputs, {}));
  function.setPrivate();
  return function;
}

void Outliner::createMark(Location loc, int64_t kernel) {
  Value index = arith::ConstantOp::create(builder, loc,
                                          builder.getI64IntegerAttr(kernel));
  func::CallOp::create(builder, loc, mark, ValueRange{invocation, index});
}

func::FuncOp Outliner::createKernel(Operation &step, ArrayRef<Value> arguments,
                                    ArrayRef<Operation *> constants) {
  SmallVector<Type> types(ValueRange(arguments).getTypes());
  types.append(2, builder.getIndexType());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(entry);
  auto kernel = func::FuncOp::create(builder, step.getLoc(), "kernel",
                                     builder.getFunctionType(types, {}));
  kernel.setPrivate();
  builder.setInsertionPointToStart(kernel.addEntryBlock());
  IRMapping mapping;
  mapping.map(arguments, kernel.getArguments().drop_back(2));
  for (Operation *constant : constants)
    builder.clone(*constant, mapping);
  builder.clone(step, mapping);
  func::ReturnOp::create(builder, step.getLoc());
  setNoAlias(kernel, arguments);
  return kernel;
}

void Outliner::setNoAlias(func::FuncOp kernel, ArrayRef<Value> arguments) {
  llvm::SmallDenseMap<Value, unsigned> uses;
  for (Value argument : arguments)
    ++uses[getRoot(argument)];
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    Value root = getRoot(argument);
    if (isa<MemRefType>(argument.getType()) &&
        (uses[root] == 1 || isReadOnlyArgument(entry, root)))
      kernel.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                        builder.getUnitAttr());
  }
}

/// The equal kernel made before, or this one under a name of its own.
func::FuncOp Outliner::findOrKeep(func::FuncOp kernel) {
  std::string text;
  llvm::raw_string_ostream(text) << kernel;
  auto [known, inserted] = kernels.try_emplace(text, kernel);
  if (inserted)
    kernel.setName("kernel_" + std::to_string(kernels.size() - 1));
  else
    kernel.erase();
  return known->second;
}

void Outliner::recordKernel(Operation &step, ArrayRef<Value> arguments) {
  KernelLabel label = getKernelLabel(step.getLoc());
  StringRef op = label.op.empty() ? step.getName().getStringRef() : label.op;
  std::string name = (label.name.empty() ? op : label.name).str();
  if (unsigned count = nameCounts[name]++)
    name += "#" + std::to_string(count);
  auto integer = [&](int64_t value) {
    return builder.getI64IntegerAttr(value);
  };
  kernelInfos.push_back(builder.getDictionaryAttr(
      {builder.getNamedAttr("name", builder.getStringAttr(name)),
       builder.getNamedAttr("op", builder.getStringAttr(op)),
       builder.getNamedAttr("flops", integer(countFlops(step))),
       builder.getNamedAttr("bytes", integer(countBytes(arguments))),
       builder.getNamedAttr("type",
                            TypeAttr::get(getComputeType(arguments)))}));
}

void Outliner::outline(Operation &step) {
  llvm::SetVector<Value> captured(step.operand_begin(), step.operand_end());
  getUsedValuesDefinedAbove(step.getRegions(), captured);
  SmallVector<Value> arguments;
  SmallVector<Operation *> constants;
  for (Value value : captured) {
    if (matchPattern(value, m_Constant()))
      constants.push_back(value.getDefiningOp());
    else
      arguments.push_back(value);
  }
  func::FuncOp kernel = findOrKeep(createKernel(step, arguments, constants));
  int64_t index = kernelInfos.size();
  recordKernel(step, arguments);

  builder.setInsertionPoint(&step);
  createMark(step.getLoc(), index);
  arguments.append({thread, numThreads});
  func::CallOp::create(builder, step.getLoc(), kernel, arguments);
  func::CallOp::create(builder, step.getLoc(), barrier, invocation);
  step.erase();
}

/// Tensors without elements have nothing to load or store, but LLVM's memory
/// model has no type for them: their (unused) arguments become plain bytes.
static void retypeEmptyArguments(func::FuncOp entry) {
  auto byte = MemRefType::get({1}, IntegerType::get(entry.getContext(), 8));
  for (BlockArgument argument : entry.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (type && type.hasStaticShape() && type.getNumElements() == 0 &&
        argument.use_empty())
      argument.setType(byte);
  }
  entry.setType(FunctionType::get(
      entry.getContext(), entry.getBody().front().getArgumentTypes(), {}));
}

LogicalResult Outliner::run() {
  Block &block = entry.getBody().front();
  retypeEmptyArguments(entry);
  SmallVector<Operation *> steps;
  for (Operation &op : block)
    if (isStep(op))
      steps.push_back(&op);
  for (Operation *step : steps) {
    if (step->getNumResults() != 0)
      return step->emitError("expected an op that writes memory to have no "
                             "results after bufferization");
    hoistAllocations(*step, block);
  }

  Type pointer = LLVM::LLVMPointerType::get(builder.getContext());
  mark = declare(kMarkFunction, {pointer, builder.getI64Type()});
  barrier = declare(kBarrierFunction, {pointer});
  thread = addArgument(builder.getIndexType(), "thread");
  numThreads = addArgument(builder.getIndexType(), "num_threads");
  invocation = addArgument(pointer, "invocation");
  for (Operation *step : steps)
    outline(*step);
  builder.setInsertionPoint(block.getTerminator());
  createMark(entry.getLoc(), kernelInfos.size());
  module->setAttr(kKernelsAttr, builder.getArrayAttr(kernelInfos));
  return success();
}

namespace {
struct OutlineKernelsPass final
    : fovea::impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  void runOnOperation() override {
    auto entry = getOperation().lookupSymbol<func::FuncOp>(kEntryFunction);
    if (!entry) {
      getOperation().emitError("expected an entry function '@")
          << kEntryFunction << "'";
      return signalPassFailure();
    }
    Outliner outliner(entry);
    if (failed(outliner.run()))
      return signalPassFailure();
    numCalls += outliner.getNumCalls();
    numKernels += outliner.getNumKernels();
  }
};
} // namespace
