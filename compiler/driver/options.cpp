// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/options.h"

#include <algorithm>
#include <string_view>

namespace tauro::driver {

namespace {

enum class Form : uint8_t { Flag, Joined, Separate, List };

struct Row {
  Form form;
  std::string_view spelling, value, help;
  void* (*field)(Options&);
};

constexpr Row kRows[] = {
#define FLAG(id, spelling, help)                                                                   \
  {Form::Flag, spelling, "", help, [](Options& o) -> void* { return &o.id; }},
#define JOINED(id, spelling, value, byDefault, help)                                               \
  {Form::Joined, spelling, value, help, [](Options& o) -> void* { return &o.id; }},
#define SEPARATE(id, spelling, value, byDefault, help)                                             \
  {Form::Separate, spelling, value, help, [](Options& o) -> void* { return &o.id; }},
#define LIST(id, spelling, value, help)                                                            \
  {Form::List, spelling, value, help, [](Options& o) -> void* { return &o.id; }},
#include "compiler/driver/options.def"
};

// What --target may start with; Compilation::prepareTarget tells them apart.
constexpr std::string_view kArchitectures[] = {"x86_64", "x86-64", "aarch64", "arm64"};

struct EmitName {
  std::string_view name;
  Emit kind;
};
constexpr EmitName kEmitNames[] = {
    {"program", Emit::Program}, {"tokens", Emit::Tokens}, {"ast", Emit::Ast},    {"ir", Emit::Ir},
    {"llvm", Emit::Llvm},       {"asm", Emit::Assembly},  {"obj", Emit::Object},
};

bool isLong(const Row& row) { return row.spelling.starts_with("--"); }

/// Whether `argument` is this option. With a value in the same argument, *value is set to it.
bool matches(const Row& row, std::string_view argument, std::string_view* value, bool* hasValue) {
  *hasValue = false;
  if (!argument.starts_with(row.spelling))
    return false;
  std::string_view rest = argument.substr(row.spelling.size());
  switch (row.form) {
  case Form::Flag:
    return rest.empty();
  case Form::Joined:
    break;
  case Form::Separate:
  case Form::List:
    if (rest.empty())
      return true;
    if (isLong(row)) {
      if (rest.front() != '=')
        return false;
      rest.remove_prefix(1);
    }
    break;
  }
  *value = rest;
  *hasValue = true;
  return true;
}

bool checkValues(Options& out, std::string* error) {
  static constexpr std::string_view kLevels[] = {"0", "1", "2", "3", "s"};
  bool known = false;
  for (std::string_view level : kLevels)
    known |= out.level == level;
  if (!known) {
    *error = "unknown optimisation level -O" + out.level;
    return false;
  }
  known = false;
  for (const EmitName& row : kEmitNames)
    if (row.name == out.emit) {
      known = true;
      out.emitKind = row.kind;
    }
  if (!known) {
    *error = "unknown kind of output --emit=" + out.emit;
    return false;
  }
  if (out.color != "auto" && out.color != "always" && out.color != "never") {
    *error = "--color takes auto, always or never";
    return false;
  }
  if (!out.target.empty()) {
    std::string architecture = out.target.substr(0, out.target.find('-'));
    known = false;
    for (std::string_view name : kArchitectures)
      known |= name == architecture;
    if (!known) {
      *error = "unknown target " + out.target + " (known: x86_64-linux-gnu, aarch64-linux-gnu)";
      return false;
    }
  }
  out.explain = out.explain || !out.explainOnly.empty();
  if (out.help || out.helpShort || out.version)
    return true;
  if (out.input.empty()) {
    *error = "no input file";
    return false;
  }
  if (out.run && (!out.output.empty() || out.emitKind != Emit::Program)) {
    *error = "run makes no file: -o and --emit do not go with it";
    return false;
  }
  if (out.explain && (out.run || out.emitKind != Emit::Program || out.level == "0")) {
    *error = "--explain makes no program and tells of optimisation: run, --emit and -O0 do not go "
             "with it";
    return false;
  }
  return true;
}

} // namespace

bool parseOptions(int argc, const char* const* argv, Options* out, std::string* error) {
  bool onlyFiles = false;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (!onlyFiles && argument == "--") {
      onlyFiles = true;
      continue;
    }
    if (!onlyFiles && !out->run && out->input.empty() && argument == "run") {
      out->run = true;
      continue;
    }
    if (onlyFiles || argument.size() < 2 || argument[0] != '-') {
      if (!out->input.empty()) {
        *error = "more than one input file: " + out->input + " and " + std::string(argument);
        return false;
      }
      if (argument.empty()) {
        *error = "no input file";
        return false;
      }
      out->input = argument;
      if (out->run) {
        // All that follows is the program's.
        for (++i; i < argc; ++i)
          out->arguments.push_back(argv[i]);
        break;
      }
      continue;
    }

    const Row* best = nullptr;
    std::string_view value;
    bool hasValue = false;
    for (const Row& row : kRows) {
      std::string_view rowValue;
      bool rowHasValue;
      if (!matches(row, argument, &rowValue, &rowHasValue))
        continue;
      if (best && best->spelling.size() >= row.spelling.size())
        continue;
      best = &row;
      value = rowValue;
      hasValue = rowHasValue;
    }
    if (!best) {
      *error = "unknown option " + std::string(argument);
      return false;
    }
    if (best->form == Form::Flag) {
      *static_cast<bool*>(best->field(*out)) = true;
      continue;
    }
    if (!hasValue) {
      if (i + 1 == argc) {
        *error = std::string(best->spelling) + " needs a value: " + std::string(best->value);
        return false;
      }
      value = argv[++i];
    }
    if (value.empty() && best->form != Form::Joined) {
      *error = std::string(best->spelling) + " needs a value: " + std::string(best->value);
      return false;
    }
    if (best->form == Form::List)
      static_cast<std::vector<std::string>*>(best->field(*out))->push_back(std::string(value));
    else
      *static_cast<std::string*>(best->field(*out)) = value;
  }
  return checkValues(*out, error);
}

std::string helpText() {
  std::string out = "Compiles Tauraro programs (Python's language, .tr and .py files) to native "
                    "executables.\n\n"
                    "usage: tauroc [options] FILE [-o OUT]    compile\n"
                    "       tauroc run [options] FILE [args]  compile and run; args are the "
                    "program's\n\noptions:\n";
  constexpr size_t kColumn = 22;
  constexpr size_t kWidth = 96;
  for (const Row& row : kRows) {
    if (row.help.empty())
      continue;
    std::string left = "  " + std::string(row.spelling);
    if (row.form == Form::Separate || row.form == Form::List)
      left += ' ';
    left += row.value;
    left.append(left.size() < kColumn ? kColumn - left.size() : 1, ' ');
    size_t column = left.size();
    out += left;
    for (std::string_view rest = row.help; !rest.empty();) {
      std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      if (column + word.size() > kWidth) {
        out.back() = '\n'; // the space before
        out.append(kColumn, ' ');
        column = kColumn;
      }
      out += word;
      out += rest.empty() ? '\n' : ' ';
      column += word.size() + 1;
    }
  }
  return out;
}

std::string versionText() { return "tauroc " TAURO_VERSION "\n"; }

} // namespace tauro::driver
