//===- TextTable.h - Tables on a terminal -----------------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_TEXTTABLE_H
#define FOVEA_SEARCH_TEXTTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace fovea {

/// Rows of one length, the first with the titles. Each column is as wide as its
/// widest cell, and ends where that ends.
void printTable(llvm::ArrayRef<std::vector<std::string>> rows,
                llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_SEARCH_TEXTTABLE_H
