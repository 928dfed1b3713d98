// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making classes: type(name, bases, namespace) and the class statement (reference manual 3.3.3).
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/abi/frameless.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

const GetSetDef kDictGetSet = {"__dict__", instanceDictGet, instanceDictSet};
const GetSetDef kWeakrefGetSet = {"__weakref__", firstReferenceTo, nullptr};

bool wrapFunction(Dict* dict, Str* name, bool isStatic) {
  Value v = dictGetStr(dict, name);
  if (!isExact(v, &tr_type_function))
    return true;
  return dictSetStr(dict, name, isStatic ? makeStaticMethod(v) : makeClassMethod(v));
}

bool callSetNames(Type* type) {
  // The hooks may change the namespace: walk a copy.
  Value copy = dictCopy(type->dict);
  if (copy.isError())
    return false;
  uint64_t position = 0;
  Value key, value;
  while (dictNext(asDict(copy), &position, &key, &value)) {
    if (!value.isObject())
      continue;
    Value hook = lookupSpecial(value, name_set_name());
    if (hook.isUnbound())
      continue;
    if (hook.isError())
      return false;
    if (call2(hook, typeValue(type), key).isError()) {
      Value error = pendingException();
      Value note =
          formatText("Error calling __set_name__ on '%T' instance %R in '%N'", value, key, type);
      if (!note.isError()) {
        takePending();
        static Str* const addNote = intern("add_note");
        if (!callMethod(error, addNote, &note, 1).isError())
          restorePending(error);
      }
      return false;
    }
  }
  return true;
}

bool callInitSubclass(Type* type, const Value* keywords, Tuple* kwnames) {
  Value hook = superGetAttr(type, typeValue(type), name_init_subclass());
  if (hook.isError())
    return false;
  return !call(hook, keywords, 0, kwnames).isError();
}

} // namespace

Type* calculateMetaclass(Type* metatype, const Tuple* bases) {
  Type* winner = metatype;
  for (uint64_t i = 0; i < bases->length; ++i) {
    Type* candidate = typeOf(bases->items()[i]);
    if (isSubtype(winner, candidate))
      continue;
    if (isSubtype(candidate, winner)) {
      winner = candidate;
      continue;
    }
    raiseTypeError("metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                   "subclass of the metaclasses of all its bases");
    return nullptr;
  }
  return winner;
}

Value makeClass(Type* metatype, Str* name, Tuple* bases, Dict* nameSpace, const Value* keywords,
                Tuple* kwnames) {
  if (bases->length == 0)
    bases = asTuple(tupleOf(typeValue(&tr_type_object)));
  Type* base = bestBase(bases);
  if (!base)
    return kError;
  SlotNames slots;
  if (!readSlotNames(name, base, nameSpace, &slots))
    return kError;

  // Beside the base that is extended, others may bring what __slots__ do not name.
  for (uint64_t i = 0; slots.names && i < bases->length; ++i) {
    auto* other = bases->items()[i].as<Type>();
    if (other == base)
      continue;
    slots.dict |= base->attrOffset == 0 && other->attrOffset != 0;
    slots.weakref |= takesWeakReferences(other);
  }

  auto* type = static_cast<Type*>(newInstance(metatype));
  if (!type)
    return kError;
  type->entry = callType;
  type->heap = static_cast<HeapType*>(memory::allocate(sizeof(HeapType)));
  type->heap->initFunction = kUnbound;
  type->heap->slotNames = slots.names ? objectValue(slots.names) : kUnbound;
  type->flags =
      kTypeHeap | kTypeBaseable | kTypeReady | (base->flags & (kTypeHasEntry | kTypeHasDict));
  type->version = freshVersion();
  type->name = name;
  type->bases = bases;
  type->subclasses = kUnbound;
  type->module = kUnbound;

  Value copy = dictCopy(nameSpace);
  if (copy.isError())
    return copy;
  type->dict = asDict(copy);
  Value qualname = dictGetStr(type->dict, name_qualname());
  type->qualname = name;
  if (!qualname.isUnbound()) {
    if (!isStr(qualname))
      return raiseTypeError("type __qualname__ must be a str, not %T", qualname);
    type->qualname = asStr(qualname);
    dictRemove(type->dict, strValue(name_qualname()));
  }
  Dict* dict = type->dict;
  Value cell = dictGetStr(dict, name_classcell());
  if (!cell.isUnbound()) {
    if (!isExact(cell, &tr_type_cell))
      return raiseTypeError("__classcell__ must be a nonlocal cell, not <class '%T'>", cell);
    cell.as<Cell>()->value = typeValue(type);
    dictRemove(dict, strValue(name_classcell()));
  }
  // What is evaluated on demand looks into the class from now on, not into what its body filled.
  Value dictCell = dictGetStr(dict, name_classdictcell());
  if (!dictCell.isUnbound()) {
    if (!isExact(dictCell, &tr_type_cell))
      return raiseTypeError("__classdictcell__ must be a nonlocal cell, not <class '%T'>",
                            dictCell);
    dictCell.as<Cell>()->value = makeMappingProxy(objectValue(dict));
    dictRemove(dict, strValue(name_classdictcell()));
  }
  layOut(type, base, slots); // members may have the names of what was taken out
  if (!wrapFunction(dict, name_new(), true) || !wrapFunction(dict, name_init_subclass(), false) ||
      !wrapFunction(dict, name_class_getitem(), false))
    return kError;
  // Metaclasses and module classes keep the base's own, which shows the class's or module's names.
  if (base->attrOffset == 0 && type->attrOffset != 0 &&
      lookupInType(base, name_dict()).isUnbound() && dictGetStr(dict, name_dict()).isUnbound())
    dictSetStr(dict, name_dict(), makeGetSet(type, &kDictGetSet));
  if ((!slots.names || slots.weakref) && !hasVariableSize(type) && !takesWeakReferences(base))
    dictSetStr(dict, name_weakref(), makeGetSet(type, &kWeakrefGetSet));
  if (dictGetStr(dict, name_doc()).isUnbound())
    dictSetStr(dict, name_doc(), kNone);
  if (!dictGetStr(dict, name_eq()).isUnbound() && dictGetStr(dict, name_hash()).isUnbound())
    dictSetStr(dict, name_hash(), kNone);
  if (computeMro(type) == MroResult::Failed)
    return kError;
  // To patterns it is what the first class in its order is that is a sequence or a mapping.
  constexpr uint32_t kMarks = kTypeIsSequence | kTypeIsMapping;
  for (uint64_t i = 1; i < type->mro->length && !(type->flags & kMarks); ++i)
    type->flags |= type->mro->items()[i].as<Type>()->flags & kMarks;
  // A mro() may have given it other bases, or have let pass one that is there twice.
  auto add = hasOwnMro(metatype) ? addSubclassOnce : addSubclass;
  for (uint64_t i = 0; i < type->bases->length; ++i)
    add(type->bases->items()[i].as<Type>(), type);
  fillSlots(type);
  if (!callSetNames(type) || !callInitSubclass(type, keywords, kwnames))
    return kError;
  return typeValue(type);
}

namespace {

// Bases that are no classes but name some: PEP 560. The same tuple where nothing changes.
Tuple* resolveBases(Tuple* bases) {
  Value list = kUnbound;
  for (uint64_t i = 0; i < bases->length; ++i) {
    Value base = bases->items()[i];
    if (isType(base)) {
      if (!list.isUnbound())
        listAppend(asList(list), base);
      continue;
    }
    Value method = getAttrOrUnbound(base, name_mro_entries());
    if (method.isError())
      return nullptr;
    if (method.isUnbound()) {
      if (!list.isUnbound())
        listAppend(asList(list), base);
      continue;
    }
    Value entries = call1(method, objectValue(bases));
    if (entries.isError())
      return nullptr;
    if (!entries.isObject() || !isTuple(entries)) {
      raiseTypeError("__mro_entries__ must return a tuple");
      return nullptr;
    }
    if (list.isUnbound())
      list = makeList(bases->items(), i);
    for (uint64_t j = 0; j < asTuple(entries)->length; ++j)
      listAppend(asList(list), asTuple(entries)->items()[j]);
  }
  if (list.isUnbound())
    return bases;
  return asTuple(makeTuple(asList(list)->data, asList(list)->length));
}

// A class of the library that is C in CPython says in its body how messages name it.
void takeShownName(Type* type, const CodeInfo* body) {
  static Str* const shownName = intern("__cname__");
  Value shown = type->dict ? dictGetStr(type->dict, shownName) : kUnbound;
  std::string_view file = body->source ? body->source->file : "";
  bool ofLibrary = file.starts_with("<library>/") || file.starts_with(tauro::abi::kFramelessPrefix);
  if (!ofLibrary || shown.isUnbound() || !isStr(shown))
    return;
  dictRemove(type->dict, strValue(shownName));
  type->cname = utf8Of(asStr(shown)).data();
}

} // namespace

extern "C" Value tr_load_build_class(Value body, Value name, Value basesValue, Value keywords,
                                     Value typeParams, Value module) {
  Dict* keywordDict = keywords.isUnbound() ? nullptr : asDict(keywords);
  if (keywordDict && !checkKeywordKeys(keywordDict))
    return kError;
  Tuple* original = asTuple(basesValue);
  Tuple* bases = resolveBases(original);
  if (!bases)
    return kError;
  Value metaclass = kUnbound;
  static Str* const metaclassName = intern("metaclass");
  if (keywordDict) {
    metaclass = dictGetStr(keywordDict, metaclassName);
    if (!metaclass.isUnbound()) {
      keywordDict = asDict(dictCopy(keywordDict));
      dictRemove(keywordDict, strValue(metaclassName));
    }
  }
  if (metaclass.isUnbound())
    metaclass = bases->length ? typeValue(typeOf(bases->items()[0])) : typeValue(&tr_type_type);
  if (isType(metaclass)) {
    Type* winner = calculateMetaclass(asType(metaclass), bases);
    if (!winner)
      return kError;
    metaclass = typeValue(winner);
  }

  // Keywords as call arguments after (name, bases) and (name, bases, namespace).
  uint64_t count = keywordDict ? keywordDict->used : 0;
  auto* args = static_cast<Value*>(memory::allocate((3 + count) * sizeof(Value)));
  Tuple* kwnames = count ? allocateTuple(count) : nullptr;
  Value* keywordWords = args + 2;
  uint64_t position = 0, n = 0;
  Value key, value;
  while (n < count && dictNext(keywordDict, &position, &key, &value)) {
    kwnames->items()[n] = key;
    keywordWords[n++] = value;
  }
  args[0] = name;
  args[1] = objectValue(bases);

  Value nameSpace;
  Value prepare = getAttrOrUnbound(metaclass, name_prepare());
  if (prepare.isError())
    return prepare;
  bool plainPrepare = metaclass == typeValue(&tr_type_type);
  if (prepare.isUnbound() || plainPrepare) {
    nameSpace = objectValue(makeDict(16));
  } else {
    nameSpace = call(prepare, args, 2, kwnames);
    if (nameSpace.isError())
      return nameSpace;
    Type* type = typeOf(nameSpace);
    ensureReady(type);
    if (!type->slots.getitem)
      return isType(metaclass)
                 ? raiseTypeError("%N.__prepare__() must return a mapping, not %T",
                                  asType(metaclass), nameSpace)
                 : raiseTypeError("<metaclass>.__prepare__() must return a mapping, not %T",
                                  nameSpace);
  }
  if (!typeParams.isUnbound() &&
      !tr_namespace_set(nameSpace, strValue(name_type_params()), typeParams))
    return kError;
  Value cell = call1(body, nameSpace);
  if (cell.isError())
    return cell;
  bool hasCell = isExact(cell, &tr_type_cell); // which the body has put into the namespace too
  if (bases != original &&
      !tr_namespace_set(nameSpace, strValue(name_orig_bases()), objectValue(original)))
    return kError;

  for (uint64_t i = count; i-- > 0;)
    args[3 + i] = args[2 + i];
  args[2] = nameSpace;
  Value made = call(metaclass, args, 3, kwnames);
  if (made.isError())
    return made;
  if (isType(made))
    takeShownName(asType(made), body.as<Function>()->code);
  if (const KnownClassInfo* known = body.as<Function>()->code->known; known && isType(made))
    adoptKnownClass(asType(made), known);
  if (hasCell && isType(made)) {
    Value held = cell.as<Cell>()->value;
    if (held.isUnbound())
      return raise(
          &tr_type_RuntimeError,
          "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
          name, made);
    if (held != made)
      return raiseTypeError("__class__ set to %R defining %R as %R", held, name, made);
  }
  return made;
}

extern "C" {

Value tr_namespace_get(Value nameSpace, Value name) {
  if (isExact(nameSpace, &tr_type_dict))
    return dictGet(asDict(nameSpace), name);
  Value result = getItem(nameSpace, name);
  if (result.isError() && pendingIs(&tr_type_KeyError)) {
    clearPending();
    return kUnbound;
  }
  return result;
}

bool tr_namespace_set(Value nameSpace, Value name, Value value) {
  if (isExact(nameSpace, &tr_type_dict))
    return dictSet(asDict(nameSpace), name, value);
  return setItem(nameSpace, name, value);
}

bool tr_namespace_delete(Value nameSpace, Value name) {
  bool ok;
  if (isExact(nameSpace, &tr_type_dict)) {
    int removed = dictRemove(asDict(nameSpace), name);
    if (removed < 0)
      return false;
    ok = removed == 1;
  } else {
    ok = setItem(nameSpace, name, kUnbound);
    if (!ok) {
      if (!pendingIs(&tr_type_KeyError))
        return false;
      clearPending();
    }
  }
  if (!ok)
    tr_raise_unbound_name(name);
  return ok;
}

bool tr_annotate(Value annotations, Value name, Value value) {
  return setItem(annotations, name, value);
}

} // extern "C"

} // namespace tr
