// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes one version of a function from its generic body, op by op. docs/specialisation.md tells
// the whole; here is what the families of rules share.
//
// Each value of the generic body has a *form* in the version: what its definition gave, in the
// representation that its fact allows. Uses ask for the representation that they want, and
// conversions are made there. What may fail (an overflow, an int beyond 64 bits, an index) leaves
// to the generic body, before the op in hand or before the last op since which the program has seen
// nothing: one resume point for all of these.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "ir/analysis/liveness.h"
#include "ir/analysis/loops.h"
#include "ir/builder.h"
#include "passes/specialise/explain.h"
#include "passes/specialise/plans.h"

namespace tauro::passes::specialise {

using infer::Fact;
using infer::Rep;

// Functions of the math module that have an op on doubles.
bool isMathOnDoubles(std::string_view name);

class Translator {
public:
  Translator(const infer::Inference& inference, const Plans& plans, const Version& version);
  void run();
  // For a version of a loop, which the resume code goes on in when it comes by the head: what may
  // outgrow a register is a word there, so that it does not leave for that.
  void runLoop(const ir::Loop& loop, const std::vector<ir::Value*>& live);
  // Whether what was written is likely to leave to the generic body in some run.
  bool leaves() const { return isLikelyToLeave_; }
  // Has run() note what it does, for people.
  void note(VersionNotes& notes) { notes_ = &notes; }

private:
  void translateAll();
  void translateLoop();
  void findPacks();
  bool isTranslated(const ir::Block* block) const {
    return loop_ == nullptr || isInLoop_[block->id()];
  }
  // Leaves a loop's version where an edge leads out of the loop.
  void leaveLoopTo(const ir::Block& block, const ir::Liveness& liveness);
  void clear();
  void leaveAtOnce();
  void noteGeneric();
  void noteLoops(); // explain.cpp
  struct Form {
    ir::Value* value = nullptr; // null: made where it is used, or not at all
    Rep rep = Rep::Word;
    // A second form beside a word, made where the word was.
    ir::Value* raw = nullptr;
    Rep rawRep = Rep::Word;
  };

  // A loop's iterator that is counters instead of an object.
  struct Counter {
    enum Kind : uint8_t { Range, List, Enumerate, Zip } kind;
    int64_t state;          // the local that holds the next item of a range, or the next index
    const ir::Inst* source; // the call of range, enumerate or zip; py.iter of a list
    ir::Value* stop = nullptr;
    ir::Value* step = nullptr;
    bool up = true;
    bool mayOverflow = true;            // when the next item is counted up
    std::vector<ir::Value*> lists = {}; // of the generic body, that are walked along
    ir::Value* start = nullptr;         // Enumerate: what it counts from
    std::vector<ir::Value*> items = {}; // of the tuple that is not made: what it would hold
  };

  // What a lookup of a method found: the function's word, and which function it is.
  struct Method {
    ir::Value* word;
    ir::Function* function;
  };

  // A module variable that lies in a local while a loop runs.
  struct Promoted {
    int64_t local;
    Rep rep;
    bool isExposed;    // read before the loop wrote it: loaded where the loop is entered
    bool isDeferred;   // its slot is behind until control leaves
    int64_t isWritten; // the local that tells whether the loop wrote it yet; -1: it need not
  };
  struct ByName {
    bool operator()(const ir::Variable* a, const ir::Variable* b) const {
      return a->name < b->name;
    }
  };
  using PromotedVariables = std::map<ir::Variable*, Promoted, ByName>;
  // A loop that runs no code which could see the variables.
  struct Region {
    const ir::Loop* loop;
    bool isBehind; // some variable's slot is, while it runs
    PromotedVariables variables;
  };

  // A place where the generic body may go on, and what leaves to it.
  struct Point {
    ir::ResumeKind kind;
    const ir::Inst* at;
    ir::Inst* marker;                 // Before: its resume.point; AfterResult: the call
    const ir::Block* block = nullptr; // BlockEntry
    std::vector<ir::Inst*> exits;
  };

  // --- translator.cpp: blocks, values, ops that stay as they are
  void declareBlocks();
  void translateBlock(const ir::Block& block);
  void translate(ir::Inst* inst);
  // Copies an op with its attribute and edges; operands in the representations that it takes.
  ir::Inst* copy(const ir::Inst* inst);
  ir::Inst* copyAs(const ir::Inst* inst, ir::Op op, std::vector<ir::Value*> operands,
                   ir::Attribute attribute);
  bool isEntering(const ir::Inst* jump) const;
  // The arguments of one of the op's edges, as the version's block takes them.
  std::vector<ir::Value*> edgeArguments(const ir::Inst* inst, size_t edge);
  void define(const ir::Inst* inst, ir::Value* value);
  ir::Inst* emit(ir::Op op, std::vector<ir::Value*> operands, int64_t imm = 0);
  ir::Value* real(double value);

  // --- values.cpp: which forms values have, and conversions
  // The raw representation that words of this fact have in the version; Word: none.
  Rep rawRepOf(const Fact& fact) const;
  bool isNumber(const Fact& fact) const {
    Rep rep = rawRepOf(fact);
    return rep == Rep::I64 || rep == Rep::F64;
  }
  void findWanted();
  bool isWanted(const ir::Value* value) const { return wanted_[value->id()]; }
  bool takesRaw(const ir::Inst* inst, unsigned operand) const;
  Rep homeOf(const ir::Value* value) const;
  Fact factOf(const ir::Value* value) const { return inference_.factOf(value, version_.index); }
  Fact factAt(const ir::Inst* inst, size_t use) const {
    return inference_.factAt(inst, use, version_.index);
  }
  // A value in a representation. `at` is the op of the generic body that is being translated; a
  // conversion that may fail leaves before it. The fact is what is known of the value there.
  ir::Value* as(ir::Value* value, Rep rep, const ir::Inst* at, const Fact& fact);
  ir::Value* operandAs(const ir::Inst* inst, unsigned i, Rep rep) {
    return as(inst->operand(i), rep, inst, factAt(inst, i));
  }
  ir::Value* word(const ir::Inst* inst, unsigned i) { return operandAs(inst, i, Rep::Word); }
  ir::Value* unbox(ir::Value* word, Rep rep, const ir::Inst* at, const Fact& fact);
  ir::Value* constantAs(const ir::Constant* constant, Rep rep);
  ir::Value* box(ir::Value* raw, Rep rep, const Fact& fact = Fact());
  void deriveRaw(const ir::Value* value, const ir::Inst* at);
  void noteList(const ir::Value* value);
  bool isRawSeen(const ir::Value* value, const ir::Inst* at) const;
  ir::Value* makeLazy(const ir::Inst* inst);
  static bool isLazy(const infer::Inference& inference, const ir::Inst* inst);

  // --- exits.cpp
  // Whether the generic body can be entered before an op: no pack is live there.
  bool canLeave(const ir::Inst* at) const { return !packLive_[at->id()]; }
  void leave(ir::Inst* speculative, const ir::Inst* at);
  bool isLikely(const ir::Inst* exit, const ir::Inst* at) const;
  void leaveAfter(ir::Inst* call, const ir::Inst* at);
  void finishExits();
  void finishPoint(Point& point, const std::unordered_set<ir::Value*>& live);
  unsigned numberOf(const Point& point, const std::vector<ir::Value*>& live);
  // A live value's word (or raw value of the generic body) in the cold block where `b_` stands;
  // `parts` are what the exits passed for it.
  ir::Value* rebuild(ir::Value* value, std::span<ir::Value* const> parts);
  void passedFor(ir::Value* value, const Point& point, std::vector<ir::Value*>* parts);

  // --- operators.cpp; each answers false when the op stays generic
  bool translateOperator(ir::Inst* inst);
  bool translateIntegers(ir::Inst* inst, ir::Op op, const Fact& left, const Fact& right);
  bool translateFloats(ir::Inst* inst, ir::Op op, const Fact& left, const Fact& right);
  bool translateComparison(ir::Inst* inst, ir::Op op, bool isTruth);
  bool translatePower(ir::Inst* inst, const Fact& left, const Fact& right);
  bool translateUnary(ir::Inst* inst);
  bool translateTruth(ir::Inst* inst);
  ir::Value* floatOperand(ir::Inst* inst, unsigned i);
  // An op with an exit unless it was proven to succeed.
  ir::Inst* speculate(const ir::Inst* inst, ir::Op op, std::vector<ir::Value*> operands,
                      bool isProven);

  // --- items.cpp
  bool translateItem(ir::Inst* inst);
  // Whether the op's first operand is a tuple of so many items in every run.
  bool isTupleOf(const ir::Inst* inst, size_t length) const;
  // Which item of a tuple, that surely has it, py.getitem reads; or -1.
  int64_t itemOfTuple(const ir::Inst* inst) const;
  ir::Value* listIndex(ir::Inst* inst, ir::Value* list);
  // The ops on items of lists of a fact, and how they take an item.
  struct ListAccess {
    Rep rep;
    ir::Op load, store, append;
  };
  ListAccess accessOf(const Fact& list) const;
  bool translateListNew(ir::Inst* inst);
  void findCounters();
  bool findPairs(ir::Inst* iterator, const ir::Inst* call);
  Counter* pairsOf(const ir::Value* unpack);
  void nextOfLists(ir::Inst* inst, Counter& counter);
  void startCounter(const ir::Inst* inst);
  void nextOfCounter(ir::Inst* inst, Counter& counter);
  Counter* counterOf(const ir::Value* iterator) {
    auto found = counters_.find(iterator);
    return found == counters_.end() ? nullptr : &found->second;
  }
  int64_t newLocal(ir::Type type);
  ir::Value* loadLocal(int64_t local);
  void storeLocal(int64_t local, ir::Value* value);

  // --- promote.cpp
  void findRegions();
  bool isQuiet(const ir::Inst* inst) const;
  Region* regionOf(const ir::Block* block) { return regions_[block->id()]; }
  bool mayPromoteIn(const ir::Loop& loop, std::vector<const ir::Inst*>* calls) const;
  void addRegion(const ir::Loop& loop, std::span<const ir::Inst* const> calls);
  PromotedVariables variablesOf(const ir::Loop& loop);
  bool mayBeSeen(const ir::Variable* variable, std::span<const ir::Inst* const> calls) const;
  void spillOnError(ir::Inst* made, Region& region);
  // `jump` is the generic body's, or null where a loop's version is entered.
  void enterRegion(const ir::Inst* jump, Region& region);
  // What the slots are behind with where the builder stands, and storing it.
  void collectBehind(const Region& region, std::vector<ir::Value*>* values);
  void spill(const Region& region);
  void spillValues(const Region& region, std::span<ir::Value* const> values);
  // Where an edge of the generic body leads to in the version: past the stores of a region it
  // leaves.
  ir::Block* targetOf(const ir::Inst* inst, size_t edge);
  bool translateVariable(ir::Inst* inst);

  // --- objects.cpp
  bool isObjectAccess(const ir::Inst* inst) const;
  const Method* loadedMethod(const ir::Value* value) const;
  ir::Value* guardShape(ir::Inst* inst);
  ir::Value* guardMethod(ir::Inst* inst, const ir::KnownClass::Method* method);
  bool translateObject(ir::Inst* inst);

  // --- calls.cpp
  void findLookups();
  // The lookup of list.append, or of a library's function, that a word was read from and that was
  // left out, or null.
  const ir::Inst* lookupOf(const ir::Value* value) const;
  bool translateCall(ir::Inst* inst);
  bool isAppend(const ir::Inst* callMethod) const;
  void append(ir::Inst* inst, ir::Value* list, const Fact& fact, unsigned item);
  bool translateKnownCall(ir::Inst* inst, ir::Function* callee);
  // Whether the operands from `first` on are all that the callee takes, in its order.
  bool isPlainCall(const ir::Inst* inst, const ir::Function& callee, unsigned first) const;
  // A version of the callee for what the operands from `first` on are proven to be, or null.
  const Version* versionFor(const ir::Inst* inst, const ir::Function* callee, unsigned first) const;
  // Calls it, or where there is none the callee's body; `function` is the function object.
  void callKnown(ir::Inst* inst, ir::Function* callee, ir::Value* function, unsigned first);
  // Of arguments from operand `at` on.
  bool translateBuiltinCall(ir::Inst* inst, std::string_view name, unsigned at);
  bool translateReturn(ir::Inst* inst);

  const infer::Inference& inference_;
  const Plans& plans_;
  const Version& version_;
  const ir::Function& generic_;
  ir::Function& out_;
  ir::Cfg cfg_;
  ir::Builder b_;
  std::vector<Form> forms_;                                     // by Value::id of the generic body
  std::vector<bool> wanted_;                                    // likewise: some use takes it raw
  std::vector<bool> packLive_;                                  // by Value::id of instructions
  std::vector<ir::Block*> blocks_;                              // by Block::id
  std::map<std::pair<const ir::Value*, Rep>, ir::Value*> made_; // conversions in this block
  std::unordered_map<const ir::Value*, Counter> counters_;      // by the generic iterator
  std::unordered_map<const ir::Inst*, const ir::Inst*>
      ranges_;                                  // calls of range and its like that go
  std::unordered_set<const ir::Inst*> lookups_; // method.load ops that go
  // Objects whose shape was guarded for in this block, and is the same still: their addresses.
  std::unordered_map<const ir::Value*, ir::Value*> guarded_;
  std::unordered_map<const ir::Inst*, Method> methods_; // method.load ops that became guards
  std::deque<Region> promotedIn_;
  std::vector<Region*> regions_; // by Block::id of the generic body; null: in none
  std::unique_ptr<ir::Dominators> dominators_;
  std::unique_ptr<ir::Loops> loops_;
  // Loops that turned out to have an op that may see slots.
  std::unordered_set<const ir::Loop*> loud_;
  VersionNotes* notes_ = nullptr;  // null: nobody asks
  // With notes: ops of the generic body that were copied, and the copies.
  std::vector<std::pair<const ir::Inst*, const ir::Inst*>> copied_;
  const ir::Loop* loop_ = nullptr; // of a loop's version
  const std::vector<ir::Value*>* loopLive_ = nullptr;
  std::vector<bool> isInLoop_;                                         // by Block::id
  std::map<std::pair<ir::ResumeKind, const void*>, unsigned> numbers_; // of resume points
  std::deque<Point> points_;
  bool isLikelyToLeave_ = false;
  Point* point_ = nullptr;                                             // valid where `b_` stands
  std::unordered_map<const ir::Block*, std::vector<Point*>> pointsIn_; // blocks of the generic body
};

} // namespace tauro::passes::specialise
