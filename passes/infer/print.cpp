// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR's text with what inference found as comments, so that it still parses:
//
//   ; f: fixed @m.f                        what a module variable is bound to
//   func @m.f(n) -> value {  ; n: int [0..9] -> int
//   b0(n: value):  ; n: int [0..9]
//     t = py.add n, n  ; int [0..18] raw i64
//   }
//   ; version @m.f$i64 n: int -> int try i64
//   ;   t: int
//
// `raw`: proven to fit a register; `try`: ints that may be big, so that raw arithmetic needs exits;
// `guess`: a parameter that is not known.
#include "ir/text.h"
#include "passes/infer/infer.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

class Printer {
public:
  explicit Printer(const Inference& inference) : inference_(inference) {}

  std::string run(const Module& module) {
    std::string text = print(module);
    // The module's own lines come before its first function.
    size_t end = text.find("\n\n");
    out_ = text.substr(0, end == std::string::npos ? text.size() : end + 1);
    for (const auto& variable : module.variables())
      printBinding(*variable);
    for (const auto& function : module.functions()) {
      out_ += "\n";
      printFunction(*function);
    }
    return out_;
  }

private:
  void printBinding(const Variable& variable) {
    const BindingFact& fact = inference_.bindings().at(&variable);
    out_ += "; " + variable.name + ":";
    if (fact.mayRebind)
      out_ += " unseen stores";
    else if (fact.isFixed())
      out_ += fact.function    ? " fixed @" + fact.function->symbol()
              : fact.classBody ? " fixed class @" + fact.classBody->symbol()
                               : " fixed";
    else
      out_ += " " + std::to_string(fact.stores) + " stores, " + std::to_string(fact.deletes) +
              " deletes";
    if (!variable.builtin.empty())
      out_ += inference_.isBuiltinFixed(variable) ? ", builtin fixed" : ", builtin not fixed";
    out_ += "\n";
  }

  std::string of(const Fact& fact) const {
    std::string text = inference_.describe(fact);
    if (fact.isOnly(kInt))
      text += fact.range.isClosed() ? " raw i64" : " try i64";
    return text;
  }

  std::string stored(const Inst* inst) const {
    Rep rep = inst->op() == Op::ListNew ? inference_.storageMadeBy(inst) : Rep::Word;
    return rep == Rep::F64 ? " holds f64" : rep == Rep::I64 ? " holds i64" : "";
  }

  // The variables that what the instruction runs may read or write, but for those that never
  // change.
  std::string touched(const Inst* inst) const {
    std::string text;
    for (const auto& variable : inst->function()->module()->variables()) {
      const BindingFact& fact = inference_.bindings().at(variable.get());
      if (!inst->attribute().variable && !fact.isFixed() && !fact.mayRebind && fact.stores &&
          inference_.mayTouch(inst, variable.get()))
        text += (text.empty() ? "; touches " : " ") + variable->name;
    }
    return text;
  }

  static std::string nameIn(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    size_t end = line.find(" = "), colon = line.find(": ");
    return std::string(line.substr(0, std::min(end, colon)));
  }

  void printFunction(const Function& function) {
    std::string text = print(function);
    size_t at = 0;
    auto line = [&] {
      size_t end = text.find('\n', at);
      std::string result = text.substr(at, end - at);
      at = end + 1;
      return result;
    };
    bool escaped = inference_.hasEscaped(&function);
    out_ += line() + "  ; " + (escaped ? "escapes " : "") + "-> " +
            of(inference_.resultOf(&function)) + "\n";
    std::string next = line();
    while (next.starts_with("  ")) { // what precedes the entry block
      out_ += next + "\n";
      next = line();
    }
    std::vector<std::pair<const Value*, std::string>> names;
    for (const auto& block : function.blocks()) {
      out_ += next;
      std::string separator = "  ; ";
      bool isEntry = block.get() == function.entry();
      for (const auto& argument : block->arguments()) {
        std::string name = argumentName(next, argument->index());
        names.emplace_back(argument.get(), name);
        out_ += separator + name + ": " + of(inference_.factOf(argument.get()));
        if (isEntry)
          if (Rep rep = inference_.proposalOf(&function, argument->index()); rep != Rep::Word)
            out_ += rep == Rep::F64 ? " guess f64" : " guess i64";
        separator = ", ";
      }
      out_ += "\n";
      for (Inst* inst : *block) {
        next = line();
        out_ += next;
        if (info(inst->op()).result != ResultRule::None) {
          names.emplace_back(inst, nameIn(next));
          if (inst->op() != Op::Const && inst->op() != Op::ConstBool)
            out_ += "  ; " + of(inference_.factOf(inst)) + stored(inst);
        }
        out_ += touched(inst) + "\n";
      }
      next = line();
    }
    out_ += next + "\n";
    printVersions(function, names);
  }

  // The name of a block's argument, from its label.
  static std::string argumentName(std::string_view label, unsigned index) {
    size_t at = label.find('(');
    std::string_view list = label.substr(at + 1);
    for (unsigned i = 0;; i++) {
      size_t colon = list.find(": ");
      if (i == index)
        return std::string(list.substr(0, colon));
      // Types hold balanced brackets, and commas within them.
      int open = 0;
      size_t p = colon;
      while (p < list.size() && (open || list[p] != ',')) {
        open += list[p] == '<' || list[p] == '[' ? 1 : list[p] == '>' || list[p] == ']' ? -1 : 0;
        p++;
      }
      list.remove_prefix(std::min(p + 2, list.size()));
    }
  }

  // What a version knows beyond the generic body.
  void printVersions(const Function& function,
                     const std::vector<std::pair<const Value*, std::string>>& names) {
    for (size_t v = 0; v < inference_.versions().size(); v++) {
      const VersionPlan& plan = inference_.versions()[v];
      if (plan.function != &function)
        continue;
      int version = static_cast<int>(v);
      out_ += "; version @" + plan.symbol() + (plan.proposed ? " guarded" : "") + " -> " +
              of(inference_.resultOf(&function, version)) + "\n";
      for (auto& [value, name] : names) {
        std::string fact = of(inference_.factOf(value, version));
        if (fact != of(inference_.factOf(value)))
          out_ += ";   " + name + ": " + fact + "\n";
      }
    }
  }

  const Inference& inference_;
  std::string out_;
};

} // namespace

std::string printTypes(Module& module, const Inference& inference) {
  return Printer(inference).run(module);
}

} // namespace tauro::passes::infer
