// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes as objects: attributes of classes, their assignment, and the type named `type`.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/generic_alias.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"

namespace tr {

Value typeGetAttrOrUnbound(Value self, Str* name) {
  Type* type = asType(self);
  Type* metatype = typeOf(self);
  ensureReady(type);
  ensureReady(metatype);
  Value meta = lookupInType(metatype, name);
  Type* metaFound = meta.isObject() ? typeOf(meta) : nullptr;
  if (metaFound) {
    ensureReady(metaFound);
    if (metaFound->slots.descrGet && metaFound->slots.descrSet)
      return metaFound->slots.descrGet(meta, self, typeValue(metatype));
  }
  Value found = lookupInType(type, name);
  if (!found.isUnbound()) {
    if (!found.isObject())
      return found;
    Type* foundType = typeOf(found);
    if (foundType == &tr_type_function)
      return found;
    ensureReady(foundType);
    return foundType->slots.descrGet ? foundType->slots.descrGet(found, kUnbound, self) : found;
  }
  if (metatype->attrOffset != 0) {
    Value own = instanceGet(self.object(), name);
    if (!own.isUnbound())
      return own;
  }
  if (meta.isUnbound())
    return kUnbound;
  if (metaFound && metaFound->slots.descrGet)
    return metaFound->slots.descrGet(meta, self, typeValue(metatype));
  return meta;
}

Value typeGetAttr(Value self, Value name) {
  Value result = typeGetAttrOrUnbound(self, asStr(name));
  return result.isUnbound() ? raiseNoAttribute(self, asStr(name)) : result;
}

namespace {

bool isDescriptor(Value v) {
  if (!v.isObject())
    return false;
  Type* type = typeOf(v);
  ensureReady(type);
  return type->slots.descrGet || type->slots.descrSet;
}

bool isDataDescriptor(Value v) {
  if (!v.isObject())
    return false;
  Type* type = typeOf(v);
  ensureReady(type);
  return type->slots.descrSet != nullptr;
}

bool isDunder(Str* name) {
  std::string_view text = utf8Of(name);
  return text.size() > 4 && text.starts_with("__") && text.ends_with("__");
}

// Whether a class that has it treats attributes of instances, or of what it is an attribute of,
// in its own way.
bool isAttributeHook(Str* name) {
  for (std::string_view hook : {"__getattribute__", "__getattr__", "__setattr__", "__delattr__",
                                "__get__", "__set__", "__delete__"})
    if (utf8Of(name) == hook)
      return true;
  return false;
}

} // namespace

bool typeSetOwn(Type* type, Str* name, Value value) {
  Value before = dictGetStr(type->dict, name);
  if (value.isUnbound()) {
    if (before.isUnbound()) {
      raiseAttributeError(typeValue(type), name, "type object '%N' has no attribute '%U'", type,
                          name);
      return false;
    }
    if (dictRemove(type->dict, strValue(name)) < 0)
      return false;
  } else if (!dictSetStr(type->dict, name, value)) {
    return false;
  }
  bool dunder = isDunder(name);
  if (!dunder && !before.isUnbound() && !value.isUnbound() && !isDescriptor(before) &&
      !isDescriptor(value)) {
    // Plain data assigned anew, as counters in a class are: cached lookups stop once, then nothing
    // depends on the value any more.
    if (!type->heap->volatileNames)
      type->heap->volatileNames = makeDict();
    if (!dictGetStr(type->heap->volatileNames, name).isUnbound())
      return true;
    dictSetStr(type->heap->volatileNames, name, kTrue);
  }
  if (isDataDescriptor(value) || isDataDescriptor(before) || dunder)
    ++tr_attribute_epoch;
  typeModified(type);
  if (dunder)
    updateSlotsFor(type, name);
  if (isDataDescriptor(value) || isDataDescriptor(before) || isAttributeHook(name))
    reviewKnownClasses();
  methodChanged(type, name);
  if (dunder) {
    if (name == name_abstractmethods() || strEquals(name, name_abstractmethods())) {
      int abstract = value.isUnbound() ? 0 : truth(value);
      if (abstract < 0)
        return false;
      type->flags = abstract ? type->flags | kTypeAbstract : type->flags & ~kTypeAbstract;
    }
  }
  return true;
}

bool typeSetAttr(Value self, Value name, Value value) {
  Type* type = asType(self);
  ensureReady(type);
  Str* key = asStr(name);
  if (!(type->flags & kTypeHeap)) {
    raiseTypeError("cannot set '%U' attribute of immutable type '%N'", key, type);
    return false;
  }
  Value meta = lookupInType(typeOf(self), key);
  if (meta.isObject()) {
    Type* metaFound = typeOf(meta);
    ensureReady(metaFound);
    if (metaFound->slots.descrSet)
      return metaFound->slots.descrSet(meta, self, value);
  }
  return typeSetOwn(type, key, value);
}

namespace {

Value typeRepr(Value self) {
  Type* type = asType(self);
  ensureReady(type);
  Value module = type->heap ? dictGetStr(type->dict, name_module()) : type->module;
  if (!module.isUnbound() && isStr(module) && utf8Of(asStr(module)) != "builtins")
    return formatText("<class '%S.%U'>", module, type->qualname);
  return formatText("<class '%U'>", type->qualname);
}

Value typeCall(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return constructAndInit(asType(self), args, nargs, kwnames);
}

bool checkTypeName(const Str* name) {
  std::string_view text;
  if (!utf8Strict(name, &text))
    return false;
  if (text.find('\0') == std::string_view::npos)
    return true;
  raiseValueError("type name must not contain null characters");
  return false;
}

Value typeConstruct(Type* metatype, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (nargs == 1 && metatype == &tr_type_type && !(kwnames && kwnames->length))
    return typeValue(typeOf(args[0]));
  if (nargs != 3) {
    if (metatype == &tr_type_type)
      return raiseTypeError(nargs == 1 ? "type() takes no keyword arguments"
                                       : "type() takes 1 or 3 arguments");
    raiseTypeError("type.__new__() takes exactly 3 arguments (%zu given)", nargs);
    return kError;
  }
  if (!isStr(args[0]))
    return raiseTypeError("type.__new__() argument 1 must be str, not %A", args[0]);
  if (!args[1].isObject() || !isTuple(args[1]))
    return raiseTypeError("type.__new__() argument 2 must be tuple, not %A", args[1]);
  if (!args[2].isObject() || !isDict(args[2]))
    return raiseTypeError("type.__new__() argument 3 must be dict, not %A", args[2]);
  Tuple* bases = asTuple(args[1]);
  for (uint64_t i = 0; i < bases->length; ++i)
    if (!isType(bases->items()[i])) {
      Value entries = getAttrOrUnbound(bases->items()[i], name_mro_entries());
      if (entries.isError())
        return entries;
      if (!entries.isUnbound())
        return raiseTypeError("type() doesn't support MRO entry resolution; use types.new_class()");
    }
  Type* winner = calculateMetaclass(metatype, bases);
  if (!winner)
    return kError;
  if (winner != metatype && winner->slots.construct != typeConstruct)
    return winner->slots.construct(winner, args, nargs, kwnames);
  if (!checkTypeName(asStr(args[0])))
    return kError;
  Dict* nameSpace = asDict(args[2]);
  if (dictGetStr(nameSpace, name_module()).isUnbound()) {
    nameSpace = asDict(dictCopy(nameSpace));
    dictSetStr(nameSpace, name_module(), strValue(intern("__main__")));
  }
  return makeClass(winner, asStr(args[0]), bases, nameSpace, args + 3, kwnames);
}

bool typeInit(Value, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (kwnames && kwnames->length && nargs == 1) {
    raiseTypeError("type.__init__() takes no keyword arguments");
    return false;
  }
  if (nargs != 1 && nargs != 3) {
    raiseTypeError("type.__init__() takes 1 or 3 arguments");
    return false;
  }
  return true;
}

// --- attributes

Value getName(Value self) {
  ensureReady(asType(self));
  return strValue(asType(self)->name);
}
bool checkSettable(Type* type, const char* name, Value value) {
  if (!(type->flags & kTypeHeap)) {
    raiseTypeError("cannot set '%s' attribute of immutable type '%N'", name, type);
    return false;
  }
  if (value.isUnbound()) {
    raiseTypeError("cannot delete '%s' attribute of immutable type '%N'", name, type);
    return false;
  }
  return true;
}
bool setName(Value self, Value value) {
  Type* type = asType(self);
  if (!checkSettable(type, "__name__", value))
    return false;
  if (!isStr(value)) {
    raiseTypeError("can only assign string to %N.__name__, not '%T'", type, value);
    return false;
  }
  if (!checkTypeName(asStr(value)))
    return false;
  type->name = asStr(value);
  return true;
}
Value getQualname(Value self) {
  ensureReady(asType(self));
  return strValue(asType(self)->qualname);
}
bool setQualname(Value self, Value value) {
  Type* type = asType(self);
  if (!checkSettable(type, "__qualname__", value))
    return false;
  if (!isStr(value)) {
    raiseTypeError("can only assign string to %N.__qualname__, not '%T'", type, value);
    return false;
  }
  type->qualname = asStr(value);
  return true;
}
Value getModule(Value self) {
  Type* type = asType(self);
  ensureReady(type);
  if (!type->heap)
    return type->module;
  Value module = dictGetStr(type->dict, name_module());
  return module.isUnbound() ? raise(&tr_type_AttributeError, "__module__") : module;
}
bool setModule(Value self, Value value) {
  Type* type = asType(self);
  if (!checkSettable(type, "__module__", value))
    return false;
  return dictSetStr(type->dict, name_module(), value);
}
Value getBases(Value self) {
  ensureReady(asType(self));
  return objectValue(asType(self)->bases);
}
bool setBases(Value self, Value value) {
  Type* type = asType(self);
  if (!checkSettable(type, "__bases__", value))
    return false;
  if (!value.isObject() || !isTuple(value)) {
    raiseTypeError("can only assign tuple to %N.__bases__, not %T", type, value);
    return false;
  }
  if (asTuple(value)->length == 0) {
    raiseTypeError("can only assign non-empty tuple to %N.__bases__, not ()", type);
    return false;
  }
  Tuple* bases = asTuple(value);
  for (uint64_t i = 0; i < bases->length; ++i) {
    if (!isType(bases->items()[i])) {
      raiseTypeError("%N.__bases__ must be tuple of classes, not '%T'", type, bases->items()[i]);
      return false;
    }
    if (derivesFrom(asType(bases->items()[i]), type)) {
      raiseTypeError("a __bases__ item causes an inheritance cycle");
      return false;
    }
  }
  return changeBases(type, bases);
}
Value getBase(Value self) {
  Type* base = asType(self)->base;
  return base ? typeValue(base) : kNone;
}
Value getMro(Value self) {
  ensureReady(asType(self));
  return asType(self)->mro ? objectValue(asType(self)->mro) : kNone;
}
Value getDict(Value self) {
  ensureReady(asType(self));
  return makeMappingProxy(objectValue(asType(self)->dict));
}
Value getDoc(Value self) {
  Type* type = asType(self);
  ensureReady(type);
  Value doc = dictGetStr(type->dict, name_doc());
  if (doc.isUnbound())
    return kNone;
  if (isDescriptor(doc))
    return typeOf(doc)->slots.descrGet ? typeOf(doc)->slots.descrGet(doc, kUnbound, self) : doc;
  return doc;
}
bool setDoc(Value self, Value value) {
  Type* type = asType(self);
  if (!checkSettable(type, "__doc__", value))
    return false;
  typeModified(type);
  return dictSetStr(type->dict, name_doc(), value);
}
Value getAbstract(Value self) {
  Value v = self == typeValue(&tr_type_type)
                ? kUnbound
                : dictGetStr(asType(self)->dict, name_abstractmethods());
  return v.isUnbound() ? raiseAttributeError(self, name_abstractmethods(), "__abstractmethods__")
                       : v;
}
bool setAbstract(Value self, Value value) {
  return typeSetOwn(asType(self), name_abstractmethods(), value);
}
Value getAnnotations(Value self) {
  Type* type = asType(self);
  if (!type->heap)
    return raiseAttributeError(self, name_annotations(),
                               "type object '%N' has no attribute '__annotations__'", type);
  Value annotations = dictGetStr(type->dict, name_annotations());
  if (!annotations.isUnbound())
    return annotations;
  annotations = objectValue(makeDict());
  dictSetStr(type->dict, name_annotations(), annotations);
  return annotations;
}
bool setAnnotations(Value self, Value value) {
  Type* type = asType(self);
  if (!type->heap)
    return checkSettable(type, "__annotations__", value);
  return typeSetOwn(type, name_annotations(), value);
}
Value getTypeParams(Value self) {
  if (asType(self) == &tr_type_type) // its dict has this attribute itself
    return objectValue(emptyTuple());
  Value params = asType(self)->dict ? dictGetStr(asType(self)->dict, name_type_params()) : kUnbound;
  return params.isUnbound() ? objectValue(emptyTuple()) : params;
}
bool setTypeParams(Value self, Value value) {
  if (!checkSettable(asType(self), "__type_params__", value))
    return false;
  return typeSetOwn(asType(self), name_type_params(), value);
}
Value getTextSignature(Value) { return kNone; }
Value getFlags(Value self) {
  Type* type = asType(self);
  int64_t flags = 1 << 12; // ready
  if (type->flags & kTypeHeap)
    flags |= 1 << 9;
  if (type->flags & kTypeBaseable)
    flags |= 1 << 10;
  if (type->flags & kTypeAbstract)
    flags |= 1 << 20;
  return makeInt(flags);
}
Value getBasicSize(Value self) { return makeInt(asType(self)->instanceSize + 8); }
Value getItemSize(Value self) { return makeInt(asType(self)->itemSize); }

const GetSetDef kTypeGetSets[] = {{"__name__", getName, setName},
                                  {"__qualname__", getQualname, setQualname},
                                  {"__module__", getModule, setModule},
                                  {"__bases__", getBases, setBases},
                                  {"__base__", getBase, nullptr},
                                  {"__mro__", getMro, nullptr},
                                  {"__dict__", getDict, nullptr},
                                  {"__doc__", getDoc, setDoc},
                                  {"__abstractmethods__", getAbstract, setAbstract},
                                  {"__annotations__", getAnnotations, setAnnotations},
                                  {"__type_params__", getTypeParams, setTypeParams},
                                  {"__text_signature__", getTextSignature, nullptr},
                                  {"__flags__", getFlags, nullptr},
                                  {"__basicsize__", getBasicSize, nullptr},
                                  {"__itemsize__", getItemSize, nullptr},
                                  {nullptr, nullptr, nullptr}};

// --- methods

Value typeMro(const Value* args, uint64_t) {
  Tuple* order = linearize(asType(args[0]));
  return order ? makeList(order->items(), order->length) : kError;
}

Value typeSubclasses(const Value* args, uint64_t) {
  Value list = makeList(nullptr, 0);
  forSubclasses(
      asType(args[0]),
      [](Type* subclass, void* context) {
        listAppend(static_cast<List*>(context), typeValue(subclass));
      },
      asList(list));
  return list;
}

Value typePrepare(const Value*, uint64_t, Tuple*) { return objectValue(makeDict()); }

Value typeInstanceCheck(const Value* args, uint64_t) {
  Type* type = typeOf(args[1]);
  return boolean(type == asType(args[0]) || isSubtype(type, asType(args[0])));
}

Value typeSubclassCheck(const Value* args, uint64_t) {
  if (!isType(args[1]))
    return raiseTypeError("issubclass() arg 1 must be a class");
  return boolean(isSubtype(asType(args[1]), asType(args[0])));
}

// Along the bases: a mro() does not hide names, and the class may not have an order yet.
bool addNames(Type* type, Dict* names) {
  ensureReady(type);
  uint64_t position = 0;
  Value key, value;
  while (dictNext(type->dict, &position, &key, &value))
    if (!dictSet(names, key, kNone))
      return false;
  for (uint64_t i = 0; i < type->bases->length; ++i)
    if (!addNames(asType(type->bases->items()[i]), names))
      return false;
  return true;
}

Value typeDir(const Value* args, uint64_t) {
  Dict* names = makeDict();
  return addNames(asType(args[0]), names) ? listFromIterable(objectValue(names)) : kError;
}

Value typeOr(Value left, Value right) { return makeUnion(left, right); }

const NativeDef kTypeMethods[] = {nativeNone("mro", typeMro),
                                  nativeNone("__subclasses__", typeSubclasses),
                                  nativeRaw("__prepare__", typePrepare, kNativeClass),
                                  nativeOne("__instancecheck__", typeInstanceCheck),
                                  nativeOne("__subclasscheck__", typeSubclassCheck),
                                  nativeNone("__dir__", typeDir),
                                  kNativeEnd};

} // namespace

TR_DEFINE_TYPE(type, .cname = "type", .base = &tr_type_object,
               .flags = kTypeHasEntry | kTypeBaseable, .instanceSize = sizeof(Type),
               .layout = Layout::Type, .methods = kTypeMethods, .getsets = kTypeGetSets,
               .slots = {.repr = typeRepr,
                         .hash = identityHash,
                         .call = typeCall,
                         .getattr = typeGetAttr,
                         .setattr = typeSetAttr,
                         .compare = identityCompare,
                         .construct = typeConstruct,
                         .init = typeInit,
                         .bor = typeOr});
TR_BUILTIN_TYPE(type, type);

} // namespace tr
