//===- Options.cpp - The command line of foveac ---------------------------===//

#include "Options.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Pass.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static cl::OptionCategory kInput("Input", "what to compile");
static cl::OptionCategory kOutput("Output", "what to make of it");
static cl::OptionCategory kCompiling("Compiling", "how fast it gets there");
static cl::OptionCategory kInspection("Inspection", "what happens on the way");

namespace fovea::options {

cl::opt<std::string> input(cl::Positional, cl::desc("[INPUT.onnx|INPUT.mlir]"),
                           cl::cat(kInput));
cl::opt<std::string> model("model",
                           cl::desc("Compile a built-in model, without INPUT"),
                           cl::value_desc("NAME"), cl::cat(kInput));
cl::list<std::string>
    settings("set",
             cl::desc("Setting of the built-in model, such as "
                      "variant=50 (repeatable)"),
             cl::value_desc("KEY=VALUE"), cl::cat(kInput));
cl::opt<unsigned> batch("batch",
                        cl::desc("Images that the built-in model takes at "
                                 "once; short for --set batch=N"),
                        cl::value_desc("N"), cl::cat(kInput));
cl::opt<std::string> config("config",
                            cl::desc("YAML or JSON file with settings"),
                            cl::value_desc("FILE"), cl::cat(kInput));
cl::opt<bool> listModels("list-models",
                         cl::desc("List the built-in models and exit"),
                         cl::cat(kInput));
cl::list<std::string> shapes("shape",
                             cl::desc("Shape of an input whose dimensions the "
                                      "model leaves open (repeatable)"),
                             cl::value_desc("NAME=1x3x224x224"),
                             cl::cat(kInput));
cl::list<std::string> constants("constant",
                                cl::desc("Bind an input to the tensor in a .pb "
                                         "file (ONNX TensorProto; repeatable)"),
                                cl::value_desc("NAME=FILE"), cl::cat(kInput));
cl::opt<std::string> weights(
    "weights",
    cl::desc("Weights by parameter name (.safetensors or .npz); without "
             "it they are drawn from a seeded generator"),
    cl::value_desc("FILE"), cl::cat(kInput));
cl::opt<unsigned> seed("seed", cl::desc("Seed of weights that are drawn"),
                       cl::init(0), cl::value_desc("N"), cl::cat(kInput));

cl::opt<std::string> output("o", cl::desc("File to write"),
                            cl::value_desc("FILE"), cl::cat(kOutput));
cl::opt<Emit> emit(
    "emit", cl::desc("What to write (default: exe)"),
    cl::values(clEnumValN(Emit::Executable, "exe", "native program"),
               clEnumValN(Emit::SharedLibrary, "shared",
                          "shared library, with a C header beside it"),
               clEnumValN(Emit::Object, "obj",
                          "object file, with a C header beside it"),
               clEnumValN(Emit::LLVM, "llvm", "LLVM IR"),
               clEnumValN(Emit::MLIR, "mlir", "the optimized graph as MLIR"),
               clEnumValN(Emit::ONNX, "onnx", "the graph as ONNX")),
    cl::init(Emit::Executable), cl::cat(kOutput));
cl::opt<int> opset("opset",
                   cl::desc("Version of the operators in an ONNX file that is "
                            "written (default: 17)"),
                   cl::init(17), cl::value_desc("N"), cl::cat(kOutput));
cl::opt<OptLevel>
    optLevel(cl::desc("Optimization (default: -O2):"),
             cl::values(clEnumValN(OptLevel::O0, "O0",
                                   "reference lowering: exact and slow"),
                        clEnumValN(OptLevel::O2, "O2", "everything")),
             cl::init(OptLevel::O2), cl::cat(kOutput));
cl::opt<Precision> precision(
    "precision",
    cl::desc("What to multiply in (default: f32); sums and everything else "
             "stay f32"),
    cl::values(clEnumValN(Precision::F32, "f32", "as the model says"),
               clEnumValN(Precision::BF16, "bf16",
                          "half the memory, two digits; fast on CPUs with "
                          "AVX512_BF16")),
    cl::init(Precision::F32), cl::cat(kOutput));
cl::opt<std::string> cpu("cpu",
                         cl::desc("CPU to compile for: native (default), "
                                  "x86-64-v3, x86-64-v4, znver4, ..."),
                         cl::init("native"), cl::value_desc("NAME"),
                         cl::cat(kOutput));
cl::opt<WinogradUse> winograd(
    "winograd",
    cl::desc("Compute 3x3 convolutions by Winograd's algorithm (default: "
             "auto):"),
    getWinogradUseValues(), cl::init(WinogradUse::Auto), cl::cat(kOutput));
cl::opt<UseWhere> spaceToDepth(
    "space-to-depth",
    cl::desc("Compute strided convolutions of few channels over blocks of "
             "pixels (default: auto)"),
    getUseWhereValues(), cl::init(UseWhere::Auto), cl::cat(kOutput));
cl::opt<UseWhere> splitBatch(
    "split-batch",
    cl::desc("Compute images of a batch one after the other (default: auto)"),
    getUseWhereValues(), cl::init(UseWhere::Auto), cl::cat(kOutput));
cl::opt<double> activationError(
    "activation-error",
    cl::desc("Error that an activation may have, relative to the larger of 1 "
             "and its argument (default: 1e-6); 0 computes all digits"),
    cl::init(1e-6), cl::value_desc("E"), cl::cat(kOutput));
cl::opt<std::string> hardware(
    "hardware",
    cl::desc("Machine to make schedules for: a name, a .yaml file, or host, "
             "which is measured (default: as --cpu; for native, the host if "
             "it was measured before)"),
    cl::value_desc("NAME|FILE"), cl::cat(kOutput));
cl::opt<double> tune(
    "tune",
    cl::desc("Measure schedules for about so long, and write what is faster "
             "than the default to --tuning-records"),
    cl::value_desc("SECONDS"), cl::cat(kOutput));
cl::opt<std::string> tuningRecords(
    "tuning-records",
    cl::desc("Schedules that --tune found, for this and other models"),
    cl::value_desc("FILE"), cl::cat(kOutput));
cl::opt<std::string> target(
    "target",
    cl::desc("Platform to compile for, such as aarch64-linux-gnu (default: "
             "this one); of another one, --emit=obj or llvm"),
    cl::value_desc("TRIPLE"), cl::cat(kOutput));
cl::opt<Sanitizer> sanitizer(
    "sanitize",
    cl::desc("Instrument the code, to be linked with a sanitizer's runtime"),
    cl::values(clEnumValN(Sanitizer::None, "none", "as it is (default)"),
               clEnumValN(Sanitizer::Thread, "thread",
                          "ThreadSanitizer; it sees vectors of up to 16 bytes, "
                          "those of --cpu=x86-64")),
    cl::init(Sanitizer::None), cl::cat(kOutput));
cl::opt<bool> mergeMatMuls("merge-matmuls",
                           cl::desc("Make one product of several products of "
                                    "one input (default: true)"),
                           cl::init(true), cl::cat(kOutput));
cl::opt<unsigned> defaultThreads("threads-default",
                                 cl::desc("Threads that the artifact uses "
                                          "unless told otherwise (default: 1)"),
                                 cl::init(1), cl::value_desc("N"),
                                 cl::cat(kOutput));
cl::opt<bool> externalWeights("external-weights",
                              cl::desc("Put the weights into a file beside the "
                                       "artifact, which maps it"),
                              cl::cat(kOutput));
cl::opt<std::string> linker("linker",
                            cl::desc("C compiler to link with (default: the "
                                     "first of clang-22, cc, clang, gcc)"),
                            cl::value_desc("PROGRAM"), cl::cat(kOutput));

cl::opt<unsigned> jobs("jobs",
                       cl::desc("Threads that compile (default: as many as "
                                "there are)"),
                       cl::init(0), cl::value_desc("N"), cl::cat(kCompiling));
cl::opt<std::string> cacheDir(
    "cache-dir",
    cl::desc("Folder that keeps compiled kernels (default: $FOVEA_CACHE_DIR, "
             "else fovea in $XDG_CACHE_HOME or ~/.cache)"),
    cl::value_desc("FOLDER"), cl::cat(kCompiling));
cl::opt<bool> noCache("no-cache", cl::desc("Compile all kernels anew"),
                      cl::cat(kCompiling));
cl::opt<std::string> cachePolicy(
    "cache-policy",
    cl::desc("When kernels are removed from the folder, in the syntax of "
             "LLVM's --thinlto-cache-policy, such as "
             "cache_size_bytes=100m:prune_interval=1h"),
    cl::value_desc("POLICY"), cl::cat(kCompiling));

cl::list<Level> printIRAfter(
    "print-ir-after", cl::desc("Print the IR of a level (repeatable)"),
    cl::values(clEnumValN(Level::Import, "import", "graph as it was read"),
               clEnumValN(Level::Graph, "graph", "graph after optimization"),
               clEnumValN(Level::Kernel, "kernel", "kernels on tensors"),
               clEnumValN(Level::Linalg, "linalg", "loop nests on tensors"),
               clEnumValN(Level::Memory, "memory", "kernels on planned memory"),
               clEnumValN(Level::Loops, "loops", "loops shared among threads"),
               clEnumValN(Level::LLVM, "llvm", "LLVM dialect")),
    cl::cat(kInspection));
cl::opt<bool> listHardware("list-hardware",
                           cl::desc("List the machines that --hardware knows "
                                    "by name and exit"),
                           cl::cat(kInspection));
cl::opt<bool> printHardware("print-hardware",
                            cl::desc("Print the machine that --hardware and "
                                     "--cpu say as YAML and exit"),
                            cl::cat(kInspection));
cl::opt<bool> probeHardware("probe-hardware",
                            cl::desc("Measure this machine, keep the result "
                                     "for later compilations, print it and "
                                     "exit"),
                            cl::cat(kInspection));
cl::opt<bool> fusionReport("fusion-report",
                           cl::desc("Print what was fused, with operations and "
                                    "bytes of both ways"),
                           cl::cat(kInspection));
cl::opt<std::string>
    analyze("analyze",
            cl::desc("Predict the latency of each layer on --hardware (for an "
                     "accelerator with 16 bits, unless --precision says "
                     "otherwise), with operations, bytes and what bounds it, "
                     "and exit; as JSON to FILE (- for JSON alone)"),
            cl::value_desc("FILE"), cl::ValueOptional, cl::cat(kInspection));
cl::opt<std::string> activationReport(
    "activation-report",
    cl::desc("Predict what ReLU in place of each other activation would save "
             "on --hardware, and exit"),
    cl::value_desc("FILE"), cl::ValueOptional, cl::cat(kInspection));
bool stats = false;
bool timePasses = false;

} // namespace fovea::options

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

static Error checkOptions() {
  if (options::listModels || options::listHardware || options::printHardware ||
      options::probeHardware)
    return Error::success();
  if (options::input.empty() == options::model.empty())
    return createStringError(
        "expected either an INPUT file or --model NAME (see --help)");
  if (options::model.empty() &&
      (!options::settings.empty() || !options::config.empty()))
    return createStringError("--set and --config belong to --model");
  if (options::model.empty() && options::batch.getNumOccurrences())
    return createStringError("--batch belongs to --model; the inputs of a file "
                             "take --shape NAME=%ux...",
                             options::batch.getValue());
  if (!options::model.empty() &&
      (!options::shapes.empty() || !options::constants.empty()))
    return createStringError("--shape and --constant belong to an INPUT file; "
                             "a built-in model takes --set");
  bool needsRuntime =
      options::emit == Emit::Executable || options::emit == Emit::SharedLibrary;
  if (needsRuntime && !options::target.empty())
    return createStringError("--target: the runtime is there for this platform "
                             "alone; use --emit=obj, and link with a runtime "
                             "built for '%s'",
                             options::target.c_str());
  if (needsRuntime && options::sanitizer != Sanitizer::None)
    return createStringError("--sanitize: use --emit=obj, and link with a "
                             "runtime built with the same sanitizer");
  if (options::precision != Precision::F32 && options::optLevel == OptLevel::O0)
    return createStringError("--precision=bf16 belongs to -O2; -O0 is the "
                             "reference");
  // Written so that NaN is wrong.
  if (!(options::activationError >= 0 && options::activationError < 1))
    return createStringError("--activation-error: expected 0 (all digits) to "
                             "below 1, found %g",
                             options::activationError.getValue());
  if (options::defaultThreads < 1 || options::defaultThreads > 1024)
    return createStringError("--threads-default: expected 1 to 1024, found %u",
                             options::defaultThreads.getValue());
  if (options::jobs > 1024)
    return createStringError("--jobs: expected 0 (all) to 1024, found %u",
                             options::jobs.getValue());
  if (options::noCache && !options::cacheDir.empty())
    return createStringError("--no-cache leaves nothing for --cache-dir to do");
  if (options::tune.getNumOccurrences()) {
    if (!(options::tune > 0))
      return createStringError("--tune: expected a number of seconds above 0, "
                               "found %g",
                               options::tune.getValue());
    if (options::tuningRecords.empty())
      return createStringError("--tune writes to the file of --tuning-records, "
                               "which is not given");
    if (options::cpu != "native" || options::optLevel == OptLevel::O0)
      return createStringError("--tune measures on this CPU: it goes with "
                               "--cpu=native and -O2");
  }
  return Error::success();
}

/// LLVM owns the flags --time-passes and --stats; here they also stand for our
/// own part of the answer.
static void adoptOption(StringRef name, StringRef description) {
  cl::Option *option = cl::getRegisteredOptions().lookup(name);
  assert(option && "LLVM has this option");
  option->addCategory(kInspection);
  option->setHiddenFlag(cl::NotHidden);
  option->setDescription(description);
}

void fovea::parseOptions(int argc, char **argv) {
  adoptOption("time-passes", "Print what each step and pass took");
  adoptOption("stats", "Print the sizes of weights, memory and code");
  cl::HideUnrelatedOptions({&kInput, &kOutput, &kCompiling, &kInspection});
  cl::SetVersionPrinter([](raw_ostream &os) {
    os << "foveac " FOVEA_VERSION ", LLVM " LLVM_VERSION_STRING "\n";
  });
  cl::ParseCommandLineOptions(argc, argv,
                              "Fovea compiles vision models to native code.\n\n"
                              "  foveac resnet50.onnx -o resnet50\n"
                              "  ./resnet50 --input x=cat.jpg --top 5\n");
  // LLVM would print its own statistics, or that it has none, at exit.
  options::stats = AreStatisticsEnabled();
  cl::getRegisteredOptions().lookup("stats")->addOccurrence(0, "stats",
                                                            "false");
  // LLVM would print a table for each kernel.
  options::timePasses = std::exchange(TimePassesIsEnabled, false);
  ExitOnError exitOnError("foveac: error: ");
  exitOnError(checkOptions());
}

bool fovea::hasForeignOptions() {
  return any_of(cl::getRegisteredOptions(), [](const auto &entry) {
    const cl::Option *option = entry.second;
    return option->getNumOccurrences() > 0 &&
           none_of(option->Categories, [](const cl::OptionCategory *category) {
             return is_contained({&kInput, &kOutput, &kCompiling, &kInspection},
                                 category);
           });
  });
}

Expected<SmallVector<std::pair<std::string, std::string>>>
fovea::parseAssignments(StringRef option, const cl::list<std::string> &values) {
  SmallVector<std::pair<std::string, std::string>> result;
  for (StringRef value : values) {
    auto [name, text] = value.rsplit('=');
    if (name.empty() || text.empty())
      return createStringError("--%s: expected NAME=VALUE, found '%s'",
                               option.str().c_str(), value.str().c_str());
    result.push_back({name.str(), text.str()});
  }
  return result;
}

static Expected<SmallVector<int64_t>> parseShape(StringRef text) {
  SmallVector<int64_t> shape;
  // A scalar is written as "scalar".
  if (text == "scalar")
    return shape;
  for (StringRef part : split(text, 'x')) {
    int64_t size;
    if (part.getAsInteger(10, size) || size < 0)
      return createStringError(
          "--shape: expected sizes separated by 'x', such as 1x3x224x224, "
          "found '%s'",
          text.str().c_str());
    shape.push_back(size);
  }
  return shape;
}

Expected<StringMap<SmallVector<int64_t>>> fovea::parseShapes() {
  auto assignments = parseAssignments("shape", options::shapes);
  if (!assignments)
    return assignments.takeError();
  StringMap<SmallVector<int64_t>> shapes;
  for (const auto &[name, text] : *assignments) {
    Expected<SmallVector<int64_t>> shape = parseShape(text);
    if (!shape)
      return shape.takeError();
    shapes[name] = std::move(*shape);
  }
  return shapes;
}

std::string fovea::getModelName() {
  if (!options::model.empty())
    return options::model;
  return sys::path::stem(options::input).str();
}

std::string fovea::getOutputPath() {
  if (!options::output.empty())
    return options::output;
  std::string name = getModelName();
  switch (options::emit) {
  case Emit::Executable:
    return name;
  case Emit::SharedLibrary:
    return "lib" + name + ".so";
  case Emit::Object:
    return name + ".o";
  case Emit::ONNX:
    return name + ".onnx";
  case Emit::LLVM:
  case Emit::MLIR:
    return "-";
  }
  llvm_unreachable("unknown kind of output");
}
