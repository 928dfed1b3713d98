// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/specialise/known_classes.h"

#include <algorithm>
#include <unordered_set>

#include "passes/facts.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::Inference;

namespace {

constexpr unsigned kMaxCalls = 4; // from __init__ to a method that stores attributes

// Methods that are wrapped when the class is made.
bool isWrapped(std::string_view name) {
  return name == "__init_subclass__" || name == "__class_getitem__";
}

// The order in which a function stores attributes on its first parameter: a forward walk in which
// ways that meet keep what they have in common.
class StoreOrder {
public:
  StoreOrder(Module& module, const Inference& inference) : module_(module), inference_(inference) {}

  std::vector<const Constant*> of(const KnownClass& known, const Function& init) {
    State state;
    state.isReached = true;
    walk(known, init, &state, 0);
    return std::move(state.names);
  }

private:
  struct State {
    std::vector<const Constant*> names;
    bool isOpen = true; // the ways agree so far
    bool isReached = false;
  };

  static void meet(State& into, const State& from) {
    if (!from.isReached)
      return;
    if (!into.isReached) {
      into = from;
      return;
    }
    size_t common = 0;
    while (common < into.names.size() && common < from.names.size() &&
           into.names[common] == from.names[common])
      common++;
    into.isOpen = into.isOpen && from.isOpen && into.names.size() == from.names.size() &&
                  common == into.names.size();
    into.names.resize(common);
  }

  void walk(const KnownClass& known, const Function& function, State* state, unsigned depth) {
    if (function.kind != FunctionKind::Function || function.entry()->argumentCount() == 0 ||
        depth > kMaxCalls)
      return;
    Cfg cfg(function);
    std::vector<State> ends(cfg.order().size());
    State result;
    // A loop may store more in its first round; the second walk sees that ways differ.
    for (unsigned round = 0; round < 2; round++) {
      result = {};
      for (uint32_t n = 0; n < cfg.order().size(); n++) {
        State at;
        if (n == 0)
          at = *state;
        for (const EdgeRef& edge : cfg.predecessors(cfg.order()[n]))
          if (!edge.isMidBlock())
            meet(at, ends[cfg.number(edge.block())]);
        for (Inst* inst : *cfg.order()[n])
          if (at.isReached && at.isOpen)
            visit(known, function, inst, &at, depth);
        if (Inst* last = cfg.order()[n]->last(); last && last->op() == Op::Return)
          meet(result, at);
        ends[n] = std::move(at);
      }
    }
    if (result.isReached)
      *state = std::move(result);
  }

  void visit(const KnownClass& known, const Function& function, Inst* inst, State* state,
             unsigned depth) {
    const Value* self = function.entry()->argument(0);
    auto isSelf = [&](unsigned i) {
      return inst->operands().size() > i && inst->operand(i) == self;
    };
    switch (inst->op()) {
    case Op::PySetAttr:
      if (isSelf(0) && std::find(state->names.begin(), state->names.end(),
                                 inst->attribute().constant) == state->names.end())
        state->names.push_back(inst->attribute().constant);
      break;
    case Op::PyCall: {
      // super().__init__(...)
      Inst* callee = asInst(inst->operand(0));
      if (callee && callee->op() == Op::SuperGetAttr && callee->operand(1) == self && known.base)
        call(*known.base, callee->attribute().constant, state, depth);
      break;
    }
    case Op::PyCallMethod:
      callMethod(known, inst, inst->operand(0), isSelf(0), isSelf(1), state, depth);
      break;
    case Op::PyCallLoaded: {
      Inst* get = asInst(inst->operand(0));
      Inst* load = get && get->op() == Op::PackGet ? asInst(get->operand(0)) : nullptr;
      if (load && load->op() == Op::MethodLoad)
        callMethod(known, load, load->operand(0), load->operand(0) == self, isSelf(2), state,
                   depth);
      break;
    }
    default:
      break;
    }
  }

  // self.method(...), or Base.method(self, ...).
  void callMethod(const KnownClass& known, const Inst* named, Value* receiver, bool isOfSelf,
                  bool isWithSelf, State* state, unsigned depth) {
    if (isOfSelf)
      call(known, named->attribute().constant, state, depth);
    else if (isWithSelf)
      if (const Function* body = inference_.classItself(inference_.factOf(receiver)))
        if (const KnownClass* base = module_.findClass(body->symbol()))
          call(*base, named->attribute().constant, state, depth);
  }

  void call(const KnownClass& known, const Constant* name, State* state, unsigned depth) {
    int method = known.findMethod(name);
    if (method >= 0)
      walk(known, *known.methods[static_cast<size_t>(method)].function, state, depth + 1);
  }

  Module& module_;
  const Inference& inference_;
};

// The functions that the body binds, and its bases' where it binds nothing else to their names.
void findMethods(KnownClass& known) {
  if (known.base)
    known.methods = known.base->methods;
  std::unordered_set<const Constant*> own;
  for (const auto& block : known.body->blocks())
    for (Inst* inst : *block) {
      if (inst->op() != Op::NamespaceSet)
        continue;
      const Constant* name = inst->attribute().constant;
      std::erase_if(known.methods, [&](const auto& method) { return method.name == name; });
      Inst* value = asInst(inst->operand(1));
      // Which of several holds is not looked into.
      if (!own.insert(name).second || !value || value->op() != Op::FunctionNew ||
          isWrapped(name->text))
        continue;
      Function* function = value->attribute().function;
      if (function->kind == FunctionKind::Function || isSuspendable(function->kind))
        known.methods.push_back({name, function});
    }
}

bool findAttributes(KnownClass& known, Module& module, const Inference& inference) {
  int init = known.findMethod(module.strConstant("__init__"));
  std::vector<const Constant*> names;
  if (init >= 0)
    names =
        StoreOrder(module, inference).of(known, *known.methods[static_cast<size_t>(init)].function);
  if (names.size() > KnownClass::kMaxAttributes)
    return false;
  for (const Constant* name : names) {
    if (inference.mayBeDescriptor(known.body, name->text))
      return false;
    bool isFloat = inference.fieldOf(known.body, name->text).isOnly(infer::kFloat);
    known.attributes.push_back({name, isFloat ? Type::f64() : Type::value()});
  }
  for (const std::string& field : inference.fieldsOf(known.body))
    if (known.findAttribute(module.strConstant(field)) < 0)
      return false;
  std::erase_if(known.methods,
                [&](const auto& method) { return known.findAttribute(method.name) >= 0; });
  return !known.attributes.empty() || !known.methods.empty();
}

} // namespace

bool findKnownClasses(Module& module, const Inference& inference) {
  if (!module.body || module.body->blocks().empty() || !module.classes().empty())
    return false;
  Cfg cfg(*module.body);
  for (Block* block : cfg.order())
    for (Inst* inst : *block) {
      Inst* made = inst->op() == Op::ClassBuild ? asInst(inst->operand(0)) : nullptr;
      if (!made || made->op() != Op::FunctionNew)
        continue;
      Function* body = made->attribute().function;
      const Function* base = inference.baseOf(body);
      if (!inference.isFollowed(body) || module.findClass(body->symbol()))
        continue;
      KnownClass known(body);
      known.base = base ? module.findClass(base->symbol()) : nullptr;
      if (base && !known.base)
        continue;
      findMethods(known);
      if (findAttributes(known, module, inference))
        *module.addClass(body) = std::move(known);
    }
  return !module.classes().empty();
}

} // namespace tauro::passes::specialise
