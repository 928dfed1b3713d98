// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cse: along the dominator tree, a computation that was done already is not done again.
//
//     a = cell.load c                      a = cell.load c
//     b = cell.load c               =>     cell.store c, v
//     cell.store c, v                      use a, a, v
//     d = cell.load c
//     use a, b, d
//
// An op takes part when its effects say that it only reads. Behind one that did not take its exit
// an equal one does not either. What it reads has a version for each kind of memory; an op that
// writes one makes a new version of it, and so does a place where several paths meet. Module
// variables have versions of their own within a block. A store makes the value known to loads of
// the new version. In a block that only one outcome of a branch leads to, the condition is known.
#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr unsigned kMemories = 6; // the kReads bits of abi/effects.h
constexpr unsigned kGlobals = std::countr_zero(uint32_t{abi::kReadsGlobal / abi::kReadsObject});
using Versions = std::array<uint32_t, kMemories>;

// A global's load may raise, but not after one of the same name that did not; builtins' names are
// object memory.
uint32_t readsOf(const Inst* inst) {
  uint32_t reads = inst->effects() & abi::kReads;
  return inst->op() == Op::GlobalLoad ? reads | abi::kReadsObject : reads;
}

bool takesPart(const Inst* inst) {
  return inst->type() != Type::none() &&
         (isMergeable(inst->effects()) || inst->op() == Op::GlobalLoad);
}

struct Key {
  Op op;
  std::vector<Value*> operands;
  const void* pointer = nullptr; // constant, variable or function
  const void* pointer2 = nullptr;
  int64_t imm = 0, imm2 = 0;
  Type type; // a guard's
  Versions versions{};
  bool operator==(const Key&) const = default;
};

struct KeyHash {
  size_t operator()(const Key& key) const {
    uint64_t h = static_cast<uint64_t>(key.op);
    auto mix = [&](uint64_t v) { h = (h ^ v) * 0x9E3779B97F4A7C15ull, h ^= h >> 31; };
    for (Value* operand : key.operands)
      mix(operand->id());
    mix(reinterpret_cast<uintptr_t>(key.pointer));
    mix(reinterpret_cast<uintptr_t>(key.pointer2));
    mix(static_cast<uint64_t>(key.imm));
    mix(static_cast<uint64_t>(key.imm2));
    for (uint32_t version : key.versions)
      mix(version);
    return h;
  }
};

class ValueNumbering {
public:
  ValueNumbering(Function& function, const Cfg& cfg, const Dominators& dominators)
      : cfg_(cfg), dominators_(dominators), endVersions_(cfg.order().size()),
        known_(function.valueIdBound(), 0) {}

  bool run() {
    walkDominatorTree(
        dominators_, [&](Block* block) { atStart(block); }, [&](Block* block) { atEnd(block); },
        [&] { undo(); });
    return changed_;
  }

private:
  void atStart(Block* block) {
    marks_.push_back({log_.size(), knownLog_.size()});
    auto edges = cfg_.predecessors(block);
    if (edges.size() == 1 && !edges[0].isMidBlock()) {
      const EdgeRef& edge = edges[0];
      startVersions_ = endVersions_[cfg_.number(edge.block())];
      if (edge.from->op() == Op::Branch &&
          edge.from->edges()[0].target != edge.from->edges()[1].target)
        know(edge.from->operand(0), edge.index == 0);
    } else {
      for (uint32_t& version : startVersions_)
        version = ++lastVersion_;
    }
    startOf_[block] = startVersions_;
  }

  void atEnd(Block* block) {
    marks_.push_back({log_.size(), knownLog_.size()});
    versions_ = startOf_[block];
    startOf_.erase(block);
    for (Inst* inst : *block)
      visit(inst);
    forgetStores();
    endVersions_[cfg_.number(block)] = versions_;
  }

  void visit(Inst* inst) {
    for (unsigned i = 0; i < inst->operands().size(); i++)
      if (inst->operand(i)->id() < known_.size() && known_[inst->operand(i)->id()]) {
        Attribute attribute;
        attribute.imm = known_[inst->operand(i)->id()] > 0;
        inst->setOperand(i, insertBefore(inst, Op::ConstBool, {}, std::move(attribute)));
        changed_ = true;
      }
    if (takesPart(inst)) {
      auto [at, isNew] = table_.try_emplace(keyOf(inst), inst);
      if (!isNew) {
        replaceWith(inst, at->second);
        changed_ = true;
        return;
      }
      log_.push_back(at->first);
    }
    if (inst->op() == Op::GlobalStore) {
      stores_[inst->attribute().variable] = {inst, lastStore_ = ++lastVersion_};
      remember(inst);
      return;
    }
    uint32_t writes = inst->effects() & abi::kWrites;
    for (unsigned m = 0; m < kMemories; m++)
      if (writes & (abi::kWritesObject << m))
        versions_[m] = ++lastVersion_;
    if (writes & abi::kWritesGlobal) {
      stores_.clear();
      lastStore_ = 0;
    }
    remember(inst);
  }

  // Where the block ends all of its stores are one new version, in which their values are known.
  void forgetStores() {
    if (stores_.empty())
      return;
    versions_[kGlobals] = ++lastVersion_;
    auto stores = std::move(stores_);
    stores_.clear();
    lastStore_ = 0;
    for (const auto& [variable, store] : stores)
      remember(store.inst);
  }

  // The value a store leaves is what the next load answers.
  void remember(const Inst* store) {
    Key key;
    Value* value = nullptr;
    switch (store->op()) {
    case Op::CellStore:
      key.op = Op::CellLoad;
      key.operands = {store->operand(0)};
      value = store->operand(1);
      break;
    case Op::GlobalStore:
      // A load with the fallback to builtins looks there when the variable is unbound.
      key.op = isBoundForCertain(store->operand(0)) ? Op::GlobalLoad : Op::GlobalLoadRaw;
      key.pointer = store->attribute().variable;
      value = store->operand(0);
      break;
    case Op::SlotStore:
    case Op::SlotStoreF64:
      key.op = store->op() == Op::SlotStore ? Op::SlotLoad : Op::SlotLoadF64;
      key.operands = {store->operand(0)};
      key.imm = store->attribute().imm;
      value = store->operand(1);
      break;
    case Op::FrameStore:
      key.op = Op::FrameLoad;
      key.imm = store->attribute().imm;
      value = store->operand(0);
      break;
    default:
      return;
    }
    uint32_t reads = key.op == Op::GlobalLoad ? abi::kReadsGlobal | abi::kReadsObject
                                              : info(key.op).effects & abi::kReads;
    setVersions(key, reads, store->attribute().variable);
    if (table_.insert_or_assign(key, value).second)
      log_.push_back(key);
  }

  static bool isBoundForCertain(Value* value) {
    Inst* inst = asInst(value);
    return inst && !mayBeUnbound(inst);
  }

  // `variable`: the one that is read, when the op reads no other; or null.
  void setVersions(Key& key, uint32_t reads, const Variable* variable) {
    for (unsigned m = 0; m < kMemories; m++)
      if (reads & (abi::kReadsObject << m))
        key.versions[m] = versions_[m];
    if (!(reads & abi::kReadsGlobal) || stores_.empty())
      return;
    auto store = stores_.find(variable);
    if (store != stores_.end())
      key.versions[kGlobals] = store->second.version;
    else if (!variable)
      key.versions[kGlobals] = lastStore_;
  }

  Key keyOf(const Inst* inst) {
    const Attribute& a = inst->attribute();
    Key key;
    key.op = inst->op();
    key.operands = inst->operands();
    if (info(inst->op()).commutes && key.operands[1]->id() < key.operands[0]->id())
      std::swap(key.operands[0], key.operands[1]);
    key.pointer = a.constant ? static_cast<const void*>(a.constant) : a.variable;
    key.pointer2 = a.function;
    key.imm = inst->op() == Op::ConstF64 ? std::bit_cast<int64_t>(a.real) : a.imm;
    key.imm2 = a.imm2;
    key.type = a.guard;
    setVersions(key, readsOf(inst), a.variable);
    return key;
  }

  void know(Value* condition, bool outcome) {
    if (condition->id() >= known_.size())
      return; // a constant that visit() made of a condition that is known
    knownLog_.emplace_back(condition->id(), known_[condition->id()]);
    known_[condition->id()] = outcome ? 1 : -1;
  }

  void undo() {
    auto [entries, knowledge] = marks_.back();
    marks_.pop_back();
    for (; log_.size() > entries; log_.pop_back())
      table_.erase(log_.back());
    for (; knownLog_.size() > knowledge; knownLog_.pop_back())
      known_[knownLog_.back().first] = knownLog_.back().second;
  }

  const Cfg& cfg_;
  const Dominators& dominators_;
  std::unordered_map<Key, Value*, KeyHash> table_;
  std::vector<Key> log_; // keys in the order in which they were added
  std::vector<std::pair<size_t, size_t>> marks_;
  Versions versions_{}, startVersions_{};
  std::unordered_map<const Block*, Versions> startOf_; // between a block's start and end
  std::vector<Versions> endVersions_;                  // by block number
  uint32_t lastVersion_ = 0;
  struct Store {
    const Inst* inst;
    uint32_t version;
  };
  // The last stores to variables in this block, since anything else wrote any.
  std::unordered_map<const Variable*, Store> stores_;
  uint32_t lastStore_ = 0; // the version of the latest
  std::vector<int8_t> known_; // conditions by Value::id: 1 true, -1 false
  std::vector<std::pair<uint32_t, int8_t>> knownLog_;
  bool changed_ = false;
};

} // namespace

bool runCse(Function& function, Analyses& analyses) {
  return ValueNumbering(function, analyses.cfg(), analyses.dominators()).run();
}

} // namespace tauro::passes
