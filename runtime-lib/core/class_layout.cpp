// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What instances of classes consist of. A class extends the layout of its "best" base, the one
// whose C++ struct (or __slots__) is the most derived; bases with unrelated ones conflict. Words of
// __slots__ follow the base's fixed part; the area of instance attributes always comes last.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/unicode.h"

namespace tr {
namespace {

constexpr uint32_t kDefaultInlineSlots = 4;

bool addsLayout(const Type* type) {
  if (!type->base)
    return true;
  if (type->heap)
    return type->instanceSize != type->base->instanceSize;
  return type->layout != type->base->layout || type->instanceSize != type->base->instanceSize ||
         type->layout == Layout::Other;
}

// The nearest base that adds to the layout.
const Type* solidBase(const Type* type) {
  while (!addsLayout(type))
    type = type->base;
  return type;
}

bool extends(const Type* type, const Type* base) {
  for (; type; type = type->base)
    if (type == base)
      return true;
  return false;
}

} // namespace

bool fitsLayout(const Type* type, Type* base) {
  ensureReady(base);
  return extends(type, solidBase(base));
}

bool hasVariableSize(const Type* type) {
  return type->itemSize != 0 || type->layout == Layout::Int;
}

bool hasWeakrefSlot(const Type* type) {
  return !hasVariableSize(type) &&
         !lookupInType(const_cast<Type*>(type), name_weakref()).isUnbound();
}

Type* bestBase(const Tuple* bases) {
  Type* best = nullptr;
  const Type* winner = nullptr;
  for (uint64_t i = 0; i < bases->length; ++i) {
    if (!isType(bases->items()[i])) {
      raiseTypeError("bases must be types");
      return nullptr;
    }
    auto* base = bases->items()[i].as<Type>();
    ensureReady(base);
    if (!(base->flags & kTypeBaseable)) {
      raiseTypeError("type '%s' is not an acceptable base type",
                     base->cname ? base->cname : typeName(base));
      return nullptr;
    }
    const Type* candidate = solidBase(base);
    if (!winner || (candidate != winner && extends(candidate, winner))) {
      winner = candidate;
      best = base;
    } else if (!extends(winner, candidate)) {
      raiseTypeError("multiple bases have instance lay-out conflict");
      return nullptr;
    }
  }
  return best;
}

static bool isIdentifier(const Str* text) {
  uint64_t n = text->length();
  if (n == 0 || !unicode::isXidStart(text->at(0)))
    return false;
  for (uint64_t i = 1; i < n; ++i)
    if (!unicode::isXidContinue(text->at(i)))
      return false;
  return true;
}

bool readSlotNames(Str* className, Type* base, Dict* nameSpace, SlotNames* out) {
  Value slots = dictGetStr(nameSpace, name_slots());
  if (slots.isUnbound())
    return true;
  Value tuple = isStr(slots) ? tupleOf(slots) : tupleFromIterable(slots);
  if (tuple.isError())
    return false;
  out->names = asTuple(tuple);
  if (out->names->length && hasVariableSize(base)) {
    raiseTypeError("nonempty __slots__ not supported for subtype of '%N'", base);
    return false;
  }
  for (uint64_t i = 0; i < out->names->length; ++i) {
    Value name = out->names->items()[i];
    if (!isStr(name)) {
      raiseTypeError("__slots__ items must be strings, not '%T'", name);
      return false;
    }
    std::string_view text = utf8Of(asStr(name));
    if (!isIdentifier(asStr(name))) {
      raiseTypeError("__slots__ must be identifiers");
      return false;
    }
    if (text == "__dict__") {
      if (out->dict || base->attrOffset != 0 || base->layout == Layout::Module) {
        raiseTypeError("__dict__ slot disallowed: we already got one");
        return false;
      }
      out->dict = true;
    } else if (text == "__weakref__") {
      if (out->weakref || takesWeakReferences(base)) {
        raiseTypeError("__weakref__ slot disallowed: we already got one");
        return false;
      }
      out->weakref = true;
    }
  }
  for (uint64_t i = 0; i < out->names->length; ++i) {
    Str* name = asStr(out->names->items()[i]);
    std::string_view text = utf8Of(name);
    if (text == "__dict__" || text == "__weakref__" || text == "__qualname__" ||
        text == "__classcell__" || text == "__classdictcell__")
      continue;
    name = mangleSlotName(className, name);
    if (!dictGetStr(nameSpace, name).isUnbound()) {
      raiseValueError("%R in __slots__ conflicts with class variable", strValue(name));
      return false;
    }
  }
  return true;
}

namespace {

void insertByName(List* names, Str* name) {
  listAppend(names, strValue(name));
  for (uint64_t i = names->length - 1; i > 0; --i) {
    Value before = listAt(names, i - 1);
    if (utf8Of(asStr(before)) <= utf8Of(name))
      return;
    listSet(names, i, before);
    listSet(names, i - 1, strValue(name));
  }
}

} // namespace

void layOut(Type* type, Type* base, const SlotNames& slots) {
  type->base = base;
  type->layout = base->layout;
  type->itemSize = base->itemSize;
  type->instanceSize = base->instanceSize;
  type->heap->membersBegin = base->heap ? base->heap->membersBegin : base->instanceSize;
  // In the order of names, so that classes with the same ones have the same layout.
  List* names = allocateList(4);
  for (uint64_t i = 0; slots.names && i < slots.names->length; ++i) {
    Str* name = asStr(slots.names->items()[i]);
    std::string_view text = utf8Of(name);
    if (text != "__dict__" && text != "__weakref__")
      insertByName(names, mangleSlotName(type->name, name));
  }
  uint64_t n = 0;
  for (; n < names->length; ++n) {
    Str* name = asStr(listAt(names, n));
    dictSetStr(type->dict, name,
               makeMember(type, name, type->instanceSize + static_cast<uint32_t>(8 * n)));
  }
  type->instanceSize += static_cast<uint32_t>(8 * n);
  bool module = base->layout == Layout::Module; // whose attributes are the module's variables
  if (!module && (base->attrOffset != 0 || !slots.names || slots.dict)) {
    type->flags |= kTypeHasDict;
    type->attrOffset = type->itemSize ? -1 : static_cast<int32_t>(type->instanceSize);
    uint32_t inlineSlots =
        base->heap && base->inlineSlots ? base->inlineSlots : kDefaultInlineSlots;
    Value known = dictGetStr(type->dict, name_static_attributes());
    if (known.isObject() && isTuple(known) && asTuple(known)->length > 0) {
      uint64_t wanted = asTuple(known)->length + (base->heap ? base->inlineSlots : 0);
      inlineSlots =
          static_cast<uint32_t>(wanted > kMaxInlineSlots ? kMaxInlineSlots : wanted + (wanted & 1));
    }
    // A layout with an area at a computed place keeps attributes in the overflow alone.
    type->inlineSlots = static_cast<uint16_t>(type->attrOffset < 0 ? 0 : inlineSlots);
  }
  type->firstShape = makeFirstShape(type, type->inlineSlots);
}

Str* mangleSlotName(Str* className, Str* name) {
  std::string_view text = utf8Of(name), owner = utf8Of(className);
  if (!text.starts_with("__") || text.ends_with("__") || text.find('.') != text.npos)
    return name;
  size_t at = owner.find_first_not_of('_');
  if (at == owner.npos)
    return name;
  StrBuilder out;
  out.append("_");
  out.append(owner.substr(at));
  out.append(name);
  return intern(utf8Of(asStr(out.take())));
}

} // namespace tr
