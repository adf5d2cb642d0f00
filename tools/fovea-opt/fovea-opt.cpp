//===- fovea-opt.cpp - Run passes on MLIR ---------------------------------===//

#include "fovea/Codegen/Passes.h"
#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"
#include "fovea/Conversion/FoveaToLinalg/FoveaToLinalg.h"
#include "fovea/Conversion/KernelToVector/KernelToVector.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/BufferizableOpInterfaceImpl.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Driver/Pipelines.h"
#include "fovea/Target/CPU/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<fovea::FoveaDialect, fovea::kernel::KernelDialect>();
  fovea::kernel::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::registerAllPasses();
  fovea::registerFoveaTransformsPasses();
  fovea::kernel::registerKernelTransformsPasses();
  fovea::registerFoveaToKernelPasses();
  fovea::registerFoveaToLinalgPasses();
  fovea::registerKernelToVectorPasses();
  fovea::registerFoveaCodegenPasses();
  fovea::registerFoveaCPUPasses();
  fovea::registerPipelines();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Fovea optimizer driver\n", registry));
}
