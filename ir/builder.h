// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Creates instructions at an insertion point, with the current site and, inside a protected
// region, the current handler's err edge. The result type follows the op's row.
#pragma once

#include <initializer_list>

#include "ir/ir.h"

namespace tauro::ir {

// The type of a constant's word.
Type typeOfConstant(const Constant* c);
// The result type that the op's row gives for these operands and attribute.
Type resultType(Op op, const std::vector<Value*>& operands, const Attribute& attribute);

class Builder {
public:
  explicit Builder(Function* function) : function_(function) {}
  Function* function() const { return function_; }
  Module* module() const { return function_->module(); }

  void setBlock(Block* block) {
    block_ = block;
    before_ = nullptr;
  }
  void setBefore(Inst* position) {
    block_ = position->block();
    before_ = position;
  }
  Block* block() const { return block_; } // null or terminated: code here is unreachable
  // Ops built while terminated land in a fresh block that nothing reaches.
  bool isTerminated() const { return !block_ || block_->terminator(); }
  Block* newBlock(std::string name = {}) { return function_->addBlock(std::move(name)); }

  void setSite(SiteId site) { site_ = site; }
  SiteId site() const { return site_; }
  // Where ops that may raise lead while set (null: out of the function). Edge args are passed
  // before the exception.
  void setHandler(Block* handler, std::vector<Value*> args = {}) {
    handler_ = handler;
    handlerArgs_ = std::move(args);
  }
  Block* handler() const { return handler_; }

  // The general form: an op with operands; attribute fields are set on the result before anything
  // else is built.
  Inst* build(Op op, std::vector<Value*> operands = {});
  Inst* build(Op op, std::vector<Value*> operands, Attribute attribute);

  // Common forms.
  Value* constant(const Constant* c);
  Value* none() { return constant(module()->constant(ConstantKind::None)); }
  Value* unbound() { return constant(module()->constant(ConstantKind::Unbound)); }
  Value* boolean(bool b);
  Inst* named(Op op, std::vector<Value*> operands, const Constant* name);
  Inst* imm(Op op, std::vector<Value*> operands, int64_t imm);
  void jump(Block* target, std::vector<Value*> args = {});
  void branch(Value* condition, Block* ifTrue, Block* ifFalse);
  void branch(Value* condition, Block* ifTrue, std::vector<Value*> trueArgs, Block* ifFalse,
              std::vector<Value*> falseArgs);
  void ret(Value* value);
  void unreachable();

private:
  Function* function_;
  Block* block_ = nullptr;
  Inst* before_ = nullptr;
  SiteId site_ = 0;
  Block* handler_ = nullptr;
  std::vector<Value*> handlerArgs_;
};

} // namespace tauro::ir
