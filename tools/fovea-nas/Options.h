//===- Options.h - The command line of fovea-nas ----------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEANAS_OPTIONS_H
#define FOVEA_TOOLS_FOVEANAS_OPTIONS_H

#include "fovea/Driver/Compiler.h"
#include "fovea/Search/Objective.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace fovea {

namespace options {
extern llvm::cl::SubCommand spacesCommand;
extern llvm::cl::SubCommand searchCommand;
extern llvm::cl::SubCommand showCommand;
extern llvm::cl::SubCommand reportCommand;
extern llvm::cl::SubCommand exportCommand;
extern llvm::cl::SubCommand compareCommand;
extern llvm::cl::SubCommand lacsCommand;

// Positional.
extern llvm::cl::opt<std::string> space;
extern llvm::cl::opt<std::string> shownSpace;
extern llvm::cl::opt<std::string> model;
extern llvm::cl::opt<std::string> readStudy;

// What is searched, and for what.
extern llvm::cl::opt<std::string> study;
extern llvm::cl::opt<int64_t> trials;
extern llvm::cl::opt<std::string> algorithm;
extern llvm::cl::opt<unsigned> population;
extern llvm::cl::list<std::string> objectives;
extern llvm::cl::opt<std::string> reward;
extern llvm::cl::opt<std::string> targetLatency;
extern llvm::cl::opt<uint64_t> seed;
extern llvm::cl::list<std::string> settings;

// How candidates are evaluated.
extern llvm::cl::opt<std::string> quality;
extern llvm::cl::opt<double> qualityTimeout;
extern llvm::cl::opt<unsigned> threads;
extern llvm::cl::opt<Precision> precision;
extern llvm::cl::opt<double> percentile;
extern llvm::cl::opt<std::string> hardware;
extern llvm::cl::opt<double> prefilter;
extern llvm::cl::opt<bool> overlap;
extern llvm::cl::opt<double> trialTimeout;
extern llvm::cl::opt<std::string> cacheDir;
extern llvm::cl::opt<bool> noCache;
extern llvm::cl::opt<std::string> kernelRecords;
extern llvm::cl::opt<bool> serveTrials;

// What is printed and written.
extern llvm::cl::opt<bool> quiet;
extern llvm::cl::opt<bool> json;
extern llvm::cl::opt<std::string> output;
extern llvm::cl::opt<unsigned> top;
extern llvm::cl::list<std::string> formats;

// Comparison of algorithms.
extern llvm::cl::list<std::string> algorithms;
extern llvm::cl::opt<unsigned> seeds;
extern llvm::cl::opt<unsigned> comparedTrials;

// Scaling.
extern llvm::cl::list<std::string> targets;
extern llvm::cl::list<std::string> axes;
extern llvm::cl::opt<double> tolerance;
extern llvm::cl::opt<unsigned> gridSteps;
extern llvm::cl::opt<unsigned> refinements;
extern llvm::cl::opt<bool> reuseSplit;
extern llvm::cl::opt<std::string> familyName;
} // namespace options

/// Parse the command line; prints the help or an error and exits where that is
/// what is asked for.
void parseOptions(int argc, char **argv);

/// Seconds of a time such as `5ms`, `800us` or `0.1s`. `option` names the flag
/// in errors.
llvm::Expected<double> parseTime(llvm::StringRef option, llvm::StringRef text);

/// What --objectives, --reward and --target-latency say.
llvm::Expected<Objective> getObjective();

/// What --targets says, in seconds, for a base model that takes `baseSeconds`.
llvm::Expected<std::vector<double>> getTargets(double baseSeconds);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEANAS_OPTIONS_H
