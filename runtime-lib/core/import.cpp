// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Importing: every module of the program is linked in; an import finds its ModuleInfo, runs its
// body once and binds it in its parent, as importlib would.
#include <cstdlib>
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/core/start.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Dict* loaded = nullptr;

// Every module that can be reached from __main__ by imports, by name.
struct Registry {
  ModuleInfo** modules;
  uint32_t count, capacity;
};
Registry registry;

void registerModule(ModuleInfo* info) {
  for (uint32_t i = 0; i < registry.count; ++i)
    if (registry.modules[i] == info)
      return;
  if (registry.count == registry.capacity) {
    registry.capacity = registry.capacity ? registry.capacity * 2 : 32;
    auto** grown =
        static_cast<ModuleInfo**>(memory::allocateAtomic(registry.capacity * sizeof(ModuleInfo*)));
    if (registry.count)
      memcpy(grown, registry.modules, registry.count * sizeof(ModuleInfo*));
    registry.modules = grown;
  }
  registry.modules[registry.count++] = info;
  for (auto* import = info->imports; import && *import; ++import)
    registerModule(const_cast<ModuleInfo*>(*import));
}

// Attribute `name` of the parent package becomes the module.
bool bindInParent(ModuleInfo* info, Value module) {
  const char* dot = strrchr(info->name, '.');
  if (!dot)
    return true;
  ModuleInfo* parent = findModuleInfo({info->name, static_cast<size_t>(dot - info->name)});
  if (!parent || !parent->object)
    return true;
  return moduleSetAttr(objectValue(parent->object), strValue(intern(dot + 1)), module);
}

Value fileText(Module* module) {
  static Str* const file = name_file();
  Value path = moduleGet(module, file);
  return isStr(path) ? path : makeStr("unknown location");
}

} // namespace

Dict* loadedModules() {
  if (!loaded)
    loaded = makeDict();
  return loaded;
}

ModuleInfo* findModuleInfo(std::string_view name) {
  if (!registry.count && mainModule)
    registerModule(mainModule);
  for (uint32_t i = 0; i < registry.count; ++i)
    if (name == registry.modules[i]->name)
      return registry.modules[i];
  return nullptr;
}

Value findLoadedModule(const Str* name) { return dictGetStr(loadedModules(), name); }

Module* moduleOfSource(const SourceInfo* source) {
  uint64_t position = 0;
  Value key, module;
  while (dictNext(loadedModules(), &position, &key, &module))
    if (module.isObject() && isModule(module) && asModule(module)->info &&
        asModule(module)->info->source == source)
      return asModule(module);
  return nullptr;
}

bool runModule(ModuleInfo* info) {
  if (info->object && (info->object->initialised || info->object->initialising))
    return true;
  if (const char* dot = strrchr(info->name, '.')) {
    std::string_view parentName(info->name, static_cast<size_t>(dot - info->name));
    ModuleInfo* parent = findModuleInfo(parentName);
    if (parent && !runModule(parent))
      return false;
    // The parent's body may have imported this one.
    if (info->object && (info->object->initialised || info->object->initialising))
      return true;
  }
  Module* module = moduleObject(info);
  Str* name = module->key;
  dictSetStr(loadedModules(), name, objectValue(module));
  module->initialising = true;
  Value result = info->init ? info->init(info) : kNone;
  module->initialising = false;
  if (result.isError()) {
    // What is left of __main__ may still be asked for: by suggestions, by an excepthook.
    if (info == mainModule)
      return false;
    dictRemove(loadedModules(), strValue(name));
    for (uint32_t i = 0; i < info->varCount; ++i)
      *info->vars[i].slot = kUnbound;
    info->object = nullptr;
    return false;
  }
  module->initialised = true;
  // Its body may have put something else in its place.
  Value known = findLoadedModule(name);
  return bindInParent(info, known.isUnbound() ? objectValue(module) : known);
}

Value nativeModuleInit(ModuleInfo*) { return kNone; }

void prepareNativeModule(ModuleInfo* info) {
  auto* native = reinterpret_cast<NativeModule*>(info);
  if (info->vars)
    return;
  uint32_t count = 0;
  for (const NativeDef* def = native->functions; def && def->name; ++def)
    ++count;
  for (const NativeAttribute* a = native->attributes; a && a->name; ++a)
    ++count;
  // Names, slots and rows in one permanent block.
  auto* words = static_cast<Value*>(
      memory::allocatePermanent(count * (2 * sizeof(Value) + sizeof(VarInfo)) + 16));
  Value* slots = words + count;
  auto* vars = reinterpret_cast<VarInfo*>(words + 2 * count);
  uint32_t n = 0;
  Value moduleName = strValue(intern(info->name));
  for (const NativeDef* def = native->functions; def && def->name; ++def, ++n) {
    words[n] = strValue(intern(def->name));
    auto* function =
        static_cast<NativeFunction*>(memory::allocatePermanent(sizeof(NativeFunction)));
    function->shape = &tr_shape_builtinFunction;
    function->entry = nativeEntry;
    function->def = def;
    function->self = kUnbound;
    function->module = moduleName;
    slots[n] = objectValue(function);
    vars[n] = {&words[n], &slots[n]};
  }
  for (const NativeAttribute* a = native->attributes; a && a->name; ++a, ++n) {
    words[n] = strValue(intern(a->name));
    Value* slot = a->slot ? a->slot : &slots[n];
    if (a->make)
      *slot = a->make();
    vars[n] = {&words[n], slot};
  }
  info->vars = vars;
  info->varCount = count;
}

namespace {

// What sys.modules has under the name, which the program may have put there; unbound when nothing
// is, and an error for None.
Value registered(Str* name) {
  Value known = findLoadedModule(name);
  if (!known.isNone())
    return known;
  Value error = makeException(&tr_type_ModuleNotFoundError,
                              "import of %S halted; None in sys.modules", strValue(name));
  error.as<Exception>()->extra[field::name] = strValue(name);
  return raiseObject(error);
}

// The module, run if it has not been; or what stands in its place in sys.modules.
Value importNamed(ModuleInfo* info) {
  Str* name = info->object ? info->object->key : intern(info->name);
  Value known = registered(name);
  if (!known.isUnbound()) [[likely]]
    return known;
  // A module's variables exist once, so it has one life.
  if (info->object && info->object->initialised)
    return raise(&tr_type_NotImplementedError,
                 "import of %R again, after it was taken out of sys.modules, is not supported",
                 strValue(name));
  if (!runModule(info))
    return kError;
  known = findLoadedModule(name);
  return known.isUnbound() ? objectValue(info->object) : known;
}

} // namespace

extern "C" {

Value tr_import_module(void* moduleInfo, int64_t topLevel) {
  auto* info = static_cast<ModuleInfo*>(moduleInfo);
  Value module = importNamed(info);
  const char* dot = topLevel && !module.isError() ? strchr(info->name, '.') : nullptr;
  if (!dot)
    return module;
  ModuleInfo* top = findModuleInfo({info->name, static_cast<size_t>(dot - info->name)});
  return top ? importNamed(top) : module;
}

Value tr_import_from(Value from, Value name) {
  Value found = getAttrOrUnbound(from, asStr(name));
  if (!found.isUnbound())
    return found;
  if (!from.isObject() || !isModule(from))
    return raise(&tr_type_ImportError, "cannot import name %R from '%T' (unknown location)", name,
                 from);
  Module* module = asModule(from);
  // A submodule that nobody has imported yet.
  if (isStr(module->name)) {
    Value full = formatText("%S.%S", module->name, name);
    if (full.isError())
      return full;
    Value known = findLoadedModule(asStr(full));
    if (!known.isUnbound())
      return known;
    if (ModuleInfo* info = findModuleInfo(utf8Of(asStr(full))))
      return importNamed(info);
  }
  Value file = fileText(module);
  Value error =
      isPartlyImported(module)
          ? makeException(
                &tr_type_ImportError,
                "cannot import name %R from partially initialized module %R (most likely due to "
                "a circular import) (%S)",
                name, module->name, file)
          : makeException(&tr_type_ImportError, "cannot import name %R from %R (%S)", name,
                          module->name, file);
  if (error.isError())
    return error;
  auto* exception = error.as<Exception>();
  exception->extra[field::name] = module->name;
  if (module->info && module->info->source)
    exception->extra[field::path] = file;
  exception->extra[field::nameFrom] = name;
  return raiseObject(error);
}

bool tr_import_star(Value from, void* importerInfo) {
  Module* importer = moduleObject(static_cast<ModuleInfo*>(importerInfo));
  Value names = getAttrOrUnbound(from, name_all());
  if (names.isError())
    return false;
  if (names.isUnbound()) {
    if (!from.isObject() || !isModule(from))
      return true;
    moduleNames(
        asModule(from),
        [](Value name, Value value, void* context) {
          if (asStr(name)->length() && asStr(name)->at(0) != '_')
            moduleSet(static_cast<Module*>(context), asStr(name), value);
        },
        importer);
    return true;
  }
  Value list = listFromIterable(names);
  if (list.isError())
    return false;
  for (uint64_t i = 0; i < asList(list)->length; ++i) {
    Value name = listAt(asList(list), i);
    if (!isStr(name)) {
      raiseTypeError("Item in %S.__all__ must be str, not %T", asModule(from)->name, name);
      return false;
    }
    Value value = getAttrOrUnbound(from, asStr(name));
    if (value.isUnbound() && isModule(from)) {
      Value full = formatText("%S.%S", asModule(from)->name, name);
      ModuleInfo* info = full.isError() ? nullptr : findModuleInfo(utf8Of(asStr(full)));
      if (info) {
        if (!runModule(info))
          return false;
        value = objectValue(info->object);
      }
    }
    if (value.isUnbound())
      value = getAttr(from, asStr(name));
    if (value.isError() || !moduleSet(importer, asStr(name), value))
      return false;
  }
  return true;
}

Value tr_import_missing(Value name) {
  Value known = registered(asStr(name));
  if (!known.isUnbound())
    return known;
  std::string_view text = utf8Of(asStr(name));
  size_t dot = text.rfind('.');
  Value error;
  Value parent =
      dot == text.npos ? kUnbound : findLoadedModule(intern(text.substr(0, dot)));
  Value path = parent.isUnbound() ? kNone : getAttrOrUnbound(parent, name_path());
  if (path.isError())
    return kError;
  if (path.isUnbound())
    error = makeException(&tr_type_ModuleNotFoundError, "No module named %R; %R is not a package",
                          name, makeStr(text.substr(0, dot)));
  else
    error = makeException(&tr_type_ModuleNotFoundError, "No module named %R", name);
  error.as<Exception>()->extra[field::name] = name;
  return raiseObject(error);
}

Value tr_raise_import_outside(Value why) {
  return raise(&tr_type_ImportError, "attempted relative import %S", why);
}

Value tr_global_missing(Value name, Value builtin) {
  return builtin.isUnbound() ? tr_raise_unbound_name(name) : builtin;
}

Value tr_global_missing_among(Value locals, Value name) {
  tr_raise_unbound_name(name);
  if (pendingIs(&tr_type_NameError)) // or memory ran out
    pendingException().as<Exception>()->extra[field::nameLocals] = locals;
  return kError;
}

Value tr_load_builtin_name(Value name) {
  Value found = builtinByName(asStr(name));
  return found.isUnbound() ? tr_raise_unbound_name(name) : found;
}

} // extern "C"

// __import__(name, globals, locals, fromlist, level): of what an import statement somewhere in the
// program or the library has linked in.
static Value builtinImport(const Value* args, uint64_t) {
  if (!isStr(args[0]))
    return raiseTypeError("module name must be a string");
  int64_t level = 0;
  if (!args[4].isUnbound() && !toInt32(args[4], &level))
    return kError;
  if (level < 0)
    return raiseValueError("level must be >= 0");
  if (level > 0)
    return raise(&tr_type_NotImplementedError, "__import__() of a relative name is not supported");
  if (asStr(args[0])->length() == 0)
    return raiseValueError("Empty module name");
  int hasList = args[3].isUnbound() ? 0 : truth(args[3]);
  if (hasList < 0)
    return kError;
  std::string_view text = utf8Of(asStr(args[0]));
  if (ModuleInfo* info = findModuleInfo(text)) {
    Value module = tr_import_module(info, !hasList);
    if (module.isError() || !hasList)
      return module;
    Value names = listFromIterable(args[3]);
    // Submodules that are asked for become attributes.
    for (uint64_t i = 0; !names.isError() && i < asList(names)->length; i++) {
      Value name = listAt(asList(names), i);
      if (!isStr(name) || !getAttrOrUnbound(module, asStr(name)).isUnbound())
        continue;
      Value full = formatText("%S.%S", args[0], name);
      ModuleInfo* part = full.isError() ? nullptr : findModuleInfo(utf8Of(asStr(full)));
      if (part && !runModule(part))
        return kError;
    }
    return names.isError() ? kError : module;
  }
  size_t dot = text.rfind('.');
  ModuleInfo* parent = dot == text.npos ? nullptr : findModuleInfo(text.substr(0, dot));
  if (parent && !(parent->flags & kModulePackage))
    return tr_import_missing(args[0]);
  Value known = registered(asStr(args[0]));
  if (!known.isUnbound())
    return known;
  if (isStandardModule(text.substr(0, text.find('.'))))
    return raise(&tr_type_NotImplementedError,
                 "__import__(%R) is not supported: no import statement of the program names it",
                 args[0]);
  return tr_import_missing(args[0]);
}

} // namespace tr

TR_BUILTIN(__import__, tr::nativeKeywords("__import__", tr::builtinImport,
                                          "name, globals=, locals=, fromlist=, level="));
