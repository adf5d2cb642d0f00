//===- fovea-opt.cpp - Run passes on MLIR ---------------------------------===//

#include "fovea/Codegen/Passes.h"
#include "fovea/Conversion/FoveaToLinalg/FoveaToLinalg.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
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
  registry.insert<fovea::FoveaDialect>();
  mlir::registerAllPasses();
  fovea::registerFoveaTransformsPasses();
  fovea::registerFoveaToLinalgPasses();
  fovea::registerFoveaCodegenPasses();
  fovea::registerFoveaCPUPasses();
  fovea::registerPipelines();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Fovea optimizer driver\n", registry));
}
