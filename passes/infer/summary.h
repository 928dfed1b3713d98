// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one module does that can concern others, and what all of a program's modules together can
// do to one of them. Made from the IR's text alone, before inference: it decides which module
// variables, builtins, cells and defaults inference may follow at all.
//
// A module's variables are reached from outside its own global.store ops by its namespace dict
// (globals()) and by its module object: imported by name, or found in sys.modules. A name that is
// not seen (getattr with a computed name) may be any name, so it may be `modules`.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ir/ir.h"

namespace tauro::passes::infer {

enum class Power : uint8_t { Modules, Namespaces, ReadsAny, WritesAny, Cells, Defaults, Classes };

struct ModuleSummary {
  std::string name;
  bool isPackage = false;
  bool isLibrary = false;            // read from where the compiler's own modules have theirs
  std::set<std::string> imports;     // dotted names of the modules it may import
  std::set<std::string> storedNames; // attributes that it sets or deletes on some object
  std::set<std::string> readNames;   // attributes that it reads of some object
  std::set<std::string> namedStores; // of storedNames: by a call that names it, setattr(x, "a", v)
  std::set<std::string> namedReads;  // likewise: getattr(x, "a"), patterns
  uint32_t powers = 0;               // bits by Power
  bool modulesFlow = false;          // a module object goes elsewhere than before a dot
  bool ownNamespace = false;         // its namespace dict is made, or names are imported with *
  bool has(Power power) const { return powers >> static_cast<unsigned>(power) & 1; }
};
ModuleSummary summarise(const ir::Module& module);
// Whether the module's body is the runtime's own: it needs no summary.
bool isNativeModule(std::string_view name);
// As text, which the library's modules have theirs in, and back; false when it is not all of such a
// text.
std::string print(const ModuleSummary& summary);
bool parse(std::string_view text, ModuleSummary* out);

// A program, as far as it was given. It is closed when it has the module "__main__" and each
// module that any of them imports (modules whose bodies are the runtime's own need not be given).
// Of a program that is not closed, anything may be done to every module.
class Program {
public:
  explicit Program(std::span<const ModuleSummary> modules);
  bool isClosed() const { return closed_; }
  // Whether code of another module, or code that is not seen, may get at the module object.
  bool isReachable(const std::string& module) const;
  // Whether the variable may be bound or unbound by other than the module's own global.store.
  bool mayRebind(const std::string& module, const std::string& variable) const;
  bool mayRebindBuiltin(const std::string& name) const;
  // Whether an import may find another module than the one of that name.
  // Whether the name means the module that comes with the compiler, and none of the program's own.
  bool isOfLibrary(std::string_view module) const;
  bool mayReplaceModules() const { return !closed_ || findsModules_; }
  bool reachesCells() const { return !closed_ || any_.has(Power::Cells); }
  bool reachesDefaults() const {
    return !closed_ || any_.has(Power::Defaults) || any_.storedNames.contains("__defaults__");
  }

  // Whether objects may get other attributes, or another class, than by a dot in some text.
  bool mayReshapeObjects() const;
  // Whether code of other modules than this, or a call that names it, stores or reads such an
  // attribute.
  bool isStoredElsewhere(const std::string& module, const std::string& attribute) const;
  bool isReadElsewhere(const std::string& module, const std::string& attribute) const;
  bool readsAnyName() const { return !closed_ || any_.has(Power::ReadsAny); }
  // Whether an object's class, or a method's function, may be had of it.
  bool reachesClasses() const { return !closed_ || any_.has(Power::Classes); }

private:
  // Which module does something to a name: one, or several (an empty string).
  using Users = std::unordered_map<std::string, std::string>;
  Users stores_, reads_;
  ModuleSummary any_;           // what some module does
  std::set<std::string> names_; // of the modules that were given
  std::set<std::string> ownNamespace_, library_;
  bool closed_ = false;
  bool findsModules_ = false; // module objects beside those imported by name
};

// What a module's variable is bound to, by the module's own stores.
struct BindingFact {
  unsigned stores = 0; // places that bind it; deleting is one that binds nothing
  unsigned deletes = 0;
  ir::Function* function = nullptr;  // what its only store binds: a function,
  ir::Function* classBody = nullptr; // or a class
  std::string_view module;           // or a module, which is imported there
  bool mayRebind = true;             // by code that is no global.store of the module
  // Once bound it holds that function (or class) until the program ends.
  bool isFixed() const { return stores == 1 && deletes == 0 && !mayRebind; }
};
using BindingFacts = std::unordered_map<const ir::Variable*, BindingFact>;
BindingFacts bindingsOf(const ir::Module& module, const Program& program);
// The name of the module that the value is for certain, once it is bound; or empty.
std::string_view importedBy(const BindingFacts& bindings, const ir::Value* value);

} // namespace tauro::passes::infer
