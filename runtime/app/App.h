//===- App.h - The program around a model -----------------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_APP_H
#define FOVEA_RUNTIME_APP_APP_H

#include "fovea/model_abi.h"

#include <span>
#include <string>

namespace fovea::app {

/// Does what the arguments (without the program's name) ask of the model.
/// `usage` is how the program is called, as in "fovea-run libmodel.so", for
/// help and messages. Returns the exit code: 0, or 1 after an error or a
/// mismatch.
int runApp(const fovea_model &model, const std::string &usage,
           std::span<char *const> arguments);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_APP_H
