// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dict view of a module's variables: a private subtype of dict whose every operation pulls the
// variables in, runs dict's own, and pushes what changed back.
#include "runtime-lib/core/module_dict.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

extern "C" {
extern tr::Type tr_type_moduleDict;
extern tr::Shape tr_shape_moduleDict;
}

namespace tr {
namespace {

struct ModuleDict : Dict {
  Module* module;
};

ModuleDict* viewOf(Value v) { return v.as<ModuleDict>(); }

void pull(Value self) {
  ModuleDict* view = viewOf(self);
  moduleNames(
      view->module,
      [](Value name, Value value, void* context) {
        auto* dict = static_cast<Dict*>(context);
        if (dictGetStr(dict, asStr(name)) != value)
          dictSetStr(dict, asStr(name), value);
      },
      view);
  // Variables that were deleted.
  uint64_t position = 0;
  Value key, value;
  while (dictNext(view, &position, &key, &value))
    if (isStr(key) && moduleGet(view->module, asStr(key)).isUnbound())
      dictRemove(view, key);
}

void push(Value self) {
  ModuleDict* view = viewOf(self);
  uint64_t position = 0;
  Value key, value;
  while (dictNext(view, &position, &key, &value))
    if (isStr(key) && moduleGet(view->module, asStr(key)) != value)
      moduleSet(view->module, asStr(key), value);
  moduleNames(
      view->module,
      [](Value name, Value, void* context) {
        auto* view = static_cast<ModuleDict*>(context);
        if (dictGetStr(view, asStr(name)).isUnbound())
          moduleSetAttr(objectValue(view->module), name, kUnbound);
      },
      view);
}

Value viewRepr(Value self) {
  pull(self);
  return tr_type_dict.slots.repr(self);
}
Value viewIter(Value self) {
  pull(self);
  return tr_type_dict.slots.iter(self);
}
int64_t viewLen(Value self) {
  pull(self);
  return static_cast<int64_t>(viewOf(self)->used);
}
Value viewCompare(Value left, Value right, CompareOp op) {
  pull(left);
  return tr_type_dict.slots.compare(left, right, op);
}
Value viewGetItem(Value self, Value key) {
  pull(self);
  return tr_type_dict.slots.getitem(self, key);
}
bool viewSetItem(Value self, Value key, Value value) {
  pull(self);
  bool ok = tr_type_dict.slots.setitem(self, key, value);
  push(self);
  return ok;
}
int viewContains(Value self, Value key) {
  pull(self);
  return tr_type_dict.slots.contains(self, key);
}
Value viewOr(Value left, Value right) {
  if (isExact(left, &tr_type_moduleDict))
    pull(left), left = dictCopy(asDict(left));
  if (isExact(right, &tr_type_moduleDict))
    pull(right), right = dictCopy(asDict(right));
  return tr_type_dict.slots.bor(left, right);
}
Value viewInPlaceOr(Value left, Value right) {
  pull(left);
  Value result = tr_type_dict.slots.ibor(left, right);
  push(left);
  return result;
}

// A method of dict, between pull and push.
template <unsigned n> constexpr const char* kMethodName = nullptr;
template <> constexpr const char* kMethodName<0> = "get";
template <> constexpr const char* kMethodName<1> = "keys";
template <> constexpr const char* kMethodName<2> = "values";
template <> constexpr const char* kMethodName<3> = "items";
template <> constexpr const char* kMethodName<4> = "copy";
template <> constexpr const char* kMethodName<5> = "pop";
template <> constexpr const char* kMethodName<6> = "popitem";
template <> constexpr const char* kMethodName<7> = "setdefault";
template <> constexpr const char* kMethodName<8> = "update";
template <> constexpr const char* kMethodName<9> = "clear";

template <unsigned n> Value viewMethod(const Value* args, uint64_t nargs, Tuple* kwnames) {
  pull(args[0]);
  Value method = lookupInType(&tr_type_dict, intern(kMethodName<n>));
  Value result = callFound(method, args, nargs, kwnames);
  push(args[0]);
  return result;
}
template <unsigned n> constexpr NativeDef viewRow() {
  return nativeRaw(kMethodName<n>, viewMethod<n>);
}

const NativeDef kViewMethods[] = {viewRow<0>(), viewRow<1>(), viewRow<2>(), viewRow<3>(),
                                  viewRow<4>(), viewRow<5>(), viewRow<6>(), viewRow<7>(),
                                  viewRow<8>(), viewRow<9>(), kNativeEnd};

} // namespace

Value moduleDictView(Module* module) {
  ensureReady(&tr_type_dict);
  if (!module->view) {
    // Made as dict makes its own, then given room for the module.
    Dict* dict = makeDict();
    auto* view = static_cast<ModuleDict*>(memory::allocate(sizeof(ModuleDict)));
    *static_cast<Dict*>(view) = *dict;
    view->shape = &tr_shape_moduleDict;
    view->module = module;
    module->view = view;
  }
  Value v = objectValue(module->view);
  pull(v);
  return v;
}

extern "C" Value tr_module_globals(void* info) {
  return moduleDictView(moduleObject(static_cast<ModuleInfo*>(info)));
}

TR_DEFINE_TYPE(moduleDict, .cname = "dict", .base = &tr_type_dict, .flags = kTypeIsMapping,
               .instanceSize = sizeof(ModuleDict), .layout = Layout::Dict, .methods = kViewMethods,
               .slots = {.repr = viewRepr,
                         .hash = nullptr,
                         .iter = viewIter,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = viewCompare,
                         .len = viewLen,
                         .getitem = viewGetItem,
                         .setitem = viewSetItem,
                         .contains = viewContains,
                         .bor = viewOr,
                         .ibor = viewInPlaceOr});

} // namespace tr
