// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of the IR's verifier that no text can break: what only code that builds IR gets wrong.
// test/ir/verifier.tir has the others.
#include <gtest/gtest.h>

#include "ir/builder.h"
#include "ir/verifier.h"

using namespace tauro::ir;

namespace {

// A function of one block, to be broken.
class Verifier : public testing::Test {
protected:
  Verifier() { builder_.setBlock(builder_.newBlock()); }

  void expectRule(std::string_view rule) {
    std::string errors;
    EXPECT_FALSE(verify(*function_, &errors));
    EXPECT_NE(errors.find(std::string(": ") + std::string(rule) + "\n"), std::string::npos)
        << errors;
  }

  // As Builder::build, which would not make some of these.
  Inst* append(Op op, std::vector<Value*> operands, Attribute attribute = {}) {
    Inst* inst = function_->create(op, Type::value(), std::move(operands));
    inst->attribute() = std::move(attribute);
    function_->entry()->append(inst);
    return inst;
  }

  Module module_{"m"}, other_{"n"};
  Function* function_ = module_.addFunction("f");
  Builder builder_{function_};
};

TEST_F(Verifier, EntryBlock) {
  function_->eraseBlock(function_->entry());
  expectRule("a function has an entry block");
}

TEST_F(Verifier, ParameterNames) {
  function_->parameters.positional = 1;
  expectRule("there is a name for each parameter");
  function_->parameters.posOnly = 2;
  expectRule("positional-only parameters are positional");
}

TEST_F(Verifier, EdgesOfAnotherFunction) {
  Builder builder(module_.addFunction("g"));
  builder_.jump(builder.newBlock());
  expectRule("an edge leads to a block of another function or an erased one");
}

TEST_F(Verifier, ValuesOfAnotherFunction) {
  Builder builder(module_.addFunction("g"));
  builder.setBlock(builder.newBlock());
  builder_.ret(builder.none());
  expectRule("what is used stands in the function");
}

TEST_F(Verifier, ErasedValues) {
  Value* none = builder_.none();
  builder_.ret(none);
  function_->entry()->terminator()->setOperand(0, builder_.none());
  asInst(none)->erase();
  function_->entry()->terminator()->setOperand(0, none);
  expectRule("what is used stands in the function");
}

TEST_F(Verifier, Operands) {
  append(Op::PyUSub, {});
  expectRule("the number of operands is the row's");
}

TEST_F(Verifier, Attributes) {
  append(Op::Const, {});
  append(Op::PyGetAttr, {builder_.none()});
  append(Op::GlobalLoad, {});
  append(Op::GenNew, {});
  expectRule("a const has a constant");
  expectRule("the op names a str");
  expectRule("the op names a variable");
  expectRule("the op names a function");
}

TEST_F(Verifier, AttributesOfAnotherModule) {
  Attribute attribute;
  attribute.function = other_.addFunction("g");
  append(Op::GenNew, {}, attribute);
  attribute = {};
  attribute.variable = other_.variable("x");
  append(Op::GlobalLoad, {}, attribute);
  expectRule("the function named is of the same module");
  expectRule("the variable is of the same module");
}

TEST_F(Verifier, UsesOfNothing) {
  Inst* poll = append(Op::Poll, {});
  append(Op::ListNew, {poll});
  expectRule("an op without a result has no uses");
}

TEST_F(Verifier, ResumePointsElsewhere) {
  Builder builder(module_.addFunction("g"));
  function_->resumePoints.push_back({ResumeKind::BlockEntry, nullptr, builder.newBlock(), {}});
  builder_.ret(builder_.none());
  expectRule("a resume point stands at an instruction or block of its function");
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
