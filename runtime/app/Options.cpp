//===- Options.cpp - The command line of a model --------------------------===//

#include "Options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

using namespace fovea::app;
using std::string_view;

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

// Parsers return what was expected when the value is something else, and null
// when all is well.
using Expected = const char *;

static Expected parseCount(string_view text, uint64_t &value) {
  auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  bool good = status == std::errc() && end == text.data() + text.size();
  return good ? nullptr : "a whole number";
}

static Expected parsePositive(string_view text, uint64_t &value) {
  return parseCount(text, value) || value == 0 ? "a positive whole number"
                                               : nullptr;
}

static bool parseNumber(string_view text, double &value) {
  auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size() &&
         std::isfinite(value);
}

static Expected parseTolerance(string_view text, double &value) {
  return parseNumber(text, value) && value >= 0 ? nullptr
                                                : "a number of at least 0";
}

static bool parseNumbers(string_view text, std::vector<double> &values) {
  values.clear();
  for (;;) {
    size_t comma = text.find(',');
    double value;
    if (!parseNumber(text.substr(0, comma), value))
      return false;
    values.push_back(value);
    if (comma == text.npos)
      return true;
    text.remove_prefix(comma + 1);
  }
}

template <size_t Size>
static bool parseExactly(string_view text,
                         std::optional<std::array<double, Size>> &values) {
  std::vector<double> numbers;
  if (!parseNumbers(text, numbers) || numbers.size() != Size)
    return false;
  values.emplace();
  std::copy(numbers.begin(), numbers.end(), values->begin());
  return true;
}

/// One number for all channels, or three.
static bool parseChannels(string_view text, std::vector<float> &values) {
  std::vector<double> numbers;
  if (!parseNumbers(text, numbers) ||
      (numbers.size() != 1 && numbers.size() != 3))
    return false;
  values.assign(numbers.begin(), numbers.end());
  return true;
}

static Expected parseNamedFile(string_view text,
                               std::vector<NamedFile> &files) {
  size_t equals = text.find('=');
  NamedFile entry;
  if (equals != text.npos)
    entry.name = text.substr(0, equals);
  entry.file = text.substr(equals == text.npos ? 0 : equals + 1);
  if (entry.file.empty())
    return "NAME=FILE";
  files.push_back(std::move(entry));
  return nullptr;
}

static Expected parseText(string_view text, std::string &value) {
  value = text;
  return text.empty() ? "a path" : nullptr;
}

namespace {
template <typename T> struct Choice {
  string_view name;
  T value;
};
} // namespace

template <typename T, size_t N>
static bool parseChoice(string_view text, const Choice<T> (&choices)[N],
                        T &value) {
  for (const Choice<T> &choice : choices)
    if (text == choice.name) {
      value = choice.value;
      return true;
    }
  return false;
}

static Expected parseResize(string_view text, ImageOptions &image) {
  static constexpr Expected expected =
      "short-side, short-side:PIXELS, exact or "
      "none";
  constexpr string_view shortSide = "short-side:";
  if (text.starts_with(shortSide)) {
    uint64_t pixels;
    if (parsePositive(text.substr(shortSide.size()), pixels) || pixels > 65535)
      return expected;
    image.resize = Resize::ShortSide;
    image.shortSide = static_cast<int>(pixels);
    return nullptr;
  }
  image.shortSide = 0;
  static constexpr Choice<Resize> choices[] = {
      {"short-side", Resize::ShortSide},
      {"exact", Resize::Exact},
      {"none", Resize::None}};
  return parseChoice(text, choices, image.resize) ? nullptr : expected;
}

static Expected parseLayout(string_view text, Layout &layout) {
  static constexpr Choice<Layout> choices[] = {
      {"auto", Layout::Auto}, {"nchw", Layout::NCHW}, {"nhwc", Layout::NHWC}};
  return parseChoice(text, choices, layout) ? nullptr : "auto, nchw or nhwc";
}

static Expected parseChannelChoice(string_view text, ChannelChoice &channels) {
  static constexpr Choice<ChannelChoice> choices[] = {
      {"auto", ChannelChoice::Auto},
      {"rgb", ChannelChoice::RGB},
      {"bgr", ChannelChoice::BGR},
      {"gray", ChannelChoice::Gray}};
  return parseChoice(text, choices, channels) ? nullptr
                                              : "auto, rgb, bgr or gray";
}

static Expected parseCrop(string_view text, bool &center) {
  static constexpr Choice<bool> choices[] = {{"center", true}, {"none", false}};
  return parseChoice(text, choices, center) ? nullptr : "center or none";
}

static Expected parseScale(string_view text, std::optional<float> &scale) {
  double value;
  if (!parseNumber(text, value))
    return "a number";
  scale = static_cast<float>(value);
  return nullptr;
}

static Expected parseStd(string_view text, std::vector<float> &values) {
  if (!parseChannels(text, values))
    return "one or three numbers";
  for (float value : values)
    if (value == 0)
      return "numbers other than 0";
  return nullptr;
}

static Expected parsePeak(string_view text,
                          std::optional<std::array<double, 2>> &peak) {
  bool good = parseExactly(text, peak) && (*peak)[0] > 0 && (*peak)[1] > 0;
  return good ? nullptr : "two positive numbers, GFLOPS,GBS";
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

namespace {
struct OptionRule {
  string_view name;     ///< without the dashes
  const char *argument; ///< null for a flag
  const char *help;     ///< lines are separated by newlines
  Expected (*apply)(Options &options, string_view value);
};
} // namespace

static constexpr OptionRule rules[] = {
    {"input", "NAME=FILE",
     "value of an input: .npy, .pb (ONNX TensorProto), .png or .jpg;\n"
     "repeat it with the same name to run once per file (with images and a\n"
     "batch of N, once per N files); NAME= may be left out for a model with\n"
     "one input",
     [](Options &o, string_view v) { return parseNamedFile(v, o.inputs); }},
    {"random-inputs", "SEED",
     "draw inputs that were not given: floats uniform in [-1, 1), i32, i64,\n"
     "u32, u64 and bool 0 or 1, narrower integers their full range",
     [](Options &o, string_view v) {
       return parseCount(v, o.randomSeed.emplace());
     }},
    {"output-dir", "DIR",
     "write every output to DIR/NAME.npy, or, with several runs, to\n"
     "DIR/NAME.0.npy, DIR/NAME.1.npy, ...",
     [](Options &o, string_view v) { return parseText(v, o.outputDir); }},
    {"top", "K",
     "print index, label and score of the K largest values of each row of\n"
     "the first output",
     [](Options &o, string_view v) { return parsePositive(v, o.top); }},
    {"labels", "FILE", "names of the classes for --top, one on each line",
     [](Options &o, string_view v) { return parseText(v, o.labelsFile); }},
    {"compare", "NAME=FILE",
     "compare an output with a file (.npy or .pb) and exit with 1 if they\n"
     "differ; repeat it for several outputs, or for several runs",
     [](Options &o, string_view v) { return parseNamedFile(v, o.expected); }},
    {"rtol", "R", "relative tolerance of --compare, for each element (1e-4)",
     [](Options &o, string_view v) { return parseTolerance(v, o.rtol); }},
    {"atol", "A", "absolute tolerance of --compare, for each element (1e-5)",
     [](Options &o, string_view v) { return parseTolerance(v, o.atol); }},
    {"max-norm-error", "E",
     "also demand ||actual - expected|| / ||expected|| <= E of --compare",
     [](Options &o, string_view v) {
       return parseTolerance(v, o.maxNormError.emplace());
     }},
    {"bench", "N",
     "after a warm-up run N times and print median, 5th and 95th percentile",
     [](Options &o, string_view v) { return parsePositive(v, o.benchRuns); }},
    {"profile", "FILE",
     "write the time of every kernel, over as many runs as --bench or 10:\n"
     "a Chrome trace if FILE ends in .json, else a table; - is the terminal",
     [](Options &o, string_view v) { return parseText(v, o.profileFile); }},
    {"peak", "GFLOPS,GBS",
     "peak compute and memory rate to compare a profile with, in place of\n"
     "those of the machine that the model was compiled for",
     [](Options &o, string_view v) { return parsePeak(v, o.peak); }},
    {"threads", "T", "threads of a run (the model's default)",
     [](Options &o, string_view v) { return parsePositive(v, o.threads); }},
    {"weights", "FILE", "weights file in place of the model's own",
     [](Options &o, string_view v) { return parseText(v, o.weightsFile); }},
    {"resize", "HOW",
     "of an image: short-side keeps its aspect ratio and makes it just cover\n"
     "the input, short-side:PIXELS makes the shorter side so long, exact\n"
     "stretches it, none leaves it (short-side)",
     [](Options &o, string_view v) { return parseResize(v, o.image); }},
    {"crop", "HOW", "of a resized image: center or none (center)",
     [](Options &o, string_view v) {
       return parseCrop(v, o.image.cropCenter);
     }},
    {"warp", "A,B,C,D,E,F",
     "instead: pixel (x, y) of the input comes from (A x + B y + C,\n"
     "D x + E y + F) of the image, black outside",
     [](Options &o, string_view v) -> Expected {
       return parseExactly(v, o.image.warp) ? nullptr : "six numbers";
     }},
    {"scale", "S",
     "factor of pixel values, before mean and std (1/255; 1 for integer\n"
     "inputs)",
     [](Options &o, string_view v) { return parseScale(v, o.image.scale); }},
    {"mean", "M[,M,M]", "subtracted from scaled pixel values (0)",
     [](Options &o, string_view v) -> Expected {
       return parseChannels(v, o.image.mean) ? nullptr : "one or three numbers";
     }},
    {"std", "D[,D,D]", "divides what remains (1)",
     [](Options &o, string_view v) { return parseStd(v, o.image.std); }},
    {"layout", "L", "of an image input: auto, nchw or nhwc (auto)",
     [](Options &o, string_view v) { return parseLayout(v, o.image.layout); }},
    {"channels", "C",
     "auto (by the number of channels), rgb, bgr or gray (auto)",
     [](Options &o, string_view v) {
       return parseChannelChoice(v, o.image.channels);
     }},
    {"poison", nullptr,
     "fill outputs and scratch memory with NaN before each run, to find\n"
     "reads of what was never written",
     [](Options &o, string_view) -> Expected {
       o.poison = true;
       return nullptr;
     }},
    {"describe", nullptr, "print inputs, outputs and sizes as JSON",
     [](Options &o, string_view) -> Expected {
       o.describe = true;
       return nullptr;
     }},
    {"version", nullptr, "print the version",
     [](Options &o, string_view) -> Expected {
       o.version = true;
       return nullptr;
     }},
    {"help", nullptr, "print this text",
     [](Options &o, string_view) -> Expected {
       o.help = true;
       return nullptr;
     }}};

static const OptionRule *findRule(string_view name) {
  for (const OptionRule &rule : rules)
    if (rule.name == name)
      return &rule;
  return nullptr;
}

std::optional<Options>
fovea::app::parseOptions(std::span<char *const> arguments, std::string &error) {
  Options options;
  for (size_t i = 0; i < arguments.size(); ++i) {
    string_view argument = arguments[i];
    if (argument == "-h")
      argument = "--help";
    if (!argument.starts_with("--")) {
      error = "unexpected argument '" + std::string(argument) +
              "'; an input is given as --input NAME=FILE";
      return std::nullopt;
    }
    size_t equals = argument.find('=');
    string_view name = argument.substr(2, equals - 2);
    if (equals == argument.npos)
      name = argument.substr(2);
    const OptionRule *rule = findRule(name);
    if (!rule) {
      error = "unknown option '--" + std::string(name) + "'; see --help";
      return std::nullopt;
    }
    string_view value;
    bool hasValue = equals != argument.npos;
    if (hasValue)
      value = argument.substr(equals + 1);
    else if (rule->argument && i + 1 < arguments.size())
      hasValue = true, value = arguments[++i];
    if (hasValue != (rule->argument != nullptr)) {
      error = "option '--" + std::string(name) + "': expected " +
              (rule->argument ? rule->argument : "no value") + ", got " +
              (hasValue ? "'" + std::string(value) + "'" : "nothing");
      return std::nullopt;
    }
    if (Expected expected = rule->apply(options, value)) {
      error = "option '--" + std::string(name) + "': expected " + expected +
              ", got '" + std::string(value) + "'";
      return std::nullopt;
    }
  }
  return options;
}

std::string fovea::app::helpText() {
  constexpr size_t column = 26;
  std::string text = "\nOptions (defaults in parentheses):\n";
  for (const OptionRule &rule : rules) {
    std::string line = "  --" + std::string(rule.name);
    if (rule.argument)
      line += std::string(" ") + rule.argument;
    line.resize(std::max(line.size() + 1, column), ' ');
    for (const char *c = rule.help; *c; ++c)
      line += *c == '\n' ? "\n" + std::string(column, ' ') : std::string(1, *c);
    text += line + "\n";
  }
  return text;
}
