// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module objects. A module's variables are the slots of its ModuleInfo; names that the program adds
// from outside go to an extra dict. Every module has a shape of its own, so that an attribute
// access can be cached as the address of the slot.
#pragma once

#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct Dict;
struct List;
struct Str;

struct Module : Object {
  ModuleInfo* info; // null for modules that the program makes: types.ModuleType("m")
  Str* key;         // info's name, under which sys.modules has it; null likewise
  Dict* extra;      // attributes without a slot; null until there is one
  Value name;       // __name__
  Value doc;
  Dict* view;        // what globals() answers; null until it is asked for
  bool initialising; // its body is running
  bool initialised;
  uint32_t* index; // hash table over info->vars, made at first lookup
  uint32_t indexMask;
};

inline Module* asModule(Value v) { return v.as<Module>(); }
inline bool isModule(Value v) { return isA(v, &tr_type_module); }

// module.__class__ = type, whose instances are modules of the same size.
void moduleSetType(Module* module, Type* type);
// The object of a module of the program, not run yet.
Module* moduleObject(ModuleInfo* info);
// Whether its import has begun and not ended, for messages. The main module is not imported.
bool isPartlyImported(const Module* module);
// The slot of a variable, or null: for caches and for from-imports.
Value* moduleSlot(Value module, const Str* name);
// An attribute, without __getattr__ of the module: unbound when missing.
Value moduleGet(Module* module, const Str* name);
bool moduleSet(Module* module, Str* name, Value value);
// Calls visit for each bound variable in order.
void moduleNames(Module* module, void (*visit)(Value name, Value value, void* context),
                 void* context);

// Runs a module's body once, its parents first. False when that raised.
bool runModule(ModuleInfo* info);
// A module of the program or the library by its dotted name; null when it was not linked in.
ModuleInfo* findModuleInfo(std::string_view name);
// A module that was imported already; unbound when it was not.
Value findLoadedModule(const Str* name);
// The imported module that was compiled from source; null when there is none.
Module* moduleOfSource(const SourceInfo* source);
// sys.modules.
Dict* loadedModules();
// Names for suggestions: the variables of the module compiled from source; builtins.
void appendModuleNames(const SourceInfo* source, List* names);
void appendBuiltinNames(List* names);
// Whether CPython's library has a top-level module of that name.
bool isStandardModule(std::string_view name);
// A builtin by name; unbound when there is none.
Value builtinByName(const Str* name);

} // namespace tr
