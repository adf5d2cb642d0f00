//===- Hardware.cpp - The machine to compile for --------------------------===//

#include "Hardware.h"

#include "Options.h"

#include "fovea/Hardware/HostProbe.h"

#include "llvm/Support/Format.h"

using namespace llvm;
using namespace fovea;

Expected<std::optional<HardwareModel>> fovea::getRequestedHardware() {
  if (options::hardware == "host") {
    Expected<HardwareModel> host = getHostModel();
    if (!host)
      return host.takeError();
    return *host;
  }
  if (!options::hardware.empty()) {
    Expected<HardwareModel> model = loadHardwareModel(options::hardware);
    if (!model)
      return createStringError("--hardware: " + toString(model.takeError()));
    return *model;
  }
  std::string folder = getCacheDirectory();
  if (options::cpu == "native" && !folder.empty())
    return readProbe(getProbeFile(folder));
  return std::nullopt;
}

void fovea::warnOfSlowPrecision(const HardwareModel &hardware) {
  const PeakRates &peak = hardware.peak;
  if (options::precision != Precision::BF16 || !peak.f32 ||
      peak.bf16.value_or(0) > *peak.f32)
    return;
  errs() << "foveac: warning: '" << hardware.name << "' multiplies f32 at "
         << format("%g", *peak.f32) << " GFLOP/s and ";
  if (peak.bf16)
    errs() << format("bf16 at %g", *peak.bf16);
  else
    errs() << "has no multiply-adds in bf16";
  errs() << ": --precision=bf16 makes a model smaller, but not faster\n";
}

Error fovea::probeHardware(raw_ostream &os) {
  Expected<std::string> file = findProbeFile();
  if (!file)
    return file.takeError();
  Expected<HardwareModel> model = probeHostInto(*file);
  if (!model)
    return model.takeError();
  errs() << "kept in " << *file << "\n";
  writeHardwareModel(*model, os);
  return Error::success();
}

void fovea::listHardware(raw_ostream &os) {
  for (const HardwareModel &model : getHardwareDescriptions())
    os << format("%-12s %s\n", model.name.c_str(), model.source.c_str());
}
