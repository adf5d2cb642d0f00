//===- StoreBF16AsIntegers.cpp - bf16 on CPUs without it ------------------===//
//
// Input: the LLVM dialect, in which nothing computes in bf16.
//
//===----------------------------------------------------------------------===//

#include "fovea/Target/CPU/Passes.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"

namespace fovea {
#define GEN_PASS_DEF_STOREBF16ASINTEGERSPASS
#include "fovea/Target/CPU/Passes.h.inc"
} // namespace fovea

using namespace mlir;

namespace {
struct StoreBF16AsIntegersPass final
    : fovea::impl::StoreBF16AsIntegersPassBase<StoreBF16AsIntegersPass> {
  void runOnOperation() override {
    Type integer = IntegerType::get(&getContext(), 16);
    AttrTypeReplacer replacer;
    replacer.addReplacement(
        [&](BFloat16Type) -> std::optional<Type> { return integer; });
    // The bits of constants stay the same.
    replacer.addReplacement([&](FloatAttr value) -> std::optional<Attribute> {
      if (!value.getType().isBF16())
        return std::nullopt;
      return IntegerAttr::get(integer, value.getValue().bitcastToAPInt());
    });
    replacer.addReplacement(
        [&](DenseFPElementsAttr values) -> std::optional<Attribute> {
          if (!values.getElementType().isBF16())
            return std::nullopt;
          return values.bitcast(integer);
        });
    replacer.recursivelyReplaceElementsIn(getOperation(),
                                          /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }
};
} // namespace
