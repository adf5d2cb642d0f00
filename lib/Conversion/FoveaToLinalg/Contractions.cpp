//===- Contractions.cpp - Reference lowering -------------------------------===//

#include "Patterns.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

void fovea::populateContractionPatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns) {}
