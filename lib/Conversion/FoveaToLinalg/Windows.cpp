//===- Windows.cpp - Reference lowering -------------------------------===//

#include "Patterns.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

void fovea::populateWindowPatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns) {}
