//===- FoveaOps.td - All ops of the fovea dialect -------------------------===//

#ifndef FOVEA_OPS
#define FOVEA_OPS

include "fovea/Dialect/Fovea/IR/FoveaConstantOps.td"
include "fovea/Dialect/Fovea/IR/FoveaElementwiseOps.td"
include "fovea/Dialect/Fovea/IR/FoveaWindowOps.td"
include "fovea/Dialect/Fovea/IR/FoveaContractionOps.td"
include "fovea/Dialect/Fovea/IR/FoveaNormalizationOps.td"
include "fovea/Dialect/Fovea/IR/FoveaReductionOps.td"
include "fovea/Dialect/Fovea/IR/FoveaShapeOps.td"

#endif // FOVEA_OPS
