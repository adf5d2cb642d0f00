//===- SearchSpace.cpp - Which architectures a search is over -------------===//

#include "fovea/Search/SearchSpace.h"
#include "SpaceData.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Architectures
//===----------------------------------------------------------------------===//

bool Constraint::isViolatedBy(ArrayRef<unsigned> architecture) const {
  return all_of(terms, [&](const Term &term) {
    return term.isForbidden[architecture[term.knob]];
  });
}

bool SearchSpace::Data::isWellFormed(ArrayRef<unsigned> architecture) const {
  return architecture.size() == knobs.size() &&
         all_of(zip_equal(architecture, domain.sizes), [](auto pair) {
           auto [choice, size] = pair;
           return choice < size;
         });
}

bool SearchSpace::Data::isAllowed(ArrayRef<unsigned> architecture) const {
  if (!isWellFormed(architecture) ||
      any_of(constraints, [&](const Constraint &constraint) {
        return constraint.isViolatedBy(architecture);
      }))
    return false;
  auto config = apply(architecture);
  if (!config) {
    consumeError(config.takeError());
    return false;
  }
  auto ignore = [](const Twine &) {};
  ConfigChecker checker(ignore);
  (*config)->check(checker);
  return !checker.hasFailed();
}

Expected<std::unique_ptr<ModelConfig>>
SearchSpace::Data::apply(ArrayRef<unsigned> architecture) const {
  // A variant is where all other settings begin.
  ModelSettings start{"", settings};
  for (auto [choices, choice] : zip_equal(assignments, architecture))
    for (const Assignment &assignment : choices[choice])
      if (assignment.setsVariant())
        start.assignments.push_back(assignment.path + "=" + assignment.yaml);
  auto config = configureModel(*model, start);
  if (!config)
    return config.takeError();
  for (auto [choices, choice] : zip_equal(assignments, architecture))
    for (const Assignment &assignment : choices[choice])
      if (Error error = assignment.setsVariant()
                            ? Error::success()
                            : assignSetting(*model, **config, assignment.path,
                                            assignment.yaml))
        return std::move(error);
  return config;
}

double SearchSpace::Data::countCombinations() const {
  double count = 1;
  for (unsigned size : domain.sizes)
    count *= size;
  return count;
}

/// Uniform below `bound`, up to 2^-32; unlike the distributions of the standard
/// library the same everywhere.
static unsigned drawBelow(unsigned bound, std::mt19937_64 &random) {
  return unsigned(((random() >> 32) * bound) >> 32);
}

Architecture SearchSpace::Data::draw(std::mt19937_64 &random) const {
  Architecture architecture;
  for (unsigned size : domain.sizes)
    architecture.push_back(drawBelow(size, random));
  return architecture;
}

//===----------------------------------------------------------------------===//
// SearchSpace
//===----------------------------------------------------------------------===//

SearchSpace::SearchSpace(std::unique_ptr<Data> data) : data(std::move(data)) {}
SearchSpace::~SearchSpace() = default;

StringRef SearchSpace::getName() const { return data->name; }
StringRef SearchSpace::getText() const { return data->text; }
StringRef SearchSpace::getSummary() const { return data->summary; }
const ModelDefinition &SearchSpace::getModel() const { return *data->model; }
ArrayRef<Knob> SearchSpace::getKnobs() const { return data->knobs; }
const SearchDomain &SearchSpace::getDomain() const { return data->domain; }
Architecture SearchSpace::getBase() const { return data->base; }
double SearchSpace::countCombinations() const {
  return data->countCombinations();
}

Expected<std::unique_ptr<ModelConfig>>
SearchSpace::configure(ArrayRef<unsigned> architecture) const {
  auto makeError = [&](const Twine &message) {
    return createStringError("space '" + data->name + "': " + message);
  };
  if (!data->isWellFormed(architecture))
    return makeError("expected a choice of each of " +
                     Twine(data->knobs.size()) + " knobs");
  for (const Constraint &constraint : data->constraints) {
    if (!constraint.isViolatedBy(architecture))
      continue;
    auto terms = map_range(constraint.terms, [&](const Constraint::Term &term) {
      const Knob &knob = data->knobs[term.knob];
      return "'" + knob.name + "' = " + knob.choices[architecture[term.knob]];
    });
    return makeError(join(terms, " and ") + " are not allowed together");
  }
  auto config = data->apply(architecture);
  if (!config)
    return config.takeError();
  if (Error error = checkConfig(*data->model, **config))
    return makeError(toString(std::move(error)));
  return config;
}

json::Object SearchSpace::describe(ArrayRef<unsigned> architecture) const {
  json::Object description;
  for (auto [knob, choice] : zip_equal(data->knobs, architecture))
    description[knob.name] = knob.choices[choice];
  return description;
}

/// Which choice `value` is: by its text or, as JSON does not keep how a number
/// was written, its number.
static std::optional<unsigned> findChoice(const Knob &knob,
                                          const json::Value &value) {
  for (auto [index, choice] : enumerate(knob.choices)) {
    if (value.getAsString() == StringRef(choice))
      return index;
    if (auto flag = value.getAsBoolean();
        flag && choice == (*flag ? "true" : "false"))
      return index;
    double number;
    if (auto given = value.getAsNumber();
        given && to_float(choice, number) && number == *given)
      return index;
  }
  return std::nullopt;
}

Expected<Architecture>
SearchSpace::parseArchitecture(const json::Object &description) const {
  auto makeError = [&](const Twine &message) {
    return createStringError("space '" + data->name + "': " + message);
  };
  for (const auto &entry : description)
    if (none_of(data->knobs, [&](const Knob &knob) {
          return StringRef(entry.first) == knob.name;
        })) {
      auto names = map_range(
          data->knobs, [](const Knob &knob) -> StringRef { return knob.name; });
      return makeError("no knob '" + StringRef(entry.first) + "'; there are " +
                       join(names, ", "));
    }
  Architecture architecture;
  for (const Knob &knob : data->knobs) {
    std::string choices = join(knob.choices, ", ");
    const json::Value *value = description.get(knob.name);
    if (!value)
      return makeError("no choice of knob '" + knob.name + "'; there are " +
                       choices);
    std::optional<unsigned> choice = findChoice(knob, *value);
    if (!choice) {
      std::string text;
      raw_string_ostream(text) << *value;
      return makeError("knob '" + knob.name + "' has no choice " + text +
                       "; there are " + choices);
    }
    architecture.push_back(*choice);
  }
  return architecture;
}

Architecture SearchSpace::sample(std::mt19937_64 &random) const {
  // Ends, for a space that allows next to nothing is none: see SpaceReader.cpp.
  while (true)
    if (Architecture architecture = data->draw(random);
        data->isAllowed(architecture))
      return architecture;
}

double SearchSpace::countArchitectures() const {
  constexpr unsigned kMaxEnumerated = 1 << 16, kSamples = 4096;
  double combinations = countCombinations();
  if (combinations > kMaxEnumerated) {
    std::mt19937_64 random(0);
    unsigned allowed = 0;
    for (unsigned i = 0; i < kSamples; ++i)
      allowed += data->isAllowed(data->draw(random));
    return combinations * allowed / kSamples;
  }
  unsigned allowed = 0;
  for (unsigned number = 0; number < combinations; ++number) {
    Architecture architecture;
    unsigned rest = number;
    for (unsigned size : data->domain.sizes) {
      architecture.push_back(rest % size);
      rest /= size;
    }
    allowed += data->isAllowed(architecture);
  }
  return allowed;
}
