//===- Main.cpp - main() of a model executable ----------------------------===//

#include "App.h"

int main(int argc, char **argv) {
  return fovea::app::runApp(
      *fovea_default_model(), argc ? argv[0] : "model",
      {argv + (argc ? 1 : 0), static_cast<size_t>(argc ? argc - 1 : 0)});
}
