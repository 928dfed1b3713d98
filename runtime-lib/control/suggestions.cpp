// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edit distance with cheaper case changes (Wagner and Fischer, with an upper bound), and the
// suggestions of uncaught exceptions.
#include "runtime-lib/control/suggestions.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

constexpr unsigned kMoveCost = 2, kCaseCost = 1, kMaxName = 40, kMaxCandidates = 750;

unsigned substitutionCost(char a, char b) {
  if ((a & 31) != (b & 31))
    return kMoveCost;
  if (a == b)
    return 0;
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c; };
  return lower(a) == lower(b) ? kCaseCost : kMoveCost;
}

// The distance, or more than bound when it is larger.
unsigned distance(std::string_view a, std::string_view b, unsigned bound) {
  if (a == b)
    return 0;
  while (!a.empty() && !b.empty() && a.front() == b.front())
    a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back())
    a.remove_suffix(1), b.remove_suffix(1);
  if (a.empty() || b.empty())
    return static_cast<unsigned>(a.size() + b.size()) * kMoveCost;
  if (a.size() > kMaxName || b.size() > kMaxName)
    return bound + 1;
  if (b.size() < a.size())
    std::swap(a, b);
  if ((b.size() - a.size()) * kMoveCost > bound)
    return bound + 1;
  unsigned row[kMaxName];
  for (unsigned i = 0; i < a.size(); ++i)
    row[i] = (i + 1) * kMoveCost;
  unsigned result = 0;
  for (unsigned j = 0; j < b.size(); ++j) {
    unsigned diagonal = result = j * kMoveCost;
    unsigned minimum = ~0u;
    for (unsigned i = 0; i < a.size(); ++i) {
      unsigned substitute = diagonal + substitutionCost(b[j], a[i]);
      diagonal = row[i];
      unsigned insertDelete = (result < diagonal ? result : diagonal) + kMoveCost;
      result = insertDelete < substitute ? insertDelete : substitute;
      row[i] = result;
      if (result < minimum)
        minimum = result;
    }
    if (minimum > bound)
      return bound + 1;
  }
  return result;
}

} // namespace

Value suggestName(const Value* names, uint64_t count, Value wrong) {
  if (!isStr(wrong) || count > kMaxCandidates)
    return kUnbound;
  std::string_view name = utf8Of(asStr(wrong));
  if (name.size() > kMaxName)
    return kUnbound;
  Value best = kUnbound;
  unsigned bestDistance = ~0u;
  for (uint64_t i = 0; i < count; ++i) {
    if (!isStr(names[i]))
      continue;
    std::string_view candidate = utf8Of(asStr(names[i]));
    if (candidate == name)
      continue;
    unsigned bound = static_cast<unsigned>(name.size() + candidate.size() + 3) * kMoveCost / 6;
    if (bestDistance != ~0u && bestDistance - 1 < bound)
      bound = bestDistance - 1;
    unsigned d = distance(name, candidate, bound);
    if (d > bound)
      continue;
    if (d < bestDistance) {
      best = names[i];
      bestDistance = d;
    }
  }
  return best;
}

namespace {

// Names of attributes to offer; those with a leading underscore only for such a name.
Value attributeSuggestion(Value object, Value wrong) {
  Value names = dirOf(object);
  if (names.isError()) {
    clearPending();
    return kUnbound;
  }
  List* list = asList(names);
  bool hidden = asStr(wrong)->length() && asStr(wrong)->at(0) == '_';
  if (!hidden) {
    uint64_t kept = 0;
    for (uint64_t i = 0; i < list->length; ++i) {
      Value v = listAt(list, i);
      if (isStr(v) && (asStr(v)->length() == 0 || asStr(v)->at(0) != '_'))
        listSet(list, kept++, v);
    }
    list->length = kept;
  }
  return suggestName(list->data, list->length, wrong);
}

} // namespace

Value suggestionFor(Value exception, Value traceback) {
  auto* object = exception.as<Exception>();
  Type* type = typeOf(exception);
  if (isSubtype(type, &tr_type_AttributeError)) {
    Value wrong = object->extra[field::attributeName];
    if (wrong.isUnbound() || !isStr(wrong) || object->extra[field::attributeObject].isUnbound())
      return kUnbound;
    Value best = attributeSuggestion(object->extra[field::attributeObject], wrong);
    return best.isUnbound() ? best : formatText(". Did you mean: '%S'?", best);
  }
  if (isSubtype(type, &tr_type_ImportError)) {
    Value wrong = object->extra[field::nameFrom], module = object->extra[field::name];
    if (wrong.isUnbound() || !isStr(wrong) || module.isUnbound() || !isStr(module))
      return kUnbound;
    Value found = findLoadedModule(asStr(module));
    if (found.isUnbound())
      return kUnbound;
    Value best = attributeSuggestion(found, wrong);
    return best.isUnbound() ? best : formatText(". Did you mean: '%S'?", best);
  }
  if (isSubtype(type, &tr_type_NameError)) {
    Value wrong = object->extra[field::nameName];
    if (wrong.isUnbound() || !isStr(wrong))
      return kUnbound;
    // The frame's names: its module's variables, then builtins. (Locals are registers.)
    // Without a traceback there is no frame, and no name is offered.
    Value names = makeList(nullptr, 0);
    Value at = traceback;
    while (at.isObject() && at.as<Traceback>()->next.isObject())
      at = at.as<Traceback>()->next;
    if (at.isObject()) {
      const CodeInfo* code = at.as<Traceback>()->site->code;
      for (uint32_t i = 0; i < code->positional + code->keywordOnly; ++i)
        listAppend(asList(names), code->params[i]);
      appendModuleNames(code->source, asList(names));
      appendBuiltinNames(asList(names));
    }
    Value best = suggestName(asList(names)->data, asList(names)->length, wrong);
    bool module = isStandardModule(utf8Of(asStr(wrong)));
    if (!best.isUnbound())
      return module ? formatText(". Did you mean: '%S'? Or did you forget to import '%S'?", best,
                                 wrong)
                    : formatText(". Did you mean: '%S'?", best);
    return module ? formatText(". Did you forget to import '%S'?", wrong) : kUnbound;
  }
  return kUnbound;
}

} // namespace tr
