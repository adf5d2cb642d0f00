//===- KernelRecords.cpp - Measured times of kernels ----------------------===//

#include "fovea/Search/KernelRecords.h"

#include "fovea/Hardware/HostProbe.h"
#include "fovea/Search/SampleStatistics.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// Kernels that an estimate is made from.
static constexpr size_t kNeighbors = 5;

double KernelRecord::getMedian() const { return computeMedian(samples); }

void KernelRecord::add(double seconds) {
  ++count;
  samples.push_back(seconds);
  if (samples.size() > kMaxSamples)
    samples.erase(samples.begin());
}

void KernelRecords::addSample(const Sample &sample) {
  KernelRecord &record = records[sample.call.identity];
  record.call = sample.call;
  record.add(sample.seconds);
}

void KernelRecords::add(ArrayRef<KernelCall> calls, ArrayRef<double> seconds) {
  for (const auto &[call, time] : zip_equal(calls, seconds)) {
    if (!(time > 0) || !std::isfinite(time))
      continue;
    pending.push_back({call, time});
    addSample(pending.back());
  }
}

const KernelRecord *KernelRecords::find(StringRef identity) const {
  auto record = records.find(identity.str());
  return record == records.end() ? nullptr : &record->second;
}

//===----------------------------------------------------------------------===//
// Estimates
//===----------------------------------------------------------------------===//

/// How different the work of two kernels is: 1 is a factor of e in operations
/// or in traffic.
static double getSquaredDistance(const KernelCall &a, const KernelCall &b) {
  double flops = std::log1p(a.flops) - std::log1p(b.flops);
  double bytes = std::log1p(a.bytes) - std::log1p(b.bytes);
  return flops * flops + bytes * bytes;
}

std::optional<double> KernelRecords::estimate(const KernelCall &call) const {
  struct Neighbor {
    double distance;
    double logRatio;
  };
  std::vector<Neighbor> neighbors;
  for (const auto &[identity, record] : records)
    if (record.call.kind == call.kind && record.call.type == call.type)
      neighbors.push_back(
          {getSquaredDistance(record.call, call),
           std::log(record.getMedian() / record.call.rooflineSeconds)});
  if (neighbors.empty())
    return std::nullopt;
  size_t count = std::min(neighbors.size(), kNeighbors);
  std::partial_sort(
      neighbors.begin(), neighbors.begin() + count, neighbors.end(),
      [](const auto &a, const auto &b) { return a.distance < b.distance; });
  double sum = 0, weights = 0;
  for (const Neighbor &neighbor : ArrayRef(neighbors).take_front(count)) {
    // Sizes that differ by a tenth tell no more than equal ones.
    double weight = 1 / (neighbor.distance + 0.01);
    sum += weight * neighbor.logRatio;
    weights += weight;
  }
  return call.rooflineSeconds * std::exp(sum / weights);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static json::Object toObject(const KernelRecord &record) {
  const KernelCall &call = record.call;
  return json::Object{{"kernel", call.identity},
                      {"kind", call.kind},
                      {"flops", call.flops},
                      {"bytes", call.bytes},
                      {"type", static_cast<int64_t>(call.type)},
                      {"roofline", call.rooflineSeconds},
                      {"count", record.count},
                      {"seconds", json::Array(record.samples)}};
}

static bool fromObject(const json::Value &value, KernelRecord &record,
                       json::Path path) {
  KernelCall &call = record.call;
  int64_t type = 0;
  json::ObjectMapper mapper(value, path);
  if (!mapper || !mapper.map("kernel", call.identity) ||
      !mapper.map("kind", call.kind) || !mapper.map("flops", call.flops) ||
      !mapper.map("bytes", call.bytes) || !mapper.map("type", type) ||
      !mapper.map("roofline", call.rooflineSeconds) ||
      !mapper.map("count", record.count) ||
      !mapper.map("seconds", record.samples))
    return false;
  auto isPositive = [](double number) {
    return number > 0 && std::isfinite(number);
  };
  if (type < 0 || type > static_cast<int64_t>(ComputeType::I8)) {
    path.field("type").report("expected a type");
    return false;
  }
  if (record.samples.empty() || !all_of(record.samples, isPositive) ||
      !isPositive(call.rooflineSeconds)) {
    path.field("seconds").report("expected positive times");
    return false;
  }
  call.type = static_cast<ComputeType>(type);
  return true;
}

Expected<KernelRecords> KernelRecords::load(StringRef path) {
  KernelRecords result;
  auto file = MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file && file.getError() == std::errc::no_such_file_or_directory)
    return result;
  if (!file)
    return createFileError(path, file.getError());
  auto value = json::parse((*file)->getBuffer());
  if (!value)
    return createFileError(path, value.takeError());
  const json::Array *entries = value->getAsArray();
  if (!entries)
    return createStringError(path + ": expected a list of kernels");
  json::Path::Root root(path);
  for (auto [i, entry] : enumerate(*entries)) {
    KernelRecord record;
    if (!fromObject(entry, record, json::Path(root).index(i)))
      return root.getError();
    std::string identity = record.call.identity;
    result.records.insert_or_assign(identity, std::move(record));
  }
  return result;
}

/// Write the records to a file that appears whole or not at all.
static Error write(StringRef path, const KernelRecords &records) {
  return writeToOutput(path, [&](raw_ostream &os) {
    json::OStream writer(os);
    writer.array([&] {
      for (const auto &[identity, record] : records.getRecords()) {
        os << "\n";
        writer.value(toObject(record));
      }
    });
    os << "\n";
    return Error::success();
  });
}

Error KernelRecords::save(StringRef path) {
  if (std::error_code code =
          sys::fs::create_directories(sys::path::parent_path(path)))
    return createFileError(path, code);
  std::string lockPath = (path + ".lock").str();
  int lock = -1;
  if (std::error_code code = sys::fs::openFileForWrite(lockPath, lock))
    return createFileError(lockPath, code);
  scope_exit close([&] {
    sys::fs::unlockFile(lock);
    sys::fs::closeFile(lock);
  });
  if (std::error_code code = sys::fs::lockFile(lock))
    return createFileError(lockPath, code);
  auto merged = load(path);
  if (!merged)
    return merged.takeError();
  for (const Sample &sample : pending)
    merged->addSample(sample);
  if (Error error = write(path, *merged))
    return error;
  records = std::move(merged->records);
  pending.clear();
  return Error::success();
}

std::string fovea::getKernelRecordsFile(StringRef cacheDirectory) {
  SmallString<128> path(cacheDirectory);
  std::string hash =
      utohexstr(xxh3_64bits(getHostIdentity()), /*LowerCase=*/true);
  sys::path::append(path, "kernels", hash + ".json");
  return std::string(path);
}
