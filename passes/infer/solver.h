// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The solver of inference: facts of values and of places (variables, cells, what lists hold,
// results) grow from nothing until no rule adds anything; then bounds that were widened are
// narrowed by a few sweeps.
//
// Instances. Each function that some run may call has a generic instance, which sees all calls.
// Calls whose arguments are known to be numbers also have an instance of their own for that tuple
// of representations, a few to a function: a version, whose parameters are those of the generic
// instance that are of these kinds. Such a call's result is what that instance answers.
//
// Escaping. What code that is not seen may get at has escaped: such a list may hold anything, such
// a function may be called with anything. A rule that does not know what becomes of an operand lets
// it escape.
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "passes/infer/classes.h"
#include "passes/infer/infer.h"
#include "passes/infer/shape.h"

namespace tauro::passes::infer {

struct Instance;

// One instruction in one instance.
struct Work {
  Instance* instance;
  ir::Inst* inst;
};

// Something that holds words and is not an SSA value.
struct Place {
  Fact fact;
  Fact incoming;        // while narrowing: what this sweep's stores gave
  uint8_t growths = 0;  // joins that moved a bound
  bool escapes = false; // what it holds, now or later, escapes
  bool pinned = false;  // holds more than visible stores gave: is not narrowed
  std::vector<Work> readers;
};
// Of kind kOther: a class that is followed, its instances, a method bound to some of these, and
// what a class may hold without getting to know of it (a property).
enum class SiteSort : uint8_t { Plain, Class, Instance, Method, Descriptor };

// Where something of a made kind comes from.
struct Site {
  Kind kind;
  bool escaped = false;
  const ir::Inst* maker = nullptr; // where siteAt made it
  std::vector<PlaceIndex> places =
      {}; // kTuple: an item each; kList, kRange, kIter, kCell: what it holds
  ir::Function* function = nullptr; // kFunc
  unsigned builtin = 0;             // kBuiltin: the row of builtins.def
  SiteSort sort = SiteSort::Plain;  // Method: places are the function and its first argument
  ClassInfo* cls = nullptr;         // Class, Instance
  bool runs = false;                // kIter: advancing it may run code of the program
};

// What running an instruction may run.
struct Trace {
  bool unseen = false; // code that is not seen
  bool ofBuiltinType = false; // a builtin type's method, other than list.append
  std::vector<unsigned> builtins; // rows of builtins.def
  std::vector<const ir::Function*> callees;
};

struct Instance {
  uint32_t index;
  Shape* shape;
  std::vector<Rep> key;   // empty: the generic instance
  bool open = false;      // generic: its parameters may be anything
  bool openBound = false; // but for the first one
  uint32_t firstWork;     // number of its instruction with id 0
  PlaceIndex result;
  PlaceIndex yielded = 0;     // generators: what iterating answers
  std::vector<Fact> facts;    // by Value::id
  std::vector<Fact> incoming; // while narrowing: of block arguments
  std::vector<uint8_t> growths;
  std::vector<bool> queued;
  ir::Function& function() const { return shape->function(); }
};

class Solver {
public:
  Solver(ir::Module& module, const Program& program);
  void run();

  // --- for transfer rules
  Fact use(const Instance& instance, const ir::Inst* inst, unsigned operand) const {
    return useAt(instance, inst, operand, inst->operand(operand));
  }
  Fact read(PlaceIndex place, Work reader);
  void store(PlaceIndex place, const Fact& fact);
  void escape(const Fact& fact);
  // What a container or iterator of one of these kinds holds, any item; anything when its site is
  // not known.
  Fact itemsOf(const Fact& container, uint32_t kinds, Work reader);
  void storeItem(const Fact& container, const Fact& item);
  // Whether comparing, printing, hashing or copying may run code of the program.
  bool mayRunUser(const Fact& fact, Work reader);
  // The site that an instruction makes, always the same one; `slots` places the first time.
  SiteIndex siteAt(Work work, Kind kind, size_t slots, unsigned which = 0);
  const Site& site(SiteIndex index) const { return sites_[index]; }
  size_t siteCount() const { return sites_.size(); }
  Fact constantFact(const ir::Constant* constant);
  Fact functionFact(ir::Function* function);
  Fact builtinFact(std::string_view name); // anything when there are no rules for it
  // Whether the name means a module of the runtime, in C++.
  bool isNative(std::string_view module) const;
  // "math.sqrt", when the module is of the library for certain and the attribute is not rebound.
  std::string libraryName(const ir::Value* module, std::string_view name) const;
  // Whether the attribute of what is a library module for certain is a function with rules.
  bool moduleFunction(const ir::Value* module, std::string_view name, unsigned* builtin) const;
  Fact moduleAttribute(const ir::Value* module, std::string_view name);
  // What iterating over a word answers; escapes it when that may run code of the program.
  Fact iterated(const Fact& iterable, Work work);

  // --- transfer rules, by family: what the result may be
  Fact transfer(Work work);
  Fact transferOperator(Work work);
  Fact transferItem(Work work);
  Fact transferCall(Work work);
  Fact callValue(Work work, const Fact& callee, std::vector<Fact> args,
                 const ir::Constant* kwnames);
  Fact callMethod(Work work, const Fact& receiver, std::string_view name, std::vector<Fact> args,
                  const ir::Constant* kwnames);
  Fact callBuiltin(Work work, unsigned builtin, const std::vector<Fact>& args,
                   const ir::Constant* kwnames);
  Fact transferClass(Work work);
  Fact callAttribute(Work work, const Fact& receiver, const std::string& name,
                     std::vector<Fact> args, const ir::Constant* kwnames);
  Fact callMethodObject(Work work, const Site& method, std::vector<Fact> args,
                        const ir::Constant* kwnames);
  Fact construct(Work work, ClassInfo& cls, std::vector<Fact> args, const ir::Constant* kwnames);
  Fact fieldFact(const ir::Function* classBody, const std::string& name) const;
  // What an operator answers for two operands of which one may be an instance; the other is one or
  // a number. `inPlace` may be null.
  Fact operateInstances(Work work, const Fact& a, const Fact& b, const char* method,
                        const char* reflected, const char* inPlace);
  // The class that the body makes, if it is followed.
  const ClassInfo* classFor(const ir::Function* body) const {
    auto found = bodies_.find(body);
    return found == bodies_.end() ? nullptr : found->second;
  }
  // Whether the word is None, a class that is followed or an instance of one.
  bool isFollowed(const Fact& fact) const;
  bool isDescriptor(const Fact& fact) const;
  // Code that is not seen may read attributes of that name.
  void noteRead(const std::string& name);
  Fact callFunction(Work work, ir::Function* callee, const std::vector<Fact>& args,
                    const ir::Constant* kwnames);

  // --- results
  ir::Module& module;
  const Program& program;
  BindingFacts bindings;
  const std::vector<std::unique_ptr<Instance>>& instances() const { return instances_; }
  Instance* generic(const ir::Function* function) const {
    auto found = generics_.find(function);
    return found == generics_.end() ? nullptr : found->second;
  }
  const Place& place(PlaceIndex index) const { return places_[index]; }
  Fact useAt(const Instance& instance, const ir::Inst* inst, size_t use,
             const ir::Value* value) const;
  bool hasEscaped(const ir::Function* function) const {
    auto found = functionSites_.find(function);
    return found != functionSites_.end() && sites_[found->second].escaped;
  }
  Instance* instanceOf(ir::Function& function, const std::vector<Rep>& key);
  void solve();
  void narrow();
  // What the instruction runs, by the facts that were found.
  Trace traced(Work work);
  void noteUnseen() {
    if (trace_)
      trace_->unseen = true;
  }
  uint64_t evaluations = 0;

private:
  PlaceIndex newPlace() {
    places_.emplace_back();
    return static_cast<PlaceIndex>(places_.size() - 1);
  }
  Shape& shapeOf(ir::Function& function);
  void evaluate(Work work);
  void setResult(Work work, const Fact& fact);
  void storeArgument(Instance& instance, ir::Argument* argument, const Fact& fact);
  void changed(Instance& instance, const ir::Value* value);
  void enqueue(Work work);
  void openAll(Instance& instance);
  void enterVersion(Instance& version, const ir::Argument* argument);
  void escapeSite(SiteIndex index);
  void drainEscapes();
  // --- classes (classes.cpp)
  void findClasses();
  bool followClass(const ir::Inst* build);
  AttributeName& nameOf(const std::string& name);
  PlaceIndex attributeOf(ClassInfo& cls, const std::string& name);
  PlaceIndex fieldOf(ClassInfo& cls, const std::string& name);
  void openAttribute(ClassInfo& cls, AttributeName& name, PlaceIndex place);
  void escapePlace(PlaceIndex index);
  void bindPlace(PlaceIndex index, const Fact& self);
  void callBound(PlaceIndex index);
  void storeUnknown(const std::string& name, const Fact& value);
  void escapeClass(ClassInfo& cls);
  void escapeInstance(ClassInfo& cls);
  Fact lookup(ClassInfo& cls, const std::string& name, Work work);
  void add(Fact& into, const Fact& fact);
  Fact bindMethod(Work work, const Fact& functions, const Fact& self);
  Fact getAttribute(Work work, const Fact& receiver, const std::string& name);
  void setAttribute(Work work, const Fact& receiver, const std::string& name, const Fact& value);

  PlaceIndex captureOf(ir::Function* function, size_t index);
  PlaceIndex variablePlace(ir::Variable* variable);
  Fact loadVariable(Work work, bool raw);
  Fact makeFunction(Work work);
  void storeAnswer(Instance& instance, PlaceIndex Instance::* place, const Fact& fact);
  std::vector<PlaceIndex>& defaultsOf(ir::Function* function);

  std::deque<Place> places_;
  std::deque<Site> sites_;
  std::vector<std::unique_ptr<Instance>> instances_;
  std::unordered_map<const ir::Function*, std::unique_ptr<Shape>> shapes_;
  std::unordered_map<const ir::Function*, Instance*> generics_;
  std::unordered_map<const ir::Function*, std::vector<Instance*>> versions_;
  std::unordered_map<const ir::Function*, SiteIndex> functionSites_;
  std::unordered_map<const ir::Constant*, SiteIndex> constantSites_;
  std::unordered_map<unsigned, SiteIndex> builtinSites_;
  std::unordered_map<uint64_t, SiteIndex> sitesAt_;
  static constexpr SiteIndex kNoSite = UINT32_MAX;
  std::unordered_map<const Instance*, SiteIndex> generatorSites_; // what calling it makes
  std::unordered_map<const ir::Variable*, PlaceIndex> variables_;
  std::unordered_map<const ir::Function*, std::vector<PlaceIndex>> captures_, defaults_;
  std::unordered_map<const ir::Inst*, std::unique_ptr<ClassInfo>> classes_; // by class.build
  std::unordered_map<const ir::Function*, ClassInfo*> bodies_;              // by the class's body
  std::unordered_map<const ir::Function*, ClassInfo*> methods_; // by a function made in a body
  std::unordered_map<std::string, AttributeName> names_;
  std::unordered_set<std::string> deleted_;    // attributes that the module deletes
  std::unordered_map<PlaceIndex, Fact> bound_; // what may be bound to functions in the place
  std::unordered_set<uint64_t> reads_;         // (place, work) that are registered
  std::deque<Work> queue_;
  std::vector<SiteIndex> escaping_;
  Trace* trace_ = nullptr; // while tracing
  bool draining_ = false, narrowing_ = false;
  uint32_t workCount_ = 0;
};

// The name of a row of builtins.def.
std::string_view builtinName(unsigned row);
} // namespace tauro::passes::infer
