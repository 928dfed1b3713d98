// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules, functions, blocks, and the linking of names; instructions are read in parse_inst.cpp.
#include "ir/parser.h"

#include "ir/builder.h"
#include "ir/spelling.h"

namespace tauro::ir {

using namespace spelling;

bool Parser::module() {
  std::string text;
  if (!in_.nextLine() || !in_.takeWord("module"))
    return in_.fail("expected 'module'");
  if (!in_.string(&text))
    return false;
  module_ = std::make_unique<Module>(text);
  if (in_.takeWord("file") && !in_.string(&module_->file))
    return false;
  if (!in_.expectLineEnd())
    return false;
  while (in_.nextLine())
    if (!moduleItem() || !in_.expectLineEnd())
      return false;
  return true;
}

bool Parser::moduleItem() {
  std::string text;
  size_t at = in_.position();
  std::string_view word = in_.name();
  if (word == "package")
    return module_->isPackage = true;
  if (word == "source")
    return in_.string(&module_->source);
  if (word == "doc") {
    if (!in_.string(&text))
      return false;
    module_->doc = module_->strConstant(text);
    return true;
  }
  if (word == "import") {
    if (!in_.string(&text))
      return false;
    module_->imports.push_back(text);
    return true;
  }
  if (word == "var") {
    if (!in_.bareOrString(&text))
      return false;
    if (module_->findVariable(text))
      return in_.failAt(at, "the variable is declared twice");
    Variable* variable = module_->variable(text);
    return !in_.takeWord("builtin") || in_.string(&variable->builtin);
  }
  if (word == "body")
    return functionReference(&module_->body);
  if (word == "class")
    return knownClass();
  for (auto kind : {FunctionKind::Function, FunctionKind::Module, FunctionKind::ClassBody,
                    FunctionKind::Generator, FunctionKind::Coroutine, FunctionKind::AsyncGenerator,
                    FunctionKind::Step})
    if (word == kindWord(kind))
      return function(kind);
  return in_.failAt(at,
                    "expected a function or one of package, doc, source, import, var, body, class");
}

bool Parser::functionReference(Function** slot) {
  in_.skipBlanks();
  size_t at = in_.position();
  std::string symbol;
  if (!in_.symbol(&symbol))
    return false;
  pendingFunctions_.push_back({slot, std::move(symbol), at});
  return true;
}

bool Parser::knownClass() {
  PendingClass& pending = pendingClasses_.emplace_back();
  pending.at = in_.position();
  if (!functionReference(&pending.body) ||
      (in_.takeWord("base") && !functionReference(&pending.base)) || !in_.expect('{') ||
      !in_.expectLineEnd())
    return false;
  while (true) {
    if (!in_.nextLine())
      return in_.fail("expected '}'");
    if (in_.take('}'))
      return true;
    const Constant* name = nullptr;
    if (in_.takeWord("attribute")) {
      KnownClass::Attribute attribute;
      if (!text(&attribute.name) || !in_.type(&attribute.type))
        return false;
      pending.attributes.push_back(attribute);
    } else if (in_.takeWord("method")) {
      if (!text(&name))
        return false;
      KnownClass::Method& method = pending.methods.emplace_back();
      method.name = name;
      if (!functionReference(&method.function))
        return false;
    } else {
      return in_.fail("expected an attribute, a method or '}'");
    }
    if (!in_.expectLineEnd())
      return false;
  }
}

bool Parser::link() {
  for (const PendingFunction& pending : pendingFunctions_) {
    *pending.slot = module_->findFunction(pending.symbol);
    if (!*pending.slot)
      return in_.failAt(pending.at, "no function @" + pending.symbol);
  }
  for (PendingClass& pending : pendingClasses_) {
    if (module_->findClass(pending.body->symbol()))
      return in_.failAt(pending.at, "the class stands there twice");
    KnownClass* known = module_->addClass(pending.body);
    known->attributes = std::move(pending.attributes);
    known->methods.assign(pending.methods.begin(), pending.methods.end());
    if (pending.base && !(known->base = module_->findClass(pending.base->symbol())))
      return in_.failAt(pending.at, "the base is no class before this one");
  }
  for (Inst* inst : namedResults_)
    inst->setType(resultType(inst->op(), inst->operands(), inst->attribute()));
  return true;
}

bool Parser::function(FunctionKind kind) {
  std::string symbol;
  size_t at = in_.position();
  if (!in_.symbol(&symbol))
    return false;
  if (module_->findFunction(symbol))
    return in_.failAt(at, "the function is defined twice");
  function_ = module_->addFunction(std::move(symbol));
  function_->kind = kind;
  block_ = nullptr;
  values_.clear();
  blocks_.clear();
  insts_.clear();
  points_.clear();
  if (!parameters() || !in_.take("->"))
    return in_.fail("expected '->'");
  if (!in_.type(&function_->result) || !version() || !in_.expect('{') || !in_.expectLineEnd())
    return false;
  while (true) {
    if (!in_.nextLine())
      return in_.fail("expected '}'");
    if (in_.take('}'))
      break;
    bool isItem = false;
    if ((!block_ && !functionItem(&isItem)) || (!isItem && !line()) || !in_.expectLineEnd())
      return false;
  }
  return linkFunction();
}

// "else value", "version of @f".
bool Parser::version() {
  if (in_.takeWord("else")) {
    if (!in_.takeWord("value"))
      return in_.fail("expected 'value'");
    function_->elseValue = true;
  }
  if (!in_.takeWord("version"))
    return true;
  if (!in_.takeWord("of"))
    return in_.fail("expected 'of'");
  return functionReference(&function_->versionOf) &&
         (!in_.takeWord("at") || in_.integer(&function_->versionAt));
}

bool Parser::parameters() {
  Parameters& p = function_->parameters;
  std::vector<const Constant*> keywordOnly;
  const Constant *varArgs = nullptr, *varKeywords = nullptr;
  bool afterStar = false;
  if (!in_.expect('('))
    return false;
  for (bool first = true; !in_.take(')'); first = false) {
    std::string name;
    if (!first && !in_.expect(','))
      return false;
    if (in_.take('/')) {
      p.posOnly = static_cast<uint32_t>(p.names.size());
    } else if (in_.take("**")) {
      if (!in_.bareOrString(&name))
        return false;
      varKeywords = module_->strConstant(name);
    } else if (in_.take('*')) {
      afterStar = true;
      if (in_.peek() == ',')
        continue;
      if (!in_.bareOrString(&name))
        return false;
      varArgs = module_->strConstant(name);
    } else {
      if (!in_.bareOrString(&name))
        return false;
      (afterStar ? keywordOnly : p.names).push_back(module_->strConstant(name));
    }
  }
  p.positional = static_cast<uint32_t>(p.names.size());
  p.keywordOnly = static_cast<uint32_t>(keywordOnly.size());
  p.names.insert(p.names.end(), keywordOnly.begin(), keywordOnly.end());
  if ((p.varArgs = varArgs != nullptr))
    p.names.push_back(varArgs);
  if ((p.varKeywords = varKeywords != nullptr))
    p.names.push_back(varKeywords);
  return true;
}

// A block's name may be one of these words too: an item's word is followed by a string, number
// or symbol, a label is not.
bool Parser::functionItem(bool* isItem) {
  size_t start = in_.position();
  std::string_view word = in_.name();
  char next = in_.peek();
  *isItem = true;
  if (next == '"') {
    if (word == "name")
      return text(&function_->name);
    if (word == "qualname")
      return text(&function_->qualname);
    if (word == "doc")
      return text(&function_->doc);
    if (word == "captures")
      return texts(&function_->captureNames);
    if (word == "locals")
      return texts(&function_->localNames);
  }
  if (word == "line" && next >= '0' && next <= '9')
    return in_.unsignedInteger(&function_->firstLine);
  if (word == "stepof" && next == '@')
    return functionReference(&function_->stepOf);
  in_.rewind(start);
  *isItem = false;
  return true;
}

bool Parser::text(const Constant** out) {
  std::string text;
  if (!in_.string(&text))
    return false;
  *out = module_->strConstant(text);
  return true;
}

bool Parser::texts(std::vector<const Constant*>* out) {
  do {
    const Constant* name = nullptr;
    if (!text(&name))
      return false;
    out->push_back(name);
  } while (in_.take(','));
  return true;
}

bool Parser::define(Reference name, Value* value) {
  if (!values_.emplace(name.name, value).second)
    return in_.failAt(name.at, "the value '" + std::string(name.name) + "' is defined twice");
  value->setName(std::string(name.name));
  return true;
}

bool Parser::line() {
  size_t at = in_.position();
  std::string_view word = in_.expectName("a label or an instruction");
  if (word.empty())
    return false;
  // "name:" and "name(" are labels unless "name: type = op" follows; "name cold:" is one too.
  size_t afterWord = in_.position();
  if (in_.peek() == '(' || in_.takeWord("cold"))
    return in_.rewind(afterWord), label({word, at});
  if (in_.take(':')) {
    bool isLabel = in_.atLineEnd();
    if (!isLabel && in_.takeWord("point"))
      isLabel = in_.peek() >= '0' && in_.peek() <= '9';
    in_.rewind(afterWord);
    if (isLabel)
      return label({word, at});
  }
  return instruction({word, at});
}

bool Parser::label(Reference name) {
  block_ = function_->addBlock(std::string(name.name));
  if (!blocks_.emplace(name.name, block_).second)
    return in_.failAt(name.at, "the block '" + std::string(name.name) + "' is defined twice");
  if (in_.take('(')) {
    for (bool first = true; !in_.take(')'); first = false) {
      if (!first && !in_.expect(','))
        return false;
      in_.skipBlanks();
      size_t at = in_.position();
      std::string_view argument = in_.expectName("an argument's name");
      Type type;
      if (argument.empty() || !in_.expect(':') || !in_.type(&type) ||
          !define({argument, at}, block_->addArgument(type)))
        return false;
    }
  }
  block_->setCold(in_.takeWord("cold"));
  return in_.expect(':') && pointList(nullptr);
}

Value* Parser::find(Reference name) {
  auto found = values_.find(name.name);
  if (found != values_.end())
    return found->second;
  in_.failAt(name.at, "no value '" + std::string(name.name) + "'");
  return nullptr;
}

bool Parser::findAll(const std::vector<Reference>& names, std::vector<Value*>* out) {
  out->reserve(names.size());
  for (Reference name : names) {
    Value* value = find(name);
    if (!value)
      return false;
    out->push_back(value);
  }
  return true;
}

bool Parser::linkFunction() {
  if (function_->blocks().empty())
    return in_.fail("the function has no blocks");
  for (PendingInst& pending : insts_) {
    Inst* inst = pending.inst;
    for (Reference name : pending.operands) {
      Value* operand = find(name);
      if (!operand)
        return false;
      inst->addOperand(operand);
    }
    if (!pending.typed && info(inst->op()).result == ResultRule::Named)
      namedResults_.push_back(inst);
    else if (!pending.typed)
      inst->setType(resultType(inst->op(), inst->operands(), inst->attribute()));
    for (PendingEdge& edge : pending.edges) {
      auto target = blocks_.find(edge.target.name);
      if (target == blocks_.end())
        return in_.failAt(edge.target.at, "no block '" + std::string(edge.target.name) + "'");
      std::vector<Value*> args;
      if (!findAll(edge.args, &args))
        return false;
      inst->addEdge(edge.kind, target->second, std::move(args));
    }
  }
  std::vector<bool> seen(points_.size(), false);
  function_->resumePoints.resize(points_.size());
  for (PendingPoint& pending : points_) {
    if (pending.index >= points_.size() || seen[pending.index])
      return in_.failAt(pending.at, "resume points are numbered from 0, each once");
    seen[pending.index] = true;
    if (!findAll(pending.live, &pending.point.live))
      return false;
    function_->resumePoints[pending.index] = std::move(pending.point);
  }
  return true;
}

std::unique_ptr<Module> parse(std::string_view text, std::string* error) {
  return Parser(text).run(error);
}

} // namespace tauro::ir
