// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Binding call arguments to a compiled function's parameters, with the interpreter's TypeErrors; of
// compiled builtin functions with those of C functions.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/control/suggestions.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

const char* plural(uint64_t n) { return n == 1 ? "" : "s"; }

// 'a' | 'a' and 'b' | 'a', 'b', and 'c'
Value joinNames(const Value* names, uint64_t count) {
  StrBuilder out;
  for (uint64_t i = 0; i < count; ++i) {
    if (i)
      out.append(count == 2 ? " and " : i + 1 == count ? ", and " : ", ");
    out.append("'");
    out.append(asStr(names[i]));
    out.append("'");
  }
  return out.take();
}

bool raiseMissing(Function* function, const Value* names, uint64_t count, const char* kind) {
  raiseTypeError("%S() missing %zu required %s argument%s: %S", function->qualname, count, kind,
                 plural(count), joinNames(names, count));
  return false;
}

bool raiseTooMany(Function* function, uint64_t given, const Value* out, uint64_t defaults) {
  const CodeInfo* code = function->code;
  uint64_t keywordOnly = 0;
  for (uint32_t i = 0; i < code->keywordOnly; ++i)
    keywordOnly += !out[code->positional + i].isUnbound();
  uint64_t total = code->positional;
  Value takes =
      defaults ? formatText("from %zu to %zu", total - defaults, total) : formatText("%zu", total);
  Value extra = keywordOnly ? formatText(" positional argument%s (and %zu keyword-only argument%s)",
                                         plural(given), keywordOnly, plural(keywordOnly))
                            : makeStr("");
  raiseTypeError("%S() takes %S positional argument%s but %zu%S %s given", function->qualname,
                 takes, defaults || total != 1 ? "s" : "", given, extra,
                 given == 1 && !keywordOnly ? "was" : "were");
  return false;
}

bool raiseUnexpected(Function* function, Value name, Tuple* kwnames) {
  const CodeInfo* code = function->code;
  StrBuilder wrong;
  bool any = false;
  for (uint32_t p = 0; p < code->posOnly; ++p)
    for (uint64_t k = 0; k < kwnames->length; ++k)
      if (strEquals(asStr(code->params[p]), asStr(kwnames->items()[k]))) {
        if (any)
          wrong.append(", ");
        wrong.append(asStr(code->params[p]));
        any = true;
      }
  if (any) {
    raiseTypeError("%S() got some positional-only arguments passed as keyword arguments: '%S'",
                   function->qualname, wrong.take());
    return false;
  }
  uint32_t first = code->posOnly;
  Value best =
      suggestName(code->params + first, code->positional + code->keywordOnly - first, name);
  if (best.isUnbound())
    raiseTypeError("%S() got an unexpected keyword argument '%S'", function->qualname, name);
  else
    raiseTypeError("%S() got an unexpected keyword argument '%S'. Did you mean '%S'?",
                   function->qualname, name, best);
  return false;
}

// The parameter that takes keyword `name`, or -1.
int64_t findParameter(const CodeInfo* code, Value name) {
  uint32_t end = code->positional + code->keywordOnly;
  for (uint32_t i = code->posOnly; i < end; ++i)
    if (code->params[i] == name)
      return i;
  for (uint32_t i = code->posOnly; i < end; ++i)
    if (strEquals(asStr(code->params[i]), asStr(name)))
      return i;
  return -1;
}

// Binds the most frequent calls that aren't what the function's entry takes as they are: positional
// arguments alone, with defaults for the last few parameters. False, with nothing raised, for
// others.
bool bindWithDefaults(const Function* function, const Value* args, uint64_t nargs, Tuple* kwnames,
                      Value* out) {
  const CodeInfo* code = function->code;
  if (kwnames || code->keywordOnly || code->flags & (kCodeVarArgs | kCodeVarKeywords) ||
      !function->defaults.isObject())
    return false;
  const Tuple* defaults = asTuple(function->defaults);
  uint64_t positional = code->positional, left = positional - nargs;
  if (nargs > positional || left > defaults->length)
    return false;
  // They are few: vectors would take longer to set up.
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint64_t i = 0; i < nargs; ++i)
    out[i] = args[i];
  const Value* lastDefaults = defaults->items() + defaults->length - left;
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint64_t i = 0; i < left; ++i)
    out[nargs + i] = lastDefaults[i];
  return true;
}

__attribute__((noinline)) bool bindInGeneral(Function* function, const Value* args, uint64_t nargs,
                                             Tuple* kwnames, Value* out) {
  const CodeInfo* code = function->code;
  uint32_t positional = code->positional, named = positional + code->keywordOnly;
  bool varArgs = code->flags & kCodeVarArgs;
  uint64_t taken = nargs < positional ? nargs : positional;
  for (uint64_t i = 0; i < taken; ++i)
    out[i] = args[i];
  for (uint64_t i = taken; i < named; ++i)
    out[i] = kUnbound;
  if (varArgs)
    out[named] = nargs > positional ? makeTuple(args + positional, nargs - positional)
                                    : objectValue(emptyTuple());
  Dict* rest = nullptr;
  if (code->flags & kCodeVarKeywords) {
    rest = makeDict();
    out[named + varArgs] = objectValue(rest);
  }
  for (uint64_t k = 0; kwnames && k < kwnames->length; ++k) {
    Value name = kwnames->items()[k], value = args[nargs + k];
    int64_t at = findParameter(code, name);
    if (at >= 0) {
      if (!out[at].isUnbound()) {
        raiseTypeError("%S() got multiple values for argument '%S'", function->qualname, name);
        return false;
      }
      out[at] = value;
    } else if (rest) {
      if (!dictSetStr(rest, asStr(name), value))
        return false;
    } else {
      return raiseUnexpected(function, name, kwnames);
    }
  }
  Tuple* defaults = function->defaults.isObject() ? asTuple(function->defaults) : nullptr;
  uint64_t defaultCount = defaults ? defaults->length : 0;
  if (nargs > positional && !varArgs)
    return raiseTooMany(function, nargs, out, defaultCount);
  Value missing[256];
  uint64_t missingCount = 0;
  if (nargs < positional) {
    uint64_t firstDefault = positional > defaultCount ? positional - defaultCount : 0;
    for (uint64_t i = nargs; i < positional; ++i) {
      if (!out[i].isUnbound())
        continue;
      if (i >= firstDefault)
        out[i] = defaults->items()[i - (positional - defaultCount)];
      else if (missingCount < 256)
        missing[missingCount++] = code->params[i];
    }
    if (missingCount)
      return raiseMissing(function, missing, missingCount, "positional");
  }
  if (code->keywordOnly) {
    Dict* keywordDefaults =
        function->kwDefaults.isObject() ? function->kwDefaults.as<Dict>() : nullptr;
    for (uint32_t i = positional; i < named; ++i) {
      if (!out[i].isUnbound())
        continue;
      if (keywordDefaults)
        out[i] = dictGetStr(keywordDefaults, asStr(code->params[i]));
      if (out[i].isUnbound() && missingCount < 256)
        missing[missingCount++] = code->params[i];
    }
    if (missingCount)
      return raiseMissing(function, missing, missingCount, "keyword-only");
  }
  return true;
}

// --- compiled builtin functions

bool hasKeywordDefault(const Function* function, Value name) {
  return function->kwDefaults.isObject() &&
         !dictGetStr(function->kwDefaults.as<Dict>(), asStr(name)).isUnbound();
}

BuiltinKind kindOf(const Function* function) {
  return static_cast<BuiltinKind>(function->annotations.smallInt());
}

// What a C function is given beside its arguments: what a constructor made.
uint32_t receivers(const Function* function) {
  return kindOf(function) == BuiltinKind::Constructor;
}

// The parameters as a row of native.h spells them.
Value parameterText(const Function* function, uint64_t required) {
  const CodeInfo* code = function->code;
  StrBuilder text;
  uint32_t first = receivers(function);
  for (uint32_t i = first; i < code->positional + code->keywordOnly; ++i) {
    if (i == code->posOnly && i > first)
      text.append("/, ");
    if (i == code->positional)
      text.append("*, ");
    text.append(asStr(code->params[i]));
    bool optional = i < code->positional ? i >= required
                                         : hasKeywordDefault(function, code->params[i]);
    text.append(optional ? "=, " : ", ");
  }
  return text.take();
}

// Whether a C function that has no parameters by name takes the call.
bool takesPositional(const Function* function, uint64_t given, uint64_t required, Tuple* kwnames) {
  const CodeInfo* code = function->code;
  bool varArgs = code->flags & kCodeVarArgs, plain = !varArgs && !receivers(function);
  uint64_t most = code->positional - receivers(function);
  const char* name = utf8Of(asStr(function->name)).data();
  if (kwnames && kwnames->length && !(code->flags & kCodeVarKeywords)) {
    if (kindOf(function) == BuiltinKind::Tuple)
      return checkNoKeywords(name, kwnames);
    raiseTypeError("%S.%S() takes no keyword arguments", function->module, function->name);
    return false;
  }
  if (plain && most == 0 && given) {
    raiseTypeError("%S.%S() takes no arguments (%zu given)", function->module, function->name,
                   given);
    return false;
  }
  if (plain && most == 1 && required == 1 && given != 1) {
    raiseTypeError("%S.%S() takes exactly one argument (%zu given)", function->module,
                   function->name, given);
    return false;
  }
  return checkPositional(name, given, required, varArgs ? UINT64_MAX : most);
}

// Whether a C function of these parameters takes the call; else its TypeError is pending.
bool takesArguments(const Function* function, const Value* args, uint64_t nargs, Tuple* kwnames) {
  const CodeInfo* code = function->code;
  uint32_t first = receivers(function);
  uint64_t defaults = function->defaults.isObject() ? asTuple(function->defaults)->length : 0;
  uint64_t required = code->positional - defaults;
  bool byPosition = code->posOnly == code->positional || code->positional == first;
  if (byPosition && !code->keywordOnly)
    return takesPositional(function, nargs - first, required - first, kwnames);
  if (code->flags & (kCodeVarArgs | kCodeVarKeywords))
    return true;
  Value words[kMaxNativeParams];
  return bindNative(utf8Of(asStr(function->name)).data(),
                    utf8Of(asStr(parameterText(function, required))).data(), args + first,
                    nargs - first, kwnames, words);
}

} // namespace

bool bindArguments(Function* function, const Value* args, uint64_t nargs, Tuple* kwnames,
                   Value* out) {
  if (bindWithDefaults(function, args, nargs, kwnames, out) ||
      bindInGeneral(function, args, nargs, kwnames, out))
    return true;
  if (function->shape != &tr_shape_compiledBuiltin)
    return false;
  // It says the same in other words, where it has some.
  clearPending();
  return takesArguments(function, args, nargs, kwnames) &&
         bindInGeneral(function, args, nargs, kwnames, out);
}

} // namespace tr
