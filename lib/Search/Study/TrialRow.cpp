//===- TrialRow.cpp - A trial as a row of a table -------------------------===//

#include "TrialRow.h"

#include "fovea/Search/Objective.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace fovea;
using llvm::StringRef;

// AUTOINCREMENT: a position is never given again.
const char *const fovea::kCreateTrials = R"(
  CREATE TABLE trials (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL UNIQUE CHECK (number >= 0),
    seed INTEGER NOT NULL,
    architecture TEXT NOT NULL,
    config TEXT NOT NULL,
    failure TEXT NOT NULL,
    latency REAL, latency_low REAL, latency_high REAL,
    predicted_latency REAL, predicted_latency_low REAL,
    predicted_latency_high REAL,
    parameters INTEGER,
    macs INTEGER,
    peak_memory INTEGER,
    quality REAL, quality_low REAL, quality_high REAL,
    compile_seconds REAL NOT NULL,
    host TEXT NOT NULL,
    compiler TEXT NOT NULL
  );
)";

//===----------------------------------------------------------------------===//
// Values of columns
//===----------------------------------------------------------------------===//

/// `3,0,1`.
static std::string printArchitecture(const Architecture &architecture) {
  return llvm::join(
      llvm::map_range(architecture, [](unsigned c) { return llvm::utostr(c); }),
      ",");
}

static std::optional<Architecture> parseArchitecture(StringRef text) {
  Architecture architecture;
  if (text.empty())
    return architecture;
  for (StringRef choice : llvm::split(text, ','))
    if (choice.getAsInteger(10, architecture.emplace_back()))
      return std::nullopt;
  return architecture;
}

static void bind(sqlite::Statement &statement,
                 const std::optional<Measurement> &measurement) {
  if (!measurement) {
    statement.bindNull().bindNull().bindNull();
    return;
  }
  statement.bind(measurement->value)
      .bind(measurement->low)
      .bind(measurement->high);
}

namespace {
/// Reads one column after the other.
class RowReader {
public:
  explicit RowReader(const sqlite::Statement &row) : row(row) {}

  int64_t getInt() { return row.getInt(column++); }
  double getDouble() { return row.getDouble(column++); }
  std::string getText() { return row.getText(column++); }

  std::optional<uint64_t> getCount() {
    bool isNull = row.isNull(column);
    auto count = static_cast<uint64_t>(getInt());
    return isNull ? std::nullopt : std::optional(count);
  }

  std::optional<Measurement> getMeasurement() {
    bool isNull = row.isNull(column);
    Measurement measurement;
    measurement.value = getDouble();
    measurement.low = getDouble();
    measurement.high = getDouble();
    return isNull ? std::nullopt : std::optional(measurement);
  }

private:
  const sqlite::Statement &row;
  int column = 0;
};
} // namespace

llvm::Error fovea::verifyNumbers(const Trial &trial) {
  auto createError = [&](StringRef name) {
    return llvm::createStringError("trial " + llvm::Twine(trial.number) + ": " +
                                   name + " is not finite");
  };
  for (MetricKind kind : getMetricKinds()) {
    std::optional<Measurement> metric = getMetric(trial.metrics, kind);
    if (metric && !(std::isfinite(metric->value) &&
                    std::isfinite(metric->low) && std::isfinite(metric->high)))
      return createError(getName(kind));
  }
  if (!std::isfinite(trial.compileSeconds))
    return createError("the time of compilation");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// All but the position, in the order in which they are written and read.
static constexpr StringRef kColumns =
    "number, seed, architecture, config, failure, "
    "latency, latency_low, latency_high, "
    "predicted_latency, predicted_latency_low, predicted_latency_high, "
    "parameters, macs, peak_memory, quality, quality_low, quality_high, "
    "compile_seconds, host, compiler";

llvm::Expected<bool> fovea::insertTrial(sqlite::Database &database,
                                        const Trial &trial) {
  size_t numColumns = kColumns.count(',') + 1;
  std::string parameters = "?";
  for (size_t i = 1; i < numColumns; ++i)
    parameters += ", ?";
  auto insert =
      database.prepare(("INSERT INTO trials (" + kColumns + ") VALUES (" +
                        parameters + ") ON CONFLICT (number) DO NOTHING")
                           .str());
  if (!insert)
    return insert.takeError();
  const Metrics &metrics = trial.metrics;
  insert->bind(trial.number)
      .bind(trial.seed)
      .bind(printArchitecture(trial.architecture))
      .bind(trial.config)
      .bind(trial.failure);
  bind(*insert, metrics.latency);
  bind(*insert, metrics.predictedLatency);
  insert->bind(metrics.parameters).bind(metrics.macs).bind(metrics.peakMemory);
  bind(*insert, metrics.quality);
  insert->bind(trial.compileSeconds).bind(trial.host).bind(trial.compiler);
  if (llvm::Error error = insert->run())
    return error;
  return database.countChanges() > 0;
}

static llvm::Expected<Trial> readTrial(sqlite::Database &database,
                                       RowReader reader) {
  Trial trial;
  trial.number = reader.getInt();
  trial.seed = static_cast<uint64_t>(reader.getInt());
  std::string architecture = reader.getText();
  auto parsed = parseArchitecture(architecture);
  if (!parsed)
    return database.createError("architecture '" + architecture +
                                "' of trial " + llvm::Twine(trial.number) +
                                " is no list of choices");
  trial.architecture = std::move(*parsed);
  trial.config = reader.getText();
  trial.failure = reader.getText();
  trial.metrics.latency = reader.getMeasurement();
  trial.metrics.predictedLatency = reader.getMeasurement();
  trial.metrics.parameters = reader.getCount();
  trial.metrics.macs = reader.getCount();
  trial.metrics.peakMemory = reader.getCount();
  trial.metrics.quality = reader.getMeasurement();
  trial.compileSeconds = reader.getDouble();
  trial.host = reader.getText();
  trial.compiler = reader.getText();
  return trial;
}

llvm::Expected<std::vector<Trial>>
fovea::selectTrials(sqlite::Database &database, int64_t &position,
                    StringRef order) {
  auto select = database.prepare(("SELECT " + kColumns +
                                  ", position FROM trials WHERE position > ? "
                                  "ORDER BY " +
                                  order)
                                     .str());
  if (!select)
    return select.takeError();
  select->bind(position);
  int positionColumn = static_cast<int>(kColumns.count(',')) + 1;
  int64_t greatest = position;
  std::vector<Trial> trials;
  while (true) {
    auto row = select->step();
    if (!row)
      return row.takeError();
    if (!*row)
      break;
    auto trial = readTrial(database, RowReader(*select));
    if (!trial)
      return trial.takeError();
    trials.push_back(std::move(*trial));
    greatest = std::max(greatest, select->getInt(positionColumn));
  }
  position = greatest;
  return trials;
}
