//===- Options.h - The command line of foveac -------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAC_OPTIONS_H
#define FOVEA_TOOLS_FOVEAC_OPTIONS_H

#include "fovea/Driver/Compiler.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

namespace fovea {

enum class Emit { Executable, SharedLibrary, Object, LLVM, MLIR, ONNX };

namespace options {
extern llvm::cl::opt<std::string> input;
extern llvm::cl::opt<std::string> output;
extern llvm::cl::opt<Emit> emit;
extern llvm::cl::opt<int> opset;
extern llvm::cl::opt<OptLevel> optLevel;
extern llvm::cl::opt<Precision> precision;
extern llvm::cl::opt<std::string> cpu;
extern llvm::cl::opt<WinogradUse> winograd;
extern llvm::cl::opt<UseWhere> spaceToDepth;
extern llvm::cl::opt<UseWhere> splitBatch;
extern llvm::cl::opt<double> activationError;
extern llvm::cl::opt<std::string> hardware;
extern llvm::cl::opt<double> tune;
extern llvm::cl::opt<std::string> tuningRecords;
extern llvm::cl::opt<std::string> target;
extern llvm::cl::opt<Sanitizer> sanitizer;
extern llvm::cl::opt<bool> mergeMatMuls;
extern llvm::cl::opt<unsigned> defaultThreads;
extern llvm::cl::list<std::string> shapes;
extern llvm::cl::list<std::string> constants;
extern llvm::cl::opt<std::string> model;
extern llvm::cl::list<std::string> settings;
extern llvm::cl::opt<unsigned> batch;
extern llvm::cl::opt<std::string> config;
extern llvm::cl::opt<bool> listModels;
extern llvm::cl::opt<std::string> weights;
extern llvm::cl::opt<unsigned> seed;
extern llvm::cl::opt<bool> externalWeights;
extern llvm::cl::opt<unsigned> jobs;
extern llvm::cl::opt<std::string> cacheDir;
extern llvm::cl::opt<bool> noCache;
extern llvm::cl::opt<std::string> cachePolicy;
extern llvm::cl::list<Level> printIRAfter;
extern llvm::cl::opt<std::string> linker;
extern llvm::cl::opt<bool> listHardware;
extern llvm::cl::opt<bool> printHardware;
extern llvm::cl::opt<bool> probeHardware;
extern llvm::cl::opt<bool> fusionReport;
extern llvm::cl::opt<std::string> analyze;
extern llvm::cl::opt<std::string> activationReport;
extern bool stats;
extern bool timePasses;
} // namespace options

/// Parse the command line; prints the help or an error and exits where that is
/// what is asked for.
void parseOptions(int argc, char **argv);

/// Whether options were given that are LLVM's, not ours. They may change the
/// code in ways that only LLVM knows.
bool hasForeignOptions();

/// The values of `--shape NAME=AxBxC`.
llvm::Expected<llvm::StringMap<llvm::SmallVector<int64_t>>> parseShapes();

/// Split each `NAME=VALUE`; `option` names the flag in errors.
llvm::Expected<llvm::SmallVector<std::pair<std::string, std::string>>>
parseAssignments(llvm::StringRef option,
                 const llvm::cl::list<std::string> &values);

/// The file to write: `-o`, or the input's name with the usual extension.
std::string getOutputPath();

/// The input's file name without folder and extension, or the model's name.
std::string getModelName();

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAC_OPTIONS_H
