//===- Fields.h - The fields of a hardware model ----------------*- C++ -*-===//
//
// What the fields are called, said once for YAML and for MLIR attributes. `IO`
// is llvm::yaml::IO, or a class with its mapRequired and mapOptional.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_HARDWARE_FIELDS_H
#define FOVEA_LIB_HARDWARE_FIELDS_H

#include "fovea/Hardware/HardwareModel.h"

namespace fovea {

template <typename IO> void mapFields(IO &io, PeakRates &peak) {
  io.mapOptional("f32", peak.f32);
  io.mapOptional("f16", peak.f16);
  io.mapOptional("bf16", peak.bf16);
  io.mapOptional("i8", peak.i8);
}

template <typename IO> void mapFields(IO &io, VectorUnit &vector) {
  io.mapRequired("bytes", vector.bytes);
  io.mapRequired("registers", vector.registers);
}

template <typename IO> void mapFields(IO &io, Bandwidth &bandwidth) {
  io.mapRequired("one_core", bandwidth.oneCore);
  io.mapOptional("all_cores", bandwidth.allCores);
}

template <typename IO> void mapFields(IO &io, CacheLevel &cache) {
  io.mapRequired("bytes", cache.bytes);
  io.mapOptional("line_bytes", cache.lineBytes);
  io.mapOptional("ways", cache.ways);
  io.mapOptional("shared_by", cache.sharedBy);
  io.mapOptional("bandwidth", cache.bandwidth);
}

template <typename IO> void mapFields(IO &io, MatrixShape &shape) {
  io.mapRequired("type", shape.type);
  io.mapRequired("m", shape.m);
  io.mapRequired("n", shape.n);
  io.mapRequired("k", shape.k);
}

template <typename IO> void mapFields(IO &io, AcceleratorParts &parts) {
  io.mapRequired("processors", parts.processors);
  io.mapOptional("shared_memory_bytes", parts.sharedMemoryBytes);
  io.mapOptional("matrix_shapes", parts.matrixShapes);
  io.mapOptional("vector_peak", parts.vectorPeak);
  io.mapOptional("fused_activations", parts.fusedActivations);
}

template <typename IO> void mapFields(IO &io, TargetMatch &target) {
  io.mapRequired("architecture", target.architecture);
  io.mapOptional("cpus", target.cpus);
  io.mapOptional("features", target.features);
}

template <typename IO> void mapFields(IO &io, HardwareModel &model) {
  io.mapRequired("name", model.name);
  io.mapOptional("source", model.source);
  io.mapRequired("device", model.device);
  io.mapOptional("cores", model.cores);
  io.mapOptional("target", model.target);
  io.mapOptional("vector", model.vector);
  io.mapRequired("peak", model.peak);
  io.mapOptional("caches", model.caches);
  io.mapRequired("memory", model.memory);
  io.mapOptional("barrier_ns", model.barrierNanoseconds);
  io.mapOptional("accelerator", model.accelerator);
}

/// What is wrong with the values, as "expected ..."; empty if nothing is.
std::string checkFields(const PeakRates &peak);
std::string checkFields(const VectorUnit &vector);
std::string checkFields(const Bandwidth &bandwidth);
std::string checkFields(const CacheLevel &cache);
std::string checkFields(const MatrixShape &shape);
std::string checkFields(const AcceleratorParts &parts);
std::string checkFields(const TargetMatch &target);
std::string checkFields(const HardwareModel &model);

} // namespace fovea

#endif // FOVEA_LIB_HARDWARE_FIELDS_H
