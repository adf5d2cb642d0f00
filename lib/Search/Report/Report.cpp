//===- Report.cpp - A study as a page to look at --------------------------===//

#include "fovea/Search/Report.h"

#include "Data.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace fovea;

// The files of the folder Page, made into strings at build time: the page, its
// style, and its scripts in the order in which they run.
static constexpr const char *kPage[] = {
#include "Page.inc"
};
static constexpr const char *kStyle = kPage[1];
static constexpr ArrayRef<const char *> kScripts(std::begin(kPage) + 2,
                                                 std::end(kPage));

/// In a script element, JSON must hold nothing that the HTML parser looks for:
/// "</script>" and "<!--" both begin with '<', which only strings have.
static void writeScriptJSON(json::Object object, raw_ostream &os) {
  std::string text;
  raw_string_ostream(text) << json::Value(std::move(object));
  for (char c : text) {
    if (c == '<')
      os << "\\u003c";
    else
      os << c;
  }
}

/// Write what stands for `name` in the page.
static void writePart(StringRef name, const ReportInput &input,
                      raw_ostream &os) {
  if (name == "title")
    printHTMLEscaped(json::fixUTF8(input.title), os);
  else if (name == "style")
    os << kStyle;
  else if (name == "data")
    writeScriptJSON(describeStudy(input), os);
  else if (name == "scripts")
    for (const char *script : kScripts)
      os << script;
  else
    llvm_unreachable("the page names no other part");
}

void fovea::writeReport(const ReportInput &input, raw_ostream &os) {
  StringRef rest = kPage[0];
  while (!rest.empty()) {
    auto [text, behind] = rest.split("{{");
    os << text;
    auto [name, after] = behind.split("}}");
    if (!name.empty())
      writePart(name, input, os);
    rest = after;
  }
}
