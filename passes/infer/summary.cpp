// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries of modules and of programs: summary.h.
#include "passes/infer/summary.h"

#include <algorithm>
#include <string_view>

#include "passes/facts.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr uint32_t bit(Power power) { return 1u << static_cast<unsigned>(power); }

struct Reflection {
  std::string_view name;
  Power power;
};
constexpr Reflection kAttributes[] = {
#define REFLECTS_ATTRIBUTE(name, power) {name, Power::power},
#define REFLECTS_BUILTIN(name, power)
#include "passes/infer/reflection.def"
};
constexpr Reflection kBuiltins[] = {
#define REFLECTS_ATTRIBUTE(name, power)
#define REFLECTS_BUILTIN(name, power) {name, Power::power},
#include "passes/infer/reflection.def"
};

// The names that the import system binds in every module.
bool isImplied(std::string_view name) {
  constexpr std::string_view kImplied[] = {"__name__", "__doc__",  "__package__", "__loader__",
                                           "__spec__", "__file__", "__path__"};
  return std::find(std::begin(kImplied), std::end(kImplied), name) != std::end(kImplied);
}

class Summariser {
public:
  explicit Summariser(const Module& module) {
    result_.name = module.name();
    result_.isPackage = module.isPackage;
    for (const std::string& import : module.imports)
      addImport(import);
    for (const auto& function : module.functions())
      for (const auto& block : function->blocks())
        for (Inst* inst : *block)
          noteStoredModule(inst);
    for (const auto& function : module.functions())
      for (const auto& block : function->blocks())
        for (Inst* inst : *block)
          visit(inst);
  }
  ModuleSummary take() { return std::move(result_); }

private:
  void addImport(const std::string& dotted) {
    for (size_t dot = dotted.find('.'); dot != std::string::npos; dot = dotted.find('.', dot + 1))
      result_.imports.insert(dotted.substr(0, dot));
    result_.imports.insert(dotted);
  }

  // A class that is only compared, or asked for its name.
  static bool isOnlyNamed(const Inst* cls) {
    for (const Inst* user : cls->users()) {
      for (const Edge& edge : user->edges())
        if (std::find(edge.args.begin(), edge.args.end(), cls) != edge.args.end())
          return false;
      if (user->op() == Op::PyIs)
        continue;
      if (user->op() != Op::PyGetAttr)
        return false;
      const std::string& name = user->attribute().constant->text;
      if (name != "__name__" && name != "__qualname__" && name != "__module__")
        return false;
    }
    return true;
  }

  // `name in object.__dict__` alone: gives away nothing that the dict holds.
  bool isAskedForNames(const Inst* read) const {
    if (read->op() != Op::PyGetAttr || read->attribute().constant->text != "__dict__")
      return false;
    for (const Inst* user : read->users()) {
      if (user->op() != Op::PyContains || user->operand(0) != read || user->operand(1) == read)
        return false;
      for (const Edge& edge : user->edges())
        if (std::find(edge.args.begin(), edge.args.end(), read) != edge.args.end())
          return false;
    }
    return true;
  }

  void readName(std::string_view name) {
    for (const Reflection& row : kAttributes)
      if (row.name == name)
        result_.powers |= bit(row.power);
  }

  void noteStoredModule(Inst* inst) {
    if (inst->op() != Op::GlobalStore || !isModule(inst->operand(0)))
      return;
    moduleVariables_.insert(inst->attribute().variable);
    if (!isOfNative(inst->operand(0)))
      otherModules_.insert(inst->attribute().variable);
  }

  bool isModule(Value* value) const {
    Inst* inst = asInst(value);
    if (!inst)
      return false;
    if (inst->op() == Op::GlobalLoad || inst->op() == Op::GlobalLoadRaw)
      return moduleVariables_.contains(inst->attribute().variable);
    return inst->op() == Op::ImportModule ||
           (inst->op() == Op::CheckBound && isModule(inst->operand(0)));
  }

  // A module of which no attribute is a module (sys.modules is a dict, and has its row).
  bool isOfNative(Value* value) const {
    Inst* inst = asInst(value);
    if (inst && inst->op() == Op::CheckBound)
      return isOfNative(inst->operand(0));
    if (inst && inst->op() == Op::ImportModule)
      return isNativeModule(inst->attribute().module);
    return inst && inst->op() != Op::PyGetAttr && inst->attribute().variable &&
           !otherModules_.contains(inst->attribute().variable);
  }

  // Before a dot a module object gives only what the name after it says. Where it is stored to a
  // module variable, the loads are looked at.
  void visitModule(Inst* module) {
    for (Inst* user : module->users()) {
      // Its __dict__ is as good as the module.
      if (info(user->op()).attribute == AttributeKind::Name ||
          info(user->op()).attribute == AttributeKind::NameKw)
        result_.modulesFlow |= user->attribute().constant->text.starts_with("__");
      switch (user->op()) {
      case Op::PyGetAttr:
        result_.modulesFlow |= !isOfNative(module);
        break;
      case Op::ImportFrom:
      case Op::MethodLoad:
      case Op::PyDelAttr:
      case Op::GlobalStore:
      case Op::CheckBound:
        break;
      case Op::PyCallMethod:
      case Op::PySetAttr: {
        auto& operands = user->operands();
        if (std::find(operands.begin() + 1, operands.end(), module) != operands.end())
          result_.modulesFlow = true;
        break;
      }
      default:
        result_.modulesFlow = true;
      }
      for (const Edge& edge : user->edges())
        if (std::find(edge.args.begin(), edge.args.end(), module) != edge.args.end())
          result_.modulesFlow = true;
    }
  }

  // A builtin of reflection that is only called with a constant name is that name.
  void visitBuiltin(Inst* load, const Reflection& row) {
    for (Inst* user : load->users()) {
      bool named = user->op() == Op::PyCall && user->operand(0) == load &&
                   user->operands().size() >= 3 && !user->attribute().kwnames &&
                   std::count(user->operands().begin(), user->operands().end(), load) == 1 &&
                   (row.power == Power::ReadsAny || row.power == Power::WritesAny);
      const Constant* name = named ? constantOf(user->operand(2)) : nullptr;
      if (!name || name->kind != ConstantKind::Str) {
        result_.powers |= bit(row.power);
        continue;
      }
      if (isModule(user->operand(1)))
        result_.modulesFlow = true;
      if (row.power == Power::WritesAny) {
        result_.storedNames.insert(name->text);
        result_.namedStores.insert(name->text);
      } else {
        readName(name->text);
        result_.readNames.insert(name->text);
        result_.namedReads.insert(name->text);
      }
    }
  }

  void visit(Inst* inst) {
    if (isModule(inst))
      visitModule(inst);
    switch (inst->op()) {
    case Op::PyGetAttr:
    case Op::PyCallMethod:
    case Op::MethodLoad:
    case Op::SuperGetAttr:
    case Op::ImportFrom:
      result_.readNames.insert(inst->attribute().constant->text);
      if (!isAskedForNames(inst) &&
          !(inst->attribute().constant->text == "__class__" && isOnlyNamed(inst)))
        readName(inst->attribute().constant->text);
      // What a package's attribute holds may be a module.
      if (inst->op() == Op::ImportFrom)
        result_.modulesFlow |= !isOfNative(inst->operand(0));
      break;
    case Op::PySetAttr:
    case Op::PyDelAttr:
      result_.storedNames.insert(inst->attribute().constant->text);
      readName(inst->attribute().constant->text);
      break;
    case Op::MatchClass: {
      // Names of attributes may also come from __match_args__.
      const Constant* names = constantOf(inst->operand(2));
      if (!names || inst->attribute().imm)
        result_.powers |= bit(Power::ReadsAny);
      if (names)
        for (const Constant* name : names->items) {
          readName(name->text);
          result_.readNames.insert(name->text);
          result_.namedReads.insert(name->text);
        }
      break;
    }
    case Op::GlobalLoad:
      for (const Reflection& row : kBuiltins)
        if (row.name == inst->attribute().variable->name)
          visitBuiltin(inst, row);
      if (inst->attribute().variable->builtin == "type")
        for (const Inst* user : inst->users())
          if (user->op() != Op::PyCall || user->operands().size() != 2 ||
              user->operand(0) != inst || user->operand(1) == inst || !isOnlyNamed(user))
            result_.powers |= bit(Power::Classes);
      break;
    case Op::ModuleGlobals:
      result_.ownNamespace = true;
      break;
    case Op::ImportModule:
      addImport(inst->attribute().module);
      break;
    case Op::ImportStar:
      result_.ownNamespace = true;
      result_.modulesFlow = true;
      break;
    default:
      break;
    }
  }

  ModuleSummary result_;
  std::set<const Variable*> moduleVariables_; // some store gives them a module
  std::set<const Variable*> otherModules_;    // some store gives them one that is not native
};

} // namespace

// Modules whose bodies are C++: they reach no module of the program but by what they are called
// with.
bool isNativeModule(std::string_view name) {
#define TR_MODULE_NATIVE(id)                                                                       \
  if (name == #id)                                                                                 \
    return true;
#include "runtime-lib/abi/modules.def"
  return false;
}

ModuleSummary summarise(const Module& module) { return Summariser(module).take(); }

Program::Program(std::span<const ModuleSummary> modules) {
  for (const ModuleSummary& module : modules) {
    names_.insert(module.name);
    if (module.isLibrary)
      library_.insert(module.name);
    // What hides a library module may have other modules as attributes.
    any_.modulesFlow |= isNativeModule(module.name);
    any_.imports.insert(module.imports.begin(), module.imports.end());
    any_.storedNames.insert(module.storedNames.begin(), module.storedNames.end());
    any_.powers |= module.powers;
    any_.modulesFlow |= module.modulesFlow;
    auto note = [&](Users& users, const std::set<std::string>& names) {
      for (const std::string& name : names)
        if (auto [at, isNew] = users.try_emplace(name, module.name); !isNew)
          at->second.clear();
    };
    note(stores_, module.storedNames);
    note(reads_, module.readNames);
    for (const std::string& name : module.namedStores)
      stores_[name].clear();
    for (const std::string& name : module.namedReads)
      reads_[name].clear();
    if (module.ownNamespace)
      ownNamespace_.insert(module.name);
  }
  closed_ = names_.contains("__main__");
  for (const std::string& import : any_.imports)
    closed_ = closed_ && (isNativeModule(import) || names_.contains(import));
  findsModules_ = any_.has(Power::Modules) || (any_.has(Power::ReadsAny) && any_.modulesFlow);
}

bool Program::isReachable(const std::string& module) const {
  return !closed_ || findsModules_ || any_.imports.contains(module);
}

bool Program::isOfLibrary(std::string_view module) const {
  std::string name(module);
  return library_.contains(name) || (isNativeModule(name) && !names_.contains(name));
}

bool Program::mayReshapeObjects() const {
  return !closed_ || any_.has(Power::WritesAny) || any_.storedNames.contains("__class__") ||
         any_.storedNames.contains("__bases__");
}

bool Program::isStoredElsewhere(const std::string& module, const std::string& attribute) const {
  auto found = stores_.find(attribute);
  return !closed_ || (found != stores_.end() && found->second != module);
}

bool Program::isReadElsewhere(const std::string& module, const std::string& attribute) const {
  auto found = reads_.find(attribute);
  return !closed_ || (found != reads_.end() && found->second != module);
}

bool Program::mayRebind(const std::string& module, const std::string& variable) const {
  if (!closed_ || any_.has(Power::Namespaces) || isImplied(variable) ||
      ownNamespace_.contains(module) || names_.contains(module + "." + variable))
    return true;
  return isReachable(module) && (any_.has(Power::WritesAny) || any_.storedNames.contains(variable));
}

bool Program::mayRebindBuiltin(const std::string& name) const {
  return isReachable("builtins") && (!closed_ || any_.has(Power::Namespaces) ||
                                     any_.has(Power::WritesAny) || any_.storedNames.contains(name));
}

std::string_view importedBy(const BindingFacts& bindings, const Value* value) {
  if (value->valueKind() != Value::Kind::Inst)
    return {};
  const Inst* inst = static_cast<const Inst*>(value);
  switch (inst->op()) {
  case Op::ImportModule: {
    const std::string& name = inst->attribute().module;
    return name.find('.') == std::string::npos ? std::string_view(name) : std::string_view();
  }
  case Op::CheckBound:
    return importedBy(bindings, inst->operand(0));
  case Op::GlobalLoad:
  case Op::GlobalLoadRaw: {
    auto found = bindings.find(inst->attribute().variable);
    return found != bindings.end() && found->second.isFixed() ? found->second.module
                                                              : std::string_view();
  }
  default:
    return {};
  }
}

BindingFacts bindingsOf(const Module& module, const Program& program) {
  BindingFacts facts;
  for (const auto& variable : module.variables())
    facts[variable.get()].mayRebind = program.mayRebind(module.name(), variable->name);
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (Inst* inst : *block) {
        if (inst->op() != Op::GlobalStore)
          continue;
        BindingFact& fact = facts[inst->attribute().variable];
        const Constant* constant = constantOf(inst->operand(0));
        if (constant && constant->kind == ConstantKind::Unbound) {
          fact.deletes++;
          continue;
        }
        fact.stores++;
        Inst* made = asInst(inst->operand(0));
        bool only = fact.stores == 1 && made;
        fact.function =
            only && made->op() == Op::FunctionNew ? made->attribute().function : nullptr;
        Inst* body = only && made->op() == Op::ClassBuild ? asInst(made->operand(0)) : nullptr;
        fact.module =
            only && made->op() == Op::ImportModule ? importedBy(facts, made) : std::string_view();
        fact.classBody =
            body && body->op() == Op::FunctionNew ? body->attribute().function : nullptr;
      }
  return facts;
}

} // namespace tauro::passes::infer
