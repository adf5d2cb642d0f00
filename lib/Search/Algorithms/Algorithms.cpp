//===- Algorithms.cpp - The search algorithms that there are --------------===//

#include "fovea/Search/Algorithms.h"

#include "AlgorithmBase.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace fovea;
using llvm::StringRef;

namespace {
struct AlgorithmInfo {
  StringRef name;
  std::unique_ptr<Algorithm> (*create)(SearchDomain, const AlgorithmOptions &,
                                       Architecture);
};
} // namespace

static constexpr AlgorithmInfo kAlgorithms[] = {
    {"random", createRandomSearch},
    {"evolution", createEvolution},
    {"nsga2", createNSGA2},
    {"reinforce", createReinforce},
};

llvm::ArrayRef<StringRef> fovea::getAlgorithmNames() {
  static const std::vector<StringRef> names = [] {
    std::vector<StringRef> names;
    for (const AlgorithmInfo &info : kAlgorithms)
      names.push_back(info.name);
    return names;
  }();
  return names;
}

/// Any architecture that satisfies the constraints.
static llvm::Expected<Architecture> findAllowed(const SearchDomain &domain,
                                                uint64_t seed) {
  constexpr int kTries = 100'000;
  Random random(seed, /*number=*/-1);
  Architecture architecture(domain.sizes.size());
  for (int i = 0; i < kTries; ++i) {
    if (!domain.isAllowed || domain.isAllowed(architecture))
      return architecture;
    for (auto [choice, size] : llvm::zip_equal(architecture, domain.sizes))
      choice = random.getIndex(size);
  }
  return llvm::createStringError(
      "none of " + llvm::Twine(kTries) +
      " random architectures satisfies the constraints of the space");
}

llvm::Expected<std::unique_ptr<Algorithm>>
fovea::createAlgorithm(StringRef name, SearchDomain domain,
                       const AlgorithmOptions &options) {
  const AlgorithmInfo *info =
      llvm::find_if(kAlgorithms, [&](const AlgorithmInfo &info) {
        return info.name == name;
      });
  if (info == std::end(kAlgorithms))
    return llvm::createStringError("'" + name +
                                   "' is no search algorithm; there are " +
                                   llvm::join(getAlgorithmNames(), ", "));
  for (auto [knob, size] : llvm::enumerate(domain.sizes))
    if (size == 0)
      return llvm::createStringError("knob " + llvm::Twine(knob) +
                                     " of the space has no choices");
  auto allowed = findAllowed(domain, options.seed);
  if (!allowed)
    return allowed.takeError();
  return info->create(std::move(domain), options, std::move(*allowed));
}
