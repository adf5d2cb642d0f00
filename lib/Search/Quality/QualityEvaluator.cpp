//===- QualityEvaluator.cpp - How good an architecture is -----------------===//

#include "Evaluators.h"

using namespace llvm;
using namespace fovea;

QualityEvaluator::~QualityEvaluator() = default;

namespace {
struct EvaluatorKind {
  StringLiteral name;
  CreatedEvaluator (*create)(StringRef settings, const QualityOptions &);
};
} // namespace

static constexpr EvaluatorKind kKinds[] = {
    {"naswot", createNaswotQuality},
    {"table", createTableQuality},
    {"command", createCommandQuality},
};

Expected<std::unique_ptr<QualityEvaluator>>
fovea::createQualityEvaluator(StringRef description,
                              const QualityOptions &options) {
  auto [name, settings] = description.split(':');
  for (const EvaluatorKind &kind : kKinds)
    if (name == kind.name)
      return kind.create(settings, options);
  return createStringError("unknown quality '" + description +
                           "'; expected naswot[:KEY=VALUE,...], table:FILE or "
                           "command:CMD");
}
