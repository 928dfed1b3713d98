// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of C++ functions: argument forms, with CPython's texts (those of its method table calls and
// of Argument Clinic).
#include "runtime-lib/core/native.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/suggestions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/with_receiver.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// A parameter string taken apart.
struct Params {
  struct {
    const char* name;
    unsigned length;
    bool optional;
  } rows[kMaxNativeParams];
  unsigned count = 0;
  unsigned positionalOnly = 0;
  unsigned positional = 0; // may be given by position, with the positional-only ones
  unsigned required = 0;   // of the positional ones
};

Params parseParams(const char* text) {
  Params params;
  bool keywordOnly = false;
  while (*text) {
    while (*text == ' ' || *text == ',')
      ++text;
    if (!*text)
      break;
    if (*text == '/') {
      params.positionalOnly = params.count;
      ++text;
      continue;
    }
    if (*text == '*') {
      keywordOnly = true;
      ++text;
      continue;
    }
    const char* begin = text;
    while (*text && *text != ',' && *text != '=' && *text != ' ')
      ++text;
    auto& row = params.rows[params.count++];
    row.name = begin;
    row.length = static_cast<unsigned>(text - begin);
    row.optional = *text == '=';
    while (*text && *text != ',')
      ++text;
    if (!keywordOnly) {
      params.positional = params.count;
      if (!row.optional)
        params.required = params.count;
    }
  }
  return params;
}

bool nameIs(Value name, const char* text, unsigned length) {
  std::string_view given = utf8Of(asStr(name));
  return given.size() == length && memcmp(given.data(), text, length) == 0;
}

const char* plural(uint64_t n) { return n == 1 ? "" : "s"; }

bool unexpectedKeyword(const char* name, const Params& params, uint64_t nargs, Tuple* kwnames) {
  for (uint64_t k = 0; k < kwnames->length; ++k) {
    Value keyword = kwnames->items()[k];
    for (unsigned i = params.positionalOnly; i < params.count && i < nargs; ++i)
      if (nameIs(keyword, params.rows[i].name, params.rows[i].length)) {
        raiseTypeError("argument for %s() given by name ('%.*s') and position (%u)", name,
                       params.rows[i].length, params.rows[i].name, i + 1);
        return false;
      }
  }
  for (uint64_t k = 0; k < kwnames->length; ++k) {
    Value keyword = kwnames->items()[k];
    bool known = false;
    for (unsigned i = params.positionalOnly; i < params.count; ++i)
      known |= nameIs(keyword, params.rows[i].name, params.rows[i].length);
    if (!known) {
      Value names[kMaxNativeParams];
      for (unsigned i = params.positionalOnly; i < params.count; ++i)
        names[i] = makeStr({params.rows[i].name, params.rows[i].length});
      raiseUnexpectedKeyword(name, keyword, names + params.positionalOnly,
                             params.count - params.positionalOnly);
      return false;
    }
  }
  return true;
}

// "module.name" or "Type.name" as the interpreter shows functions in such errors.
Value displayName(const NativeFunction* fn) {
  // Bound: by the class of what it is bound to.
  if (fn->owner && !fn->self.isUnbound()) {
    Type* type = fn->self.isObject() && isType(fn->self) ? asType(fn->self) : typeOf(fn->self);
    ensureReady(type);
    return formatText("%U.%s", type->qualname, fn->def->name);
  }
  if (fn->owner)
    return formatText("%U.%s", fn->owner->name, fn->def->name);
  if (isStr(fn->module) && utf8Of(asStr(fn->module)) != "builtins")
    return formatText("%S.%s", fn->module, fn->def->name);
  return makeStr(fn->def->name);
}

// Methods of numbers that are slots in CPython, which words their errors otherwise.
bool isNumberSlot(const NativeFunction* fn) {
  if (fn->owner != &tr_type_int && fn->owner != &tr_type_float && fn->owner != &tr_type_complex)
    return false;
  for (std::string_view name : {"__abs__", "__divmod__", "__rdivmod__", "__pow__", "__rpow__"})
    if (name == fn->def->name)
      return true;
  return false;
}

// Raises: a wrong number of arguments, or keywords, for one of these.
Value raiseSlotArguments(const NativeDef& def, uint64_t given, Tuple* kwnames) {
  if (kwnames && kwnames->length)
    return raiseTypeError("wrapper %s() takes no keyword arguments", def.name);
  if (def.form == ArgForm::None)
    return raiseTypeError("expected 0 arguments, got %zu", given);
  if (def.form == ArgForm::One)
    return raiseTypeError("expected 1 argument, got %zu", given);
  checkPositional("", given, def.minArgs, def.maxArgs);
  return kError;
}

// Whether that many arguments are right for a function that takes them in a tuple.
bool checkParsed(const NativeDef& def, uint64_t given) {
  if (given >= def.minArgs && given <= def.maxArgs)
    return true;
  uint64_t bound = given < def.minArgs ? def.minArgs : def.maxArgs;
  raiseTypeError("%s() takes %s %zu argument%s (%zu given)", def.name,
                 def.minArgs == def.maxArgs ? "exactly"
                 : given < def.minArgs      ? "at least"
                                            : "at most",
                 bound, plural(bound), given);
  return false;
}

Value dispatch(const NativeFunction* fn, const Value* args, uint64_t nargs, Tuple* kwnames,
               bool method) {
  const NativeDef& def = *fn->def;
  // Counts in texts and rows leave self out.
  uint64_t given = nargs - method;
  if (def.form == ArgForm::Raw)
    return def.raw(args, nargs, kwnames);
  if (def.form == ArgForm::Keywords) {
    Value words[kMaxNativeParams + 1];
    if (method)
      words[0] = args[0];
    if (!bindNative(def.name, def.params, args + method, given, kwnames, words + method))
      return kError;
    return def.fn(words, method + parseParams(def.params).count);
  }
  if (def.flags & kNativeParsed) {
    if (!checkNoKeywords(def.name, kwnames) || !checkParsed(def, given))
      return kError;
    return def.fn(args, nargs);
  }
  if (def.flags & kNativeTuple && !checkNoKeywords(def.name, kwnames))
    return kError;
  if (kwnames && kwnames->length)
    return isNumberSlot(fn) ? raiseSlotArguments(def, given, kwnames)
                            : raiseTypeError("%S() takes no keyword arguments", displayName(fn));
  switch (def.form) {
  case ArgForm::None:
    if (given)
      return isNumberSlot(fn)
                 ? raiseSlotArguments(def, given, kwnames)
                 : raiseTypeError("%S() takes no arguments (%zu given)", displayName(fn), given);
    break;
  case ArgForm::One:
    if (given != 1)
      return isNumberSlot(fn) ? raiseSlotArguments(def, given, kwnames)
                              : raiseTypeError("%S() takes exactly one argument (%zu given)",
                                               displayName(fn), given);
    break;
  default:
    if (given < def.minArgs || (given > def.maxArgs && def.maxArgs != 255)) {
      checkPositional(isNumberSlot(fn) ? "" : def.name, given, def.minArgs,
                      def.maxArgs == 255 ? UINT64_MAX : def.maxArgs);
      return kError;
    }
  }
  return def.fn(args, nargs);
}

} // namespace

bool checkPositional(const char* name, uint64_t nargs, uint64_t min, uint64_t max) {
  if (nargs >= min && nargs <= max)
    return true;
  bool few = nargs < min;
  uint64_t bound = few ? min : max;
  raiseTypeError("%s expected %s%zu argument%s, got %zu", name,
                 min == max ? ""
                 : few      ? "at least "
                            : "at most ",
                 bound, plural(bound), nargs);
  return false;
}

Value raiseUnexpectedKeyword(const char* name, Value keyword, const Value* known, unsigned count) {
  Value best = suggestName(known, count, keyword);
  if (best.isUnbound())
    return raiseTypeError("%s() got an unexpected keyword argument '%S'", name, keyword);
  return raiseTypeError("%s() got an unexpected keyword argument '%S'. Did you mean '%S'?", name,
                        keyword, best);
}

Value raiseUnexpectedKeyword(const char* name, Value keyword, const char* const* known,
                             unsigned count) {
  Value names[kMaxNativeParams];
  for (unsigned i = 0; i < count; ++i)
    names[i] = makeStr(known[i]);
  return raiseUnexpectedKeyword(name, keyword, names, count);
}

bool checkNoKeywords(const char* name, Tuple* kwnames) {
  if (!kwnames || !kwnames->length)
    return true;
  raiseTypeError("%s() takes no keyword arguments", name);
  return false;
}

bool bindNative(const char* name, const char* text, const Value* args, uint64_t nargs,
                Tuple* kwnames, Value* out) {
  Params params = parseParams(text);
  uint64_t keywords = kwnames ? kwnames->length : 0;
  if (nargs + keywords > params.count) {
    raiseTypeError("%s() takes at most %u %sargument%s (%zu given)", name, params.count,
                   nargs == 0 ? "keyword " : "", plural(params.count), nargs + keywords);
    return false;
  }
  if (nargs > params.positional) {
    if (params.positional == 0)
      raiseTypeError("%s() takes no positional arguments", name);
    else
      raiseTypeError("%s() takes %s %u positional argument%s (%zu given)", name,
                     params.required < params.positional ? "at most" : "exactly", params.positional,
                     plural(params.positional), nargs);
    return false;
  }
  unsigned requiredOnly =
      params.required < params.positionalOnly ? params.required : params.positionalOnly;
  if (nargs < requiredOnly) {
    raiseTypeError("%s() takes %s %u positional argument%s (%zu given)", name,
                   requiredOnly < params.positional ? "at least" : "exactly", requiredOnly,
                   plural(requiredOnly), nargs);
    return false;
  }
  uint64_t used = 0;
  for (unsigned i = 0; i < params.count; ++i) {
    out[i] = i < nargs ? args[i] : kUnbound;
    if (i < nargs || i < params.positionalOnly)
      continue;
    for (uint64_t k = 0; k < keywords; ++k)
      if (nameIs(kwnames->items()[k], params.rows[i].name, params.rows[i].length)) {
        out[i] = args[nargs + k];
        ++used;
        break;
      }
    if (out[i].isUnbound() && !params.rows[i].optional) {
      raiseTypeError("%s() missing required argument '%.*s' (pos %u)", name, params.rows[i].length,
                     params.rows[i].name, i + 1);
      return false;
    }
  }
  return used == keywords || unexpectedKeyword(name, params, nargs, kwnames);
}

Value nativeEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* fn = static_cast<NativeFunction*>(self);
  if (!fn->owner)
    return dispatch(fn, args, nargs, kwnames, false);
  if (fn->def->flags & kNativeStatic)
    return dispatch(fn, args, nargs, kwnames, false);
  if (fn->self.isUnbound()) {
    // A method descriptor: args[0] is the receiver.
    if (nargs == 0)
      return isNumberSlot(fn)
                 ? raiseTypeError("descriptor '%s' of '%N' object needs an argument", fn->def->name,
                                  fn->owner)
                 : raiseTypeError("unbound method %S() needs an argument", displayName(fn));
    if (typeOf(args[0]) != fn->owner && !isA(args[0], fn->owner))
      return raiseTypeError(isNumberSlot(fn)
                                ? "descriptor '%s' requires a '%N' object but received a '%T'"
                                : "descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                            fn->def->name, fn->owner, args[0]);
    return dispatch(fn, args, nargs, kwnames, true);
  }
  WithReceiver all(fn->self, args, nargs, kwnames);
  return dispatch(fn, all.words(), nargs + 1, kwnames, true);
}

} // namespace tr
