//===- WholeConfig.h - All settings of a model ------------------*- C++ -*-===//

#ifndef FOVEA_LIB_MODEL_WHOLECONFIG_H
#define FOVEA_LIB_MODEL_WHOLECONFIG_H

#include "fovea/Model/ModelConfig.h"

namespace fovea {

/// A configuration as one struct of settings, the variant among them.
struct WholeConfig {
  ModelConfig &config;

  void mapFields(ConfigMapper &mapper) { config.mapAll(mapper); }
};

} // namespace fovea

/// One setting on a line.
template <> struct llvm::yaml::MappingTraits<fovea::WholeConfig> {
  static void mapping(IO &io, fovea::WholeConfig &whole) {
    fovea::config_detail::mapStructYAML(
        io, [&](fovea::ConfigMapper &mapper) { whole.mapFields(mapper); });
  }
};

#endif // FOVEA_LIB_MODEL_WHOLECONFIG_H
