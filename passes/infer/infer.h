// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Type inference: what the words of a module are for certain, and what is worth betting on. An
// analysis: it changes no IR. docs/inference.md explains it.
//
// A *fact* holds for every run, whatever the program does that is seen here or may be done by what
// is not. A *proposal* is a guess that a version guards for at its entry.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "passes/infer/fact.h"
#include "passes/infer/summary.h"

namespace tauro::passes::infer {

// How a version takes a parameter or a value.
enum class Rep : uint8_t { Word, I64, F64, Bool };

// The representation in which a fact's words may be passed.
Rep repOf(const Fact& fact);
// What a word of the representation may be.
Fact factOf(Rep rep);

// A version of a function that is worth making. Its facts are those of runs that enter with
// arguments of these representations.
struct VersionPlan {
  ir::Function* function;
  std::vector<Rep> parameters;
  bool proposed; // some parameter is a guess: the entry must guard; else only direct calls need it
  Rep result;    // Word: not always a number of one kind
  std::string symbol() const; // "app.f$i64_f64"
};

class Effects;
class Solver;
class Storage;
struct Instance;

class Inference {
public:
  Inference(ir::Module& module, const Program& program);
  ~Inference();

  const BindingFacts& bindings() const;
  // Whether the name means the builtin of that name, in every run, when the variable is unbound.
  bool isBuiltinFixed(const ir::Variable& variable) const;

  // Of the generic body: of all calls. Bottom for what no run reaches. For version `v`, an index
  // into versions(), of what runs through it.
  Fact factOf(const ir::Value* value, int version = -1) const;
  // Where it is used, behind the branches that lead there; `use` counts the operands, then the
  // arguments of all edges.
  Fact factAt(const ir::Inst* inst, size_t use, int version = -1) const;
  Fact resultOf(const ir::Function* function, int version = -1) const;
  // The same as a type of a tagged word, with what lists hold and which function it is.
  ir::Type typeOf(const Fact& fact) const;
  // The one function, or builtin with rules, that the word is in every run; else null or empty.
  ir::Function* functionOf(const Fact& fact) const;
  std::string_view builtinOf(const Fact& fact) const;
  // The function of a library module that method.load or py.call.method finds in every run; else
  // empty.
  std::string_view moduleFunctionOf(const ir::Inst* lookup) const;
  // How many items the word, a tuple, has in every run; else SIZE_MAX.
  size_t lengthOfTuple(const Fact& fact) const;
  // The body of the class of which the word is an instance, of no subclass, in every run; or null.
  ir::Function* classOf(const Fact& fact) const;
  // The body of the class that the word itself is in every run, or null.
  ir::Function* classItself(const Fact& fact) const;
  // Whether the class that the body makes is followed; then that of its base, null for object.
  bool isFollowed(const ir::Function* classBody) const;
  ir::Function* baseOf(const ir::Function* classBody) const;
  // Whether the class or a base may hold anything by that name.
  bool mayHave(const ir::Function* classBody, const std::string& name) const;
  // Whether what the function answers may be NotImplemented.
  bool mayDecline(const ir::Function* function) const;
  // Whether the class or a base may hold a property, or its like, by that name.
  bool mayBeDescriptor(const ir::Function* classBody, const std::string& name) const;
  // Names of attributes that instances may have themselves.
  std::vector<std::string> fieldsOf(const ir::Function* classBody) const;
  // What an attribute of the class's instances holds, when an instance has it itself; anything when
  // that is not known.
  Fact fieldOf(const ir::Function* classBody, const std::string& name) const;
  // What the lists that the word may be hold.
  Fact itemsOf(const Fact& list) const;
  // How items lie in the lists that the word may be, in every run, and in those that a list.new of
  // a generic body makes (storage.h). I64 and F64; Word: as words.
  Rep storageOf(const Fact& list) const;
  Rep storageMadeBy(const ir::Inst* listNew) const;
  // For people: "int [0..9]|none", "list<float>", "value", "unreached".
  std::string describe(const Fact& fact) const;
  // Whether unseen code may call the function.
  bool hasEscaped(const ir::Function* function) const;

  // Whether executing the instruction may read or write the module variable: itself, in what it
  // calls, or by code that is not seen. Whether it may run such code at all.
  bool mayTouch(const ir::Inst* inst, const ir::Variable* variable) const;
  bool mayRunUnseen(const ir::Inst* inst) const;

  // A guess about a parameter that is not known, from how it is used.
  Rep proposalOf(const ir::Function* function, unsigned parameter) const;
  const std::vector<VersionPlan>& versions() const { return versions_; }
  // Steps that solving took, for tests and reports.
  uint64_t evaluations() const;

private:
  const Instance* instanceOf(const ir::Function* function, int version) const;
  ir::Type typeOf(const Fact& fact, unsigned depth) const;
  std::string describe(const Fact& fact, unsigned depth) const;
  std::unique_ptr<Solver> solver_;
  mutable std::unique_ptr<Effects> effects_; // when first asked for
  std::unique_ptr<Storage> storage_;
  std::unordered_map<const ir::Function*, std::vector<Rep>> proposals_;
  std::vector<VersionPlan> versions_;
  std::vector<const Instance*> instances_; // of versions_
};

// What the uses of a function's parameters suggest, by parameter; Word: nothing, or it is known.
std::vector<Rep> proposalsFor(const Instance& generic);

// The module's text with facts and proposals as comments. `--print-types` of tauro-opt.
std::string printTypes(ir::Module& module, const Inference& inference);

} // namespace tauro::passes::infer
