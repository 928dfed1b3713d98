// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries as text: what the library's modules do is written when they are compiled and read for
// each program that imports them. A line for each fact, a word and what belongs to it.
#include <charconv>

#include "passes/infer/summary.h"

namespace tauro::passes::infer {

namespace {

constexpr std::string_view kFirstLine = "tauroc module summary 1";

} // namespace

std::string print(const ModuleSummary& summary) {
  std::string text(kFirstLine);
  text += "\nmodule " + summary.name + "\n";
  for (const std::string& name : summary.imports)
    text += "import " + name + "\n";
  for (const std::string& name : summary.storedNames)
    text += "stores " + name + "\n";
  for (const std::string& name : summary.readNames)
    text += "reads " + name + "\n";
  for (const std::string& name : summary.namedStores)
    text += "names-store " + name + "\n";
  for (const std::string& name : summary.namedReads)
    text += "names-read " + name + "\n";
  text += "powers " + std::to_string(summary.powers) + "\n";
  for (auto [word, holds] : {std::pair{"package", summary.isPackage},
                             {"modules-flow", summary.modulesFlow},
                             {"own-namespace", summary.ownNamespace}})
    if (holds)
      text += std::string(word) + "\n";
  return text + "end\n";
}

bool parse(std::string_view text, ModuleSummary* out) {
  *out = {};
  out->isLibrary = true;
  bool first = true;
  while (!text.empty()) {
    size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return false;
    std::string_view line = text.substr(0, end), word = line.substr(0, line.find(' '));
    std::string_view rest = line.substr(std::min(line.size(), word.size() + 1));
    text.remove_prefix(end + 1);
    if (first) {
      if (line != kFirstLine)
        return false;
      first = false;
    } else if (word == "module") {
      out->name = rest;
    } else if (word == "import") {
      out->imports.emplace(rest);
    } else if (word == "stores") {
      out->storedNames.emplace(rest);
    } else if (word == "reads") {
      out->readNames.emplace(rest);
    } else if (word == "names-store") {
      out->namedStores.emplace(rest);
    } else if (word == "names-read") {
      out->namedReads.emplace(rest);
    } else if (word == "powers") {
      auto [last, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out->powers);
      if (error != std::errc() || last != rest.data() + rest.size())
        return false;
    } else if (line == "package") {
      out->isPackage = true;
    } else if (line == "modules-flow") {
      out->modulesFlow = true;
    } else if (line == "own-namespace") {
      out->ownNamespace = true;
    } else {
      return line == "end" && text.empty() && !out->name.empty();
    }
  }
  return false; // cut off
}

} // namespace tauro::passes::infer
