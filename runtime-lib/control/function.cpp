// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// function, method and cell objects.
#include "runtime-lib/control/function.h"

#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/code_object.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/module_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/with_receiver.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

Function* functionOf(Value v) { return v.as<Function>(); }

template <Value Function::*member> Value getWord(Value self) {
  Value v = functionOf(self)->*member;
  return v.isUnbound() ? kNone : v;
}

bool setName(Value self, Value value) {
  if (value.isUnbound() || !isStr(value)) {
    raiseTypeError("__name__ must be set to a string object");
    return false;
  }
  functionOf(self)->name = value;
  return true;
}
bool setQualname(Value self, Value value) {
  if (value.isUnbound() || !isStr(value)) {
    raiseTypeError("__qualname__ must be set to a string object");
    return false;
  }
  functionOf(self)->qualname = value;
  return true;
}
bool setModule(Value self, Value value) {
  functionOf(self)->module = value.isUnbound() ? kNone : value;
  return true;
}
bool setDoc(Value self, Value value) {
  functionOf(self)->doc = value.isUnbound() ? kNone : value;
  return true;
}
bool setDefaults(Value self, Value value) {
  if (!value.isUnbound() && !value.isNone() && !(value.isObject() && isTuple(value))) {
    raiseTypeError("__defaults__ must be set to a tuple object");
    return false;
  }
  functionOf(self)->defaults = value.isUnbound() ? kNone : value;
  return true;
}
bool setKwDefaults(Value self, Value value) {
  if (!value.isUnbound() && !value.isNone() && !(value.isObject() && isDict(value))) {
    raiseTypeError("__kwdefaults__ must be set to a dict object");
    return false;
  }
  functionOf(self)->kwDefaults = value.isUnbound() ? kNone : value;
  return true;
}

Value getAnnotations(Value self) {
  Function* function = functionOf(self);
  if (function->annotations.isUnbound())
    function->annotations = objectValue(makeDict());
  return function->annotations;
}
bool setAnnotations(Value self, Value value) {
  if (value.isUnbound() || value.isNone()) {
    functionOf(self)->annotations = kUnbound;
    return true;
  }
  if (!value.isObject() || !isDict(value)) {
    raiseTypeError("__annotations__ must be set to a dict object");
    return false;
  }
  functionOf(self)->annotations = value;
  return true;
}

Value getAttributes(Value self) {
  Function* function = functionOf(self);
  if (!function->attributes)
    function->attributes = makeDict();
  return objectValue(function->attributes);
}
bool setAttributes(Value self, Value value) {
  if (value.isUnbound() || !value.isObject() || !isDict(value)) {
    raiseTypeError(value.isUnbound() ? "cannot delete __dict__"
                                     : "__dict__ must be set to a dictionary, not a '%T'",
                   value);
    return false;
  }
  functionOf(self)->attributes = asDict(value);
  return true;
}

Value getCode(Value self) { return makeCodeObject(functionOf(self)->code); }

bool setCode(Value, Value value) {
  if (value.isUnbound() || !isExact(value, &tr_type_code)) {
    raiseTypeError("__code__ must be set to a code object");
    return false;
  }
  // A function is compiled code, which no other takes the place of.
  raise(&tr_type_AttributeError, "attribute '__code__' of 'function' objects is not writable");
  return false;
}
Value getClosure(Value self) {
  Function* function = functionOf(self);
  uint32_t count = function->code->captures;
  if (!count)
    return kNone;
  Tuple* cells = allocateTuple(count);
  for (uint32_t i = 0; i < count; ++i) {
    Value captured = function->captures()[i];
    // A variable that never changes after capture is captured by value: show it in a cell.
    cells->items()[i] = isExact(captured, &tr_type_cell) ? captured : tr_make_cell(captured);
  }
  return objectValue(cells);
}

Value getTypeParams(Value self) {
  Value params = functionOf(self)->typeParams;
  return params.isUnbound() ? objectValue(emptyTuple()) : params;
}
bool setTypeParams(Value self, Value value) {
  if (value.isUnbound() || !value.isObject() || !isTuple(value)) {
    raiseTypeError("__type_params__ must be set to a tuple");
    return false;
  }
  functionOf(self)->typeParams = value;
  return true;
}

Value getGlobals(Value self) {
  Module* module = moduleOfSource(functionOf(self)->code->source);
  if (!module)
    return raise(&tr_type_RuntimeError, "__globals__ is not supported: the module is gone");
  return moduleDictView(module);
}

const GetSetDef kFunctionGetSets[] = {
    {"__name__", getWord<&Function::name>, setName},
    {"__qualname__", getWord<&Function::qualname>, setQualname},
    {"__module__", getWord<&Function::module>, setModule},
    {"__doc__", getWord<&Function::doc>, setDoc},
    {"__defaults__", getWord<&Function::defaults>, setDefaults},
    {"__kwdefaults__", getWord<&Function::kwDefaults>, setKwDefaults},
    {"__annotations__", getAnnotations, setAnnotations},
    {"__dict__", getAttributes, setAttributes},
    {"__code__", getCode, setCode},
    {"__closure__", getClosure, nullptr, true},
    {"__globals__", getGlobals, nullptr, true},
    {"__type_params__", getTypeParams, setTypeParams},
    {nullptr, nullptr, nullptr}};

// Whether an attribute is one that the type computes.
bool isComputed(Value attribute) {
  return isExact(attribute, &tr_type_getset) || isExact(attribute, &tr_type_member);
}

Value functionGetAttr(Value self, Value name) {
  if (Dict* attributes = functionOf(self)->attributes) {
    Value found = dictGetStr(attributes, asStr(name));
    if (!found.isUnbound()) {
      // Only what the type computes goes before a function's own attributes.
      Value computed = lookupInType(&tr_type_function, asStr(name));
      if (!isComputed(computed))
        return found;
    }
  }
  Value result = genericGetAttrOrUnbound(self, asStr(name));
  if (!result.isUnbound())
    return result;
  return raiseAttributeError(self, asStr(name), "'function' object has no attribute '%S'", name);
}

bool functionSetAttr(Value self, Value name, Value value) {
  Value computed = lookupInType(&tr_type_function, asStr(name));
  if (isComputed(computed))
    return genericSetAttr(self, name, value);
  Function* function = functionOf(self);
  if (!value.isUnbound()) {
    if (!function->attributes)
      function->attributes = makeDict();
    return dictSetStr(function->attributes, asStr(name), value);
  }
  int removed = function->attributes ? dictRemove(function->attributes, name) : 0;
  if (removed == 0)
    raiseAttributeError(self, asStr(name), "'function' object has no attribute '%S'", name);
  return removed > 0;
}

Value functionRepr(Value self) {
  return formatText("<function %S at %p>", functionOf(self)->qualname,
                    static_cast<void*>(self.object()));
}

Value functionGet(Value self, Value object, Value) {
  return object.isUnbound() ? self : makeMethod(self, object);
}

// --- methods

Value methodEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* method = static_cast<Method*>(self);
  WithReceiver all(method->self, args, nargs, kwnames);
  return call(method->function, all.words(), nargs + 1, kwnames);
}

Value methodGetAttr(Value self, Value name) {
  Value result = genericGetAttrOrUnbound(self, asStr(name));
  return result.isUnbound() ? getAttr(self.as<Method>()->function, asStr(name)) : result;
}

Value methodRepr(Value self) {
  auto* method = self.as<Method>();
  Value name = getAttrOrUnbound(method->function, name_qualname());
  if (name.isError())
    return name;
  if (name.isUnbound())
    name = getAttrOrUnbound(method->function, name_name());
  if (name.isError())
    return name;
  if (!isStr(name))
    name = makeStr("?");
  return formatText("<bound method %S of %R>", name, method->self);
}

Value methodCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isExact(left, &tr_type_method) ||
      !isExact(right, &tr_type_method))
    return kNotImplemented;
  auto* a = left.as<Method>();
  auto* b = right.as<Method>();
  int same = equals(a->function, b->function);
  if (same < 0)
    return kError;
  same = same && isSame(a->self, b->self);
  return boolean(same == (op == CompareOp::Eq));
}

int64_t methodHash(Value self, bool* ok) {
  bool fine;
  int64_t a = identityHash(self.as<Method>()->self, &fine);
  int64_t b = hashOf(self.as<Method>()->function, ok);
  return *ok ? (a ^ b) == -1 ? -2 : a ^ b : 0;
}

Value methodGet(Value self, Value, Value) { return self; }

Value methodConstruct(Type*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("method", kwnames) || !checkPositional("method", nargs, 2, 2))
    return kError;
  if (!(typeOf(args[0])->flags & kTypeHasEntry) && !typeOf(args[0])->slots.call)
    return raiseTypeError("first argument must be callable");
  if (args[1].isNone())
    return raiseTypeError("instance must not be None");
  return makeMethod(args[0], args[1]);
}

Value methodFunction(Value self) { return self.as<Method>()->function; }
Value methodSelf(Value self) { return self.as<Method>()->self; }
Value methodDoc(Value self) { return getAttr(self.as<Method>()->function, name_doc()); }
const GetSetDef kMethodGetSets[] = {{"__func__", methodFunction, nullptr, true},
                                    {"__self__", methodSelf, nullptr, true},
                                    {"__doc__", methodDoc, nullptr},
                                    {nullptr, nullptr, nullptr}};

// --- cells

Value cellContents(Value self) {
  Value v = self.as<Cell>()->value;
  return v.isUnbound() ? raiseValueError("Cell is empty") : v;
}
bool setCellContents(Value self, Value value) {
  self.as<Cell>()->value = value;
  return true;
}
const GetSetDef kCellGetSets[] = {{"cell_contents", cellContents, setCellContents},
                                  {nullptr, nullptr, nullptr}};

// By contents; an empty one comes first.
Value cellCompare(Value left, Value right, CompareOp op) {
  if (!isExact(left, &tr_type_cell) || !isExact(right, &tr_type_cell))
    return kNotImplemented;
  Value a = left.as<Cell>()->value, b = right.as<Cell>()->value;
  if (!a.isUnbound() && !b.isUnbound())
    return compare(a, b, op);
  return boolean(holds(op, !a.isUnbound() - !b.isUnbound()));
}

Value cellRepr(Value self) {
  Value v = self.as<Cell>()->value;
  if (v.isUnbound())
    return formatText("<cell at %p: empty>", static_cast<void*>(self.object()));
  return formatText("<cell at %p: %T object at %p>", static_cast<void*>(self.object()), v,
                    v.isObject() ? static_cast<void*>(v.object())
                                 : reinterpret_cast<void*>(v.bits));
}

Value cellConstruct(Type*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("cell", kwnames) || !checkPositional("cell", nargs, 0, 1))
    return kError;
  return tr_make_cell(nargs ? args[0] : kUnbound);
}

} // namespace

Value makeMethod(Value function, Value self) {
  auto* method = static_cast<Method*>(memory::allocate(sizeof(Method)));
  method->shape = &tr_shape_method;
  method->entry = methodEntry;
  method->function = function;
  method->self = self;
  return objectValue(method);
}

extern "C" {

Value tr_make_cell(Value value) {
  auto* cell = static_cast<Cell*>(memory::allocate(sizeof(Cell)));
  cell->shape = &tr_shape_cell;
  cell->value = value;
  return objectValue(cell);
}

Value tr_make_function(void* entry, void* code, Value defaults, Value kwDefaults, Value annotations,
                       Value module, void* captured) {
  auto* info = static_cast<const CodeInfo*>(code);
  size_t words = info->captures * sizeof(Value);
  auto* function = static_cast<Function*>(memory::allocate(sizeof(Function) + words));
  function->shape = &tr_shape_function;
  function->entry = reinterpret_cast<Entry>(entry);
  function->code = info;
  function->defaults = defaults;
  function->kwDefaults = kwDefaults;
  function->name = *info->name;
  function->qualname = *info->qualname;
  function->module = module;
  function->doc = info->doc ? *info->doc : kNone;
  function->annotations = annotations;
  function->typeParams = kUnbound;
  if (words)
    memcpy(function->captures(), captured, words);
  return objectValue(function);
}

void tr_function_type_params(Value function, Value params) {
  functionOf(function)->typeParams = params;
}

} // extern "C"

TR_DEFINE_TYPE(function, .cname = "function", .base = &tr_type_object,
               .flags = kTypeHasEntry | kTypeMethodLike, .instanceSize = sizeof(Function),
               .layout = Layout::Other, .getsets = kFunctionGetSets,
               .slots = {.repr = functionRepr,
                         .hash = identityHash,
                         .call = callByEntry,
                         .getattr = functionGetAttr,
                         .setattr = functionSetAttr,
                         .descrGet = functionGet,
                         .compare = identityCompare});
TR_DEFINE_TYPE(method, .cname = "method", .base = &tr_type_object, .flags = kTypeHasEntry,
               .instanceSize = sizeof(Method), .layout = Layout::Other, .getsets = kMethodGetSets,
               .slots = {.repr = methodRepr,
                         .hash = methodHash,
                         .call = callByEntry,
                         .getattr = methodGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = methodGet,
                         .compare = methodCompare,
                         .construct = methodConstruct});
TR_DEFINE_TYPE(cell, .cname = "cell", .base = &tr_type_object, .instanceSize = sizeof(Cell),
               .layout = Layout::Other, .getsets = kCellGetSets,
               .slots = {.repr = cellRepr,
                         .hash = nullptr,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = cellCompare,
                         .construct = cellConstruct});

} // namespace tr
