//===- BuildGraph.h - Small graphs to analyze -------------------*- C++ -*-===//

#ifndef FOVEA_TEST_UNIT_ANALYSIS_BUILDGRAPH_H
#define FOVEA_TEST_UNIT_ANALYSIS_BUILDGRAPH_H

#include "fovea/Analysis/Analysis.h"
#include "fovea/Model/ModelBuilder.h"

#include "gtest/gtest.h"

namespace fovea {

/// What `build` makes of a feature map of `shape`, analyzed.
inline ModelAnalysis analyzeGraph(
    llvm::ArrayRef<int64_t> shape, const AnalysisTarget &target,
    llvm::function_ref<mlir::Value(ModelBuilder &, mlir::Value)> build) {
  mlir::MLIRContext context;
  ModelBuilder builder(context, "graph");
  builder.output("y", build(builder, builder.input("x", shape)));
  auto module = builder.finish();
  EXPECT_TRUE(succeeded(module));
  auto analysis = analyzeModel(**module, target);
  EXPECT_TRUE(succeeded(analysis));
  return *analysis;
}

/// A machine of the library, computing with 16 bits.
inline AnalysisTarget getTarget(llvm::StringRef name) {
  auto target = getAnalysisTarget(*findHardwareDescription(name), /*threads=*/1,
                                  ComputeType::BF16);
  EXPECT_TRUE(bool(target)) << toString(target.takeError());
  return *target;
}

} // namespace fovea

#endif // FOVEA_TEST_UNIT_ANALYSIS_BUILDGRAPH_H
