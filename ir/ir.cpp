// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values, instructions, blocks and functions: the links between them. Uses are numbered per
// function so that adding and dropping one takes constant time: the user keeps the number of each
// of its uses, the value keeps the numbers beside its users, and the function knows for each number
// the position in its value's list and the operand that it is.
#include "ir/ir.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tauro::ir {

// --- values

void Value::replaceAllUsesWith(Value* other) {
  assert(other != this && "a value is not replaced by itself");
  while (!users_.empty()) {
    Inst* user = users_.back();
    uint32_t slot = user->owner_->useSlots_[useIds_.back()];
    if (slot != UINT32_MAX) {
      user->setOperand(slot, other);
      continue;
    }
    // All arguments of this user's edges at once, so that finding them costs their number once.
    for (unsigned e = 0; e < user->edges().size(); e++)
      for (unsigned a = 0; a < user->edges()[e].args.size(); a++)
        if (user->edges()[e].args[a] == this)
          user->setEdgeArg(e, a, other);
  }
  Function* function = nullptr;
  if (Argument* argument = asArgument(this))
    function = argument->block()->function();
  else if (Block* block = static_cast<Inst*>(this)->block())
    function = block->function();
  if (function)
    for (ResumePoint& point : function->resumePoints)
      std::replace(point.live.begin(), point.live.end(), static_cast<Value*>(this), other);
}

// --- instructions

Function* Inst::function() const { return owner_; }

uint32_t Inst::addUse(Value* value, uint32_t slot) {
  assert(value && "operands are never null");
  uint32_t use;
  auto position = static_cast<uint32_t>(value->users_.size());
  if (!owner_->freeUses_.empty()) {
    use = owner_->freeUses_.back();
    owner_->freeUses_.pop_back();
    owner_->usePositions_[use] = position;
    owner_->useSlots_[use] = slot;
  } else {
    use = static_cast<uint32_t>(owner_->usePositions_.size());
    owner_->usePositions_.push_back(position);
    owner_->useSlots_.push_back(slot);
  }
  value->users_.push_back(this);
  value->useIds_.push_back(use);
  return use;
}

void Inst::dropUse(Value* value, uint32_t use) {
  uint32_t position = owner_->usePositions_[use];
  assert(value->useIds_[position] == use && value->users_[position] == this);
  uint32_t last = value->useIds_.back();
  value->users_[position] = value->users_.back();
  value->useIds_[position] = last;
  owner_->usePositions_[last] = position;
  value->users_.pop_back();
  value->useIds_.pop_back();
  owner_->freeUses_.push_back(use);
}

void Inst::dropAllUses() {
  for (size_t i = 0; i < operands_.size(); i++)
    dropUse(operands_[i], operandUses_[i]);
  operands_.clear();
  operandUses_.clear();
  for (Edge& edge : edges_)
    for (size_t i = 0; i < edge.args.size(); i++)
      dropUse(edge.args[i], edge.uses_[i]);
  edges_.clear();
}

void Inst::setOperand(unsigned i, Value* value) {
  dropUse(operands_[i], operandUses_[i]);
  operands_[i] = value;
  operandUses_[i] = addUse(value, i);
}

void Inst::addOperand(Value* value) {
  operandUses_.push_back(addUse(value, static_cast<uint32_t>(operands_.size())));
  operands_.push_back(value);
}

void Inst::removeOperand(unsigned i) {
  dropUse(operands_[i], operandUses_[i]);
  operands_.erase(operands_.begin() + i);
  operandUses_.erase(operandUses_.begin() + i);
  for (; i < operandUses_.size(); i++)
    owner_->useSlots_[operandUses_[i]] = i;
}

const Edge* Inst::edge(EdgeKind kind) const {
  for (const Edge& edge : edges_)
    if (edge.kind == kind)
      return &edge;
  return nullptr;
}

void Inst::addEdge(EdgeKind kind, Block* target, std::vector<Value*> args) {
  assert(target && "an edge leads somewhere");
  Edge edge;
  edge.kind = kind;
  edge.target = target;
  edge.impliesArg_ = kind == EdgeKind::Err || (kind == EdgeKind::Exit && op_ == Op::CallVersion);
  edge.uses_.reserve(args.size());
  for (Value* arg : args)
    edge.uses_.push_back(addUse(arg));
  edge.args = std::move(args);
  edges_.push_back(std::move(edge));
}

void Inst::removeEdge(unsigned i) {
  Edge& edge = edges_[i];
  for (size_t a = 0; a < edge.args.size(); a++)
    dropUse(edge.args[a], edge.uses_[a]);
  edges_.erase(edges_.begin() + i);
}

void Inst::setEdgeTarget(unsigned i, Block* target) { edges_[i].target = target; }

void Inst::setEdgeArg(unsigned i, unsigned arg, Value* value) {
  Edge& edge = edges_[i];
  dropUse(edge.args[arg], edge.uses_[arg]);
  edge.args[arg] = value;
  edge.uses_[arg] = addUse(value);
}

void Inst::addEdgeArg(unsigned i, Value* value) {
  edges_[i].uses_.push_back(addUse(value));
  edges_[i].args.push_back(value);
}

void Inst::insertEdgeArg(unsigned i, unsigned at, Value* value) {
  Edge& edge = edges_[i];
  edge.uses_.insert(edge.uses_.begin() + at, addUse(value));
  edge.args.insert(edge.args.begin() + at, value);
}

void Inst::removeEdgeArg(unsigned i, unsigned arg) {
  Edge& edge = edges_[i];
  dropUse(edge.args[arg], edge.uses_[arg]);
  edge.args.erase(edge.args.begin() + arg);
  edge.uses_.erase(edge.uses_.begin() + arg);
}

void Inst::setEdgeArgs(unsigned i, std::vector<Value*> args) {
  Edge& edge = edges_[i];
  std::vector<uint32_t> uses;
  uses.reserve(args.size());
  for (Value* arg : args)
    uses.push_back(addUse(arg));
  for (size_t a = 0; a < edge.args.size(); a++)
    dropUse(edge.args[a], edge.uses_[a]);
  edge.args = std::move(args);
  edge.uses_ = std::move(uses);
}

void Inst::unlink() {
  (prev_ ? prev_->next_ : block_->first_) = next_;
  (next_ ? next_->prev_ : block_->last_) = prev_;
  prev_ = next_ = nullptr;
  block_ = nullptr;
}

void Inst::erase() {
  assert(!hasUses() && "an erased instruction has no uses");
  dropAllUses();
  if (block_)
    unlink();
}

void Inst::moveBefore(Inst* position) {
  assert(position != this);
  if (block_)
    unlink();
  position->block()->insertBefore(position, this);
}

// --- blocks

Argument* Block::addArgument(Type type, std::string name) {
  return insertArgument(argumentCount(), type, std::move(name));
}

Argument* Block::insertArgument(unsigned at, Type type, std::string name) {
  std::unique_ptr<Argument> argument(new Argument(this, at, type, function_->nextValue_++));
  argument->setName(std::move(name));
  Argument* result = argument.get();
  arguments_.insert(arguments_.begin() + at, std::move(argument));
  for (unsigned i = at + 1; i < arguments_.size(); i++)
    arguments_[i]->index_ = i;
  return result;
}

void Block::removeArgument(unsigned i) {
  assert(!arguments_[i]->hasUses() && "a removed argument has no uses");
  arguments_.erase(arguments_.begin() + i);
  for (; i < arguments_.size(); i++)
    arguments_[i]->index_ = i;
}

void Block::append(Inst* inst) {
  assert(!inst->block_ && "an instruction stands in one place");
  inst->block_ = this;
  inst->prev_ = last_;
  inst->next_ = nullptr;
  (last_ ? last_->next_ : first_) = inst;
  last_ = inst;
}

void Block::insertBefore(Inst* position, Inst* inst) {
  assert(!inst->block_ && position->block_ == this);
  inst->block_ = this;
  inst->prev_ = position->prev_;
  inst->next_ = position;
  (inst->prev_ ? inst->prev_->next_ : first_) = inst;
  position->prev_ = inst;
}

Block* Block::splitBefore(Inst* position) {
  assert(position->block_ == this);
  Block* rest = function_->addBlockAfter(this);
  rest->cold_ = cold_;
  rest->first_ = position;
  rest->last_ = last_;
  last_ = position->prev_;
  (last_ ? last_->next_ : first_) = nullptr;
  position->prev_ = nullptr;
  for (Inst* inst = position; inst; inst = inst->next_)
    inst->block_ = rest;
  return rest;
}

void Block::takeAll(Block* from) {
  for (Inst* inst = from->first_; inst; inst = inst->next_)
    inst->block_ = this;
  if (!from->first_)
    return;
  from->first_->prev_ = last_;
  (last_ ? last_->next_ : first_) = from->first_;
  last_ = from->last_;
  from->first_ = from->last_ = nullptr;
}

// --- functions

Function::~Function() = default;

Block* Function::addBlock(std::string name) {
  uint32_t id = nextBlock_++;
  if (name.empty())
    name = "b" + std::to_string(id);
  blocks_.emplace_back(new Block(this, std::move(name), id));
  blocks_.back()->position_ = static_cast<uint32_t>(blocks_.size() - 1);
  return blocks_.back().get();
}

// Positions only ever lag behind where blocks were inserted or erased before them, so the search
// from the remembered position in both directions is short in practice.
size_t Function::positionOf(Block* block) const {
  size_t hint = std::min<size_t>(block->position_, blocks_.size() - 1);
  for (size_t distance = 0;; distance++) {
    assert(distance <= blocks_.size() && "the block is not of this function");
    if (hint + distance < blocks_.size() && blocks_[hint + distance].get() == block)
      return block->position_ = static_cast<uint32_t>(hint + distance);
    if (distance <= hint && blocks_[hint - distance].get() == block)
      return block->position_ = static_cast<uint32_t>(hint - distance);
  }
}

Block* Function::addBlockAfter(Block* position, std::string name) {
  Block* block = addBlock(std::move(name));
  moveBlockAfter(block, position);
  return block;
}

Block* Function::addEntryBlock(std::string name) {
  Block* block = addBlock(std::move(name));
  std::rotate(blocks_.begin(), blocks_.end() - 1, blocks_.end());
  block->position_ = 0;
  return block;
}

void Function::takeBody(Function* from) {
  assert(blocks_.empty() && insts_.empty() && module_ == from->module_);
  blocks_ = std::move(from->blocks_);
  insts_ = std::move(from->insts_);
  usePositions_ = std::move(from->usePositions_);
  useSlots_ = std::move(from->useSlots_);
  freeUses_ = std::move(from->freeUses_);
  resumePoints = std::move(from->resumePoints);
  nextBlock_ = std::exchange(from->nextBlock_, 0);
  nextValue_ = std::exchange(from->nextValue_, 0);
  from->blocks_.clear();
  from->insts_.clear();
  from->usePositions_.clear();
  from->useSlots_.clear();
  from->freeUses_.clear();
  from->resumePoints.clear();
  for (const auto& block : blocks_)
    block->function_ = this;
  for (const auto& inst : insts_)
    inst->owner_ = this;
}

void Function::moveBlockAfter(Block* block, Block* position) {
  assert(block != position);
  size_t from = positionOf(block), to = positionOf(position) + 1;
  auto begin = blocks_.begin();
  if (from < to)
    std::rotate(begin + from, begin + from + 1, begin + to), to--;
  else
    std::rotate(begin + to, begin + from, begin + from + 1);
  block->position_ = static_cast<uint32_t>(to);
}

void Function::eraseBlock(Block* block) { eraseBlocks({block}); }

void Function::eraseBlocks(const std::vector<Block*>& dead) {
  if (dead.empty())
    return;
  assert(!isFrozen() && "resume points name what stands in the blocks");
  std::vector<bool> isDead(nextBlock_, false);
  for (Block* block : dead) {
    isDead[block->id_] = true;
    for (Inst* inst = block->first_; inst; inst = inst->next_)
      inst->dropAllUses();
  }
  for (Block* block : dead) {
    for (Inst* inst = block->first_; inst;) {
      assert(!inst->hasUses() && "an erased block's values are used by erased blocks only");
      Inst* next = inst->next_;
      inst->block_ = nullptr;
      inst->prev_ = inst->next_ = nullptr;
      inst = next;
    }
    block->first_ = block->last_ = nullptr;
  }
  std::erase_if(blocks_, [&](const std::unique_ptr<Block>& b) { return isDead[b->id_]; });
  for (size_t i = 0; i < blocks_.size(); i++)
    blocks_[i]->position_ = static_cast<uint32_t>(i);
}

bool Function::eraseUnreachable() {
  std::vector<bool> reached(nextBlock_, false);
  std::vector<Block*> work{entry()};
  reached[entry()->id_] = true;
  while (!work.empty()) {
    Block* block = work.back();
    work.pop_back();
    for (Inst* inst = block->first_; inst; inst = inst->next_)
      for (const Edge& edge : inst->edges())
        if (!reached[edge.target->id_]) {
          reached[edge.target->id_] = true;
          work.push_back(edge.target);
        }
  }
  std::vector<Block*> dead;
  for (const auto& block : blocks_)
    if (!reached[block->id_])
      dead.push_back(block.get());
  eraseBlocks(dead);
  return !dead.empty();
}

void Function::clearBody() {
  std::vector<Block*> others;
  for (const auto& block : blocks_) {
    for (Inst* inst = block->first_; inst; inst = inst->next_)
      inst->dropAllUses();
    if (block.get() != entry())
      others.push_back(block.get());
  }
  while (entry()->last())
    entry()->last()->unlink();
  eraseBlocks(others);
}

Inst* Function::create(Op op, Type type, std::vector<Value*> operands) {
  insts_.emplace_back(new Inst(this, op, type, nextValue_++));
  Inst* inst = insts_.back().get();
  inst->operandUses_.reserve(operands.size());
  for (Value* operand : operands)
    inst->operandUses_.push_back(
        inst->addUse(operand, static_cast<uint32_t>(inst->operandUses_.size())));
  inst->operands_ = std::move(operands);
  return inst;
}

} // namespace tauro::ir
