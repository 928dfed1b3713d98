// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// isinstance and issubclass (with tuples, unions and the metaclass hooks), dir, vars.
#include "runtime-lib/core/isinstance.h"
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/generic_alias.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"

namespace tr {
namespace {

// Objects that are no classes count as such where they have a tuple __bases__: 1, 0, -1.
int hasBases(Value v) {
  Value bases = getAttrOrUnbound(v, name_bases());
  return bases.isError() ? -1 : bases.isObject() && isTuple(bases);
}

int abstractSubclass(Value derived, Value cls) {
  if (!tr_stack_check()) // bases may go on without end
    return -1;
  for (;;) {
    if (derived == cls)
      return 1;
    Value bases = getAttrOrUnbound(derived, name_bases());
    if (bases.isError())
      return -1;
    if (!bases.isObject() || !isTuple(bases) || asTuple(bases)->length == 0)
      return 0;
    Tuple* tuple = asTuple(bases);
    for (uint64_t i = 0; i + 1 < tuple->length; ++i) {
      int r = abstractSubclass(tuple->items()[i], cls);
      if (r)
        return r;
    }
    derived = tuple->items()[tuple->length - 1];
  }
}

int callCheck(Value cls, Str* hook, Value v) {
  Value args[] = {cls, v};
  Value found = lookupInType(typeOf(cls), hook);
  Value result = callFound(found, args, 2);
  return result.isError() ? -1 : truth(result);
}

} // namespace

int isInstance(Value v, Value cls) {
  Type* type = typeOf(v);
  if (cls.isObject() && isExact(cls, &tr_type_type)) // the plain case: no hook
    if (type == asType(cls) || isSubtype(type, asType(cls)))
      return 1;
  if (cls.isObject() && isType(cls)) {
    if (typeOf(cls) != &tr_type_type) {
      Value found = lookupInType(typeOf(cls), name_instancecheck());
      static const Value plain = lookupInType(&tr_type_type, name_instancecheck());
      if (found != plain) {
        if (typeValue(type) == cls)
          return 1;
        return callCheck(cls, name_instancecheck(), v);
      }
      if (isSubtype(type, asType(cls)))
        return 1;
    }
    // An object may claim another class through __class__.
    if (type->slots.getattr == genericGetAttr && !(type->flags & kTypeHeap))
      return 0;
    Value claimed = getAttrOrUnbound(v, name_class());
    if (claimed.isError())
      return -1;
    return claimed.isObject() && claimed != typeValue(type) && isType(claimed) &&
           isSubtype(asType(claimed), asType(cls));
  }
  if (cls.isObject() && isTuple(cls)) {
    if (!tr_stack_check())
      return -1;
    Tuple* tuple = asTuple(cls);
    for (uint64_t i = 0; i < tuple->length; ++i) {
      int r = isInstance(v, tuple->items()[i]);
      if (r)
        return r;
    }
    return 0;
  }
  if (isExact(cls, &tr_type_unionType))
    return unionCheck(cls, v, isInstance);
  if (!lookupInType(typeOf(cls), name_instancecheck()).isUnbound())
    return callCheck(cls, name_instancecheck(), v);
  int isClass = hasBases(cls);
  if (isClass < 0)
    return -1;
  if (!isClass) {
    raiseTypeError("isinstance() arg 2 must be a type, a tuple of types, or a union");
    return -1;
  }
  Value claimed = getAttrOrUnbound(v, name_class());
  if (claimed.isError())
    return -1;
  return claimed.isUnbound() ? 0 : abstractSubclass(claimed, cls);
}

int isSubclass(Value v, Value cls) {
  if (cls.isObject() && isType(cls)) {
    static const Value plain = lookupInType(&tr_type_type, name_subclasscheck());
    if (typeOf(cls) != &tr_type_type && lookupInType(typeOf(cls), name_subclasscheck()) != plain)
      return callCheck(cls, name_subclasscheck(), v);
    if (v.isObject() && isType(v)) {
      ensureReady(asType(v));
      return isSubtype(asType(v), asType(cls));
    }
  } else if (cls.isObject() && isTuple(cls)) {
    if (!tr_stack_check())
      return -1;
    Tuple* tuple = asTuple(cls);
    for (uint64_t i = 0; i < tuple->length; ++i) {
      int r = isSubclass(v, tuple->items()[i]);
      if (r)
        return r;
    }
    return 0;
  } else if (isExact(cls, &tr_type_unionType)) {
    return unionCheck(cls, v, isSubclass);
  } else if (!lookupInType(typeOf(cls), name_subclasscheck()).isUnbound()) {
    return callCheck(cls, name_subclasscheck(), v);
  }
  int derivedIsClass = hasBases(v);
  if (derivedIsClass < 0)
    return -1;
  if (!derivedIsClass) {
    raiseTypeError("issubclass() arg 1 must be a class");
    return -1;
  }
  int isClass = hasBases(cls);
  if (isClass < 0)
    return -1;
  if (!isClass) {
    raiseTypeError("issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return -1;
  }
  return abstractSubclass(v, cls);
}

Value dirOf(Value v) {
  Value result = callDunder(name_dir(), &v, 1);
  if (result.isError())
    return result;
  if (result.isUnbound())
    return raiseTypeError("object does not provide __dir__");
  Value list = listFromIterable(result);
  if (list.isError())
    return list;
  static Str* const sort = intern("sort");
  return callMethod(list, sort).isError() ? kError : list;
}

namespace {

Value builtinIsinstance(const Value* args, uint64_t) {
  int r = isInstance(args[0], args[1]);
  return r < 0 ? kError : boolean(r);
}
Value builtinIssubclass(const Value* args, uint64_t) {
  int r = isSubclass(args[0], args[1]);
  return r < 0 ? kError : boolean(r);
}

Value builtinDir(const Value* args, uint64_t nargs) {
  if (nargs == 0)
    return raise(&tr_type_RuntimeError, "dir() without an argument is not supported");
  return dirOf(args[0]);
}

Value builtinVars(const Value* args, uint64_t nargs) {
  if (nargs == 0)
    return raise(&tr_type_RuntimeError, "vars() without an argument is not supported");
  Value dict = getAttrOrUnbound(args[0], name_dict());
  return dict.isUnbound() ? raiseTypeError("vars() argument must have __dict__ attribute") : dict;
}

} // namespace

TR_BUILTIN(isinstance, tr::nativePositional("isinstance", builtinIsinstance, 2, 2));
TR_BUILTIN(issubclass, tr::nativePositional("issubclass", builtinIssubclass, 2, 2));
TR_BUILTIN(dir, tr::nativePositional("dir", builtinDir, 0, 1));
TR_BUILTIN(vars, tr::nativePositional("vars", builtinVars, 0, 1));

} // namespace tr
