// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module objects: core/module.h.
#include "runtime-lib/core/module.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/module_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/core/start.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

// Programs that import builtins have it.
extern "C" __attribute__((weak)) tr::NativeModule tr_module_builtins;

namespace tr {
namespace {

Str* varName(const VarInfo& var) { return asStr(*var.name); }

void buildIndex(Module* module) {
  const ModuleInfo* info = module->info;
  uint32_t size = 8;
  while (size < info->varCount * 2)
    size *= 2;
  auto* index = static_cast<uint32_t*>(memory::allocateAtomic(size * sizeof(uint32_t)));
  memset(index, 0, size * sizeof(uint32_t));
  for (uint32_t i = 0; i < info->varCount; ++i) {
    uint64_t at = strHash(varName(info->vars[i]));
    while (index[at & (size - 1)])
      ++at;
    index[at & (size - 1)] = i + 1;
  }
  module->indexMask = size - 1;
  module->index = index;
}

Value* findSlot(Module* module, const Str* name) {
  const ModuleInfo* info = module->info;
  if (!info || !info->varCount)
    return nullptr;
  if (!module->index)
    buildIndex(module);
  for (uint64_t at = strHash(name);; ++at) {
    uint32_t entry = module->index[at & module->indexMask];
    if (!entry)
      return nullptr;
    const VarInfo& var = info->vars[entry - 1];
    if (varName(var) == name || strEquals(varName(var), name))
      return var.slot;
  }
}

// Names that the import system gives every module; unbound where it has none.
Value impliedAttribute(Module* module, std::string_view name) {
  const ModuleInfo* info = module->info;
  if (name == "__name__")
    return module->name;
  if (name == "__doc__")
    return module->doc;
  if (module->name.isUnbound()) // made by __new__, and no __init__
    return kUnbound;
  if (name == "__loader__" || name == "__spec__")
    return kNone;
  if (!info)
    return name == "__package__" ? kNone : kUnbound;
  bool package = info->flags & kModulePackage;
  if (name == "__file__" && info->source)
    return makeStr(info->source->file);
  if (name == "__package__") {
    std::string_view full = info->name;
    if (full == "__main__")
      return kNone;
    size_t dot = full.rfind('.');
    return makeStr(package ? full : dot == full.npos ? std::string_view() : full.substr(0, dot));
  }
  if (name == "__path__" && package && info->source) {
    std::string_view file = info->source->file;
    Value path = makeStr(file.substr(0, file.rfind('/')));
    return makeList(&path, 1);
  }
  return kUnbound;
}

constexpr std::string_view kImplied[] = {"__name__", "__doc__",  "__package__", "__loader__",
                                         "__spec__", "__file__", "__path__"};

Module* newModule(Type* type, ModuleInfo* info, Value name, Value doc) {
  auto* module = newInstanceOf<Module>(type);
  // A shape for each: caches know the module by it.
  auto* shape = static_cast<Shape*>(memory::allocate(sizeof(Shape)));
  shape->type = type;
  module->shape = shape;
  module->info = info;
  module->name = name;
  module->doc = doc;
  return module;
}

} // namespace

void moduleSetType(Module* module, Type* type) { const_cast<Shape*>(module->shape)->type = type; }

Module* moduleObject(ModuleInfo* info) {
  if (info->object)
    return info->object;
  if (info->init == nativeModuleInit)
    prepareNativeModule(info);
  Value doc = info->doc ? *info->doc : kNone;
  Module* module = newModule(&tr_type_module, info, strValue(intern(info->name)), doc);
  module->key = asStr(module->name);
  info->object = module;
  for (std::string_view name : kImplied) {
    Value* slot = findSlot(module, asStr(makeStr(name)));
    if (slot && slot->isUnbound())
      *slot = impliedAttribute(module, name);
  }
  return module;
}

bool isPartlyImported(const Module* module) {
  return module->initialising && module->info && std::string_view(module->info->name) != "__main__";
}

Value* moduleSlot(Value module, const Str* name) { return findSlot(asModule(module), name); }

Value moduleGet(Module* module, const Str* name) {
  if (Value* slot = findSlot(module, name)) {
    if (!slot->isUnbound())
      return *slot;
  } else if (module->extra) {
    Value found = dictGetStr(module->extra, name);
    if (!found.isUnbound())
      return found;
  }
  std::string_view text = utf8Of(name);
  if (!findSlot(module, name) && text.starts_with("__"))
    return impliedAttribute(module, text);
  return kUnbound;
}

// What compiled code knows of builtins stays as it is.
static bool isFixed(const Module* module, const Str* name) {
  if (!&tr_module_builtins || module->info != &tr_module_builtins.info)
    return false;
  raise(&tr_type_NotImplementedError,
        "changing builtins.%U is not supported: compiled code relies on the builtins", name);
  return true;
}

bool moduleSet(Module* module, Str* name, Value value) {
  if (isFixed(module, name))
    return false;
  if (Value* slot = findSlot(module, name)) {
    *slot = value;
    return true;
  }
  if (!module->extra)
    module->extra = makeDict();
  return dictSetStr(module->extra, name, value);
}

void moduleNames(Module* module, void (*visit)(Value, Value, void*), void* context) {
  for (std::string_view name : kImplied) {
    Value key = strValue(intern(name));
    Value value = moduleGet(module, asStr(key));
    if (!value.isUnbound())
      visit(key, value, context);
  }
  const ModuleInfo* info = module->info;
  for (uint32_t i = 0; info && i < info->varCount; ++i) {
    std::string_view name = utf8Of(varName(info->vars[i]));
    bool implied = false;
    for (std::string_view other : kImplied)
      implied |= other == name;
    if (!implied && !info->vars[i].slot->isUnbound())
      visit(*info->vars[i].name, *info->vars[i].slot, context);
  }
  if (!module->extra)
    return;
  uint64_t position = 0;
  Value key, value;
  while (dictNext(module->extra, &position, &key, &value))
    visit(key, value, context);
}

// Whether the module lies in the program's own folder, where it goes before any library's of that
// name.
static bool mayShadow(const Module* module) {
  const ModuleInfo* info = module->info;
  if (!info || !info->source || !mainModule || !mainModule->source || info == mainModule)
    return false;
  auto folder = [](std::string_view file) { return file.substr(0, file.rfind('/') + 1); };
  std::string_view own = folder(info->source->file);
  if (info->flags & kModulePackage && !own.empty())
    own = folder(own.substr(0, own.size() - 1));
  return own == folder(mainModule->source->file);
}

// What a class derived from modules has for an attribute and that goes before the module's own;
// unbound when there is none.
static Value dataDescriptorOf(Value self, Str* name) {
  Type* type = typeOf(self);
  if (type == &tr_type_module)
    return kUnbound;
  Value found = lookupInType(type, name);
  if (!found.isObject())
    return kUnbound;
  ensureReady(typeOf(found));
  return typeOf(found)->slots.descrSet ? found : kUnbound;
}

Value moduleGetAttr(Value self, Value name) {
  Module* module = asModule(self);
  Str* key = asStr(name);
  Value found = dataDescriptorOf(self, key);
  if (!found.isUnbound() && typeOf(found)->slots.descrGet)
    return typeOf(found)->slots.descrGet(found, self, typeValue(typeOf(self)));
  found = moduleGet(module, key);
  if (!found.isUnbound())
    return found;
  found = genericGetAttrOrUnbound(self, key);
  if (!found.isUnbound())
    return found;
  static Str* const hookName = intern("__getattr__");
  Value hook = moduleGet(module, hookName);
  if (!hook.isUnbound())
    return call1(hook, name);
  Value moduleName = moduleGet(module, name_name());
  if (!isStr(moduleName))
    return raiseAttributeError(self, key, "module has no attribute '%U'", key);
  bool shadows = mayShadow(module);
  if (shadows && isStandardModule(module->info->name))
    return raiseAttributeError(
        self, key,
        "module '%S' has no attribute '%U' (consider renaming '%s' since it has the same name "
        "as the standard library module named '%S' and the import system gives it precedence)",
        module->name, key, module->info->source->file, module->name);
  if (shadows && isPartlyImported(module))
    return raiseAttributeError(
        self, key,
        "module '%S' has no attribute '%U' (consider renaming '%s' if it has the same name as "
        "a third-party module you intended to import)",
        module->name, key, module->info->source->file);
  if (isPartlyImported(module) && module->info->source)
    return raiseAttributeError(
        self, key,
        "partially initialized module '%S' from '%s' has no attribute '%U' (most likely "
        "due to a circular import)",
        module->name, module->info->source->file, key);
  return raiseAttributeError(self, key, "module '%S' has no attribute '%U'", module->name, key);
}

bool moduleSetAttr(Value self, Value name, Value value) {
  Module* module = asModule(self);
  Str* key = asStr(name);
  if (strEquals(key, name_dict()) || strEquals(key, name_class()))
    return genericSetAttr(self, name, value);
  if (Value found = dataDescriptorOf(self, key); !found.isUnbound())
    return typeOf(found)->slots.descrSet(found, self, value);
  if (!value.isUnbound()) {
    if (strEquals(key, name_name()))
      module->name = value;
    return moduleSet(module, key, value);
  }
  if (isFixed(module, key))
    return false;
  if (Value* slot = findSlot(module, key)) {
    if (!slot->isUnbound()) {
      *slot = kUnbound;
      return true;
    }
  } else if (module->extra) {
    int removed = dictRemove(module->extra, name);
    if (removed)
      return removed > 0;
  }
  raiseAttributeError(self, key, "'%T' object has no attribute '%U'", self, key);
  return false;
}

namespace {

Value moduleRepr(Value self) {
  Module* module = asModule(self);
  if (!module->info) {
    Value name = moduleGet(module, name_name());
    return name.isUnbound() ? makeStr("<module '?'>") : formatText("<module %R>", name);
  }
  if (!module->info->source)
    return formatText("<module %R (built-in)>", module->name);
  return formatText("<module %R from '%s'>", module->name, module->info->source->file);
}

Value moduleConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  return objectValue(newModule(type, nullptr, kUnbound, kUnbound));
}

bool moduleInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value words[2];
  if (!bindNative("module", "name, doc=", args, nargs, kwnames, words))
    return false;
  if (!isStr(words[0])) {
    raiseTypeError("module() argument 'name' must be str, not %A", words[0]);
    return false;
  }
  Module* module = asModule(self);
  if (module->info) {
    raise(&tr_type_NotImplementedError, "initialising an imported module is not supported");
    return false;
  }
  module->name = words[0];
  module->doc = words[1].isUnbound() ? kNone : words[1];
  for (std::string_view name : kImplied) {
    Str* key = intern(name);
    if (name != "__file__" && name != "__path__" && module->extra &&
        !dictGetStr(module->extra, key).isUnbound() && dictRemove(module->extra, strValue(key)) < 0)
      return false;
  }
  return true;
}

Value getDict(Value self) { return moduleDictView(asModule(self)); }

Value moduleDir(const Value* args, uint64_t) {
  Module* module = asModule(args[0]);
  static Str* const dirName = intern("__dir__");
  if (typeOf(args[0]) != &tr_type_module) { // which may show another dict
    Value dict = getAttr(args[0], name_dict());
    if (dict.isError())
      return dict;
    if (!dict.isObject() || !isDict(dict))
      return raiseTypeError("<module>.__dict__ is not a dictionary");
    Value hook = dictGet(asDict(dict), strValue(dirName));
    return hook.isUnbound() ? listFromIterable(dict) : hook.isError() ? hook : call0(hook);
  }
  Value hook = moduleGet(module, dirName);
  if (!hook.isUnbound())
    return call0(hook);
  Value list = makeList(nullptr, 0);
  moduleNames(
      module,
      [](Value name, Value, void* context) { listAppend(static_cast<List*>(context), name); },
      asList(list));
  return list;
}

const NativeDef kModuleMethods[] = {nativeNone("__dir__", moduleDir), kNativeEnd};
const GetSetDef kModuleGetSets[] = {{"__dict__", getDict, nullptr, true},
                                    {nullptr, nullptr, nullptr}};

} // namespace

TR_DEFINE_TYPE(module, .cname = "module", .base = &tr_type_object, .flags = kTypeBaseable,
               .instanceSize = sizeof(Module), .layout = Layout::Module, .methods = kModuleMethods,
               .getsets = kModuleGetSets,
               .slots = {.repr = moduleRepr,
                         .hash = identityHash,
                         .getattr = moduleGetAttr,
                         .setattr = moduleSetAttr,
                         .compare = identityCompare,
                         .construct = moduleConstruct,
                         .init = moduleInit});

} // namespace tr
