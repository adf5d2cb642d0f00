//===- Claims.cpp - Which process runs which trial ------------------------===//

#include "Claims.h"

using namespace fovea;

const char *const fovea::kCreateClaims = R"(
  CREATE TABLE claims (
    number INTEGER PRIMARY KEY,
    host TEXT,
    machine TEXT,
    process INTEGER,
    start INTEGER,
    renewed INTEGER
  );
)";

/// Milliseconds since 1970: what machines agree about best.
static int64_t getNow() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The least number that nobody runs.
llvm::Expected<std::optional<int64_t>> Claims::findOpen(int64_t limit) {
  auto select = database.prepare(
      "SELECT number, machine, process, start, renewed FROM claims "
      "WHERE number < ? ORDER BY number");
  if (!select)
    return select.takeError();
  select->bind(limit);
  int64_t oldest = getNow() - expiry.count();
  while (true) {
    auto row = select->step();
    if (!row)
      return row.takeError();
    if (!*row)
      return std::nullopt;
    ProcessID owner;
    owner.machine = select->getText(1);
    owner.number = select->getInt(2);
    owner.start = select->getInt(3);
    bool wasGivenBack = select->isNull(2);
    if (wasGivenBack || select->getInt(4) < oldest || owner.isKnownDead())
      return select->getInt(0);
  }
}

/// The least number that nobody began.
llvm::Expected<int64_t> Claims::getNext() {
  return database.getNumber(
      "SELECT max(coalesce((SELECT max(number) FROM trials), -1), "
      "coalesce((SELECT max(number) FROM claims), -1)) + 1");
}

llvm::Expected<std::optional<int64_t>> Claims::claim(int64_t limit) {
  auto number = findOpen(limit);
  if (!number)
    return number.takeError();
  if (!*number) {
    auto next = getNext();
    if (!next)
      return next.takeError();
    if (*next >= limit)
      return std::nullopt;
    *number = *next;
  }
  auto replace =
      database.prepare("REPLACE INTO claims VALUES (?, ?, ?, ?, ?, ?)");
  if (!replace)
    return replace.takeError();
  if (llvm::Error error = replace->bind(**number)
                              .bind(self.host)
                              .bind(self.machine)
                              .bind(self.number)
                              .bind(self.start)
                              .bind(getNow())
                              .run())
    return error;
  return number;
}

llvm::Error Claims::renew() {
  auto update = database.prepare("UPDATE claims SET renewed = ? WHERE "
                                 "machine = ? AND process = ? AND start = ?");
  if (!update)
    return update.takeError();
  return update->bind(getNow())
      .bind(self.machine)
      .bind(self.number)
      .bind(self.start)
      .run();
}

llvm::Error Claims::abandon(int64_t number) {
  // Not if another process took it over.
  auto update = database.prepare(
      "UPDATE claims SET host = NULL, machine = NULL, process = NULL, "
      "start = NULL, renewed = NULL "
      "WHERE number = ? AND machine = ? AND process = ? AND start = ?");
  if (!update)
    return update.takeError();
  return update->bind(number)
      .bind(self.machine)
      .bind(self.number)
      .bind(self.start)
      .run();
}

llvm::Error Claims::erase(int64_t number) {
  auto erase = database.prepare("DELETE FROM claims WHERE number = ?");
  if (!erase)
    return erase.takeError();
  return erase->bind(number).run();
}
