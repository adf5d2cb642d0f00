//===- CSVFile.cpp - Tables of comma-separated values ---------------------===//

#include "CSVFile.h"

#include "llvm/ADT/Twine.h"

#include <csv.h>

using namespace llvm;
using namespace fovea;

namespace {
/// Collects what libcsv reports.
struct Reader {
  std::vector<CSVRow> rows;
  std::vector<std::string> fields;
  unsigned line = 1;

  static void addField(void *text, size_t size, void *reader) {
    static_cast<Reader *>(reader)->fields.emplace_back(
        static_cast<const char *>(text), size);
  }
  static void endRow(int /*terminator*/, void *data) {
    auto *reader = static_cast<Reader *>(data);
    reader->rows.push_back({reader->line, std::move(reader->fields)});
    reader->fields.clear();
  }
};

/// The parser of libcsv.
class Parser {
public:
  Parser() : isReady(csv_init(&parser, kOptions) == 0) {}
  ~Parser() {
    if (isReady)
      csv_free(&parser);
  }

  /// False after an error.
  bool parse(StringRef text, Reader &reader) {
    return isReady &&
           csv_parse(&parser, text.data(), text.size(), Reader::addField,
                     Reader::endRow, &reader) == text.size();
  }
  bool finish(Reader &reader) {
    return csv_fini(&parser, Reader::addField, Reader::endRow, &reader) == 0;
  }
  StringRef getError() { return csv_strerror(csv_error(&parser)); }

private:
  static constexpr unsigned char kOptions =
      CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL;

  csv_parser parser;
  bool isReady;
};
} // namespace

static Error makeError(StringRef fileName, unsigned line,
                       const Twine &message) {
  return createStringError(fileName + ":" + Twine(line) + ": " + message);
}

Expected<std::vector<CSVRow>> fovea::parseCSV(StringRef text,
                                              StringRef fileName) {
  Parser parser;
  Reader reader;
  // Line by line, for the number of the line. A quoted field may go over
  // several.
  for (StringRef rest = text; !rest.empty();) {
    size_t end = rest.find('\n');
    StringRef line = rest.take_front(end == StringRef::npos ? end : end + 1);
    if (!parser.parse(line, reader))
      return makeError(fileName, reader.line, parser.getError());
    rest = rest.drop_front(line.size());
    if (!rest.empty())
      ++reader.line;
  }
  if (!parser.finish(reader))
    return makeError(fileName, reader.line, "a quoted field does not end");
  if (reader.rows.empty())
    return makeError(fileName, 1, "expected a row with the names of columns");
  size_t numColumns = reader.rows.front().fields.size();
  for (const CSVRow &row : reader.rows)
    if (row.fields.size() != numColumns)
      return makeError(fileName, row.line,
                       "expected " + Twine(numColumns) +
                           " fields, as in the first row, got " +
                           Twine(row.fields.size()));
  return std::move(reader.rows);
}
