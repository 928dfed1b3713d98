// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Why ops stay generic, for `tauroc --explain`. While versions are written, each notes what it
// leaves as it is (VersionNotes); when all are, the facts that the rules of the translation ask for
// are looked at once more and said in words. Nothing here decides anything.
#pragma once

#include <deque>
#include <map>

#include "passes/remarks.h"
#include "passes/specialise/plans.h"

namespace tauro::passes::specialise {

// How a version does one of its loops.
struct LoopNotes {
  const ir::Block* header; // of the generic body
  enum : uint8_t { NoIterator, Object, Counter } iterator = NoIterator;
  bool isReached = true;
  std::vector<std::pair<std::string, infer::Rep>> registers; // that go round
  std::vector<std::string> moduleVariables;                  // that lie in registers
  const ir::Inst* loud = nullptr; // why those of the loop that are numbers do not
};

// What a translation notes.
struct VersionNotes {
  const Version* version;
  std::vector<const ir::Inst*> generic; // of the generic body: copied as they are
  std::vector<std::pair<const ir::Inst*, const Version*>> calls; // that became direct
  std::vector<LoopNotes> loops;

  void restart() {
    generic.clear();
    calls.clear();
  }
};

// One for each version, in their order; made where remarks are wanted.
using Notes = std::deque<VersionNotes>;

// The method that a call on an instance of a class that is followed finds, as it looks; or null.
const ir::Function* methodOf(const ir::Module& module, const infer::Inference& inference,
                             const ir::Inst* lookup);

void explain(const ir::Module& module, const infer::Inference& inference, const Plans& plans,
             const Notes& notes, Remarks& remarks);

// --- causes.cpp
// Facts and where they come from, in words.
class Causes {
public:
  Causes(const ir::Module& module, const infer::Inference& inference);
  // "an int or a float", "a list of anything"
  std::string inWords(const infer::Fact& fact) const;
  // What the source calls the value: "row[i]".
  std::string nameOf(const ir::Value* value) const;
  // Why no more is known of the value than its fact says: ": an item of ..."; or nothing.
  std::string of(const ir::Value* value, int version) const;
  // Whence the value has its kinds: back through operators that only pass them on.
  const ir::Value* rootOf(const ir::Value* value, int version) const;
  // Why the name that a call goes by is not known to be one function.
  std::string ofName(const ir::Variable& variable) const;
  // The operand's name, what it may be, and why, in the words of RemarkId::Operand.
  std::string operand(const ir::Inst* inst, unsigned i, int version) const;
  const SourceLines& lines() const { return lines_; }

private:
  std::string of(const ir::Value* value, int version, unsigned depth) const;
  std::string ofParameter(const ir::Argument* parameter) const;
  std::string ofStores(const std::vector<std::pair<const ir::Value*, infer::Fact>>& stores,
                       const std::vector<ir::SiteId>& sites) const;
  std::string plural(const infer::Fact& fact, unsigned depth) const;
  // The kinds of a fact, each in words.
  std::vector<std::string> kindsOf(const infer::Fact& fact, unsigned depth, bool isPlural) const;
  std::string inWords(const infer::Fact& fact, unsigned depth) const;
  std::string passedOn(const ir::Function* function) const;
  void addCall(const ir::Inst* inst);

  // An edge to a block: where it leaves from, and the number of its first argument among the uses.
  struct Entry {
    const ir::Inst* from;
    const ir::Edge* edge;
    size_t firstUse;
  };
  using Places = std::vector<const ir::Inst*>;
  // A call, and the operand that is the first parameter.
  struct Call {
    const ir::Inst* inst;
    unsigned first;
  };

  const ir::Module& module_;
  const infer::Inference& inference_;
  SourceLines lines_;
  // Of the generic bodies.
  std::unordered_map<const ir::Function*, std::vector<Call>> calls_;
  std::unordered_map<const ir::Variable*, Places> loads_, stores_;
  std::unordered_map<const ir::Block*, std::vector<Entry>> entries_;
  mutable std::map<std::pair<const ir::Value*, int>, std::string> known_;
};

} // namespace tauro::passes::specialise
