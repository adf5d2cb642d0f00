//===- TextTable.cpp - Tables on a terminal -------------------------------===//

#include "fovea/Search/TextTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Unicode.h"

using namespace fovea;

static size_t getWidth(llvm::StringRef text) {
  return std::max(0, llvm::sys::unicode::columnWidthUTF8(text));
}

void fovea::printTable(llvm::ArrayRef<std::vector<std::string>> rows,
                       llvm::raw_ostream &os) {
  if (rows.empty())
    return;
  std::vector<size_t> widths(rows.front().size());
  for (const auto &row : rows)
    for (auto [cell, width] : llvm::zip_equal(row, widths))
      width = std::max(width, getWidth(cell));
  for (const auto &row : rows) {
    for (auto [cell, width] : llvm::zip_equal(row, widths))
      os.indent(2 + width - getWidth(cell)) << cell;
    os << "\n";
  }
}
