// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// types.GenericAlias, types.UnionType and types.SimpleNamespace.
#include "runtime-lib/core/generic_alias.h"

#include <initializer_list>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/set.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

// How annotations show a type: int, a.B, list[int], ...
bool appendType(StrBuilder& out, Value v) {
  if (v == kEllipsis) {
    out.append("...");
    return true;
  }
  if (v.isObject() && isList(v)) {
    out.append("[");
    for (uint64_t i = 0; i < asList(v)->length; ++i) {
      if (i)
        out.append(", ");
      if (!appendType(out, listAt(asList(v), i)))
        return false;
    }
    out.append("]");
    return true;
  }
  Value origin = getAttrOrUnbound(v, intern("__origin__"));
  if (origin.isError())
    return false;
  Value args = origin.isUnbound() ? kUnbound : getAttrOrUnbound(v, intern("__args__"));
  if (args.isError())
    return false;
  if (origin.isUnbound() || args.isUnbound()) {
    Value qualname = getAttrOrUnbound(v, name_qualname());
    if (qualname.isError())
      return false;
    Value module = getAttrOrUnbound(v, name_module());
    if (module.isError())
      return false;
    if (isStr(qualname) && isStr(module)) {
      if (utf8Of(asStr(module)) != "builtins") {
        out.append(asStr(module));
        out.append(".");
      }
      out.append(asStr(qualname));
      return true;
    }
  }
  return out.appendRepr(v);
}

GenericAlias* aliasOf(Value v) { return v.as<GenericAlias>(); }

Value aliasRepr(Value self) {
  GenericAlias* alias = aliasOf(self);
  StrBuilder out;
  if (alias->starred)
    out.append("*");
  if (!appendType(out, alias->origin))
    return kError;
  out.append("[");
  for (uint64_t i = 0; i < alias->args->length; ++i) {
    if (i)
      out.append(", ");
    if (!appendType(out, alias->args->items()[i]))
      return kError;
  }
  if (alias->args->length == 0)
    out.append("()");
  out.append("]");
  return out.take();
}

int64_t aliasHash(Value self, bool* ok) {
  int64_t a = hashOf(aliasOf(self)->origin, ok);
  if (!*ok)
    return 0;
  int64_t b = hashOf(objectValue(aliasOf(self)->args), ok);
  return (a ^ b) == -1 ? -2 : a ^ b;
}

Value aliasCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isA(left, &tr_type_genericAlias) ||
      !isA(right, &tr_type_genericAlias))
    return kNotImplemented;
  GenericAlias *a = aliasOf(left), *b = aliasOf(right);
  int same = a->starred != b->starred ? 0 : equals(a->origin, b->origin);
  if (same == 1)
    same = equals(objectValue(a->args), objectValue(b->args));
  return same < 0 ? kError : boolean(same == (op == CompareOp::Eq));
}

Value aliasCall(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value made = call(aliasOf(self)->origin, args, nargs, kwnames);
  if (!made.isError() && hasAttributes(made) && !setAttr(made, intern("__orig_class__"), self)) {
    if (!pendingIs(&tr_type_AttributeError) && !pendingIs(&tr_type_TypeError))
      return kError;
    clearPending();
  }
  return made;
}

Value parametersOf(Value self);

// Attributes of the alias itself; everything else is the origin's.
Value aliasGetAttr(Value self, Value name) {
  std::string_view text = utf8Of(asStr(name));
  static constexpr std::string_view own[] = {"__class__",    "__bases__",
                                             "__copy__",     "__deepcopy__",
                                             "__unpacked__", "__typing_unpacked_tuple_args__"};
  bool isOwn = false;
  for (std::string_view n : own)
    isOwn |= n == text;
  if (!isOwn) {
    Value mine = lookupInType(&tr_type_genericAlias, asStr(name));
    if (mine.isUnbound() || !text.starts_with("__") || !text.ends_with("__"))
      return getAttr(aliasOf(self)->origin, asStr(name));
  }
  return genericGetAttr(self, name);
}

Value getOrigin(Value self) { return aliasOf(self)->origin; }
Value getArgs(Value self) { return objectValue(aliasOf(self)->args); }
Value getUnpacked(Value self) { return boolean(aliasOf(self)->starred); }
// The type variables among arguments and within them, each once.
Value parametersIn(Tuple* args) {
  Value list = makeList(nullptr, 0);
  auto add = [&](Value v) {
    for (uint64_t i = 0; i < asList(list)->length; ++i)
      if (listAt(asList(list), i) == v)
        return;
    listAppend(asList(list), v);
  };
  static Str* const subst = intern("__typing_subst__");
  static Str* const parameters = intern("__parameters__");
  for (uint64_t i = 0; i < args->length; ++i) {
    Value arg = args->items()[i];
    if (arg.isObject() && isType(arg))
      continue;
    Value v = getAttrOrUnbound(arg, subst);
    if (v.isError())
      return v;
    if (!v.isUnbound()) {
      add(arg);
      continue;
    }
    v = getAttrOrUnbound(arg, parameters);
    if (v.isError())
      return v;
    if (v.isObject() && isTuple(v))
      for (uint64_t j = 0; j < asTuple(v)->length; ++j)
        add(asTuple(v)->items()[j]);
  }
  return makeTuple(asList(list)->data, asList(list)->length);
}

Value parametersOf(Value self) {
  GenericAlias* alias = aliasOf(self);
  if (alias->parameters.isUnbound()) {
    Value found = parametersIn(alias->args);
    if (found.isError())
      return found;
    alias->parameters = found;
  }
  return alias->parameters;
}
const GetSetDef kAliasGetSets[] = {{"__origin__", getOrigin, nullptr},
                                   {"__args__", getArgs, nullptr},
                                   {"__parameters__", parametersOf, nullptr},
                                   {"__unpacked__", getUnpacked, nullptr},
                                   {nullptr, nullptr, nullptr}};

Value aliasMroEntries(const Value* args, uint64_t) { return tupleOf(aliasOf(args[0])->origin); }
Value aliasInstanceCheck(const Value*, uint64_t) {
  return raiseTypeError("isinstance() argument 2 cannot be a parameterized generic");
}
Value aliasSubclassCheck(const Value*, uint64_t) {
  return raiseTypeError("issubclass() argument 2 cannot be a parameterized generic");
}
const NativeDef kAliasMethods[] = {nativeOne("__mro_entries__", aliasMroEntries),
                                   nativeOne("__instancecheck__", aliasInstanceCheck),
                                   nativeOne("__subclasscheck__", aliasSubclassCheck), kNativeEnd};

// The arguments with each of the parameters replaced in order by what the key has; null with the
// error pending. `self` is the alias or union, for messages.
Tuple* substitute(Value self, Tuple* args, Value parameters, Value item) {
  if (parameters.isError())
    return nullptr;
  Tuple* params = asTuple(parameters);
  if (params->length == 0) {
    raiseTypeError("%R is not a generic class", self);
    return nullptr;
  }
  Value single[] = {item};
  const Value* given = single;
  uint64_t count = 1;
  if (item.isObject() && isTuple(item)) {
    given = asTuple(item)->items();
    count = asTuple(item)->length;
  }
  // The library's type variables replace themselves: they have defaults, and may take several
  // arguments.
  static Str* const replace = intern("_replace_in");
  Value replacer = getAttrOrUnbound(params->items()[0], replace);
  if (replacer.isError())
    return nullptr;
  if (!replacer.isUnbound()) {
    Value words[] = {self, makeTuple(given, count)};
    Value made = call(replacer, words, 2);
    return made.isError() ? nullptr : asTuple(made);
  }
  if (count != params->length) {
    raiseTypeError(count > params->length
                       ? "Too many arguments for %R; actual %zu, expected %zu"
                       : "Too few arguments for %R; actual %zu, expected at least %zu",
                   self, count, params->length);
    return nullptr;
  }
  Tuple* made = allocateTuple(args->length);
  static Str* const parametersName = intern("__parameters__");
  for (uint64_t i = 0; i < made->length; ++i) {
    Value arg = args->items()[i];
    for (uint64_t p = 0; p < params->length; ++p)
      if (params->items()[p] == args->items()[i])
        arg = given[p];
    if (arg == args->items()[i] && !(arg.isObject() && isType(arg))) {
      Value inner = getAttrOrUnbound(arg, parametersName);
      if (inner.isError())
        return nullptr;
      if (inner.isObject() && isTuple(inner) && asTuple(inner)->length) {
        Tuple* sub = allocateTuple(asTuple(inner)->length);
        for (uint64_t j = 0; j < sub->length; ++j) {
          sub->items()[j] = asTuple(inner)->items()[j];
          for (uint64_t p = 0; p < params->length; ++p)
            if (params->items()[p] == sub->items()[j])
              sub->items()[j] = given[p];
        }
        arg = getItem(arg, objectValue(sub));
        if (arg.isError())
          return nullptr;
      }
    }
    made->items()[i] = arg;
  }
  return made;
}

// list[T][int].
Value aliasGetItem(Value self, Value item) {
  Tuple* made = substitute(self, aliasOf(self)->args, parametersOf(self), item);
  if (!made)
    return kError;
  Value alias = makeGenericAlias(aliasOf(self)->origin, objectValue(made));
  aliasOf(alias)->starred = aliasOf(self)->starred;
  return alias;
}

Value aliasOr(Value left, Value right) { return makeUnion(left, right); }

Value aliasIter(Value self) {
  auto* starred = static_cast<GenericAlias*>(memory::allocate(sizeof(GenericAlias)));
  *starred = *aliasOf(self);
  starred->starred = true;
  return iterate(tupleOf(objectValue(starred)));
}

void setAlias(GenericAlias* alias, Value origin, Value item) {
  alias->origin = origin;
  alias->args = item.isObject() && isTuple(item) ? asTuple(item) : asTuple(tupleOf(item));
  alias->parameters = kUnbound;
}

Value aliasConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("GenericAlias", kwnames) || !checkPositional("GenericAlias", nargs, 2, 2))
    return kError;
  Object* alias = newInstance(type);
  if (!alias)
    return kError;
  setAlias(static_cast<GenericAlias*>(alias), args[0], args[1]);
  return objectValue(alias);
}

// --- unions

UnionType* unionOf(Value v) { return v.as<UnionType>(); }

Value unionRepr(Value self) {
  StrBuilder out;
  Tuple* args = unionOf(self)->args;
  for (uint64_t i = 0; i < args->length; ++i) {
    if (i)
      out.append(" | ");
    if (args->items()[i] == typeValue(&tr_type_none))
      out.append("None");
    else if (!appendType(out, args->items()[i]))
      return kError;
  }
  return out.take();
}

bool unionHas(Tuple* args, Value v, int* error) {
  for (uint64_t i = 0; i < args->length; ++i) {
    int same = equals(args->items()[i], v);
    if (same < 0)
      *error = 1;
    if (same)
      return true;
  }
  return false;
}

Value unionCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isExact(left, &tr_type_unionType) ||
      !isExact(right, &tr_type_unionType))
    return kNotImplemented;
  Tuple *a = unionOf(left)->args, *b = unionOf(right)->args;
  int error = 0;
  bool same = a->length == b->length;
  for (uint64_t i = 0; same && i < a->length; ++i)
    same = unionHas(b, a->items()[i], &error);
  return error ? kError : boolean(same == (op == CompareOp::Eq));
}

int64_t unionHash(Value self, bool* ok) {
  // Order does not count; typing's unions have the same hash.
  Value members = setFromIterable(&tr_type_frozenset, objectValue(unionOf(self)->args));
  *ok = !members.isError();
  return *ok ? hashOf(members, ok) : 0;
}

Value unionArgs(Value self) { return objectValue(unionOf(self)->args); }
Value unionParameters(Value self) { return parametersIn(unionOf(self)->args); }
// (list[T] | T)[int].
Value unionGetItem(Value self, Value item) {
  Tuple* made = substitute(self, unionOf(self)->args, unionParameters(self), item);
  if (!made)
    return kError;
  Value joined = made->items()[0];
  for (uint64_t i = 1; i < made->length && !joined.isError(); ++i)
    joined = makeUnion(joined, made->items()[i]);
  return joined;
}
// What the library's own kinds of types use for |.
Value unionJoin(const Value* args, uint64_t) { return makeUnion(args[0], args[1]); }
const NativeDef kUnionMethods[] = {nativePositional("_join", unionJoin, 2, 2, kNativeStatic),
                                   kNativeEnd};
const GetSetDef kUnionGetSets[] = {{"__args__", unionArgs, nullptr},
                                   {"__parameters__", unionParameters, nullptr},
                                   {nullptr, nullptr, nullptr}};

bool isUnionable(Value v) {
  if (v.isNone())
    return true;
  if (!v.isObject())
    return false;
  if (isType(v) || isA(v, &tr_type_genericAlias) || isExact(v, &tr_type_unionType))
    return true;
  static Str* const operand = intern("__union_operand__"); // typing's TypeAliasType
  return !lookupInType(typeOf(v), operand).isUnbound();
}

// --- SimpleNamespace

Value namespaceConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  return objectValue(newInstance(type));
}
bool namespaceInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkPositional("SimpleNamespace", nargs, 0, 1))
    return false;
  if (nargs) {
    Dict* named = makeDict();
    if (!dictUpdate(named, args[0]) || !checkKeywordKeys(named))
      return false;
    if (!dictUpdate(instanceDict(self.object()), objectValue(named)))
      return false;
  }
  for (uint64_t i = 0; kwnames && i < kwnames->length; ++i)
    if (!instanceSet(self.object(), asStr(kwnames->items()[i]), args[nargs + i]))
      return false;
  return true;
}
// A new one of the same class with some attributes changed (copy.replace).
Value namespaceReplace(const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (nargs > 1)
    return raiseTypeError("__replace__() takes no positional arguments");
  Value made = call(typeValue(typeOf(args[0])), nullptr, 0);
  if (made.isError() || !isA(made, &tr_type_simpleNamespace))
    return made;
  if (!dictUpdate(instanceDict(made.object()), objectValue(instanceDict(args[0].object()))))
    return kError;
  for (uint64_t i = 0; kwnames && i < kwnames->length; ++i)
    if (!instanceSet(made.object(), asStr(kwnames->items()[i]), args[nargs + i]))
      return kError;
  return made;
}

Value namespaceRepr(Value self) {
  int shown = reprEnter(self);
  const char* name = typeOf(self) == &tr_type_simpleNamespace ? "namespace" : typeNameOf(self);
  if (shown)
    return shown < 0 ? kError : formatText("%s(...)", name);
  StrBuilder out;
  out.append(name);
  out.append("(");
  Dict* dict = instanceDict(self.object());
  uint64_t position = 0;
  Value key, value;
  bool first = true, ok = true;
  while (ok && dictNext(dict, &position, &key, &value)) {
    if (!first)
      out.append(", ");
    first = false;
    ok = out.appendStr(key);
    out.append("=");
    ok = ok && out.appendRepr(value);
  }
  reprLeave(self);
  out.append(")");
  return ok ? out.take() : kError;
}
Value namespaceCompare(Value left, Value right, CompareOp op) {
  if (!isA(left, &tr_type_simpleNamespace) || !isA(right, &tr_type_simpleNamespace))
    return kNotImplemented;
  return compare(objectValue(instanceDict(left.object())),
                 objectValue(instanceDict(right.object())), op);
}
const NativeDef kNamespaceMethods[] = {nativeRaw("__replace__", namespaceReplace), kNativeEnd};
const GetSetDef kNamespaceGetSets[] = {{"__dict__", instanceDictGet, nullptr},
                                       {nullptr, nullptr, nullptr}};

} // namespace

Value makeGenericAlias(Value origin, Value item) {
  auto* alias = static_cast<GenericAlias*>(memory::allocate(sizeof(GenericAlias)));
  alias->shape = &tr_shape_genericAlias;
  setAlias(alias, origin, item);
  return objectValue(alias);
}

Value makeUnion(Value left, Value right) {
  if (!isUnionable(left) || !isUnionable(right) || (left.isNone() && right.isNone()))
    return kNotImplemented;
  Value list = makeList(nullptr, 0);
  int error = 0;
  for (Value side : {left, right}) {
    const Value* items = &side;
    uint64_t count = 1;
    if (isExact(side, &tr_type_unionType)) {
      items = unionOf(side)->args->items();
      count = unionOf(side)->args->length;
    }
    for (uint64_t i = 0; i < count; ++i) {
      Value v = items[i].isNone() ? typeValue(&tr_type_none) : items[i];
      Tuple* sofar = asTuple(makeTuple(asList(list)->data, asList(list)->length));
      if (!unionHas(sofar, v, &error))
        listAppend(asList(list), v);
    }
  }
  if (error)
    return kError;
  if (asList(list)->length == 1)
    return listAt(asList(list), 0);
  auto* made = static_cast<UnionType*>(memory::allocate(sizeof(UnionType)));
  made->shape = &tr_shape_unionType;
  made->args = asTuple(makeTuple(asList(list)->data, asList(list)->length));
  return objectValue(made);
}

int unionCheck(Value unionType, Value object, int (*check)(Value, Value)) {
  Tuple* args = unionOf(unionType)->args;
  for (uint64_t i = 0; i < args->length; ++i) {
    int r = check(object, args->items()[i]);
    if (r)
      return r;
  }
  return 0;
}

TR_DEFINE_TYPE(genericAlias, .cname = "types.GenericAlias", .base = &tr_type_object,
               .flags = kTypeBaseable, .instanceSize = sizeof(GenericAlias),
               .layout = Layout::Other, .methods = kAliasMethods, .getsets = kAliasGetSets,
               .slots = {.repr = aliasRepr,
                         .hash = aliasHash,
                         .call = aliasCall,
                         .iter = aliasIter,
                         .getattr = aliasGetAttr,
                         .setattr = genericSetAttr,
                         .compare = aliasCompare,
                         .getitem = aliasGetItem,
                         .construct = aliasConstruct,
                         .bor = aliasOr});
TR_DEFINE_TYPE(unionType, .cname = "types.UnionType", .base = &tr_type_object,
               .instanceSize = sizeof(UnionType), .layout = Layout::Other, .methods = kUnionMethods,
               .getsets = kUnionGetSets,
               .slots = {.repr = unionRepr,
                         .hash = unionHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = unionCompare,
                         .getitem = unionGetItem,
                         .bor = aliasOr});
TR_DEFINE_TYPE(simpleNamespace, .cname = "types.SimpleNamespace", .base = &tr_type_object,
               .flags = kTypeBaseable | kTypeHasDict, .instanceSize = sizeof(Object),
               .attrOffset = sizeof(Object), .layout = Layout::Other, .methods = kNamespaceMethods,
               .getsets = kNamespaceGetSets,
               .slots = {.repr = namespaceRepr,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = namespaceCompare,
                         .construct = namespaceConstruct,
                         .init = namespaceInit});

} // namespace tr
