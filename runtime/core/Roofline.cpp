//===- Roofline.cpp - The least time that a kernel can take ---------------===//
//
// The compiler's getRooflineSeconds decides by the same formula.
//
//===----------------------------------------------------------------------===//

#include "Roofline.h"

#include <cstddef>

using namespace fovea::rt;

const fovea_machine *fovea::rt::getMachine(const fovea_model &model) {
  if (model.struct_size < offsetof(fovea_model, machine) + sizeof(void *))
    return nullptr;
  return model.machine;
}

/// The nearest level in which the caches of `cores` cores hold `bytes`.
static const fovea_memory_level &findLevel(const fovea_machine &machine,
                                           double bytes, uint64_t cores) {
  for (uint64_t i = 0; i + 1 < machine.num_levels; ++i) {
    const fovea_memory_level &level = machine.levels[i];
    uint64_t copies = (cores + level.shared_by - 1) / level.shared_by;
    if (bytes <= static_cast<double>(level.size_bytes * copies))
      return level;
  }
  return machine.levels[machine.num_levels - 1];
}

double fovea::rt::rooflineNs(const fovea_model &model, uint64_t index,
                             uint64_t threads) {
  const fovea_machine *machine = getMachine(model);
  if (!machine)
    return 0;
  const fovea_kernel_info &kernel = model.kernels[index];
  uint64_t cores = threads < machine->cores ? threads : machine->cores;
  auto bytes = static_cast<double>(kernel.bytes);
  const fovea_memory_level &level = findLevel(*machine, bytes, cores);
  uint64_t bandwidth = level.core_bytes_per_s * cores;
  if (level.max_bytes_per_s && bandwidth > level.max_bytes_per_s)
    bandwidth = level.max_bytes_per_s;
  double reading = bytes / static_cast<double>(bandwidth);
  double computing =
      static_cast<double>(kernel.flops) /
      static_cast<double>(machine->kernel_flops_per_s[index] * cores);
  return (reading > computing ? reading : computing) * 1e9;
}

const char *fovea_model_machine(const fovea_model *model) {
  const fovea_machine *machine = model ? getMachine(*model) : nullptr;
  return machine ? machine->name : "";
}
