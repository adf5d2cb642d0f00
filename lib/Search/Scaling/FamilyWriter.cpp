//===- FamilyWriter.cpp - Families for people and for foveac --------------===//

#include "fovea/Search/FamilyWriter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

#include <array>

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

namespace {

constexpr size_t kNumColumns = 13;
using Row = std::array<std::string, kNumColumns>;

} // namespace

static void printRows(ArrayRef<Row> rows, raw_ostream &os) {
  std::array<size_t, kNumColumns> widths = {};
  for (const Row &row : rows)
    for (auto [width, cell] : zip_equal(widths, row))
      width = std::max(width, cell.size());
  for (const Row &row : rows) {
    std::string line;
    raw_string_ostream lineOS(line);
    lineOS << left_justify(row.front(), widths.front());
    for (auto [width, cell] : drop_begin(zip_equal(widths, row)))
      lineOS << "  " << right_justify(cell, width);
    os << StringRef(line).rtrim() << "\n";
  }
}

static std::string printMilliseconds(double seconds) {
  return formatv("{0:f3}", seconds * 1e3);
}

/// Without zeros at the end.
static std::string printSetting(double value) {
  std::string text = formatv("{0:f3}", value);
  return StringRef(text).rtrim('0').rtrim('.').str();
}

/// What is the same for all rows.
static Expected<Row> makeRow(const ScalableModel &model, StringRef name,
                             const ScaledModel &member) {
  Expected<ModelSize> size = model.computeSize(member.point);
  if (!size)
    return size.takeError();
  Row row = {name.str(),
             printSetting(model.getDepth(member.point)),
             printSetting(model.getWidth(member.point)),
             printSetting(model.getResolution(member.point)),
             std::to_string(size->blocks),
             std::to_string(size->layers),
             formatv("{0:f2}", size->parameters / 1e6),
             formatv("{0:f1}", size->macs / 1e6),
             printMilliseconds(member.latency.value),
             "[" + printMilliseconds(member.latency.low) + ", " +
                 printMilliseconds(member.latency.high) + "]"};
  if (member.target) {
    row[10] = printMilliseconds(*member.target);
    row[11] = formatv("{0:f3}{1}", member.latency.value / *member.target,
                      member.meetsTarget ? "" : " (missed)");
  }
  if (member.quality)
    raw_string_ostream(row[12]) << format("%.6g", *member.quality);
  return row;
}

static void printFailures(const ScaledFamily &family, raw_ostream &os) {
  for (const FailedPoint &failure : family.failures)
    os << formatv("failed at depth x {0:f3}, width x {1:f3}, resolution x "
                  "{2:f3}: {3}\n",
                  failure.point.depth, failure.point.width,
                  failure.point.resolution, failure.message);
}

Error fovea::printFamily(const ScalableModel &model, const ScaledFamily &family,
                         raw_ostream &os) {
  std::vector<Row> rows = {{"model", "depth", "width", "resolution", "blocks",
                            "layers", "params/M", "MACs/M", "ms", "interval",
                            "target", "ratio", "quality"}};
  ScaledModel base;
  base.latency = family.baseLatency;
  std::vector<ScaledModel> models = {base};
  append_range(models, family.members);
  for (auto [index, member] : enumerate(models)) {
    Expected<Row> row = makeRow(model, formatv("b{0}", index).str(), member);
    if (!row)
      return row.takeError();
    rows.push_back(std::move(*row));
  }
  os << family.method << ": " << family.latencyMeasurements
     << " measurements of latency, " << family.qualityEvaluations
     << " evaluations of quality\n";
  printRows(rows, os);
  printFailures(family, os);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

Expected<std::vector<std::string>>
fovea::writeFamily(const ScalableModel &model, const ScaledFamily &family,
                   StringRef name, StringRef directory) {
  if (std::error_code code = sys::fs::create_directories(directory))
    return createFileError(directory, code);
  std::vector<std::string> paths;
  for (auto [index, member] : enumerate(family.members)) {
    Expected<std::unique_ptr<ModelConfig>> config =
        model.configure(member.point);
    if (!config)
      return config.takeError();
    SmallString<128> path(directory);
    sys::path::append(path, formatv("{0}-b{1}.yaml", name, index + 1).str());
    auto write = [&](raw_ostream &os) {
      os << "# foveac --model " << model.getDefinition().name << " --config "
         << sys::path::filename(path) << "\n"
         << toYAML(**config);
      return Error::success();
    };
    if (Error error = writeToOutput(path, write))
      return createFileError(path, std::move(error));
    paths.push_back(path.str().str());
  }
  return paths;
}
