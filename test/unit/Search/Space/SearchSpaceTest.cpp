//===- SearchSpaceTest.cpp ------------------------------------------------===//

#include "fovea/Search/SearchSpace.h"

#include "llvm/Support/MemoryBuffer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <map>

using namespace llvm;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const char *const kSpace = R"(# A comment.
name: small
summary: for tests
model: resnet
settings: {variant: "18", resolution: 33}
knobs:
  - {name: "depth{}", setting: "depths.{}", for: [1, 2], add: true, choices: [-1, 0, 1]}
  - {setting: width, choices: [8, 64]}
  - name: late
    setting: [depths.3, depths.4]
    choices: [1, 2]
constraints:
  - forbid: {depth1: [0, 1], width: 8}
  - {forbid: {"depth{}": -1, late: 1}, for: [1, 2]}
)";

std::unique_ptr<SearchSpace> parse(StringRef yaml) {
  auto space = SearchSpace::parse(yaml, "space.yaml");
  EXPECT_TRUE(bool(space)) << toString(space.takeError());
  return std::move(*space);
}

std::string getError(StringRef yaml) {
  auto space = SearchSpace::parse(yaml, "space.yaml");
  return space ? "no error" : toString(space.takeError());
}

/// Of `kSpace` with one line replaced.
std::string getErrorWith(StringRef line, StringRef replacement) {
  std::string text = kSpace;
  size_t start = text.find(line.str());
  EXPECT_NE(start, std::string::npos);
  text.replace(start, line.size(), replacement.str());
  return getError(text);
}

} // namespace

TEST(SearchSpace, Parses) {
  auto space = parse(kSpace);
  EXPECT_EQ(space->getName(), "small");
  EXPECT_EQ(space->getSummary(), "for tests");
  EXPECT_EQ(space->getModel().name, "resnet");
  std::vector<std::string> names;
  for (const Knob &knob : space->getKnobs())
    names.push_back(knob.name);
  EXPECT_THAT(names, ElementsAre("depth1", "depth2", "width", "late"));
  EXPECT_THAT(space->getKnobs()[0].choices, ElementsAre("-1", "0", "1"));
  EXPECT_THAT(space->getDomain().sizes, ElementsAre(3, 3, 2, 2));
  EXPECT_THAT(space->getBase(), ElementsAre(1, 1, 1, 1));
}

TEST(SearchSpace, Configures) {
  auto space = parse(kSpace);
  auto config = space->configure({2, 0, 1, 1});
  ASSERT_TRUE(bool(config)) << toString(config.takeError());
  json::Object settings = toJSON(**config);
  EXPECT_EQ(settings.getString("variant"), "18");
  EXPECT_EQ(settings.getInteger("resolution"), 33);
  EXPECT_EQ(settings.getInteger("width"), 64);
  EXPECT_EQ(*settings.get("depths"), json::Value(json::Array{3, 1, 2, 2}));
  config = space->configure({2, 2, 1, 0});
  ASSERT_TRUE(bool(config));
  EXPECT_EQ(*toJSON(**config).get("depths"),
            json::Value(json::Array{3, 3, 1, 1}));
}

TEST(SearchSpace, VariantsAreKnobs) {
  constexpr StringLiteral yaml = R"(
name: family
summary: members of a family
model: efficientnet
settings: {variant: b0, classes: 10}
knobs:
  - {setting: variant, choices: [b0, b2]}
  - {setting: resolution, choices: [224, 32]}
)";
  auto space = parse(yaml);
  EXPECT_THAT(space->getBase(), ElementsAre(0, 0));
  auto config = space->configure({1, 1});
  ASSERT_TRUE(bool(config)) << toString(config.takeError());
  json::Object settings = toJSON(**config);
  EXPECT_EQ(settings.getString("variant"), "b2");
  EXPECT_EQ(settings.getNumber("width"), 1.1);
  EXPECT_EQ(settings.getInteger("classes"), 10);
  EXPECT_EQ(settings.getInteger("resolution"), 32);
  std::string wrong = yaml.str();
  wrong.replace(wrong.find("b2"), 2, "b9");
  EXPECT_THAT(getError(wrong), HasSubstr("knob 'variant': choice 'b9': "));
}

TEST(SearchSpace, SettingsOfTheUser) {
  auto space =
      SearchSpace::parse(kSpace, "space.yaml", {"resolution=65", "batch=2"});
  ASSERT_TRUE(bool(space)) << toString(space.takeError());
  auto config = (*space)->configure((*space)->getBase());
  ASSERT_TRUE(bool(config));
  EXPECT_EQ(toJSON(**config).getInteger("resolution"), 65);
  EXPECT_EQ(toJSON(**config).getInteger("batch"), 2);

  // What is added to is what they say.
  space = SearchSpace::parse(kSpace, "space.yaml", {"depths=[7, 7, 2, 2]"});
  ASSERT_TRUE(bool(space));
  config = (*space)->configure({2, 1, 1, 1});
  ASSERT_TRUE(bool(config));
  EXPECT_EQ(*toJSON(**config).get("depths"),
            json::Value(json::Array{8, 7, 2, 2}));
}

TEST(SearchSpace, Constraints) {
  auto space = parse(kSpace);
  const SearchDomain &domain = space->getDomain();
  EXPECT_FALSE(domain.isAllowed({1, 1, 0, 1})); // depth1 0, width 8
  EXPECT_FALSE(domain.isAllowed({2, 1, 0, 1})); // depth1 1, width 8
  EXPECT_TRUE(domain.isAllowed({0, 1, 0, 1}));
  EXPECT_FALSE(domain.isAllowed({0, 1, 1, 0})); // depth1 -1, late 1
  EXPECT_FALSE(domain.isAllowed({1, 0, 1, 0})); // depth2 -1, late 1
  EXPECT_TRUE(domain.isAllowed({1, 0, 1, 1}));
  EXPECT_FALSE(domain.isAllowed({1, 1, 1}));
  EXPECT_FALSE(domain.isAllowed({1, 1, 1, 2}));

  auto config = space->configure({2, 1, 0, 1});
  ASSERT_FALSE(bool(config));
  EXPECT_EQ(toString(config.takeError()),
            "space 'small': 'depth1' = 1 and 'width' = 8 are not allowed "
            "together");
  config = space->configure({1, 1});
  ASSERT_FALSE(bool(config));
  EXPECT_EQ(toString(config.takeError()),
            "space 'small': expected a choice of each of 4 knobs");
}

TEST(SearchSpace, Counts) {
  auto space = parse(kSpace);
  EXPECT_EQ(space->countCombinations(), 36);
  unsigned allowed = 0;
  for (unsigned a = 0; a < 3; ++a)
    for (unsigned b = 0; b < 3; ++b)
      for (unsigned c = 0; c < 2; ++c)
        for (unsigned d = 0; d < 2; ++d)
          allowed += space->getDomain().isAllowed({a, b, c, d});
  EXPECT_EQ(space->countArchitectures(), allowed);
}

// Chi-square over all allowed architectures, of which there are 12: with 11
// degrees of freedom, 31.3 is exceeded once in a thousand.
TEST(SearchSpace, SamplesAreUniform) {
  auto space = parse(kSpace);
  std::mt19937_64 random(3);
  constexpr int kDraws = 12000;
  std::map<Architecture, int> counts;
  for (int i = 0; i < kDraws; ++i)
    ++counts[space->sample(random)];
  ASSERT_EQ(counts.size(), space->countArchitectures());
  double expected = double(kDraws) / counts.size(), chiSquare = 0;
  for (auto [architecture, count] : counts)
    chiSquare += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chiSquare, 31.3);
}

TEST(SearchSpace, SamplesFollowFromTheSeed) {
  auto space = parse(kSpace);
  auto draw = [&](uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Architecture> result;
    for (int i = 0; i < 20; ++i)
      result.push_back(space->sample(random));
    return result;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(SearchSpace, Descriptions) {
  auto space = parse(kSpace);
  json::Object description = space->describe({0, 1, 0, 1});
  EXPECT_EQ(
      json::Value(json::Object(description)),
      json::Value(json::Object{
          {"depth1", "-1"}, {"depth2", "0"}, {"width", "8"}, {"late", "2"}}));
  auto read = space->parseArchitecture(description);
  ASSERT_TRUE(bool(read));
  EXPECT_THAT(*read, ElementsAre(0, 1, 0, 1));
  // As numbers.
  read = space->parseArchitecture(
      json::Object{{"depth1", -1}, {"depth2", 0}, {"width", 8.0}, {"late", 2}});
  ASSERT_TRUE(bool(read));
  EXPECT_THAT(*read, ElementsAre(0, 1, 0, 1));

  auto expectError = [&](StringRef key, std::optional<json::Value> value,
                         StringRef message) {
    json::Object wrong = description;
    if (value)
      wrong[key] = *value;
    else
      wrong.erase(key);
    auto read = space->parseArchitecture(wrong);
    ASSERT_FALSE(bool(read));
    EXPECT_EQ(toString(read.takeError()), ("space 'small': " + message).str());
  };
  expectError("late", std::nullopt, "no choice of knob 'late'; there are 1, 2");
  expectError("late", 3, "knob 'late' has no choice 3; there are 1, 2");
  expectError("late", "x", "knob 'late' has no choice \"x\"; there are 1, 2");
  expectError("late", nullptr,
              "knob 'late' has no choice null; there are 1, 2");
  expectError("later", 1,
              "no knob 'later'; there are depth1, depth2, width, late");
}

TEST(SearchSpace, ErrorsOfYAML) {
  EXPECT_THAT(getError(""), HasSubstr("expected a search space with a 'name'"));
  EXPECT_THAT(getError("- 1\n"), HasSubstr("space.yaml:1: "));
  EXPECT_THAT(getError("name: x\nmodel: [\n"), HasSubstr("space.yaml:"));
  EXPECT_EQ(getError("name: x\nmodel: resnet\n"),
            "space.yaml:1: missing required key 'knobs'");
  EXPECT_EQ(getErrorWith("summary: for", "sumary: for"),
            "space.yaml:3: unknown key 'sumary'");
  EXPECT_EQ(getErrorWith("    choices: [1, 2]\n", ""),
            "space.yaml:9: missing required key 'choices'");
  EXPECT_EQ(getErrorWith("[depths.3, depths.4]", "{a: b}"),
            "space.yaml:10: expected a word or a list of words");
  EXPECT_THAT(getErrorWith("add: true", "add: maybe"),
              HasSubstr("space.yaml:7: "));
}

TEST(SearchSpace, ErrorsOfTheModel) {
  EXPECT_EQ(getErrorWith("model: resnet", "model: vgg"),
            "space.yaml: unknown model 'vgg'; there are efficientnet, "
            "efficientnet-x, mobilenet-v2, resnet, vit");
  EXPECT_EQ(getErrorWith("\"18\"", "\"19\""),
            "space.yaml:5: model 'resnet' has no variant '19'; it has 50, 18, "
            "34, 101");
  EXPECT_THAT(getErrorWith("resolution: 33", "colour: red"),
              HasSubstr("space.yaml:5: model 'resnet' has no setting "
                        "'colour'; it has variant"));
  EXPECT_EQ(getErrorWith("depths.{}", "depths.{}.x"),
            "space.yaml:7: knob 'depth1': 'depths.1' is one value, without "
            "'x'");
  EXPECT_EQ(getErrorWith("for: [1, 2], add", "for: [1, 5], add"),
            "space.yaml:7: knob 'depth5': 'depths' has no element '5'; it has "
            "1 to 4");
  EXPECT_THAT(getErrorWith("[8, 64]", "[8, wide, 64]"),
              HasSubstr("space.yaml:8: knob 'width': choice 'wide': "));
}

TEST(SearchSpace, ErrorsOfKnobs) {
  EXPECT_EQ(getErrorWith("[8, 64]", "[8, 32]"),
            "space.yaml:8: knob 'width': none of the choices (8, 32) is what "
            "the settings say");
  EXPECT_EQ(getErrorWith("[8, 64]", "[8, 64, 8]"),
            "space.yaml:8: knob 'width': choice '8' is there twice");
  EXPECT_EQ(getErrorWith("[8, 64]", "[]"),
            "space.yaml:8: knob 'width': expected 'choices'");
  EXPECT_EQ(getErrorWith("name: late", "name: width"),
            "space.yaml:9: knob 'width': there is one of that name before");
  EXPECT_EQ(getErrorWith("  - name: late\n    setting: [depths.3, depths.4]",
                         "  - setting: [depths.3, depths.4]"),
            "space.yaml:9: expected a 'name' of the knob, or one 'setting'");
  EXPECT_EQ(getErrorWith("[-1, 0, 1]", "[-1, 0, x]"),
            "space.yaml:7: knob 'depth1': choice 'x': expected an integer to "
            "add");
  EXPECT_EQ(getErrorWith("setting: width,", "setting: bottleneck, add: true,"),
            "space.yaml:8: knob 'bottleneck': 'bottleneck' is no integer that "
            "one could add to");
}

TEST(SearchSpace, ErrorsOfConstraints) {
  EXPECT_EQ(getErrorWith("width: 8}", "height: 8}"),
            "space.yaml:13: constraint: no knob 'height'");
  EXPECT_EQ(getErrorWith("width: 8}", "width: 9}"),
            "space.yaml:13: constraint: knob 'width' has no choice '9'; there "
            "are 8, 64");
  EXPECT_EQ(getErrorWith("{depth1: [0, 1], width: 8}", "{}"),
            "space.yaml:13: constraint: expected knobs and choices to "
            "'forbid'");
  EXPECT_EQ(getErrorWith("width: 8}", "width: [8, 64]}"),
            "space.yaml: the constraints do not allow what the settings say");
}

// Whatever a file says, it is a space or an error that begins with its name.
TEST(SearchSpace, MutatedFiles) {
  std::mt19937_64 random(11);
  const StringRef parts("{}[]:,-#&*!|>'\"% \n\tab19.");
  unsigned spaces = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = kSpace;
    for (unsigned mutation = 0; mutation < 1 + random() % 3; ++mutation) {
      size_t place = random() % text.size();
      size_t length = std::min<size_t>(random() % 8, text.size() - place);
      switch (random() % 3) {
      case 0:
        text.erase(place, length);
        break;
      case 1:
        text[place] = parts[random() % parts.size()];
        break;
      default:
        text.insert(place, text.substr(random() % text.size(), length));
      }
    }
    auto space = SearchSpace::parse(text, "space.yaml");
    if (!space) {
      EXPECT_TRUE(
          StringRef(toString(space.takeError())).starts_with("space.yaml:"))
          << text;
      continue;
    }
    ++spaces;
    EXPECT_TRUE((*space)->getDomain().isAllowed((*space)->getBase())) << text;
  }
  EXPECT_GT(spaces, 0u);
}

// The example in the documentation is a space, and says what its comments say.
TEST(SearchSpace, DocumentedExample) {
  auto file = MemoryBuffer::getFile(FOVEA_DOCS_DIR "/search-spaces.md");
  ASSERT_TRUE(bool(file));
  StringRef text =
      (*file)->getBuffer().split("```yaml\n").second.split("```").first;
  auto example = MemoryBuffer::getFile(
      FOVEA_DOCS_DIR "/../examples/search/narrow-resnet.yaml");
  ASSERT_TRUE(bool(example));
  EXPECT_EQ(text, (*example)->getBuffer());
  auto space = parse(text);
  EXPECT_EQ(space->getName(), "narrow-resnet");
  EXPECT_EQ(json::Value(space->describe(space->getBase())),
            json::Value(json::Object{{"width", "64"},
                                     {"ends", "1"},
                                     {"more1", "0"},
                                     {"more2", "0"},
                                     {"more3", "0"},
                                     {"more4", "0"},
                                     {"stem_kernel", "7"}}));
  auto config = space->configure({4, 0, 0, 1, 3, 1, 1});
  ASSERT_TRUE(bool(config)) << toString(config.takeError());
  EXPECT_EQ(*toJSON(**config).get("depths"),
            json::Value(json::Array{1, 2, 4, 2}));
  EXPECT_EQ(*toJSON(**config).get("stage_widths"),
            json::Value(json::Array{0.5, 1, 1, 0.5}));
  EXPECT_TRUE(space->getDomain().isAllowed({4, 0, 0, 1, 3, 1, 1}));
  EXPECT_FALSE(space->getDomain().isAllowed({4, 0, 1, 0, 3, 1, 1}));
  EXPECT_FALSE(space->getDomain().isAllowed({1, 0, 1, 1, 3, 1, 2}));
}

// One of a million is allowed: no one can draw that.
TEST(SearchSpace, TooTight) {
  std::string text = "name: tight\nmodel: efficientnet-x\nknobs:\n"
                     "  - {name: \"k{}\", setting: \"stages.{}.squeeze\", "
                     "for: [1, 2, 3, 4, 5, 6, 7], choices: [1, 2, 3, 4, 5, 6, "
                     "7, 8, 9]}\nconstraints:\n"
                     "  - {forbid: {\"k{}\": [2, 3, 4, 5, 6, 7, 8, 9]}, "
                     "for: [1, 2, 3, 4, 5, 6, 7]}\n";
  EXPECT_THAT(getError(text),
              HasSubstr("random combinations of choices only 0 are allowed"));
}
