//===- SQLite.cpp - SQLite with errors and owners -------------------------===//

#include "SQLite.h"

#include "llvm/ADT/StringExtras.h"

#include <sqlite3.h>

#include <thread>
#include <utility>

using namespace fovea::sqlite;
using llvm::StringRef;

static llvm::Error createFileError(StringRef path, const llvm::Twine &message) {
  return llvm::createStringError(path + ": " + message);
}

//===----------------------------------------------------------------------===//
// Statement
//===----------------------------------------------------------------------===//

Statement::Statement(Statement &&other) noexcept
    : statement(std::exchange(other.statement, nullptr)),
      path(std::move(other.path)), numBound(other.numBound),
      status(other.status) {}

Statement::~Statement() { sqlite3_finalize(statement); }

Statement &Statement::bind(int64_t value) {
  status |= sqlite3_bind_int64(statement, ++numBound, value);
  return *this;
}

Statement &Statement::bind(uint64_t value) {
  return bind(static_cast<int64_t>(value));
}

Statement &Statement::bind(double value) {
  status |= sqlite3_bind_double(statement, ++numBound, value);
  return *this;
}

Statement &Statement::bind(StringRef value) {
  // A null pointer would bind NULL.
  status |= sqlite3_bind_text64(statement, ++numBound,
                                value.data() ? value.data() : "", value.size(),
                                SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement &Statement::bindNull() {
  status |= sqlite3_bind_null(statement, ++numBound);
  return *this;
}

llvm::Expected<bool> Statement::step() {
  assert(numBound == sqlite3_bind_parameter_count(statement) &&
         "a parameter has no value");
  if (status != SQLITE_OK)
    return createFileError(path, "a value is too large for SQLite");
  int result = sqlite3_step(statement);
  if (result == SQLITE_ROW)
    return true;
  if (result == SQLITE_DONE)
    return false;
  return createFileError(path, sqlite3_errmsg(sqlite3_db_handle(statement)));
}

llvm::Error Statement::run() {
  llvm::Expected<bool> row = step();
  return row ? llvm::Error::success() : row.takeError();
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

int64_t Statement::getInt(int column) const {
  return sqlite3_column_int64(statement, column);
}

double Statement::getDouble(int column) const {
  return sqlite3_column_double(statement, column);
}

std::string Statement::getText(int column) const {
  const unsigned char *text = sqlite3_column_text(statement, column);
  if (!text)
    return "";
  return std::string(reinterpret_cast<const char *>(text),
                     sqlite3_column_bytes(statement, column));
}

//===----------------------------------------------------------------------===//
// Database
//===----------------------------------------------------------------------===//

/// The path as a URI, which is how SQLite is told that nobody writes.
static std::string getImmutableURI(StringRef path) {
  std::string uri = "file:";
  for (char c : path) {
    if (llvm::isAlnum(c) || StringRef("/._-").contains(c))
      uri += c;
    else
      uri += "%" + llvm::toHex(StringRef(&c, 1));
  }
  return uri + "?immutable=1";
}

/// Whether the file can be read, which opening does not try.
static int probe(sqlite3 *connection) {
  return sqlite3_exec(connection, "PRAGMA schema_version", nullptr, nullptr,
                      nullptr);
}

llvm::Expected<Database> Database::open(StringRef path, Access access,
                                        std::chrono::milliseconds busyTimeout) {
  std::string name = path.str();
  sqlite3 *connection = nullptr;
  int flags = access == Access::Create
                  ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                  : SQLITE_OPEN_READONLY;
  int status = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  Database database(connection, name, busyTimeout);
  if (status == SQLITE_OK) {
    sqlite3_busy_timeout(connection, static_cast<int>(busyTimeout.count()));
    status = probe(connection);
  }
  if (status == SQLITE_OK)
    return database;
  if (access == Access::Create || status != SQLITE_CANTOPEN)
    return database.createError(sqlite3_errmsg(connection));
  // In a folder that cannot be written, the log cannot be made that readers
  // share with writers. There nobody writes either.
  std::string message = sqlite3_errmsg(connection);
  sqlite3 *immutable = nullptr;
  status = sqlite3_open_v2(getImmutableURI(path).c_str(), &immutable,
                           flags | SQLITE_OPEN_URI, nullptr);
  Database readOnly(immutable, name, busyTimeout);
  if (status == SQLITE_OK && probe(immutable) == SQLITE_OK)
    return readOnly;
  return readOnly.createError(message);
}

Database::Database(Database &&other) noexcept
    : connection(std::exchange(other.connection, nullptr)),
      path(std::move(other.path)), busyTimeout(other.busyTimeout) {}

Database::~Database() { sqlite3_close_v2(connection); }

llvm::Expected<Statement> Database::prepare(StringRef sql) {
  sqlite3_stmt *statement = nullptr;
  if (sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()),
                         &statement, nullptr) != SQLITE_OK)
    return createError(sqlite3_errmsg(connection));
  return Statement(statement, path);
}

llvm::Error Database::execute(const char *sql) {
  if (sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return createError(sqlite3_errmsg(connection));
  return llvm::Error::success();
}

llvm::Expected<int64_t> Database::getNumber(StringRef sql) {
  auto statement = prepare(sql);
  if (!statement)
    return statement.takeError();
  auto row = statement->step();
  if (!row)
    return row.takeError();
  return *row ? statement->getInt(0) : 0;
}

int64_t Database::countChanges() const { return sqlite3_changes64(connection); }

llvm::Error Database::transact(llvm::function_ref<llvm::Error()> action) {
  if (llvm::Error error = execute("BEGIN IMMEDIATE"))
    return error;
  llvm::Error error = action();
  if (!error)
    error = execute("COMMIT");
  if (!error)
    return llvm::Error::success();
  // Some errors have ended the transaction already.
  if (!sqlite3_get_autocommit(connection))
    llvm::consumeError(execute("ROLLBACK"));
  return error;
}

llvm::Error Database::useWriteAheadLog() {
  // SQLite does not wait here by itself, whatever its timeout.
  auto deadline = std::chrono::steady_clock::now() + busyTimeout;
  while (true) {
    int status = sqlite3_exec(connection, "PRAGMA journal_mode = WAL", nullptr,
                              nullptr, nullptr);
    if (status == SQLITE_OK)
      return llvm::Error::success();
    bool isBusy = status == SQLITE_BUSY || status == SQLITE_LOCKED;
    if (!isBusy || std::chrono::steady_clock::now() > deadline)
      return createError(sqlite3_errmsg(connection));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

llvm::Error Database::createError(const llvm::Twine &message) const {
  return createFileError(path, message);
}
