// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// staticmethod, classmethod, property; member and getset descriptors.
#include "runtime-lib/core/descriptors.h"

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

// --- staticmethod, classmethod

// None when __init__ was not called, which repr and __get__ tell apart.
Value functionOf(Value v) {
  Value function = v.as<WrappedFunction>()->function;
  return function.isUnbound() ? kNone : function;
}

// Attributes that describe the function are copied to the wrapper, as functools.wraps does.
bool copyDescription(Value wrapper, Value function) {
  if (!hasAttributes(wrapper))
    return true;
  Str* names[] = {name_module(), name_name(), name_qualname(), name_doc(), name_annotations()};
  for (Str* name : names) {
    Value v = getAttrOrUnbound(function, name);
    if (v.isError())
      return false;
    if (!v.isUnbound() && !instanceSet(wrapper.object(), name, v))
      return false;
  }
  return true;
}

Value wrapConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  auto* wrapper = newInstanceOf<WrappedFunction>(type);
  wrapper->function = kUnbound;
  return objectValue(wrapper);
}
bool wrapInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  const char* name = isA(self, &tr_type_staticmethod) ? "staticmethod" : "classmethod";
  if (!checkNoKeywords(name, kwnames) || !checkPositional(name, nargs, 1, 1))
    return false;
  self.as<WrappedFunction>()->function = args[0];
  return copyDescription(self, args[0]);
}
Value wrapRepr(Value self) {
  const char* name = isA(self, &tr_type_staticmethod) ? "staticmethod" : "classmethod";
  if (self.as<WrappedFunction>()->function.isUnbound())
    return formatText("<%s(<NULL>)>", name);
  return formatText("<%s(%R)>", name, functionOf(self));
}
Value wrapFunction(Value self) { return functionOf(self); }
Value wrapAbstract(Value self) {
  Value v = getAttrOrUnbound(functionOf(self), name_isabstractmethod());
  if (v.isError())
    return v;
  if (v.isUnbound())
    return kFalse;
  int t = truth(v);
  return t < 0 ? kError : boolean(t);
}
const GetSetDef kWrapGetSets[] = {{"__func__", wrapFunction, nullptr, true},
                                  {"__wrapped__", wrapFunction, nullptr, true},
                                  {"__isabstractmethod__", wrapAbstract, nullptr},
                                  {"__dict__", instanceDictGet, instanceDictSet},
                                  {nullptr, nullptr, nullptr}};

// A lookup on the wrapper falls back to what describes the function (copied lazily by builtins).
Value wrapGetAttr(Value self, Value name) {
  Value v = genericGetAttrOrUnbound(self, asStr(name));
  if (!v.isUnbound())
    return v;
  std::string_view text = utf8Of(asStr(name));
  if (text == "__name__" || text == "__qualname__" || text == "__module__" ||
      text == "__annotations__")
    return getAttr(functionOf(self), asStr(name));
  return raiseNoAttribute(self, asStr(name));
}

Value staticGet(Value self, Value, Value) {
  if (self.as<WrappedFunction>()->function.isUnbound())
    return raise(&tr_type_RuntimeError, "uninitialized staticmethod object");
  return functionOf(self);
}
Value staticCall(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return call(functionOf(self), args, nargs, kwnames);
}
Value classGet(Value self, Value object, Value type) {
  if (type.isUnbound())
    type = typeValue(typeOf(object));
  if (self.as<WrappedFunction>()->function.isUnbound())
    return raise(&tr_type_RuntimeError, "uninitialized classmethod object");
  return makeMethod(functionOf(self), type);
}

// --- property

Property* propertyOf(Value v) { return v.as<Property>(); }

Value propertyConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  auto* property = newInstanceOf<Property>(type);
  property->get = property->set = property->remove = property->doc = kNone;
  property->name = kUnbound;
  return objectValue(property);
}

bool propertyInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value words[4];
  if (!bindNative("property", "fget=, fset=, fdel=, doc=", args, nargs, kwnames, words))
    return false;
  for (Value& word : words)
    if (word.isUnbound())
      word = kNone;
  Property* property = propertyOf(self);
  property->get = words[0];
  property->set = words[1];
  property->remove = words[2];
  property->doc = words[3];
  property->docFromGetter = false;
  if (words[3].isNone() && !words[0].isNone()) {
    Value doc = getAttrOrUnbound(words[0], name_doc());
    if (doc.isError())
      return false;
    if (!doc.isUnbound() && !doc.isNone()) {
      property->doc = doc;
      property->docFromGetter = true;
    }
  }
  if (isExact(self, &tr_type_property))
    return true;
  // Subclasses have a class attribute __doc__ of their own, so theirs is an instance's; where there
  // is no room for one, only a getter's is missed.
  if (setAttr(self, name_doc(), property->doc))
    return true;
  if (property->docFromGetter || !pendingIs(&tr_type_AttributeError))
    return false;
  clearPending();
  return true;
}

Value propertyName(Property* property) {
  if (!property->name.isUnbound())
    return property->name;
  if (!property->get.isNone()) {
    Value name = getAttrOrUnbound(property->get, name_name());
    if (name.isError())
      clearPending();
    else if (!name.isUnbound())
      return name;
  }
  return kUnbound;
}

Value raiseNoAccessor(Value self, Value object, const char* what) {
  Value name = propertyName(propertyOf(self));
  Value owner = strValue(typeOf(object)->qualname);
  if (name.isUnbound())
    return raise(&tr_type_AttributeError, "property of '%S' object has no %s", owner, what);
  return raise(&tr_type_AttributeError, "property %R of '%S' object has no %s", name, owner, what);
}

Value propertyGet(Value self, Value object, Value) {
  if (object.isUnbound())
    return self;
  Value getter = propertyOf(self)->get;
  return getter.isNone() ? raiseNoAccessor(self, object, "getter") : call1(getter, object);
}

bool propertySet(Value self, Value object, Value value) {
  Property* property = propertyOf(self);
  Value accessor = value.isUnbound() ? property->remove : property->set;
  if (accessor.isNone()) {
    raiseNoAccessor(self, object, value.isUnbound() ? "deleter" : "setter");
    return false;
  }
  return !(value.isUnbound() ? call1(accessor, object) : call2(accessor, object, value)).isError();
}

// A copy with one accessor replaced, of the same class.
Value propertyCopy(Value self, Value get, Value set, Value remove) {
  Property* old = propertyOf(self);
  auto orOld = [](Value given, Value before) {
    return given.isUnbound() || given.isNone() ? before : given;
  };
  Value args[] = {orOld(get, old->get), orOld(set, old->set), orOld(remove, old->remove),
                  old->docFromGetter && !get.isUnbound() ? kNone : old->doc};
  if (old->docFromGetter)
    args[3] = kNone;
  Value made = call(typeValue(typeOf(self)), args, 4);
  if (!made.isError() && isA(made, &tr_type_property))
    propertyOf(made)->name = old->name;
  return made;
}
Value propertyGetter(const Value* args, uint64_t) {
  return propertyCopy(args[0], args[1], kUnbound, kUnbound);
}
Value propertySetter(const Value* args, uint64_t) {
  return propertyCopy(args[0], kUnbound, args[1], kUnbound);
}
Value propertyDeleter(const Value* args, uint64_t) {
  return propertyCopy(args[0], kUnbound, kUnbound, args[1]);
}
Value propertySetName(const Value* args, uint64_t) {
  propertyOf(args[0])->name = args[2];
  return kNone;
}
const NativeDef kPropertyMethods[] = {
    nativeOne("getter", propertyGetter), nativeOne("setter", propertySetter),
    nativeOne("deleter", propertyDeleter), nativePositional("__set_name__", propertySetName, 2, 2),
    kNativeEnd};

Value getFget(Value self) { return propertyOf(self)->get; }
Value getFset(Value self) { return propertyOf(self)->set; }
Value getFdel(Value self) { return propertyOf(self)->remove; }
Value getDoc(Value self) { return propertyOf(self)->doc; }
bool setDoc(Value self, Value value) {
  propertyOf(self)->doc = value.isUnbound() ? kNone : value;
  return true;
}
Value getPropertyName(Value self) {
  Value name = propertyName(propertyOf(self));
  return name.isUnbound()
             ? raise(&tr_type_AttributeError, "'property' object has no attribute '__name__'")
             : name;
}
bool setPropertyName(Value self, Value value) {
  propertyOf(self)->name = value;
  return true;
}
Value propertyAbstract(Value self) {
  Property* property = propertyOf(self);
  for (Value v : {property->get, property->set, property->remove}) {
    if (v.isNone())
      continue;
    Value flag = getAttrOrUnbound(v, name_isabstractmethod());
    if (flag.isError())
      return flag;
    int t = flag.isUnbound() ? 0 : truth(flag);
    if (t)
      return t < 0 ? kError : kTrue;
  }
  return kFalse;
}
const GetSetDef kPropertyGetSets[] = {{"fget", getFget, nullptr, true},
                                      {"fset", getFset, nullptr, true},
                                      {"fdel", getFdel, nullptr, true},
                                      {"__doc__", getDoc, setDoc},
                                      {"__name__", getPropertyName, setPropertyName},
                                      {"__isabstractmethod__", propertyAbstract, nullptr},
                                      {nullptr, nullptr, nullptr}};

// --- members of __slots__

bool checkOwner(Value self, Value object, Type* owner, const char* name) {
  if (isA(object, owner))
    return true;
  raiseTypeError("descriptor '%s' for '%N' objects doesn't apply to a '%T' object", name, owner,
                 object);
  (void)self;
  return false;
}

Value& memberWord(Value object, const Member* member) {
  return *reinterpret_cast<Value*>(reinterpret_cast<char*>(object.object()) + member->offset);
}

Value memberGet(Value self, Value object, Value) {
  if (object.isUnbound())
    return self;
  auto* member = self.as<Member>();
  if (!checkOwner(self, object, member->owner, utf8Of(member->name).data()))
    return kError;
  if (member->def)
    return member->def->get(object);
  Value v = memberWord(object, member);
  return v.isUnbound() ? raiseNoAttribute(object, member->name) : v;
}

bool setByDef(const Type* owner, const GetSetDef* def, Value object, Value value) {
  if (def->set)
    return def->set(object, value);
  if (def->isMember) {
    raise(&tr_type_AttributeError, "readonly attribute");
    return false;
  }
  raise(&tr_type_AttributeError, "attribute '%s' of '%s' objects is not writable", def->name,
        owner->cname ? owner->cname : typeName(owner));
  return false;
}

bool memberSet(Value self, Value object, Value value) {
  auto* member = self.as<Member>();
  if (!checkOwner(self, object, member->owner, utf8Of(member->name).data()))
    return false;
  if (member->def)
    return setByDef(member->owner, member->def, object, value);
  Value& word = memberWord(object, member);
  if (value.isUnbound() && word.isUnbound()) {
    raise(&tr_type_AttributeError, "%U", member->name);
    return false;
  }
  word = value;
  return true;
}

Value memberRepr(Value self) {
  return formatText("<member '%U' of '%N' objects>", self.as<Member>()->name,
                    self.as<Member>()->owner);
}
Value memberName(Value self) { return strValue(self.as<Member>()->name); }
Value memberQualname(Value self) {
  return formatText("%U.%U", self.as<Member>()->owner->qualname, self.as<Member>()->name);
}
Value memberOwner(Value self) { return typeValue(self.as<Member>()->owner); }
Value noDoc(Value) { return kNone; }
const GetSetDef kMemberGetSets[] = {{"__name__", memberName, nullptr},
                                    {"__qualname__", memberQualname, nullptr},
                                    {"__objclass__", memberOwner, nullptr},
                                    {"__doc__", noDoc, nullptr},
                                    {nullptr, nullptr, nullptr}};

// --- getset

Value getsetGet(Value self, Value object, Value) {
  if (object.isUnbound())
    return self;
  auto* getset = self.as<GetSet>();
  if (!checkOwner(self, object, getset->owner, getset->def->name))
    return kError;
  return getset->def->get(object);
}

bool getsetSet(Value self, Value object, Value value) {
  auto* getset = self.as<GetSet>();
  if (!checkOwner(self, object, getset->owner, getset->def->name))
    return false;
  return setByDef(getset->owner, getset->def, object, value);
}

Value getsetRepr(Value self) {
  return formatText("<attribute '%s' of '%N' objects>", self.as<GetSet>()->def->name,
                    self.as<GetSet>()->owner);
}
Value getsetName(Value self) { return makeStr(self.as<GetSet>()->def->name); }
Value getsetQualname(Value self) {
  return formatText("%U.%s", self.as<GetSet>()->owner->qualname, self.as<GetSet>()->def->name);
}
Value getsetOwner(Value self) { return typeValue(self.as<GetSet>()->owner); }
const GetSetDef kGetSetGetSets[] = {{"__name__", getsetName, nullptr},
                                    {"__qualname__", getsetQualname, nullptr},
                                    {"__objclass__", getsetOwner, nullptr},
                                    {"__doc__", noDoc, nullptr},
                                    {nullptr, nullptr, nullptr}};

} // namespace

Value makeStaticMethod(Value function) {
  auto* wrapper = newInstanceOf<WrappedFunction>(&tr_type_staticmethod);
  wrapper->function = function;
  return objectValue(wrapper);
}
Value makeClassMethod(Value function) {
  auto* wrapper = newInstanceOf<WrappedFunction>(&tr_type_classmethod);
  wrapper->function = function;
  return objectValue(wrapper);
}

Value makeMember(Type* owner, Str* name, uint32_t offset) {
  auto* member = static_cast<Member*>(memory::allocate(sizeof(Member)));
  member->shape = &tr_shape_member;
  member->owner = owner;
  member->name = name;
  member->offset = offset;
  member->def = nullptr;
  return objectValue(member);
}

Value makeGetSet(Type* owner, const GetSetDef* def) {
  if (def->isMember) {
    Value member = makeMember(owner, intern(def->name), 0);
    member.as<Member>()->def = def;
    return member;
  }
  auto* getset = static_cast<GetSet*>(memory::allocate(sizeof(GetSet)));
  getset->shape = &tr_shape_getset;
  getset->owner = owner;
  getset->def = def;
  return objectValue(getset);
}

constexpr Slots kWrapSlots(bool isStatic) {
  return {.repr = wrapRepr,
          .hash = identityHash,
          .call = isStatic ? staticCall : nullptr,
          .getattr = wrapGetAttr,
          .setattr = genericSetAttr,
          .descrGet = isStatic ? staticGet : classGet,
          .compare = identityCompare,
          .construct = wrapConstruct,
          .init = wrapInit};
}

TR_DEFINE_TYPE(staticmethod, .cname = "staticmethod", .base = &tr_type_object,
               .flags = kTypeBaseable | kTypeHasDict, .instanceSize = sizeof(WrappedFunction),
               .attrOffset = sizeof(WrappedFunction), .layout = Layout::Other,
               .getsets = kWrapGetSets, .slots = kWrapSlots(true));
TR_DEFINE_TYPE(classmethod, .cname = "classmethod", .base = &tr_type_object,
               .flags = kTypeBaseable | kTypeHasDict, .instanceSize = sizeof(WrappedFunction),
               .attrOffset = sizeof(WrappedFunction), .layout = Layout::Other,
               .getsets = kWrapGetSets, .slots = kWrapSlots(false));
TR_DEFINE_TYPE(property, .cname = "property", .base = &tr_type_object, .flags = kTypeBaseable,
               .instanceSize = sizeof(Property), .layout = Layout::Property,
               .methods = kPropertyMethods, .getsets = kPropertyGetSets,
               .slots = {.hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = propertyGet,
                         .descrSet = propertySet,
                         .compare = identityCompare,
                         .construct = propertyConstruct,
                         .init = propertyInit});
TR_DEFINE_TYPE(member, .cname = "member_descriptor", .base = &tr_type_object,
               .instanceSize = sizeof(Member), .layout = Layout::Other, .getsets = kMemberGetSets,
               .slots = {.repr = memberRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = memberGet,
                         .descrSet = memberSet,
                         .compare = identityCompare});
TR_DEFINE_TYPE(getset, .cname = "getset_descriptor", .base = &tr_type_object,
               .instanceSize = sizeof(GetSet), .layout = Layout::Other, .getsets = kGetSetGetSets,
               .slots = {.repr = getsetRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = getsetGet,
                         .descrSet = getsetSet,
                         .compare = identityCompare});
TR_BUILTIN_TYPE(staticmethod, staticmethod);
TR_BUILTIN_TYPE(classmethod, classmethod);
TR_BUILTIN_TYPE(property, property);

} // namespace tr
