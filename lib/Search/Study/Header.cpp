//===- Header.cpp - The header of a study as rows -------------------------===//

#include "Header.h"

#include "llvm/ADT/StringExtras.h"

#include <variant>

using namespace fovea;
using llvm::StringRef;

const char *const fovea::kCreateHeader = R"(
  CREATE TABLE header (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
)";

static constexpr StringRef kSpaceText = "text of the space";
static constexpr StringRef kSettingPrefix = "setting ";

using Fields = std::map<std::string, std::string>;

static Fields getFields(const StudyHeader &header) {
  Fields fields = {
      {"space", header.space},
      {kSpaceText.str(), header.spaceText},
      {"objective", header.objective},
      {"algorithm", header.algorithm},
      {"seed", llvm::utostr(header.seed)},
      {"precision", header.precision},
      {"threads", llvm::utostr(header.threads)},
  };
  for (const auto &[name, value] : header.settings)
    fields[(kSettingPrefix + name).str()] = value;
  return fields;
}

/// The inverse, or the name of the field that is missing or no number.
static std::variant<StudyHeader, std::string> makeHeader(const Fields &fields) {
  StudyHeader header;
  std::string wrong;
  auto getText = [&](StringRef name) {
    auto it = fields.find(name.str());
    if (it != fields.end())
      return it->second;
    wrong = name;
    return std::string();
  };
  auto getNumber = [&](StringRef name, auto &number) {
    if (StringRef(getText(name)).getAsInteger(10, number))
      wrong = name;
  };
  header.space = getText("space");
  header.spaceText = getText(kSpaceText);
  header.objective = getText("objective");
  header.algorithm = getText("algorithm");
  getNumber("seed", header.seed);
  header.precision = getText("precision");
  getNumber("threads", header.threads);
  for (const auto &[name, value] : fields) {
    StringRef setting = name;
    if (setting.consume_front(kSettingPrefix))
      header.settings[setting.str()] = value;
  }
  if (!wrong.empty())
    return wrong;
  return header;
}

llvm::Error fovea::writeHeader(sqlite::Database &database,
                               const StudyHeader &header) {
  for (const auto &[name, value] : getFields(header)) {
    auto insert = database.prepare("INSERT INTO header VALUES (?, ?)");
    if (!insert)
      return insert.takeError();
    if (llvm::Error error = insert->bind(name).bind(value).run())
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<StudyHeader> fovea::readHeader(sqlite::Database &database) {
  auto select = database.prepare("SELECT name, value FROM header");
  if (!select)
    return select.takeError();
  Fields fields;
  while (true) {
    auto row = select->step();
    if (!row)
      return row.takeError();
    if (!*row)
      break;
    fields[select->getText(0)] = select->getText(1);
  }
  auto header = makeHeader(fields);
  if (auto *wrong = std::get_if<std::string>(&header))
    return database.createError("the header of the study has no valid " +
                                llvm::Twine(*wrong));
  return std::get<StudyHeader>(header);
}

/// Texts of spaces are long: only the first line that differs.
static std::string describeLines(StringRef stored, StringRef asked) {
  for (int line = 1;; ++line) {
    auto [storedLine, storedRest] = stored.split('\n');
    auto [askedLine, askedRest] = asked.split('\n');
    if (storedLine != askedLine || storedRest.empty() || askedRest.empty())
      return ("differs from line " + llvm::Twine(line) + " on, which is '" +
              storedLine + "', not '" + askedLine + "'")
          .str();
    stored = storedRest;
    asked = askedRest;
  }
}

/// Empty if both are equal.
static std::string describeDifference(StringRef name, const std::string *stored,
                                      const std::string *asked) {
  if (!stored)
    return (name + " is not set, not '" + *asked + "'").str();
  if (!asked)
    return (name + " is '" + *stored + "', not left out").str();
  if (*stored == *asked)
    return "";
  if (name == kSpaceText)
    return (name + " " + describeLines(*stored, *asked)).str();
  return (name + " is '" + *stored + "', not '" + *asked + "'").str();
}

llvm::Error fovea::compareHeaders(sqlite::Database &database,
                                  const StudyHeader &stored,
                                  const StudyHeader &asked) {
  Fields storedFields = getFields(stored), askedFields = getFields(asked);
  Fields all = storedFields;
  all.insert(askedFields.begin(), askedFields.end());
  llvm::SmallVector<std::string> differences;
  for (const auto &[name, value] : all) {
    auto find = [&](const Fields &fields) {
      auto it = fields.find(name);
      return it == fields.end() ? nullptr : &it->second;
    };
    std::string difference =
        describeDifference(name, find(storedFields), find(askedFields));
    if (!difference.empty())
      differences.push_back(std::move(difference));
  }
  if (differences.empty())
    return llvm::Error::success();
  return database.createError("this study is of another search: its " +
                              llvm::join(differences, "; its "));
}
