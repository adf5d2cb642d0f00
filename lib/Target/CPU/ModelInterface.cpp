//===- ModelInterface.cpp - The C interface around a compiled entry -------===//
//
// Emits the constants and functions that the runtime's model_abi.h asks for.
// All structs there are sequences of 8-byte words, so each is emitted as an
// array of pointers and 64-bit integers.
//
//===----------------------------------------------------------------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Target/CPU/CodeGenerator.h"
#include "fovea/model_abi.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace fovea;

namespace {
/// Words of a fovea_invocation.
enum InvocationField : unsigned {
  Inputs,
  Outputs,
  Arena,
  Weights,
  Thread,
  NumThreads,
  Barrier,
  Team,
  Mark,
  Profiler
};

class InterfaceBuilder {
public:
  InterfaceBuilder(Module &module, const ModelDescription &model)
      : module(module), model(model), builder(module.getContext()),
        pointer(builder.getPtrTy()) {}

  void defineMark();
  void defineBarrier();
  Function *defineRun(Function &entry, ArrayRef<std::string> roles);
  void defineModel(Function *run);

private:
  Constant *word(uint64_t value) { return builder.getInt64(value); }
  Constant *null() { return ConstantPointerNull::get(pointer); }
  Constant *string(StringRef text);
  /// A constant struct of the given words; null if there are none.
  Constant *words(ArrayRef<Constant *> values);
  Constant *tensors(ArrayRef<TensorDescription> tensors);
  Constant *kernels();
  Constant *weights();
  Constant *memoryLevels();
  Constant *machine();

  /// Begin the body of a function that takes an invocation first.
  Function *beginFunction(StringRef name, FunctionType *type);
  Value *loadWord(Value *base, unsigned index, Type *type);

  Module &module;
  const ModelDescription &model;
  IRBuilder<> builder;
  PointerType *pointer;
};
} // namespace

Constant *InterfaceBuilder::string(StringRef text) {
  return builder.CreateGlobalString(text, "fovea_string", 0, &module);
}

Constant *InterfaceBuilder::words(ArrayRef<Constant *> values) {
  if (values.empty())
    return null();
  Constant *initializer = ConstantStruct::getAnon(values);
  return new GlobalVariable(module, initializer->getType(), /*isConstant=*/true,
                            GlobalValue::PrivateLinkage, initializer,
                            "fovea_words");
}

Constant *InterfaceBuilder::tensors(ArrayRef<TensorDescription> tensors) {
  SmallVector<Constant *> values;
  for (const TensorDescription &tensor : tensors) {
    SmallVector<Constant *> shape;
    for (int64_t size : tensor.shape)
      shape.push_back(word(size));
    values.append({string(tensor.name), word(tensor.dtype),
                   word(tensor.shape.size()), words(shape),
                   word(tensor.sizeInBytes)});
  }
  return words(values);
}

Constant *InterfaceBuilder::kernels() {
  SmallVector<Constant *> values;
  for (const KernelDescription &kernel : model.kernels)
    values.append({string(kernel.name), string(kernel.op), word(kernel.flops),
                   word(kernel.bytes)});
  return words(values);
}

Constant *InterfaceBuilder::weights() {
  if (model.weightsSize == 0 || !model.weightsFile.empty())
    return null();
  return new GlobalVariable(module, builder.getInt8Ty(), /*isConstant=*/true,
                            GlobalValue::ExternalLinkage,
                            /*Initializer=*/nullptr, model.getWeightsSymbol());
}

/// A rate in units of one a second.
static uint64_t toWord(double giga) { return std::llround(giga * 1e9); }

Constant *InterfaceBuilder::memoryLevels() {
  SmallVector<Constant *> values;
  auto add = [&](int64_t bytes, int64_t sharedBy, const Bandwidth &bandwidth) {
    values.append({word(bytes), word(sharedBy), word(toWord(bandwidth.oneCore)),
                   word(toWord(bandwidth.allCores.value_or(0)))});
  };
  for (const CacheLevel &cache : model.hardware.caches)
    if (cache.bandwidth)
      add(cache.bytes, cache.sharedBy, *cache.bandwidth);
  add(std::numeric_limits<int64_t>::max(), 1, model.hardware.memory);
  return words(values);
}

Constant *InterfaceBuilder::machine() {
  const HardwareModel &hardware = model.hardware;
  SmallVector<Constant *> rates;
  for (const KernelDescription &kernel : model.kernels)
    rates.push_back(word(std::llround(getPeakRate(hardware, kernel.type))));
  uint64_t levels = 1 + count_if(hardware.caches, [](const CacheLevel &cache) {
                      return cache.bandwidth.has_value();
                    });
  return words({string(hardware.name), word(hardware.cores), word(levels),
                memoryLevels(), words(rates)});
}

void InterfaceBuilder::defineModel(Function *run) {
  std::string json;
  raw_string_ostream(json) << json::Value(model.toJSON());
  Constant *descriptor = words({
      word(FOVEA_MODEL_ABI_VERSION),
      word(sizeof(fovea_model)),
      string(model.name),
      string(json),
      word(model.inputs.size()),
      tensors(model.inputs),
      word(model.outputs.size()),
      tensors(model.outputs),
      word(model.kernels.size()),
      kernels(),
      word(model.arenaSize),
      word(model.defaultThreads),
      weights(),
      word(model.weightsSize),
      model.weightsFile.empty() ? null() : string(model.weightsFile),
      word(model.weightsHash),
      run,
      string(model.cpuFeatures),
      machine(),
  });
  auto *getter = Function::Create(
      FunctionType::get(pointer, /*isVarArg=*/false),
      GlobalValue::ExternalLinkage, model.getModelSymbol(), module);
  builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", getter));
  builder.CreateRet(descriptor);
}

Function *InterfaceBuilder::beginFunction(StringRef name, FunctionType *type) {
  Function *function =
      cast<Function>(module.getOrInsertFunction(name, type).getCallee());
  function->setLinkage(GlobalValue::InternalLinkage);
  builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", function));
  return function;
}

Value *InterfaceBuilder::loadWord(Value *base, unsigned index, Type *type) {
  Value *address =
      builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), base, index);
  return builder.CreateLoad(type, address);
}

void InterfaceBuilder::defineMark() {
  auto *type = FunctionType::get(builder.getVoidTy(),
                                 {pointer, builder.getInt64Ty()}, false);
  Function *function = beginFunction(kMarkFunction, type);
  Value *invocation = function->getArg(0);
  Value *callback = loadWord(invocation, Mark, pointer);
  auto *call = BasicBlock::Create(module.getContext(), "", function);
  auto *exit = BasicBlock::Create(module.getContext(), "", function);
  builder.CreateCondBr(builder.CreateIsNull(callback), exit, call);
  builder.SetInsertPoint(call);
  Value *profiler = loadWord(invocation, Profiler, pointer);
  builder.CreateCall(type, callback, {profiler, function->getArg(1)});
  builder.CreateBr(exit);
  builder.SetInsertPoint(exit);
  builder.CreateRetVoid();
}

void InterfaceBuilder::defineBarrier() {
  auto *type = FunctionType::get(builder.getVoidTy(), {pointer}, false);
  Function *function = beginFunction(kBarrierFunction, type);
  Value *invocation = function->getArg(0);
  Value *numThreads = loadWord(invocation, NumThreads, builder.getInt64Ty());
  auto *call = BasicBlock::Create(module.getContext(), "", function);
  auto *exit = BasicBlock::Create(module.getContext(), "", function);
  builder.CreateCondBr(builder.CreateICmpEQ(numThreads, builder.getInt64(1)),
                       exit, call);
  builder.SetInsertPoint(call);
  builder.CreateCall(type, loadWord(invocation, Barrier, pointer),
                     {loadWord(invocation, Team, pointer)});
  builder.CreateBr(exit);
  builder.SetInsertPoint(exit);
  builder.CreateRetVoid();
}

Function *InterfaceBuilder::defineRun(Function &entry,
                                      ArrayRef<std::string> roles) {
  auto *type = FunctionType::get(builder.getVoidTy(), {pointer}, false);
  Function *function = beginFunction("fovea_run_model", type);
  Value *invocation = function->getArg(0);
  Value *inputs = loadWord(invocation, Inputs, pointer);
  Value *outputs = loadWord(invocation, Outputs, pointer);
  unsigned numInputs = 0, numOutputs = 0;
  SmallVector<Value *> arguments;
  for (StringRef role : roles) {
    if (role == "input")
      arguments.push_back(loadWord(inputs, numInputs++, pointer));
    else if (role == "output")
      arguments.push_back(loadWord(outputs, numOutputs++, pointer));
    else if (role == "invocation")
      arguments.push_back(invocation);
    else if (role == "thread")
      arguments.push_back(loadWord(invocation, Thread, builder.getInt64Ty()));
    else if (role == "num_threads")
      arguments.push_back(
          loadWord(invocation, NumThreads, builder.getInt64Ty()));
    else
      arguments.push_back(
          loadWord(invocation, role == "arena" ? Arena : Weights, pointer));
  }
  builder.CreateCall(&entry, arguments);
  builder.CreateRetVoid();
  return function;
}

void fovea::addModelInterface(Module &module, const ModelDescription &model,
                              Function &entry, ArrayRef<std::string> roles) {
  // Nothing but the model's own function is visible outside of the object.
  for (Function &function : module)
    if (!function.isDeclaration())
      function.setLinkage(GlobalValue::InternalLinkage);
  InterfaceBuilder interface(module, model);
  interface.defineMark();
  interface.defineBarrier();
  interface.defineModel(interface.defineRun(entry, roles));
}
