//===- Study.cpp - The trials of a search, in a file ----------------------===//

#include "fovea/Search/Study.h"

#include "Claims.h"
#include "Header.h"
#include "TrialRow.h"

#include <mutex>

using namespace fovea;
using llvm::StringRef;

/// "Fove", by which SQLite files of this kind are known.
static constexpr int64_t kApplication = 0x466F7665;
static constexpr int64_t kVersion = 1;

struct Study::Impl {
  Impl(sqlite::Database database, StudyHeader header,
       const StudyOptions &options)
      : database(std::move(database)), header(std::move(header)),
        claims(this->database, self, options.claimExpiry) {}

  /// Held during each call: transactions of two threads on one connection would
  /// mix.
  std::mutex mutex;
  sqlite::Database database;
  StudyHeader header;
  ProcessID self = ProcessID::getOwn();
  Claims claims;
};

Study::Study(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
Study::~Study() = default;

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// Whether the file holds a study. False if it is empty; an error if it holds
/// something else.
static llvm::Expected<bool> holdsStudy(sqlite::Database &database) {
  // The tables first: if another process makes a study of an empty file between
  // these, what is read later knows.
  auto numTables = database.getNumber("SELECT count(*) FROM sqlite_schema");
  if (!numTables)
    return numTables.takeError();
  auto application = database.getNumber("PRAGMA application_id");
  if (!application)
    return application.takeError();
  auto version = database.getNumber("PRAGMA user_version");
  if (!version)
    return version.takeError();
  if (*application == 0 && *numTables == 0)
    return false;
  if (*application != kApplication)
    return database.createError("is a database, but not a study");
  if (*version != kVersion)
    return database.createError(
        "is a study of version " + llvm::Twine(*version) +
        ", and this program reads version " + llvm::Twine(kVersion));
  return true;
}

static llvm::Error create(sqlite::Database &database,
                          const StudyHeader &header) {
  std::string pragmas =
      ("PRAGMA application_id = " + llvm::Twine(kApplication) +
       "; PRAGMA user_version = " + llvm::Twine(kVersion))
          .str();
  for (const char *sql :
       {pragmas.c_str(), kCreateHeader, kCreateTrials, kCreateClaims})
    if (llvm::Error error = database.execute(sql))
      return error;
  return writeHeader(database, header);
}

/// Two processes may do this at once.
static llvm::Error createOrCompare(sqlite::Database &database,
                                   const StudyHeader &header) {
  auto exists = holdsStudy(database);
  if (!exists)
    return exists.takeError();
  if (!*exists)
    return create(database, header);
  auto stored = readHeader(database);
  if (!stored)
    return stored.takeError();
  return compareHeaders(database, *stored, header);
}

llvm::Expected<std::unique_ptr<Study>>
Study::openOrCreate(StringRef path, const StudyHeader &header,
                    const StudyOptions &options) {
  auto database =
      sqlite::Database::open(path, sqlite::Access::Create, options.busyTimeout);
  if (!database)
    return database.takeError();
  // Before anything of a file that is something else is changed.
  auto exists = holdsStudy(*database);
  if (!exists)
    return exists.takeError();
  if (llvm::Error error = database->useWriteAheadLog())
    return error;
  // A trial that is reported as finished survives a loss of power, too.
  if (llvm::Error error = database->execute("PRAGMA synchronous = FULL"))
    return error;
  if (llvm::Error error = database->transact(
          [&] { return createOrCompare(*database, header); }))
    return error;
  return std::unique_ptr<Study>(
      new Study(std::make_unique<Impl>(std::move(*database), header, options)));
}

llvm::Expected<std::unique_ptr<Study>>
Study::openForReading(StringRef path, const StudyOptions &options) {
  auto database =
      sqlite::Database::open(path, sqlite::Access::Read, options.busyTimeout);
  if (!database)
    return database.takeError();
  auto exists = holdsStudy(*database);
  if (!exists)
    return exists.takeError();
  if (!*exists)
    return database->createError("holds no study");
  auto header = readHeader(*database);
  if (!header)
    return header.takeError();
  return std::unique_ptr<Study>(new Study(std::make_unique<Impl>(
      std::move(*database), std::move(*header), options)));
}

StringRef Study::getPath() const { return impl->database.getPath(); }

const StudyHeader &Study::getHeader() const { return impl->header; }

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

llvm::Expected<std::optional<int64_t>> Study::claim(int64_t limit) {
  std::lock_guard lock(impl->mutex);
  std::optional<int64_t> result;
  llvm::Error error = impl->database.transact([&]() -> llvm::Error {
    auto number = impl->claims.claim(limit);
    if (!number)
      return number.takeError();
    result = *number;
    return llvm::Error::success();
  });
  if (error)
    return error;
  return result;
}

llvm::Error Study::renewClaims() {
  std::lock_guard lock(impl->mutex);
  return impl->database.transact([&] { return impl->claims.renew(); });
}

llvm::Error Study::abandon(int64_t number) {
  std::lock_guard lock(impl->mutex);
  return impl->database.transact([&] { return impl->claims.abandon(number); });
}

llvm::Expected<bool> Study::finish(const Trial &trial) {
  if (llvm::Error error = verifyNumbers(trial))
    return error;
  std::lock_guard lock(impl->mutex);
  bool wasInserted = false;
  llvm::Error error = impl->database.transact([&]() -> llvm::Error {
    auto inserted = insertTrial(impl->database, trial);
    if (!inserted)
      return inserted.takeError();
    wasInserted = *inserted;
    return impl->claims.erase(trial.number);
  });
  if (error)
    return error;
  return wasInserted;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

llvm::Expected<std::vector<Trial>> Study::getTrials() {
  std::lock_guard lock(impl->mutex);
  int64_t position = 0;
  return selectTrials(impl->database, position, "number");
}

llvm::Expected<int64_t> Study::countTrials() {
  std::lock_guard lock(impl->mutex);
  return impl->database.getNumber("SELECT count(*) FROM trials");
}

llvm::Expected<std::vector<Trial>> Study::getTrialsAfter(int64_t &position) {
  std::lock_guard lock(impl->mutex);
  return selectTrials(impl->database, position, "position");
}
