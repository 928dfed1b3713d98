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

// The last node of a traceback; null for None.
const Traceback* lastOf(Value traceback) {
  while (traceback.isObject() && traceback.as<Traceback>()->next.isObject())
    traceback = traceback.as<Traceback>()->next;
  return traceback.isObject() ? traceback.as<Traceback>() : nullptr;
}

// Whether the site is the access self.NAME in a function with a parameter `self`, so that what has
// no such attribute is what that variable holds.
bool readsSelf(const SiteInfo* site, std::string_view name) {
  const CodeInfo* code = site->code;
  bool parameter = false;
  for (uint32_t i = 0; i < code->positional + code->keywordOnly; ++i)
    parameter |= utf8Of(asStr(code->params[i])) == "self";
  if (!parameter || !code->source->text || site->line != site->endLine)
    return false;
  std::string_view text(code->source->text, code->source->size);
  for (uint32_t line = 1; line < site->line; ++line) {
    size_t end = text.find('\n');
    if (end == text.npos)
      return false;
    text.remove_prefix(end + 1);
  }
  constexpr std::string_view kSelf = "self.";
  return site->endColumn <= text.size() && site->column <= site->endColumn &&
         site->endColumn - site->column == kSelf.size() + name.size() &&
         text.substr(site->column, kSelf.size()) == kSelf &&
         text.substr(site->column + kSelf.size(), name.size()) == name;
}

// Names of attributes to offer; those with a leading underscore only for such a name or to `self`.
Value attributeSuggestion(Value object, Value wrong, bool ofSelf) {
  Value names = dirOf(object);
  if (names.isError()) {
    clearPending();
    return kUnbound;
  }
  List* list = asList(names);
  bool shown = ofSelf || (asStr(wrong)->length() && asStr(wrong)->at(0) == '_');
  if (!shown) {
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

bool hasAttribute(Value object, Str* name) {
  Value found = getAttrOrUnbound(object, name);
  if (found.isError())
    clearPending();
  return !found.isError() && !found.isUnbound();
}

} // namespace

Value suggestionFor(Value exception, Value traceback) {
  auto* object = exception.as<Exception>();
  Type* type = typeOf(exception);
  if (isSubtype(type, &tr_type_AttributeError)) {
    Value wrong = object->extra[field::attributeName];
    if (wrong.isUnbound() || !isStr(wrong) || object->extra[field::attributeObject].isUnbound())
      return kUnbound;
    const Traceback* last = lastOf(traceback);
    Value best = attributeSuggestion(object->extra[field::attributeObject], wrong,
                                     last && readsSelf(last->site, utf8Of(asStr(wrong))));
    return best.isUnbound() ? best : formatText(". Did you mean: '%S'?", best);
  }
  if (isSubtype(type, &tr_type_ImportError)) {
    Value wrong = object->extra[field::nameFrom], module = object->extra[field::name];
    if (wrong.isUnbound() || !isStr(wrong) || module.isUnbound() || !isStr(module))
      return kUnbound;
    Value found = findLoadedModule(asStr(module));
    if (found.isUnbound())
      return kUnbound;
    Value best = attributeSuggestion(found, wrong, false);
    return best.isUnbound() ? best : formatText(". Did you mean: '%S'?", best);
  }
  if (isSubtype(type, &tr_type_NameError)) {
    Value wrong = object->extra[field::nameName];
    if (wrong.isUnbound() || !isStr(wrong))
      return kUnbound;
    // The frame's names, which errors of names bound nowhere bring along (of others, parameters are
    // known alone), its module's variables, then builtins. An attribute of `self` goes first.
    // Without a traceback there is no frame, and no name is offered.
    Value names = makeList(nullptr, 0);
    bool self = false;
    if (const Traceback* last = lastOf(traceback)) {
      const CodeInfo* code = last->site->code;
      Value locals = object->extra[field::nameLocals];
      if (isDict(locals)) {
        uint64_t position = 0;
        Value key, value;
        while (dictNext(asDict(locals), &position, &key, &value)) {
          listAppend(asList(names), key);
          if (isStr(key) && utf8Of(asStr(key)) == "self" && hasAttribute(value, asStr(wrong)))
            self = true;
        }
      } else {
        for (uint32_t i = 0; i < code->positional + code->keywordOnly; ++i)
          listAppend(asList(names), code->params[i]);
      }
      appendModuleNames(code->source, asList(names));
      appendBuiltinNames(asList(names));
    }
    Value best = self ? formatText("self.%S", wrong)
                      : suggestName(asList(names)->data, asList(names)->length, wrong);
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
