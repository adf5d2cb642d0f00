//===- TableQuality.cpp - Quality looked up in a table --------------------===//

#include "CSVFile.h"
#include "Evaluators.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>
#include <optional>

using namespace llvm;
using namespace fovea;

static constexpr StringLiteral kQuality = "quality";
/// An interval, where the table has one.
static constexpr StringLiteral kLow = "low";
static constexpr StringLiteral kHigh = "high";

/// A value of a knob as the key of a table: numbers are written in many ways.
static std::string canonicalize(StringRef text) {
  double number;
  if (text.trim().getAsDouble(number) || !std::isfinite(number))
    return text.trim().str();
  std::string key;
  raw_string_ostream(key) << json::Value(number);
  return key;
}

static std::string toText(const json::Value &value) {
  if (auto text = value.getAsString())
    return text->str();
  std::string text;
  raw_string_ostream(text) << value;
  return text;
}

namespace {
class TableQuality final : public QualityEvaluator {
public:
  static CreatedEvaluator create(StringRef path);

  Expected<Measurement> evaluate(const QualityRequest &request) override;

private:
  explicit TableQuality(StringRef path) : path(path) {}

  Error readHeader(const CSVRow &row);
  Error readRow(const CSVRow &row);
  /// The number in the column, which may be absent.
  Expected<std::optional<double>> readNumber(const CSVRow &row,
                                             std::optional<size_t> column,
                                             StringRef name) const;
  Error makeError(unsigned line, const Twine &message) const {
    return createStringError(path + ":" + Twine(line) + ": " + message);
  }

  struct Column {
    size_t index;
    std::string name;
  };
  struct Entry {
    unsigned line;
    Measurement quality;
  };

  std::string path;
  std::vector<Column> keys;
  std::optional<size_t> quality, low, high;
  /// By the values of the keys, each with a line feed behind it.
  StringMap<Entry> entries;
};
} // namespace

CreatedEvaluator TableQuality::create(StringRef path) {
  auto file = MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return createFileError(path, file.getError());
  auto rows = parseCSV((*file)->getBuffer(), path);
  if (!rows)
    return rows.takeError();
  std::unique_ptr<TableQuality> table(new TableQuality(path));
  if (Error error = table->readHeader(rows->front()))
    return error;
  for (const CSVRow &row : drop_begin(*rows))
    if (Error error = table->readRow(row))
      return error;
  return table;
}

Error TableQuality::readHeader(const CSVRow &row) {
  StringMap<size_t> columns;
  for (auto [i, field] : enumerate(row.fields)) {
    StringRef name = StringRef(field).trim();
    if (!columns.try_emplace(name, i).second)
      return makeError(row.line, "there are two columns '" + name + "'");
    if (name == kQuality)
      quality = i;
    else if (name == kLow)
      low = i;
    else if (name == kHigh)
      high = i;
    else
      keys.push_back({i, name.str()});
  }
  if (!quality)
    return makeError(row.line, "expected a column '" + kQuality + "', found " +
                                   join(row.fields, ", "));
  if (keys.empty())
    return makeError(row.line, "expected columns called as knobs");
  return Error::success();
}

Expected<std::optional<double>>
TableQuality::readNumber(const CSVRow &row, std::optional<size_t> column,
                         StringRef name) const {
  if (!column)
    return std::nullopt;
  StringRef field = StringRef(row.fields[*column]).trim();
  double number;
  if (field.getAsDouble(number) || !std::isfinite(number))
    return makeError(row.line, "column '" + name +
                                   "': expected a number, got '" + field + "'");
  return number;
}

Error TableQuality::readRow(const CSVRow &row) {
  Measurement measurement;
  auto read = [&](std::optional<size_t> column, StringRef name,
                  double &value) -> Error {
    auto number = readNumber(row, column, name);
    if (!number)
      return number.takeError();
    value = number->value_or(measurement.value);
    return Error::success();
  };
  if (Error error = read(quality, kQuality, measurement.value))
    return error;
  if (Error error = read(low, kLow, measurement.low))
    return error;
  if (Error error = read(high, kHigh, measurement.high))
    return error;
  if (!(measurement.low <= measurement.value &&
        measurement.value <= measurement.high))
    return makeError(row.line, "the quality is outside of its interval");
  std::string key;
  for (const Column &column : keys)
    key += canonicalize(row.fields[column.index]) + "\n";
  auto [known, isNew] = entries.try_emplace(key, Entry{row.line, measurement});
  if (!isNew)
    return makeError(row.line, "the same architecture is in line " +
                                   Twine(known->second.line));
  return Error::success();
}

Expected<Measurement> TableQuality::evaluate(const QualityRequest &request) {
  auto config = json::parse(request.config);
  if (!config)
    return joinErrors(createStringError("the settings are no JSON"),
                      config.takeError());
  const json::Object *settings = config->getAsObject();
  std::string key, description;
  for (const Column &column : keys) {
    const json::Value *value = request.architecture.get(column.name);
    if (!value && settings)
      value = settings->get(column.name);
    if (!value)
      return createStringError(path + ": column '" + column.name +
                               "' is neither a knob nor a setting");
    std::string text = canonicalize(toText(*value));
    key += text + "\n";
    description += (description.empty() ? "" : ", ") + column.name + "=" + text;
  }
  auto entry = entries.find(key);
  if (entry == entries.end())
    return createStringError(path + ": no row for " + description);
  return entry->second.quality;
}

CreatedEvaluator fovea::createTableQuality(StringRef path,
                                           const QualityOptions &) {
  if (path.empty())
    return createStringError("quality 'table': expected table:FILE");
  return TableQuality::create(path);
}
