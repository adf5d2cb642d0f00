//===- HostProbe.cpp - Measure this machine -------------------------------===//

#include "fovea/Hardware/HostProbe.h"

#include "ProbeKernels.h"
#include "ThreadTeam.h"
#include "fovea/Hardware/Targets.h"
#include "fovea/Support/Clock.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/xxhash.h"
#include "llvm/TargetParser/Host.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// Raised when a change of the measurement makes older results wrong.
static constexpr unsigned kVersion = 1;

/// Every measurement is the best of so many attempts: other work on the machine
/// only ever makes one slower.
static constexpr unsigned kAttempts = 20;
/// Work of one attempt, for about a millisecond.
static constexpr int64_t kOperations = 100'000'000;
static constexpr int64_t kReadBytes = 64 << 20;
/// Time in which the clock of an idle core rises.
static constexpr double kWarmUpSeconds = 0.05;
/// What is read from memory is larger than the last cache, within these.
static constexpr int64_t kMinMemoryBytes = 64 << 20;
static constexpr int64_t kMaxMemoryBytes = 512 << 20;

static int64_t getNumCores() {
  return heavyweight_hardware_concurrency().compute_thread_count();
}

//===----------------------------------------------------------------------===//
// Measuring
//===----------------------------------------------------------------------===//

/// To two digits, the second of which may be a half below 20: a step is at most
/// 5 % everywhere.
static double roundRate(double value) {
  double unit = std::pow(10, std::floor(std::log10(value)) - 1);
  if (value < 20 * unit)
    unit /= 2;
  // Above 1 the unit is exact, below it is its reciprocal.
  return unit < 1 ? std::round(value / unit) / std::round(1 / unit)
                  : std::round(value / unit) * unit;
}

/// The least of the times that `attempt` returns.
static double measureSeconds(function_ref<double()> attempt) {
  double best = attempt();
  for (unsigned i = 1; i < kAttempts; ++i)
    best = std::min(best, attempt());
  return best;
}

namespace {
struct AlignedDelete {
  void operator()(char *data) const {
    ::operator delete(data, std::align_val_t(4096));
  }
};
using AlignedBuffer = std::unique_ptr<char, AlignedDelete>;

class Measurement {
public:
  Measurement(const ProbeKernels &kernels, int64_t cores)
      : kernels(kernels), cores(cores) {}

  Error start(int64_t memoryBytes);

  void warmUp();
  /// In 10^9 operations a second of one core.
  double measureCompute(const ComputeKernel &kernel);
  /// In 10^9 bytes a second, of `threads` threads that read `bytes` bytes in
  /// all again and again.
  double measureRead(int64_t bytes, int64_t threads);
  double measureBarrierNanoseconds();

private:
  /// The time that all threads take for `work`.
  double timeOnAll(function_ref<void(int64_t thread)> work);
  char *getScratch(int64_t thread) {
    return scratch.get() + thread * kScratchBytes;
  }

  const ProbeKernels &kernels;
  int64_t cores;
  rt::ThreadTeam team;
  AlignedBuffer scratch, memory;
};
} // namespace

static AlignedBuffer allocate(int64_t bytes) {
  return AlignedBuffer(
      static_cast<char *>(::operator new(bytes, std::align_val_t(4096))));
}

Error Measurement::start(int64_t memoryBytes) {
  rt::Error error;
  if (team.start(cores, error) != FOVEA_OK)
    return createStringError(error.message());
  scratch = allocate(cores * kScratchBytes);
  // Numbers whose products stay normal.
  auto *values = reinterpret_cast<float *>(scratch.get());
  std::fill_n(values, cores * kScratchBytes / sizeof(float), 0.5f);
  memory = allocate(memoryBytes);
  // Pages that were never written would all be one page of zeros.
  std::fill_n(memory.get(), memoryBytes, 1);
  return Error::success();
}

void Measurement::warmUp() {
  const ComputeKernel &kernel = kernels.getComputeKernels().front();
  double end = getSeconds() + kWarmUpSeconds;
  while (getSeconds() < end)
    kernel.run(kOperations / 10 / kernel.operations, getScratch(0));
}

double Measurement::measureCompute(const ComputeKernel &kernel) {
  int64_t iterations = kOperations / kernel.operations;
  double seconds = measureSeconds([&] {
    double begin = getSeconds();
    kernel.run(iterations, getScratch(0));
    return getSeconds() - begin;
  });
  return iterations * kernel.operations / seconds / 1e9;
}

double Measurement::timeOnAll(function_ref<void(int64_t)> work) {
  struct Run {
    rt::ThreadTeam &team;
    function_ref<void(int64_t)> work;
    double seconds;
  } run{team, work, 0};
  team.run(
      [](void *argument, uint64_t thread) {
        Run &run = *static_cast<Run *>(argument);
        run.team.barrier();
        double begin = getSeconds();
        run.work(static_cast<int64_t>(thread));
        run.team.barrier();
        if (thread == 0)
          run.seconds = getSeconds() - begin;
      },
      &run);
  return run.seconds;
}

double Measurement::measureRead(int64_t bytes, int64_t threads) {
  int64_t part = alignDown(bytes / threads, kernels.getReadGranularity());
  int64_t passes = std::max<int64_t>(kReadBytes / (part * threads), 1);
  auto read = [&](int64_t thread) {
    for (int64_t pass = 0; pass < passes; ++pass)
      kernels.read(memory.get() + thread * part, part, getScratch(thread));
  };
  double seconds = measureSeconds([&] {
    if (threads > 1)
      return timeOnAll(read);
    double begin = getSeconds();
    read(0);
    return getSeconds() - begin;
  });
  return static_cast<double>(part * threads * passes) / seconds / 1e9;
}

double Measurement::measureBarrierNanoseconds() {
  constexpr int64_t kBarriers = 1000;
  double seconds = measureSeconds([&] {
    return timeOnAll([&](int64_t) {
      for (int64_t i = 0; i < kBarriers; ++i)
        team.barrier();
    });
  });
  return seconds / kBarriers * 1e9;
}

//===----------------------------------------------------------------------===//
// The model of the host
//===----------------------------------------------------------------------===//

/// What is known of the host without measuring.
static Expected<HardwareModel> describeHost() {
  initializeTargets();
  Triple triple(sys::getDefaultTargetTriple());
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  std::vector<std::string> features;
  for (const auto &[name, enabled] : sys::getHostCPUFeatures())
    features.push_back((enabled ? "+" : "-") + name.str());
  std::unique_ptr<MCSubtargetInfo> subtarget(target->createMCSubtargetInfo(
      triple, sys::getHostCPUName(), join(features, ",")));
  const HardwareModel *model = findHardwareDescription(*subtarget);
  if (!model)
    return createStringError("no description of hardware fits the target " +
                             triple.str());
  return *model;
}

static void setPeak(PeakRates &peak, ComputeType type, double rate) {
  switch (type) {
  case ComputeType::F32:
    peak.f32 = rate;
    return;
  case ComputeType::F16:
    peak.f16 = rate;
    return;
  case ComputeType::BF16:
    peak.bf16 = rate;
    return;
  case ComputeType::I8:
    peak.i8 = rate;
    return;
  }
  llvm_unreachable("unknown type");
}

/// One core's rate and, if cores share what is read, that of all.
static Bandwidth measureBandwidth(Measurement &measurement, int64_t bytes,
                                  int64_t sharers) {
  Bandwidth bandwidth;
  bandwidth.oneCore = roundRate(measurement.measureRead(bytes, 1));
  if (sharers > 1)
    bandwidth.allCores = roundRate(measurement.measureRead(bytes, sharers));
  return bandwidth;
}

Expected<HardwareModel> fovea::probeHost() {
  Expected<HardwareModel> model = describeHost();
  if (!model)
    return model.takeError();
  model->name = "host";
  model->source = getHostIdentity();
  model->target = std::nullopt;
  model->cores = getNumCores();
  if (auto caches = readCacheLevels("/sys/devices/system/cpu", model->cores);
      !caches.empty())
    model->caches = caches;

  auto kernels = ProbeKernels::create(*model->vector);
  if (!kernels)
    return kernels.takeError();
  int64_t lastCache = model->caches.empty() ? 0 : model->caches.back().bytes;
  int64_t memoryBytes =
      std::clamp(4 * lastCache, kMinMemoryBytes, kMaxMemoryBytes);
  Measurement measurement(**kernels, model->cores);
  if (Error error = measurement.start(memoryBytes))
    return error;
  measurement.warmUp();

  model->peak = PeakRates();
  for (const ComputeKernel &kernel : (*kernels)->getComputeKernels())
    setPeak(model->peak, kernel.type,
            roundRate(measurement.measureCompute(kernel)));
  for (CacheLevel &cache : model->caches) {
    // A cache in common that not all cores share would need one of its cores
    // for each thread.
    bool isCommon = cache.sharedBy > 1 && cache.sharedBy == model->cores;
    // Half of a cache stays in it, of a common one what others leave.
    int64_t bytes =
        std::min(cache.bytes / (cache.sharedBy > 1 ? 4 : 2), memoryBytes);
    cache.bandwidth =
        measureBandwidth(measurement, bytes, isCommon ? model->cores : 1);
  }
  model->memory = measureBandwidth(measurement, memoryBytes, model->cores);
  model->barrierNanoseconds = std::nullopt;
  if (model->cores > 1)
    model->barrierNanoseconds =
        roundRate(measurement.measureBarrierNanoseconds());
  return model;
}

//===----------------------------------------------------------------------===//
// Results that are kept
//===----------------------------------------------------------------------===//

/// What Linux says of the first CPU.
static std::string readCpuInfo() {
  static constexpr StringRef kKeys[] = {
      "vendor_id", "cpu family",  "model",       "model name",
      "stepping",  "microcode",   "CPU variant", "CPU implementer",
      "CPU part",  "CPU revision"};
  auto file = MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!file)
    return "";
  std::vector<std::string> values;
  for (StringRef line : split((*file)->getBuffer(), '\n')) {
    if (line.empty())
      break;
    auto [key, value] = line.split(':');
    if (is_contained(kKeys, key.trim()))
      values.push_back(value.trim().str());
  }
  return join(values, " ");
}

std::string fovea::getHostIdentity() {
  // A hypervisor may hide some of what the model of a CPU has.
  std::vector<std::string> features;
  for (const auto &[name, enabled] : sys::getHostCPUFeatures())
    if (enabled)
      features.push_back(name.str());
  sort(features);
  return "probe " + std::to_string(kVersion) + " of " +
         sys::getDefaultTargetTriple() + ", " + sys::getHostCPUName().str() +
         ", " + readCpuInfo() + ", " + std::to_string(getNumCores()) +
         " cores, features " +
         utohexstr(xxh3_64bits(join(features, ",")), /*LowerCase=*/true);
}

std::string fovea::getCacheDirectory() {
  if (const char *folder = std::getenv("FOVEA_CACHE_DIR"); folder && *folder)
    return folder;
  SmallString<128> path;
  if (!sys::path::cache_directory(path))
    return "";
  sys::path::append(path, "fovea");
  return std::string(path);
}

std::string fovea::getProbeFile(StringRef cacheDirectory) {
  SmallString<128> path(cacheDirectory);
  std::string hash =
      utohexstr(xxh3_64bits(getHostIdentity()), /*LowerCase=*/true);
  sys::path::append(path, "hardware", hash + ".yaml");
  return std::string(path);
}

std::optional<HardwareModel> fovea::readProbe(StringRef path) {
  auto model = readHardwareModel(path);
  if (!model) {
    // Measuring anew is the answer to a file that cannot be read.
    consumeError(model.takeError());
    return std::nullopt;
  }
  if (model->source != getHostIdentity())
    return std::nullopt;
  return *model;
}

Expected<HardwareModel> fovea::probeHostInto(StringRef path) {
  if (std::error_code code =
          sys::fs::create_directories(sys::path::parent_path(path)))
    return createFileError(path, code);
  auto model = probeHost();
  if (!model)
    return model.takeError();
  if (Error error = writeToOutput(path, [&](raw_ostream &os) {
        writeHardwareModel(*model, os);
        return Error::success();
      }))
    return error;
  return model;
}

Expected<std::string> fovea::findProbeFile() {
  std::string folder = getCacheDirectory();
  if (folder.empty())
    return createStringError("no folder to keep measurements in: set "
                             "FOVEA_CACHE_DIR");
  return getProbeFile(folder);
}

Expected<HardwareModel> fovea::getHostModel() {
  Expected<std::string> file = findProbeFile();
  if (!file)
    return file.takeError();
  if (std::optional<HardwareModel> known = readProbe(*file))
    return std::move(*known);
  return probeHostInto(*file);
}
