//===- SpaceReader.cpp - From the file of a space to the space ------------===//

#include "SpaceData.h"
#include "SpaceFile.h"

#include "Models.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace fovea;

namespace {

using Data = SearchSpace::Data;

/// Fills in the data of a space, step by step.
class SpaceReader {
public:
  SpaceReader(const SpaceFile &file, Data &data) : file(file), data(data) {}

  Error read(ArrayRef<std::string> settings);

private:
  Error readModel(ArrayRef<std::string> settings);
  Error readKnobs(const KnobEntry &entry);
  Error readKnob(const KnobEntry &entry, Knob knob,
                 ArrayRef<std::string> paths);
  Error readConstraints(const ConstraintEntry &entry);
  Expected<Constraint> readConstraint(const ConstraintEntry &entry,
                                      StringRef instance);
  Error checkSize();

  /// What a choice sets `path` to.
  Expected<Assignment> getAssignment(const KnobEntry &entry, StringRef path,
                                     StringRef choice);
  /// Whether `assignment` changes nothing.
  Expected<bool> isBase(const Assignment &assignment);
  Expected<std::unique_ptr<ModelConfig>> configureBase() {
    return configureModel(*data.model, {"", data.settings});
  }

  const SpaceFile &file;
  Data &data;
};

} // namespace

/// `text` with each `{}` replaced.
static std::string instantiate(StringRef text, StringRef instance) {
  SmallVector<StringRef> parts;
  text.split(parts, "{}");
  return join(parts, instance);
}

/// The words that stand for `{}`; one, which is nothing, if there is none.
static std::vector<std::string> getInstances(const Words &words) {
  return words.list.empty() ? std::vector<std::string>{""} : words.list;
}

Error SpaceReader::read(ArrayRef<std::string> settings) {
  data.name = file.name;
  data.summary = file.summary;
  if (Error error = readModel(settings))
    return error;
  for (const KnobEntry &entry : file.knobs)
    if (Error error = readKnobs(entry))
      return error;
  if (data.knobs.empty())
    return file.makeError(0, "expected at least one knob");
  for (const ConstraintEntry &entry : file.constraints)
    if (Error error = readConstraints(entry))
      return error;
  data.domain.isAllowed = [data = &data](ArrayRef<unsigned> architecture) {
    return data->isAllowed(architecture);
  };
  return checkSize();
}

//===----------------------------------------------------------------------===//
// Model
//===----------------------------------------------------------------------===//

Error SpaceReader::readModel(ArrayRef<std::string> settings) {
  auto model = getModel(file.model);
  if (!model)
    return file.makeError(0, toString(model.takeError()));
  data.model = *model;
  for (const auto &[path, yaml] : file.settings.list)
    data.settings.push_back(path + "=" + yaml);
  if (auto config = configureBase(); !config)
    return file.makeError(file.settings.line, toString(config.takeError()));
  append_range(data.settings, settings);
  if (auto config = configureBase(); !config)
    return file.makeError(0, toString(config.takeError()));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Knobs
//===----------------------------------------------------------------------===//

Error SpaceReader::readKnobs(const KnobEntry &entry) {
  const std::vector<std::string> &settings = entry.settings.list;
  std::string name = entry.name;
  if (name.empty() && settings.size() == 1)
    name = settings.front();
  if (name.empty())
    return file.makeError(entry.line,
                          "expected a 'name' of the knob, or one 'setting'");
  if (settings.empty())
    return file.makeError(entry.line,
                          "knob '" + name + "': expected a 'setting'");
  if (entry.choices.empty())
    return file.makeError(entry.line,
                          "knob '" + name + "': expected 'choices'");
  for (const std::string &instance : getInstances(entry.instances)) {
    std::vector<std::string> paths;
    for (const std::string &setting : settings)
      paths.push_back(instantiate(setting, instance));
    if (Error error = readKnob(
            entry, {instantiate(name, instance), entry.choices}, paths))
      return error;
  }
  return Error::success();
}

Error SpaceReader::readKnob(const KnobEntry &entry, Knob knob,
                            ArrayRef<std::string> paths) {
  auto makeError = [&](const Twine &message) {
    return file.makeError(entry.line, "knob '" + knob.name + "': " + message);
  };
  if (any_of(data.knobs,
             [&](const Knob &other) { return other.name == knob.name; }))
    return makeError("there is one of that name before");

  std::vector<std::vector<Assignment>> assignments;
  std::optional<unsigned> base;
  for (auto [index, choice] : enumerate(knob.choices)) {
    if (is_contained(ArrayRef(knob.choices).take_front(index), choice))
      return makeError("choice '" + choice + "' is there twice");
    bool changesNothing = true;
    assignments.emplace_back();
    for (const std::string &path : paths) {
      auto assignment = getAssignment(entry, path, choice);
      if (!assignment)
        return makeError(toString(assignment.takeError()));
      auto isSame = isBase(*assignment);
      if (!isSame)
        return makeError("choice '" + choice +
                         "': " + toString(isSame.takeError()));
      changesNothing &= *isSame;
      assignments.back().push_back(std::move(*assignment));
    }
    if (changesNothing && !base)
      base = index;
  }
  if (!base)
    return makeError("none of the choices (" + join(knob.choices, ", ") +
                     ") is what the settings say");
  data.domain.sizes.push_back(knob.choices.size());
  data.base.push_back(*base);
  data.assignments.push_back(std::move(assignments));
  data.knobs.push_back(std::move(knob));
  return Error::success();
}

Expected<Assignment> SpaceReader::getAssignment(const KnobEntry &entry,
                                                StringRef path,
                                                StringRef choice) {
  if (!entry.isRelative)
    return Assignment{path.str(), choice.str()};
  auto config = configureBase();
  if (!config)
    return config.takeError();
  auto value = getSetting(*data.model, **config, path);
  if (!value)
    return value.takeError();
  std::optional<int64_t> before = value->getAsInteger();
  if (!before)
    return createStringError("'" + path +
                             "' is no integer that one could add to");
  int64_t difference, after;
  if (choice.getAsInteger(10, difference) ||
      AddOverflow(*before, difference, after))
    return createStringError("choice '" + choice +
                             "': expected an integer to add");
  return Assignment{path.str(), itostr(after)};
}

Expected<bool> SpaceReader::isBase(const Assignment &assignment) {
  auto config = configureBase();
  if (!config)
    return config.takeError();
  if (assignment.setsVariant()) {
    ModelSettings other{"", data.settings};
    other.assignments.push_back(assignment.path + "=" + assignment.yaml);
    auto changed = configureModel(*data.model, other);
    if (!changed)
      return changed.takeError();
    return (*changed)->variant == (*config)->variant;
  }
  auto before = getSetting(*data.model, **config, assignment.path);
  if (!before)
    return before.takeError();
  if (Error error = assignSetting(*data.model, **config, assignment.path,
                                  assignment.yaml))
    return std::move(error);
  auto after = getSetting(*data.model, **config, assignment.path);
  if (!after)
    return after.takeError();
  return *before == *after;
}

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

Error SpaceReader::readConstraints(const ConstraintEntry &entry) {
  if (entry.forbidden.list.empty())
    return file.makeError(entry.line, "constraint: expected knobs and choices "
                                      "to 'forbid'");
  for (const std::string &instance : getInstances(entry.instances)) {
    auto constraint = readConstraint(entry, instance);
    if (!constraint)
      return file.makeError(entry.line,
                            "constraint: " + toString(constraint.takeError()));
    data.constraints.push_back(std::move(*constraint));
  }
  return Error::success();
}

Expected<Constraint> SpaceReader::readConstraint(const ConstraintEntry &entry,
                                                 StringRef instance) {
  Constraint constraint;
  for (const auto &[text, choices] : entry.forbidden.list) {
    std::string name = instantiate(text, instance);
    auto knob = find_if(data.knobs,
                        [&](const Knob &knob) { return knob.name == name; });
    if (knob == data.knobs.end())
      return createStringError("no knob '" + name + "'");
    std::vector<bool> isForbidden(knob->choices.size(), false);
    for (const std::string &choice : choices.list) {
      auto place = find(knob->choices, choice);
      if (place == knob->choices.end())
        return createStringError("knob '" + name + "' has no choice '" +
                                 choice + "'; there are " +
                                 join(knob->choices, ", "));
      isForbidden[place - knob->choices.begin()] = true;
    }
    constraint.terms.push_back(
        {size_t(knob - data.knobs.begin()), std::move(isForbidden)});
  }
  return constraint;
}

/// Sampling tries combinations until one is allowed: there must be enough.
Error SpaceReader::checkSize() {
  if (!data.isAllowed(data.base))
    return file.makeError(0, "the constraints do not allow what the settings "
                             "say");
  constexpr unsigned kFew = 1 << 16, kTries = 10000, kEnough = 10;
  // Of these few, one is known to be allowed.
  if (data.countCombinations() <= kFew)
    return Error::success();
  std::mt19937_64 random(0);
  unsigned allowed = 0;
  for (unsigned i = 0; i < kTries && allowed < kEnough; ++i)
    allowed += data.isAllowed(data.draw(random));
  if (allowed == kEnough)
    return Error::success();
  return file.makeError(
      0, "of " + Twine(kTries) + " random combinations of choices only " +
             Twine(allowed) + " are allowed: leave out choices");
}

//===----------------------------------------------------------------------===//
// SearchSpace
//===----------------------------------------------------------------------===//

Expected<std::unique_ptr<SearchSpace>>
SearchSpace::parse(StringRef yaml, StringRef fileName,
                   ArrayRef<std::string> settings) {
  auto file = readSpaceFile(yaml, fileName);
  if (!file)
    return file.takeError();
  auto data = std::make_unique<Data>();
  data->text = yaml.str();
  if (Error error = SpaceReader(*file, *data).read(settings))
    return std::move(error);
  return std::unique_ptr<SearchSpace>(new SearchSpace(std::move(data)));
}

Expected<std::unique_ptr<SearchSpace>>
SearchSpace::load(StringRef nameOrFile, ArrayRef<std::string> settings) {
  if (nameOrFile.contains('/') || sys::path::extension(nameOrFile) == ".yaml") {
    auto file = MemoryBuffer::getFile(nameOrFile, /*IsText=*/true);
    if (!file)
      return createFileError(nameOrFile, file.getError());
    return parse((*file)->getBuffer(), nameOrFile, settings);
  }
  for (const BuiltinSpace &space : getBuiltinSpaces())
    if (space.name == nameOrFile)
      return parse(space.yaml, "space '" + space.name + "'", settings);
  auto names = map_range(getBuiltinSpaces(),
                         [](const BuiltinSpace &space) { return space.name; });
  return createStringError("unknown search space '" + nameOrFile +
                           "': expected the path of a .yaml file, or one of " +
                           join(names, ", "));
}
