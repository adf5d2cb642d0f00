//===- HostProbe.h - Measure this machine -----------------------*- C++ -*-===//
//
// The model of the computer that this runs on, by measurement. That takes less
// than two seconds; the result is kept in a file for each host.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_HARDWARE_HOSTPROBE_H
#define FOVEA_HARDWARE_HOSTPROBE_H

#include "fovea/Hardware/HardwareModel.h"

#include <optional>
#include <string>

namespace fovea {

/// What a measurement belongs to: the CPU, its microcode and features, and how
/// many cores this process may use.
std::string getHostIdentity();

/// The data caches of the first CPU below `root`, a folder like Linux's
/// /sys/devices/system/cpu; none where it does not say. No more than `cores`
/// cores share one.
std::vector<CacheLevel> readCacheLevels(llvm::StringRef root, int64_t cores);

/// Measure now. Rates are rounded to about two significant digits, so that what
/// is decided by them changes as rarely as possible.
llvm::Expected<HardwareModel> probeHost();

/// Where files that outlive a compilation are kept: $FOVEA_CACHE_DIR, else
/// `fovea` in the user's cache folder ($XDG_CACHE_HOME, ~/.cache). Empty if
/// there is no such folder.
std::string getCacheDirectory();

/// The file below `cacheDirectory` that keeps the measurement of this host.
std::string getProbeFile(llvm::StringRef cacheDirectory);

/// The same in the folder for caches. An error if there is none.
llvm::Expected<std::string> findProbeFile();

/// What `path` keeps; nothing if it is absent, unreadable, or about another
/// host.
std::optional<HardwareModel> readProbe(llvm::StringRef path);

/// The model of this host: what `findProbeFile` keeps, else measured now and
/// kept there.
llvm::Expected<HardwareModel> getHostModel();

/// Measure and keep the result at `path`, which appears whole or not at all.
llvm::Expected<HardwareModel> probeHostInto(llvm::StringRef path);

} // namespace fovea

#endif // FOVEA_HARDWARE_HOSTPROBE_H
