// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instruction: its result, operands, attribute, edges, resume points and place.
#include "ir/builder.h"
#include "ir/parser.h"
#include "ir/spelling.h"

namespace tauro::ir {

using namespace spelling;

bool Parser::instruction(Reference first) {
  Reference result{};
  Type type;
  bool typed = false;
  if (in_.peek() == ':' || in_.peek() == '=') {
    result = first;
    if (in_.take(':')) {
      typed = true;
      if (!in_.type(&type))
        return false;
    }
    if (!in_.expect('='))
      return false;
    in_.skipBlanks();
    first.at = in_.position();
    first.name = in_.expectName("an operation");
  }
  Op op;
  if (!opFromMnemonic(first.name, &op))
    return in_.failAt(first.at, "no operation '" + std::string(first.name) + "'");
  if (!block_)
    return in_.failAt(first.at, "the instruction stands before the first block");
  Inst* inst = function_->create(op, type, {});
  block_->append(inst);
  insts_.push_back({inst, typed, {}, {}});
  const OpInfo& row = info(op);
  bool hasResult = row.result != ResultRule::None;
  if (result.name.empty() == hasResult)
    return in_.failAt(first.at, hasResult ? "the operation's result needs a name"
                                          : "the operation has no result");
  if (hasResult && !define(result, inst))
    return false;
  bool started = false;
  if (!operands(row, &started) || !attribute(row.attribute, inst->attribute(), &started))
    return false;
  if (row.terminator && !normalEdges(&started))
    return false;
  return otherEdges() && pointList(inst) && site(inst);
}

// Before each operand, attribute and normal edge but the first.
bool Parser::separator(bool* started) {
  if (*started)
    return in_.expect(',');
  return *started = true;
}

bool Parser::reference(std::string_view what, Reference* out) {
  in_.skipBlanks();
  out->at = in_.position();
  out->name = in_.expectName(what);
  return !out->name.empty();
}

// Whether another item follows that is a name: no reserved word, and no attribute (operands are
// not followed by a parenthesis, kw is).
bool Parser::namesFollow(bool started, bool isOperand) {
  size_t start = in_.position();
  bool follows = false;
  if (!started || in_.take(',')) {
    std::string_view word = in_.name();
    follows = !word.empty() && !isReserved(word) && !(isOperand && in_.peek() == '(');
  }
  in_.rewind(start);
  return follows;
}

bool Parser::operands(const OpInfo& row, bool* started) {
  PendingInst& pending = insts_.back();
  for (unsigned i = 0; i < row.fixedOperands; i++) {
    Reference operand;
    if (!separator(started) || !reference("an operand", &operand))
      return false;
    pending.operands.push_back(operand);
  }
  while (row.variadic && namesFollow(*started, true)) {
    Reference operand;
    if (!separator(started) || !reference("an operand", &operand))
      return false;
    pending.operands.push_back(operand);
  }
  return true;
}

bool Parser::nameConstant(const Constant** out) {
  return in_.peek() == '"' ? text(out) : in_.fail("expected a name in quotes");
}

// kw("a", "b"), after a separator, or nothing.
bool Parser::keywordNames(const Constant** out, bool* started) {
  size_t start = in_.position();
  if ((*started && !in_.take(',')) || !in_.takeWord("kw"))
    return in_.rewind(start), true;
  *started = true;
  *out = in_.constant(module_.get());
  if (*out && (*out)->kind != ConstantKind::Tuple)
    return in_.fail("kw takes names in parentheses");
  return *out != nullptr;
}

bool Parser::attribute(AttributeKind kind, Attribute& a, bool* started) {
  switch (kind) {
  case AttributeKind::None:
    return true;
  case AttributeKind::Constant:
    return separator(started) && (a.constant = in_.constant(module_.get()));
  case AttributeKind::Name:
    return separator(started) && nameConstant(&a.constant);
  case AttributeKind::Imm:
    return separator(started) && in_.integer(&a.imm);
  case AttributeKind::Double:
    return separator(started) && in_.real(&a.real);
  case AttributeKind::Variable: {
    std::string name;
    if (!separator(started) || !in_.expect('$') || !in_.bareOrString(&name))
      return false;
    a.variable = module_->findVariable(name);
    return a.variable || in_.fail("no variable '" + name + "' is declared");
  }
  case AttributeKind::Local:
    return separator(started) && local(&a.imm);
  case AttributeKind::Function:
    return separator(started) && functionReference(&a.function);
  case AttributeKind::FuncKw:
    return separator(started) && functionReference(&a.function) &&
           keywordNames(&a.kwnames, started);
  case AttributeKind::FunctionImm:
    return separator(started) && functionReference(&a.function) && in_.expect(',') &&
           in_.integer(&a.imm);
  case AttributeKind::Module:
    return separator(started) && in_.string(&a.module);
  case AttributeKind::ModuleImm:
    return separator(started) && in_.string(&a.module) && in_.expect(',') && in_.integer(&a.imm);
  case AttributeKind::NameKw:
    return separator(started) && nameConstant(&a.constant) && keywordNames(&a.kwnames, started);
  case AttributeKind::Kw:
    return keywordNames(&a.kwnames, started);
  case AttributeKind::ImmImm:
    return separator(started) && in_.integer(&a.imm) && in_.expect(',') && in_.integer(&a.imm2);
  case AttributeKind::NameImm:
    return separator(started) && nameConstant(&a.constant) && in_.expect(',') &&
           in_.integer(&a.imm);
  case AttributeKind::Guard:
    return (in_.takeWord("as") || in_.fail("expected 'as'")) && in_.type(&a.guard);
  }
  return false;
}

bool Parser::local(int64_t* out) {
  if (!in_.expect('%'))
    return false;
  if (in_.peek() >= '0' && in_.peek() <= '9')
    return in_.integer(out);
  std::string_view name = in_.expectName("a local's name or index");
  const auto& names = function_->localNames;
  for (size_t i = 0; i < names.size(); i++)
    if (names[i]->text == name) {
      *out = static_cast<int64_t>(i);
      return true;
    }
  return in_.fail("no local '" + std::string(name) + "'");
}

bool Parser::edge(EdgeKind kind) {
  PendingEdge edge{kind, {}, {}};
  if (!reference("a block", &edge.target))
    return false;
  if (in_.peek() == '(' && !references(&edge.args))
    return false;
  insts_.back().edges.push_back(std::move(edge));
  return true;
}

bool Parser::references(std::vector<Reference>* out) {
  if (!in_.expect('('))
    return false;
  for (bool first = true; !in_.take(')'); first = false) {
    Reference value;
    if ((!first && !in_.expect(',')) || !reference("a value", &value))
      return false;
    out->push_back(value);
  }
  return true;
}

bool Parser::normalEdges(bool* started) {
  while (namesFollow(*started, false))
    if (!separator(started) || !edge(EdgeKind::Normal))
      return false;
  return true;
}

bool Parser::otherEdges() {
  while (true) {
    if (in_.takeWord("err")) {
      if (!edge(EdgeKind::Err))
        return false;
    } else if (in_.takeWord("done")) {
      if (!edge(EdgeKind::Done))
        return false;
    } else if (in_.takeWord("exit")) {
      if (!edge(EdgeKind::Exit))
        return false;
    } else {
      return !in_.failed();
    }
  }
}

bool Parser::pointList(Inst* inst) {
  while (in_.takeWord("point")) {
    PendingPoint pending;
    pending.at = in_.position();
    pending.point.inst = inst;
    pending.point.block = inst ? nullptr : block_;
    if (!in_.unsignedInteger(&pending.index))
      return false;
    std::string_view word = in_.expectName("a resume point's kind");
    bool known = false;
    for (auto kind : {ResumeKind::Before, ResumeKind::AfterResult, ResumeKind::AfterException,
                      ResumeKind::BlockEntry})
      if (word == resumeWord(kind) && (kind == ResumeKind::BlockEntry) == (inst == nullptr)) {
        pending.point.kind = kind;
        known = true;
      }
    if (!known)
      return in_.failAt(pending.at, "no such kind of resume point here");
    if (!references(&pending.live))
      return false;
    points_.push_back(std::move(pending));
  }
  return true;
}

bool Parser::span(uint32_t* line, uint32_t* column, uint32_t* endLine, uint32_t* endColumn) {
  return in_.unsignedInteger(line) && in_.expect(':') && in_.unsignedInteger(column) &&
         in_.expect('-') && in_.unsignedInteger(endLine) && in_.expect(':') &&
         in_.unsignedInteger(endColumn);
}

bool Parser::site(Inst* inst) {
  if (!in_.take('!'))
    return true;
  SiteId id = 0;
  if (!site(&id))
    return false;
  inst->setSite(id);
  return true;
}

// Behind the `!`.
bool Parser::site(SiteId* id) {
  Site s;
  if (!span(&s.line, &s.column, &s.endLine, &s.endColumn))
    return false;
  if (in_.take('^') && !span(&s.anchorLine, &s.anchorColumn, &s.anchorEndLine, &s.anchorEndColumn))
    return false;
  if (in_.takeWord("in")) {
    InlineFrame frame;
    std::string name, qualname;
    if (!in_.string(&name) || !in_.string(&qualname) || !in_.unsignedInteger(&frame.firstLine) ||
        !in_.expect('!') || !site(&frame.caller))
      return false;
    frame.name = module_->strConstant(name);
    frame.qualname = module_->strConstant(qualname);
    s.frame = module_->inlineFrame(frame);
  }
  *id = module_->addSite(s);
  return true;
}

} // namespace tauro::ir
