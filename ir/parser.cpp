// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text to IR, a line at a time. Names of values and blocks may be used before they are defined, so
// a function's instructions are made first, without operands, and linked at its end; functions
// named by attributes are looked up when the whole module is read.
#include <unordered_map>

#include "ir/builder.h"
#include "ir/cursor.h"
#include "ir/spelling.h"
#include "ir/text.h"

namespace tauro::ir {
namespace {

using namespace spelling;

// A name and where it stands.
struct Reference {
  std::string_view name;
  size_t at;
};

struct PendingEdge {
  EdgeKind kind;
  Reference target;
  std::vector<Reference> args;
};

struct PendingPoint {
  uint32_t index;
  size_t at;
  ResumePoint point;
  std::vector<Reference> live;
};

struct PendingInst {
  Inst* inst;
  bool typed; // the text gives the result's type
  std::vector<Reference> operands;
  std::vector<PendingEdge> edges;
};

struct PendingFunction {
  Function** slot;
  std::string symbol;
  size_t at;
};

class Parser {
public:
  explicit Parser(std::string_view text) : in_(text) {}

  std::unique_ptr<Module> run(std::string* error) {
    if (module() && link())
      return std::move(module_);
    *error = in_.error();
    return nullptr;
  }

private:
  // --- modules
  bool module() {
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

  bool moduleItem() {
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
    for (auto kind : {FunctionKind::Function, FunctionKind::Module, FunctionKind::ClassBody,
                      FunctionKind::Generator, FunctionKind::Step})
      if (word == kindWord(kind))
        return function(kind);
    return in_.failAt(at, "expected a function or one of package, doc, source, import, var, body");
  }

  bool functionReference(Function** slot) {
    in_.skipBlanks();
    size_t at = in_.position();
    std::string symbol;
    if (!in_.symbol(&symbol))
      return false;
    pendingFunctions_.push_back({slot, std::move(symbol), at});
    return true;
  }

  bool link() {
    for (const PendingFunction& pending : pendingFunctions_) {
      *pending.slot = module_->findFunction(pending.symbol);
      if (!*pending.slot)
        return in_.failAt(pending.at, "no function @" + pending.symbol);
    }
    for (Inst* inst : namedResults_)
      inst->setType(resultType(inst->op(), inst->operands(), inst->attribute()));
    return true;
  }

  // --- functions
  bool function(FunctionKind kind) {
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
  bool version() {
    if (in_.takeWord("else")) {
      if (!in_.takeWord("value"))
        return in_.fail("expected 'value'");
      function_->elseValue = true;
    }
    if (!in_.takeWord("version"))
      return true;
    return (in_.takeWord("of") || in_.fail("expected 'of'")) &&
           functionReference(&function_->versionOf);
  }

  bool parameters() {
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
  bool functionItem(bool* isItem) {
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

  bool text(const Constant** out) {
    std::string text;
    if (!in_.string(&text))
      return false;
    *out = module_->strConstant(text);
    return true;
  }

  bool texts(std::vector<const Constant*>* out) {
    do {
      const Constant* name = nullptr;
      if (!text(&name))
        return false;
      out->push_back(name);
    } while (in_.take(','));
    return true;
  }

  bool define(Reference name, Value* value) {
    if (!values_.emplace(name.name, value).second)
      return in_.failAt(name.at, "the value '" + std::string(name.name) + "' is defined twice");
    value->setName(std::string(name.name));
    return true;
  }

  // --- blocks and instructions

  bool line() {
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

  bool label(Reference name) {
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

  bool instruction(Reference first) {
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
  bool separator(bool* started) {
    if (*started)
      return in_.expect(',');
    return *started = true;
  }

  bool reference(std::string_view what, Reference* out) {
    in_.skipBlanks();
    out->at = in_.position();
    out->name = in_.expectName(what);
    return !out->name.empty();
  }

  // Whether another item follows that is a name: no reserved word, and no attribute (operands are
  // not followed by a parenthesis, kw is).
  bool namesFollow(bool started, bool isOperand) {
    size_t start = in_.position();
    bool follows = false;
    if (!started || in_.take(',')) {
      std::string_view word = in_.name();
      follows = !word.empty() && !isReserved(word) && !(isOperand && in_.peek() == '(');
    }
    in_.rewind(start);
    return follows;
  }

  bool operands(const OpInfo& row, bool* started) {
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

  bool nameConstant(const Constant** out) {
    return in_.peek() == '"' ? text(out) : in_.fail("expected a name in quotes");
  }

  // kw("a", "b"), after a separator, or nothing.
  bool keywordNames(const Constant** out, bool* started) {
    size_t start = in_.position();
    if ((*started && !in_.take(',')) || !in_.takeWord("kw"))
      return in_.rewind(start), true;
    *started = true;
    *out = in_.constant(module_.get());
    if (*out && (*out)->kind != ConstantKind::Tuple)
      return in_.fail("kw takes names in parentheses");
    return *out != nullptr;
  }

  bool attribute(AttributeKind kind, Attribute& a, bool* started) {
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

  bool local(int64_t* out) {
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

  bool edge(EdgeKind kind) {
    PendingEdge edge{kind, {}, {}};
    if (!reference("a block", &edge.target))
      return false;
    if (in_.peek() == '(' && !references(&edge.args))
      return false;
    insts_.back().edges.push_back(std::move(edge));
    return true;
  }

  bool references(std::vector<Reference>* out) {
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

  bool normalEdges(bool* started) {
    while (namesFollow(*started, false))
      if (!separator(started) || !edge(EdgeKind::Normal))
        return false;
    return true;
  }

  bool otherEdges() {
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

  bool pointList(Inst* inst) {
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

  bool span(uint32_t* line, uint32_t* column, uint32_t* endLine, uint32_t* endColumn) {
    return in_.unsignedInteger(line) && in_.expect(':') && in_.unsignedInteger(column) &&
           in_.expect('-') && in_.unsignedInteger(endLine) && in_.expect(':') &&
           in_.unsignedInteger(endColumn);
  }

  bool site(Inst* inst) {
    if (!in_.take('!'))
      return true;
    Site s;
    if (!span(&s.line, &s.column, &s.endLine, &s.endColumn))
      return false;
    if (in_.take('^') &&
        !span(&s.anchorLine, &s.anchorColumn, &s.anchorEndLine, &s.anchorEndColumn))
      return false;
    inst->setSite(module_->addSite(s));
    return true;
  }

  // --- linking
  Value* find(Reference name) {
    auto found = values_.find(name.name);
    if (found != values_.end())
      return found->second;
    in_.failAt(name.at, "no value '" + std::string(name.name) + "'");
    return nullptr;
  }

  bool findAll(const std::vector<Reference>& names, std::vector<Value*>* out) {
    out->reserve(names.size());
    for (Reference name : names) {
      Value* value = find(name);
      if (!value)
        return false;
      out->push_back(value);
    }
    return true;
  }

  bool linkFunction() {
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

  Cursor in_;
  std::unique_ptr<Module> module_;
  std::vector<PendingFunction> pendingFunctions_;
  std::vector<Inst*> namedResults_; // whose types follow from functions that are linked last

  // Of the function being read.
  Function* function_ = nullptr;
  Block* block_ = nullptr;
  std::unordered_map<std::string_view, Value*> values_;
  std::unordered_map<std::string_view, Block*> blocks_;
  std::vector<PendingInst> insts_;
  std::vector<PendingPoint> points_;
};

} // namespace

std::unique_ptr<Module> parse(std::string_view text, std::string* error) {
  return Parser(text).run(error);
}

} // namespace tauro::ir
