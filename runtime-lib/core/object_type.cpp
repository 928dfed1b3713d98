// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type named `object`: what every class inherits.
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/numbers/int.h"

// Programs that import copyreg or copy have it.
extern "C" __attribute__((weak)) tr::ModuleInfo tr_module__reduce;

TR_NAME(reduce, "__reduce__")

namespace tr {
namespace {

Value objectConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);
bool objectInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);

bool hasExcess(uint64_t nargs, Tuple* kwnames) { return nargs || (kwnames && kwnames->length); }

Value raiseAbstract(Type* type) {
  Value names = dictGetStr(type->dict, name_abstractmethods());
  if (names.isUnbound())
    names = lookupInType(type, name_abstractmethods());
  Value list = listFromIterable(names);
  if (list.isError())
    return list;
  static Str* const sort = intern("sort");
  if (callMethod(list, sort).isError())
    return kError;
  StrBuilder text;
  List* items = asList(list);
  for (uint64_t i = 0; i < items->length; ++i) {
    if (i)
      text.append(", ");
    text.append("'");
    if (!text.appendStr(listAt(items, i)))
      return kError;
    text.append("'");
  }
  return raiseTypeError(
      "Can't instantiate abstract class %N without an implementation for abstract method%s %S",
      type, items->length == 1 ? "" : "s", text.take());
}

// Excess arguments belong to whichever of __new__ and __init__ is overridden.
Value objectConstruct(Type* type, const Value*, uint64_t nargs, Tuple* kwnames) {
  if (hasExcess(nargs, kwnames)) [[unlikely]] {
    if (type->slots.construct != objectConstruct)
      return raiseTypeError(
          "object.__new__() takes exactly one argument (the type to instantiate)");
    if (type->slots.init == objectInit)
      return raiseTypeError("%N() takes no arguments", type);
  }
  if (type->flags & kTypeAbstract) [[unlikely]]
    return raiseAbstract(type);
  Object* object = newInstance(type);
  return object ? objectValue(object) : kError;
}

bool objectInit(Value self, const Value*, uint64_t nargs, Tuple* kwnames) {
  if (hasExcess(nargs, kwnames)) [[unlikely]] {
    Type* type = typeOf(self);
    if (type->slots.init != objectInit) {
      raiseTypeError("object.__init__() takes exactly one argument (the instance to initialize)");
      return false;
    }
    if (type->slots.construct == objectConstruct) {
      raiseTypeError("%N.__init__() takes exactly one argument (the instance to initialize)", type);
      return false;
    }
  }
  return true;
}

Value qualifiedName(Type* type) {
  Value module = getAttrOrUnbound(typeValue(type), name_module());
  if (module.isError())
    return module;
  if (isStr(module) && utf8Of(asStr(module)) != "builtins")
    return formatText("%S.%U", module, type->qualname);
  return strValue(type->qualname);
}

Value objectRepr(Value self) {
  Value name = qualifiedName(typeOf(self));
  if (name.isError())
    return name;
  return formatText("<%S object at %p>", name, static_cast<void*>(self.object()));
}

Value objectStr(Value self) {
  Type* type = typeOf(self);
  ensureReady(type);
  return type->slots.repr(self);
}

// --- __class__, __dict__

Value getClass(Value self) { return typeValue(typeOf(self)); }

bool setClass(Value self, Value value) {
  if (value.isUnbound()) {
    raiseTypeError("can't delete __class__ attribute");
    return false;
  }
  if (!isType(value)) {
    raiseTypeError("__class__ must be set to a class, not '%T' object", value);
    return false;
  }
  Type* before = typeOf(self);
  Type* after = asType(value);
  bool modules = before->layout == Layout::Module && after->layout == Layout::Module;
  if (!modules && (!(before->flags & kTypeHeap) || !(after->flags & kTypeHeap))) {
    raiseTypeError(
        "__class__ assignment only supported for mutable types or ModuleType subclasses");
    return false;
  }
  if (modules && (!after->mro || before->instanceSize != after->instanceSize)) {
    raiseTypeError("__class__ assignment: '%N' object layout differs from '%N'", after, before);
    return false;
  }
  if (!modules && !mayReplace(before, after, "__class__"))
    return false;
  bool hides = before->slots.descrSet != after->slots.descrSet;
  if (modules)
    moduleSetType(asModule(self), after);
  else
    instanceSetType(self.object(), after);
  if (hides || modules) { // in whatever classes have it
    ++tr_attribute_epoch;
    reviewKnownClasses();
  }
  return true;
}

const GetSetDef kObjectGetSets[] = {{"__class__", getClass, setClass}, {nullptr, nullptr, nullptr}};

// --- methods

Value objectFormat(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("__format__() argument must be str, not %A", args[1]);
  if (asStr(args[1])->length())
    return raiseTypeError("unsupported format string passed to %T.__format__", args[0]);
  return str(args[0]);
}

Value objectDir(const Value* args, uint64_t) {
  Value names = objectValue(makeDict());
  Type* type = typeOf(args[0]);
  Tuple* mro = type->mro;
  for (uint64_t i = mro->length; i-- > 0;) {
    Type* base = asType(mro->items()[i]);
    ensureReady(base);
    uint64_t position = 0;
    Value key, value;
    while (dictNext(base->dict, &position, &key, &value))
      dictSet(asDict(names), key, kNone);
  }
  Value own = getAttrOrUnbound(args[0], name_dict());
  if (own.isError())
    return own;
  if (own.isObject() && isDict(own)) {
    uint64_t position = 0;
    Value key, value;
    while (dictNext(asDict(own), &position, &key, &value))
      dictSet(asDict(names), key, kNone);
  }
  return listFromIterable(names);
}

Value objectSizeof(const Value* args, uint64_t) {
  Type* type = typeOf(args[0]);
  return makeInt(static_cast<int64_t>(
      type->instanceSize + 8 + (type->attrOffset ? 8 + 8 * uint64_t{type->inlineSlots} : 0)));
}

Value objectInitSubclass(const Value*, uint64_t) { return kNone; }
Value objectSubclassHook(const Value*, uint64_t) { return kNotImplemented; }

// What copy asks of objects: the attributes, None for none; with values in slots a pair of both.
Value objectGetState(const Value* args, uint64_t) {
  Value self = args[0], state = kNone;
  if (Value dict = getAttrOrUnbound(self, name_dict()); dict.isError())
    return dict;
  else if (!dict.isUnbound() && !(isDict(dict) && asDict(dict)->used == 0))
    state = dict;
  Type* type = typeOf(self);
  if (!(type->flags & kTypeHeap))
    return state;
  Value values = kUnbound;
  for (uint64_t i = 0; i < type->mro->length; i++) {
    auto* base = type->mro->items()[i].as<Type>();
    if (!base->heap || base->heap->slotNames.isUnbound())
      continue;
    const Tuple* names = asTuple(base->heap->slotNames);
    for (uint64_t j = 0; j < names->length; j++) {
      Str* name = mangleSlotName(base->name, asStr(names->items()[j]));
      if (strEquals(name, name_dict()) || strEquals(name, name_weakref()))
        continue;
      Value value = getAttrOrUnbound(self, name);
      if (value.isError())
        return value;
      if (value.isUnbound())
        continue;
      if (values.isUnbound())
        values = objectValue(makeDict());
      if (!dictSetStr(asDict(values), name, value))
        return kError;
    }
  }
  if (values.isUnbound())
    return state;
  Value pair[] = {state, values};
  return makeTuple(pair, 2);
}

// --- Taking apart, for copying and pickling

Value reduceBy(Value self, int64_t protocol) {
  if (!&tr_module__reduce)
    return raise(&tr_type_NotImplementedError, "object.__reduce_ex__ is not supported in a program "
                                               "that imports neither copy nor copyreg");
  if (!runModule(&tr_module__reduce))
    return kError;
  Value reduce = getAttr(objectValue(tr_module__reduce.object), intern("reduce"));
  return reduce.isError() ? reduce : call2(reduce, self, makeInt(protocol));
}

Value objectReduce(const Value* args, uint64_t) { return reduceBy(args[0], 0); }

// A __reduce__ of the object's class goes before.
Value objectReduceEx(const Value* args, uint64_t) {
  int64_t protocol;
  if (!toInt32(args[1], &protocol))
    return kError;
  ensureReady(&tr_type_object);
  if (lookupInType(typeOf(args[0]), name_reduce()) !=
      lookupInType(&tr_type_object, name_reduce())) {
    Value method = getAttr(args[0], name_reduce());
    return method.isError() ? method : call0(method);
  }
  return reduceBy(args[0], protocol);
}

const NativeDef kObjectMethods[] = {
    nativeNone("__reduce__", objectReduce),
    nativeOne("__reduce_ex__", objectReduceEx),
    nativeOne("__format__", objectFormat),
    nativeNone("__dir__", objectDir),
    nativeNone("__sizeof__", objectSizeof),
    nativeNone("__getstate__", objectGetState),
    nativeNone("__init_subclass__", objectInitSubclass, kNativeClass),
    nativePositional("__subclasshook__", objectSubclassHook, 0, 255, kNativeClass),
    kNativeEnd};

} // namespace

// What metaclasses and classes of modules show as __dict__, though a base has its own; else
// unbound.
static Value dictOfBuiltin(Value self) {
  switch (typeOf(self)->layout) {
  case Layout::Type:
    return lookupInType(&tr_type_type, name_dict());
  case Layout::Module:
    return lookupInType(&tr_type_module, name_dict());
  default:
    return kUnbound;
  }
}

Value instanceDictGet(Value self) {
  if (Value other = dictOfBuiltin(self); !other.isUnbound())
    return typeOf(other)->slots.descrGet(other, self, typeValue(typeOf(self)));
  if (!hasAttributes(self))
    return raiseNoAttribute(self, name_dict());
  return objectValue(instanceDict(self.object()));
}

bool instanceDictSet(Value self, Value value) {
  if (Value other = dictOfBuiltin(self); !other.isUnbound())
    return typeOf(other)->slots.descrSet(other, self, value);
  if (!hasAttributes(self)) {
    raiseNoAttribute(self, name_dict());
    return false;
  }
  if (value.isUnbound())
    return instanceSetDict(self.object(), makeDict());
  if (!value.isObject() || !isDict(value)) {
    raiseTypeError("__dict__ must be set to a dictionary, not a '%T'", value);
    return false;
  }
  return instanceSetDict(self.object(), asDict(value));
}

TR_DEFINE_TYPE(object, .cname = "object", .base = nullptr, .flags = kTypeBaseable,
               .instanceSize = sizeof(Object), .layout = Layout::Plain, .methods = kObjectMethods,
               .getsets = kObjectGetSets,
               .slots = {.repr = objectRepr,
                         .str = objectStr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare,
                         .construct = objectConstruct,
                         .init = objectInit});
TR_BUILTIN_TYPE(object, object);

} // namespace tr
