//===- fovea-mutate-onnx.cpp - Malformed ONNX files for tests -------------===//
//
//   fovea-mutate-onnx FOLDER MODEL.onnx
//
// Fills the folder with malformed ONNX files, each made by one change of a good
// model. Those of the file format are changes of MODEL.onnx.
//
//===----------------------------------------------------------------------===//

#include "Generator.h"

#include <cstdlib>
#include <iostream>

using namespace fovea;

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: fovea-mutate-onnx FOLDER MODEL.onnx\n";
    return EXIT_FAILURE;
  }
  Generator generator(argv[1]);
  generateFiles(generator, argv[2]);
  generateGraphs(generator);
  generateFunctions(generator);
  generateInterfaces(generator);
  generateTensors(generator);
  generateShapeOps(generator);
  generateVisionOps(generator);
  generateWindowOps(generator);
  generateMathOps(generator);
  std::cout << generator.getNumMalformed() << " malformed files\n";
  return EXIT_SUCCESS;
}
