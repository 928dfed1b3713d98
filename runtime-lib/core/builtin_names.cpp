// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builtins by name at run time, and the names that suggestions are made from. A program carries
// only the builtins that it names, so the table refers to them weakly.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/text/str.h"

extern "C" {
#define TR_BUILTIN_NAME(name) extern tr::Value tr_builtin_##name __attribute__((weak));
#include "runtime-lib/abi/builtins.def"
}

namespace tr {
namespace {

struct Row {
  const char* name;
  Value* slot;
};
const Row kBuiltins[] = {
#define TR_BUILTIN_NAME(name) {#name, &tr_builtin_##name},
#include "runtime-lib/abi/builtins.def"
};

// What dir(builtins) has besides.
constexpr const char* kOtherNames[] = {
    "False",    "None",        "True",     "__build_class__", "__debug__", "__doc__", "__loader__",
    "__name__", "__package__", "__spec__", "compile",         "copyright", "credits", "eval",
    "exec",     "globals",     "help",     "license",         "locals",
};

// sys.stdlib_module_names of 3.13.
constexpr const char* kStandardModules[] = {
#include "runtime-lib/core/standard_modules.inc"
};

} // namespace

Value builtinByName(const Str* name) {
  std::string_view text = utf8Of(name);
  for (const Row& row : kBuiltins)
    if (text == row.name)
      return row.slot ? *row.slot : kUnbound;
  return kUnbound;
}

void appendBuiltinNames(List* names) {
  for (const Row& row : kBuiltins)
    listAppend(names, makeStr(row.name));
  for (const char* name : kOtherNames)
    listAppend(names, makeStr(name));
}

void appendModuleNames(const SourceInfo* source, List* names) {
  uint64_t position = 0;
  Value key, module;
  while (dictNext(loadedModules(), &position, &key, &module)) {
    if (!module.isObject() || !isModule(module) || !asModule(module)->info ||
        asModule(module)->info->source != source)
      continue;
    moduleNames(
        asModule(module),
        [](Value name, Value, void* context) { listAppend(static_cast<List*>(context), name); },
        names);
  }
}

bool isStandardModule(std::string_view name) {
  for (const char* module : kStandardModules)
    if (name == module)
      return true;
  return false;
}

} // namespace tr
