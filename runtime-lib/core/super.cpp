// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// super objects, and super().name of compiled methods, which needs none.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/names.h"

namespace tr {
namespace {

struct Super : Object {
  Value type;       // class whose successors are searched; unbound before __init__
  Value object;     // or unbound
  Value objectType; // class whose MRO is walked
};

Super* superOf(Value v) { return v.as<Super>(); }

// The class whose MRO super(type, object) walks, or error.
Value checkObject(Type* type, Value object) {
  if (object.isObject() && isType(object) && isSubtype(asType(object), type))
    return object;
  if (isSubtype(typeOf(object), type))
    return typeValue(typeOf(object));
  // An object may claim another class.
  Value claimed = getAttrOrUnbound(object, name_class());
  if (claimed.isError())
    return claimed;
  if (claimed.isObject() && isType(claimed) && isSubtype(asType(claimed), type))
    return claimed;
  const char* what = object.isObject() && isType(object) ? "type" : "instance of";
  return raiseTypeError("super(type, obj): obj (%s %N) is not an instance or subtype of type (%N).",
                        what, object.isObject() && isType(object) ? asType(object) : typeOf(object),
                        type);
}

// Unbound when no class after `type` in the order of objectType has the name, and for __class__,
// which is that of the super object itself.
Value boundAfter(Type* type, Value object, Type* objectType, Str* name) {
  if (strEquals(name, name_class()))
    return kUnbound;
  Value found = lookupAfter(objectType, type, name);
  if (!found.isObject())
    return found;
  Type* foundType = typeOf(found);
  ensureReady(foundType);
  if (!foundType->slots.descrGet)
    return found;
  bool throughClass = object == typeValue(objectType);
  return foundType->slots.descrGet(found, throughClass ? kUnbound : object, typeValue(objectType));
}

Value superGet(Value self, Value name) {
  Super* super = superOf(self);
  Str* key = asStr(name);
  if (!super->objectType.isUnbound()) {
    Value found = boundAfter(asType(super->type), super->object, asType(super->objectType), key);
    if (!found.isUnbound())
      return found;
  }
  Value own = genericGetAttrOrUnbound(self, key);
  return own.isUnbound()
             ? raiseAttributeError(self, key, "'super' object has no attribute '%U'", key)
             : own;
}

Value superConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  auto* super = newInstanceOf<Super>(type);
  super->type = super->object = super->objectType = kUnbound;
  return objectValue(super);
}

bool superInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("super", kwnames))
    return false;
  if (nargs == 0) {
    // The compiler passes both where a method says super(); elsewhere there is no class.
    raise(&tr_type_RuntimeError, "super(): no arguments");
    return false;
  }
  if (!checkPositional("super()", nargs, 1, 2))
    return false;
  if (!isType(args[0])) {
    raiseTypeError("super() argument 1 must be a type, not %T", args[0]);
    return false;
  }
  Super* super = superOf(self);
  super->type = args[0];
  super->object = super->objectType = kUnbound;
  if (nargs == 2 && !args[1].isNone()) {
    Value objectType = checkObject(asType(args[0]), args[1]);
    if (objectType.isError())
      return false;
    super->object = args[1];
    super->objectType = objectType;
  }
  return true;
}

Value superRepr(Value self) {
  Super* super = superOf(self);
  Value type = super->type;
  if (type.isUnbound())
    return makeStr("<super: <class 'NULL'>, NULL>");
  if (super->objectType.isUnbound())
    return formatText("<super: <class '%N'>, NULL>", asType(type));
  return formatText("<super: <class '%N'>, <%N object>>", asType(type), asType(super->objectType));
}

Value superDescrGet(Value self, Value object, Value) {
  Super* super = superOf(self);
  if (object.isUnbound() || object.isNone() || !super->object.isUnbound() ||
      super->type.isUnbound())
    return self;
  return call2(typeValue(typeOf(self)), super->type, object);
}

Value orNone(Value v) { return v.isUnbound() ? kNone : v; }
Value getThisClass(Value self) { return orNone(superOf(self)->type); }
Value getSelf(Value self) { return orNone(superOf(self)->object); }
Value getSelfClass(Value self) { return orNone(superOf(self)->objectType); }
const GetSetDef kSuperGetSets[] = {{"__thisclass__", getThisClass, nullptr, true},
                                   {"__self__", getSelf, nullptr, true},
                                   {"__self_class__", getSelfClass, nullptr, true},
                                   {nullptr, nullptr, nullptr}};

} // namespace

Value superGetAttr(Type* type, Value object, Str* name) {
  Value objectType = checkObject(type, object);
  if (objectType.isError())
    return objectType;
  Value found = boundAfter(type, object, asType(objectType), name);
  if (!found.isUnbound())
    return found;
  Value args[] = {typeValue(type), object};
  Value super = call(typeValue(&tr_type_super), args, 2);
  return super.isError() ? super : superGet(super, strValue(name));
}

extern "C" {

// super().name, which reads the class cell as a variable.
Value tr_super_getattr(Value type, Value self, Value name) {
  if (type.isUnbound())
    return tr_raise_unbound_free(makeStr("__class__"));
  if (!isType(type))
    return raise(&tr_type_RuntimeError, "super(): __class__ is not a type (%T)", type);
  return superGetAttr(asType(type), self, asStr(name));
}

// super(), which asks for what it lacks in this order.
Value tr_super_new(Value super, Value type, Value self, int64_t hasCell) {
  if (self.isUnbound())
    return raise(&tr_type_RuntimeError, "super(): arg[0] deleted");
  if (!hasCell)
    return raise(&tr_type_RuntimeError, "super(): __class__ cell not found");
  if (type.isUnbound())
    return raise(&tr_type_RuntimeError, "super(): empty __class__ cell");
  if (!isType(type))
    return raise(&tr_type_RuntimeError, "super(): __class__ is not a type (%T)", type);
  return call2(super, type, self);
}

} // extern "C"

TR_DEFINE_TYPE(super, .cname = "super", .base = &tr_type_object, .flags = kTypeBaseable,
               .instanceSize = sizeof(Super), .layout = Layout::Other, .getsets = kSuperGetSets,
               .slots = {.repr = superRepr,
                         .hash = identityHash,
                         .getattr = superGet,
                         .setattr = genericSetAttr,
                         .descrGet = superDescrGet,
                         .compare = identityCompare,
                         .construct = superConstruct,
                         .init = superInit});
TR_BUILTIN_TYPE(super, super);

} // namespace tr
