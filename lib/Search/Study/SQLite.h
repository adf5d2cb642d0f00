//===- SQLite.h - SQLite with errors and owners -----------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_STUDY_SQLITE_H
#define FOVEA_SEARCH_STUDY_SQLITE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace fovea::sqlite {

/// A statement with values for its parameters, run step by step. What goes
/// wrong while values are bound is reported by the next step.
class Statement {
public:
  Statement(Statement &&other) noexcept;
  Statement &operator=(Statement &&) = delete;
  ~Statement();

  /// For the next parameter. Unsigned numbers keep their bits, so those from
  /// 2^63 on look negative to SQL.
  Statement &bind(int64_t value);
  Statement &bind(uint64_t value);
  Statement &bind(double value);
  Statement &bind(llvm::StringRef value);
  template <typename T> Statement &bind(const std::optional<T> &value) {
    return value ? bind(*value) : bindNull();
  }
  Statement &bindNull();

  /// Go to the next row. False if there is none.
  llvm::Expected<bool> step();
  /// Run a statement that has no rows.
  llvm::Error run();

  /// Of the current row.
  bool isNull(int column) const;
  int64_t getInt(int column) const;
  double getDouble(int column) const;
  std::string getText(int column) const;

private:
  friend class Database;
  Statement(sqlite3_stmt *statement, std::string path)
      : statement(statement), path(std::move(path)) {}

  sqlite3_stmt *statement;
  std::string path;
  int numBound = 0;
  int status = 0;
};

enum class Access { Create, Read };

/// Errors name the file and say what SQLite says.
class Database {
public:
  /// Open a file, and wait up to `busyTimeout` wherever another process writes.
  /// `Create` makes the file if it is not there, and does not write yet.
  static llvm::Expected<Database> open(llvm::StringRef path, Access access,
                                       std::chrono::milliseconds busyTimeout);

  Database(Database &&other) noexcept;
  Database &operator=(Database &&) = delete;
  ~Database();

  llvm::StringRef getPath() const { return path; }

  llvm::Expected<Statement> prepare(llvm::StringRef sql);
  /// Run statements that have no parameters, and leave out their rows.
  llvm::Error execute(const char *sql);
  /// The number in the first column of the first row.
  llvm::Expected<int64_t> getNumber(llvm::StringRef sql);
  /// How many rows the last statement changed.
  int64_t countChanges() const;

  /// Run `action` as a transaction that no other process writes during: all of
  /// it happens, or nothing where it returns an error or the process dies.
  llvm::Error transact(llvm::function_ref<llvm::Error()> action);

  /// Let others read while one writes. Waits while another process opens.
  llvm::Error useWriteAheadLog();

  llvm::Error createError(const llvm::Twine &message) const;

private:
  Database(sqlite3 *connection, std::string path,
           std::chrono::milliseconds busyTimeout)
      : connection(connection), path(std::move(path)),
        busyTimeout(busyTimeout) {}

  sqlite3 *connection;
  std::string path;
  std::chrono::milliseconds busyTimeout;
};

} // namespace fovea::sqlite

#endif // FOVEA_SEARCH_STUDY_SQLITE_H
