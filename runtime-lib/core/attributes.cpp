// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attribute access without caches: data descriptors of the type, then the instance's attributes,
// then the rest of the type (reference manual 3.3.2).
#include "runtime-lib/core/attributes.h"

#include <cstdarg>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/shape.h"

namespace tr {
namespace {

inline Type* readyTypeOf(Value v) {
  Type* type = typeOf(v);
  ensureReady(type);
  return type;
}

Value boundAttribute(Value found, Value object, Type* type) {
  if (!found.isObject())
    return found;
  Type* foundType = readyTypeOf(found);
  if (foundType == &tr_type_function)
    return makeMethod(found, object);
  if (!foundType->slots.descrGet)
    return found;
  return foundType->slots.descrGet(found, object, typeValue(type));
}

} // namespace

Value genericGetAttrOrUnbound(Value object, Str* name) {
  Type* type = readyTypeOf(object);
  Value found = lookupInType(type, name);
  if (found.isObject()) {
    Type* foundType = readyTypeOf(found);
    if (foundType->slots.descrSet && foundType->slots.descrGet)
      return foundType->slots.descrGet(found, object, typeValue(type));
  }
  if (object.isObject() && type->attrOffset != 0) {
    Value own = instanceGet(object.object(), name);
    if (!own.isUnbound())
      return own;
  }
  return found.isUnbound() ? found : boundAttribute(found, object, type);
}

Value raiseAttributeError(Value object, Str* name, const char* format, ...) {
  va_list list;
  va_start(list, format);
  Value text = formatTextList(format, list);
  va_end(list);
  if (text.isError())
    return text;
  Value error = makeExceptionWith(&tr_type_AttributeError, text);
  auto* exception = error.as<Exception>();
  exception->extra[0] = strValue(name);
  exception->extra[1] = object;
  return raiseObject(error);
}

Value raiseNoAttribute(Value object, Str* name) {
  if (object.isObject() && isType(object))
    return raiseAttributeError(object, name, "type object '%N' has no attribute '%U'",
                               asType(object), name);
  return raiseAttributeError(object, name, "'%T' object has no attribute '%U'", object, name);
}

Value genericGetAttr(Value object, Value name) {
  Value result = genericGetAttrOrUnbound(object, asStr(name));
  return result.isUnbound() ? raiseNoAttribute(object, asStr(name)) : result;
}

bool genericSetAttr(Value object, Value name, Value value) {
  Type* type = readyTypeOf(object);
  Str* key = asStr(name);
  Value found = lookupInType(type, key);
  if (found.isObject()) {
    Type* foundType = readyTypeOf(found);
    if (foundType->slots.descrSet)
      return foundType->slots.descrSet(found, object, value);
  }
  if (object.isObject() && type->attrOffset != 0) {
    if (!value.isUnbound())
      return instanceSet(object.object(), key, value);
    int removed = instanceRemove(object.object(), key);
    if (removed == 0)
      raiseNoAttribute(object, key);
    return removed > 0;
  }
  if (found.isUnbound()) {
    if (type->slots.setattr == genericSetAttr && type->attrOffset == 0)
      raiseAttributeError(
          object, key,
          "'%T' object has no attribute '%U' and no __dict__ for setting new attributes", object,
          key);
    else
      raiseNoAttribute(object, key);
  } else {
    raiseAttributeError(object, key, "'%T' object attribute '%U' is read-only", object, key);
  }
  return false;
}

Value failedAttribute(Value object, Str* name) {
  if (pendingIs(&tr_type_AttributeError)) {
    auto* exception = pendingException().as<Exception>();
    if (exception->extra[field::attributeName].isUnbound() &&
        exception->extra[field::attributeObject].isUnbound()) {
      exception->extra[field::attributeName] = strValue(name);
      exception->extra[field::attributeObject] = object;
    }
  }
  return kError;
}

Value getAttr(Value object, Str* name) {
  Type* type = readyTypeOf(object);
  Value result = type->slots.getattr(object, strValue(name));
  return result.isError() ? failedAttribute(object, name) : result;
}

Value getAttrOrUnbound(Value object, Str* name) {
  Type* type = readyTypeOf(object);
  if (type->slots.getattr == genericGetAttr) {
    Value result = genericGetAttrOrUnbound(object, name);
    if (!result.isError() || !pendingIs(&tr_type_AttributeError))
      return result;
    clearPending();
    return kUnbound;
  }
  if (type->slots.getattr == typeGetAttr) {
    Value result = typeGetAttrOrUnbound(object, name);
    if (!result.isError() || !pendingIs(&tr_type_AttributeError))
      return result;
    clearPending();
    return kUnbound;
  }
  Value result = type->slots.getattr(object, strValue(name));
  if (!result.isError() || !pendingIs(&tr_type_AttributeError))
    return result;
  clearPending();
  return kUnbound;
}

bool setAttr(Value object, Str* name, Value value) {
  return readyTypeOf(object)->slots.setattr(object, strValue(name), value);
}

extern "C" bool tr_delattr(Value object, Value name) {
  return setAttr(object, asStr(name), kUnbound);
}

// --- builtins

namespace {

bool checkName(Value name, const char*) {
  if (isStr(name))
    return true;
  raiseTypeError("attribute name must be string, not '%T'", name);
  return false;
}

Value builtinGetattr(const Value* args, uint64_t nargs) {
  if (!checkName(args[1], "getattr"))
    return kError;
  if (nargs == 2)
    return getAttr(args[0], asStr(args[1]));
  Value result = getAttrOrUnbound(args[0], asStr(args[1]));
  return result.isUnbound() ? args[2] : result;
}

Value builtinSetattr(const Value* args, uint64_t) {
  if (!checkName(args[1], "setattr"))
    return kError;
  return setAttr(args[0], asStr(args[1]), args[2]) ? kNone : kError;
}

Value builtinHasattr(const Value* args, uint64_t) {
  if (!checkName(args[1], "hasattr"))
    return kError;
  Value result = getAttrOrUnbound(args[0], asStr(args[1]));
  return result.isError() ? result : boolean(!result.isUnbound());
}

Value builtinDelattr(const Value* args, uint64_t) {
  if (!checkName(args[1], "delattr"))
    return kError;
  return setAttr(args[0], asStr(args[1]), kUnbound) ? kNone : kError;
}

} // namespace

TR_BUILTIN(getattr, tr::nativePositional("getattr", builtinGetattr, 2, 3));
TR_BUILTIN(setattr, tr::nativePositional("setattr", builtinSetattr, 3, 3));
TR_BUILTIN(hasattr, tr::nativePositional("hasattr", builtinHasattr, 2, 2));
TR_BUILTIN(delattr, tr::nativePositional("delattr", builtinDelattr, 2, 2));

} // namespace tr
