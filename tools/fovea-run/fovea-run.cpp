//===- fovea-run.cpp - Runs a model from a shared library -----------------===//
//
// fovea-run LIBRARY [options]: what the executable of a model does, for a model
// that was compiled with --emit=shared.
//
//===----------------------------------------------------------------------===//

#include "App.h"

#include <cstdio>
#include <dlfcn.h>
#include <string>
#include <string_view>

static const char usage[] =
    "usage: fovea-run LIBRARY [options]\n"
    "\n"
    "Runs the model in a shared library made by foveac --emit=shared.\n"
    "fovea-run LIBRARY --help lists the options.\n";

/// Null with a message if the library has no model.
static const fovea_model *loadModel(std::string path, std::string &error) {
  // Without a slash dlopen would look in the system's folders.
  if (path.find('/') == std::string::npos)
    path.insert(0, "./");
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    error = dlerror();
    return nullptr;
  }
  void *symbol = dlsym(library, "fovea_default_model");
  const fovea_model *model =
      symbol ? reinterpret_cast<decltype(&fovea_default_model)>(symbol)()
             : nullptr;
  if (!model) {
    error = "'" + path +
            "' has no model: expected it to export fovea_default_model, as "
            "foveac --emit=shared does";
    return nullptr;
  }
  // The tables of the model are read before a context checks its version.
  if (model->abi_version != FOVEA_MODEL_ABI_VERSION) {
    error = "'" + path + "' has ABI version " +
            std::to_string(model->abi_version) + ", this program has version " +
            std::to_string(FOVEA_MODEL_ABI_VERSION);
    return nullptr;
  }
  return model;
}

int main(int argc, char **argv) {
  std::string_view library = argc > 1 ? argv[1] : "";
  if (library == "--help" || library == "-h") {
    fputs(usage, stdout);
    return 0;
  }
  if (library.empty() || library.starts_with("-")) {
    fputs(usage, stderr);
    return 1;
  }
  std::string error;
  const fovea_model *model = loadModel(argv[1], error);
  if (!model) {
    fprintf(stderr, "fovea-run: error: %s\n", error.c_str());
    return 1;
  }
  return fovea::app::runApp(*model, "fovea-run " + std::string(library),
                            {argv + 2, static_cast<size_t>(argc - 2)});
}
