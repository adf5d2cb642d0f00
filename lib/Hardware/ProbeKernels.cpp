//===- ProbeKernels.cpp - Loops that show what a CPU can do ---------------===//

#include "ProbeKernels.h"

#include "fovea/Hardware/Targets.h"

#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace fovea;

/// Vectors that one step of the reading loop loads.
static constexpr int64_t kLoadsPerStep = 8;
/// Registers beside the sums: two operands, and room for the allocator.
static constexpr int64_t kOtherRegisters = 4;

namespace {
/// A multiply-add instruction: how it is called, and the vectors it takes.
struct MultiplyAdd {
  ComputeType type;
  /// Multiply-adds for each lane of the sum.
  int64_t depth;
  Intrinsic::ID intrinsic;
  /// Types that the name of the intrinsic depends on.
  SmallVector<Type *> overloads;
};

/// Builds the functions, each a loop with what it accumulates in registers.
class KernelBuilder {
public:
  KernelBuilder(Module &module, const VectorUnit &vector)
      : module(module), builder(module.getContext()), vector(vector) {}

  /// void name(i64 iterations, ptr scratch)
  void defineCompute(StringRef name, const MultiplyAdd &instruction);
  /// void read(ptr data, i64 steps, ptr scratch)
  void defineRead();

private:
  Function *begin(StringRef name, ArrayRef<Type *> types);
  /// A loop of `count` iterations in which `step` updates `sums`, which are
  /// stored to `scratch` at the end.
  void createLoop(Value *count, MutableArrayRef<Value *> sums, Value *scratch,
                  function_ref<void(Value *, MutableArrayRef<Value *>)> step);

  Module &module;
  IRBuilder<> builder;
  const VectorUnit &vector;
};
} // namespace

Function *KernelBuilder::begin(StringRef name, ArrayRef<Type *> types) {
  auto *type = FunctionType::get(builder.getVoidTy(), types, false);
  auto *function =
      Function::Create(type, Function::ExternalLinkage, name, module);
  // Else LLVM would cut wide vectors in two.
  function->addFnAttr("min-legal-vector-width",
                      std::to_string(vector.bytes * 8));
  builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", function));
  return function;
}

void KernelBuilder::createLoop(
    Value *count, MutableArrayRef<Value *> sums, Value *scratch,
    function_ref<void(Value *, MutableArrayRef<Value *>)> step) {
  BasicBlock *entry = builder.GetInsertBlock();
  Function *function = entry->getParent();
  auto *body = BasicBlock::Create(module.getContext(), "", function);
  auto *exit = BasicBlock::Create(module.getContext(), "", function);
  builder.CreateBr(body);
  builder.SetInsertPoint(body);
  PHINode *index = builder.CreatePHI(builder.getInt64Ty(), 2);
  index->addIncoming(builder.getInt64(0), entry);
  SmallVector<PHINode *> phis;
  for (Value *&sum : sums) {
    phis.push_back(builder.CreatePHI(sum->getType(), 2));
    phis.back()->addIncoming(sum, entry);
    sum = phis.back();
  }
  step(index, sums);
  Value *next = builder.CreateAdd(index, builder.getInt64(1));
  index->addIncoming(next, body);
  for (auto [phi, sum] : zip_equal(phis, sums))
    phi->addIncoming(sum, body);
  builder.CreateCondBr(builder.CreateICmpULT(next, count), body, exit);
  builder.SetInsertPoint(exit);
  for (auto [i, sum] : enumerate(sums))
    builder.CreateStore(sum,
                        builder.CreateConstGEP1_64(builder.getInt8Ty(), scratch,
                                                   i * vector.bytes));
  builder.CreateRetVoid();
}

void KernelBuilder::defineCompute(StringRef name,
                                  const MultiplyAdd &instruction) {
  Function *function = begin(name, {builder.getInt64Ty(), builder.getPtrTy()});
  Value *scratch = function->getArg(1);
  Function *intrinsic = Intrinsic::getOrInsertDeclaration(
      &module, instruction.intrinsic, instruction.overloads);
  FunctionType *type = intrinsic->getFunctionType();
  // A dot product adds to its first operand, a multiply-add multiplies it. Both
  // wait for the one before.
  Value *left = builder.CreateLoad(type->getParamType(1), scratch);
  Value *right = builder.CreateLoad(type->getParamType(2), scratch);
  SmallVector<Value *> sums(vector.registers - kOtherRegisters,
                            builder.CreateLoad(type->getReturnType(), scratch));
  createLoop(function->getArg(0), sums, scratch,
             [&](Value *, MutableArrayRef<Value *> sums) {
               for (Value *&sum : sums)
                 sum = builder.CreateCall(intrinsic, {sum, left, right});
             });
}

void KernelBuilder::defineRead() {
  Function *function = begin(
      "read", {builder.getPtrTy(), builder.getInt64Ty(), builder.getPtrTy()});
  auto *type = FixedVectorType::get(builder.getInt32Ty(), vector.bytes / 4);
  SmallVector<Value *> sums(kLoadsPerStep, Constant::getNullValue(type));
  createLoop(
      function->getArg(1), sums, function->getArg(2),
      [&](Value *index, MutableArrayRef<Value *> sums) {
        Value *offset = builder.CreateMul(
            index, builder.getInt64(kLoadsPerStep * vector.bytes));
        Value *base =
            builder.CreateGEP(builder.getInt8Ty(), function->getArg(0), offset);
        for (auto [i, sum] : enumerate(sums)) {
          Value *address = builder.CreateConstGEP1_64(builder.getInt8Ty(), base,
                                                      i * vector.bytes);
          sum = builder.CreateOr(sum, builder.CreateAlignedLoad(
                                          type, address, Align(vector.bytes)));
        }
      });
}

//===----------------------------------------------------------------------===//
// Instructions of the host
//===----------------------------------------------------------------------===//

/// The multiply-adds that the host has for vectors of `bytes` bytes.
static SmallVector<MultiplyAdd>
getInstructions(LLVMContext &context, const Triple &triple, int64_t bytes) {
  StringMap<bool> features = sys::getHostCPUFeatures();
  auto has = [&](StringRef name) { return features.lookup(name); };
  Type *f32 = FixedVectorType::get(Type::getFloatTy(context), bytes / 4);
  Type *i32 = FixedVectorType::get(Type::getInt32Ty(context), bytes / 4);
  // Where there is no fused multiply-add, `fmuladd` is two instructions.
  SmallVector<MultiplyAdd> result = {
      {ComputeType::F32, 1, Intrinsic::fmuladd, {f32}}};
  if (triple.isX86() && bytes == 64 && has("avx512bf16"))
    result.push_back(
        {ComputeType::BF16, 2, Intrinsic::x86_avx512bf16_dpbf16ps_512, {}});
  if (triple.isX86() && bytes == 64 && has("avx512vnni"))
    result.push_back(
        {ComputeType::I8, 4, Intrinsic::x86_avx512_vpdpbusd_512, {}});
  if (triple.isX86() && bytes == 32 && has("avxvnni"))
    result.push_back(
        {ComputeType::I8, 4, Intrinsic::x86_avx512_vpdpbusd_256, {}});
  if (triple.isAArch64() && bytes == 16 && has("bf16"))
    result.push_back(
        {ComputeType::BF16,
         2,
         Intrinsic::aarch64_neon_bfdot,
         {f32, FixedVectorType::get(Type::getBFloatTy(context), 8)}});
  if (triple.isAArch64() && bytes == 16 && has("dotprod"))
    result.push_back(
        {ComputeType::I8,
         4,
         Intrinsic::aarch64_neon_sdot,
         {i32, FixedVectorType::get(Type::getInt8Ty(context), 16)}});
  return result;
}

Expected<std::unique_ptr<ProbeKernels>>
ProbeKernels::create(const VectorUnit &vector) {
  initializeTargets();
  auto target = orc::JITTargetMachineBuilder::detectHost();
  if (!target)
    return target.takeError();
  target->addFeatures({"-prefer-256-bit"});
  Triple triple = target->getTargetTriple();
  auto jit = orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(std::move(*target))
                 .create();
  if (!jit)
    return jit.takeError();

  auto context = std::make_unique<LLVMContext>();
  auto module = std::make_unique<Module>("probe", *context);
  module->setDataLayout((*jit)->getDataLayout());
  module->setTargetTriple(triple);
  KernelBuilder builder(*module, vector);
  builder.defineRead();
  auto instructions = getInstructions(*context, triple, vector.bytes);
  for (auto [i, instruction] : enumerate(instructions))
    builder.defineCompute("compute" + std::to_string(i), instruction);
  if (Error error = (*jit)->addIRModule(
          orc::ThreadSafeModule(std::move(module), std::move(context))))
    return error;

  auto result = std::make_unique<ProbeKernels>();
  auto read = (*jit)->lookup("read");
  if (!read)
    return read.takeError();
  result->readFunction = read->toPtr<void (*)(const void *, int64_t, void *)>();
  result->granularity = kLoadsPerStep * vector.bytes;
  int64_t lanes = vector.bytes / 4;
  int64_t sums = vector.registers - kOtherRegisters;
  for (auto [i, instruction] : enumerate(instructions)) {
    auto function = (*jit)->lookup("compute" + std::to_string(i));
    if (!function)
      return function.takeError();
    result->compute.push_back({instruction.type,
                               2 * instruction.depth * lanes * sums,
                               function->toPtr<void (*)(int64_t, void *)>()});
  }
  result->jit = std::move(*jit);
  return result;
}
