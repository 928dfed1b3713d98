// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IR to text. Values print under the names they carry, made unique in their function; those
// without one are v0, v1, ... in the order of the text.
#include <unordered_map>
#include <unordered_set>

#include "ir/builder.h"
#include "ir/spelling.h"
#include "ir/text.h"

namespace tauro::ir {
namespace {

using namespace spelling;

void appendSymbol(std::string& out, const Function* function) {
  out += '@';
  if (!function)
    out += "\"\"";
  else if (isBareSymbol(function->symbol()))
    out += function->symbol();
  else
    appendQuoted(out, function->symbol());
}

void appendBareOrQuoted(std::string& out, std::string_view name) {
  if (isBareName(name))
    out += name;
  else
    appendQuoted(out, name);
}

// Gives things unique names: first those whose own name is free, then the second ones of a name
// with a number behind it, then the nameless.
class Names {
public:
  explicit Names(std::string stem) : stem_(std::move(stem)) {}
  void add(const void* thing, const std::string& name) {
    if (name.empty()) {
      nameless_.push_back(thing);
      return;
    }
    std::string wanted = toName(name);
    if (taken_.insert(wanted).second)
      names_.emplace(thing, std::move(wanted));
    else
      clashing_.emplace_back(thing, std::move(wanted));
  }
  void finish() {
    std::unordered_map<std::string, unsigned> counters;
    for (auto& [thing, wanted] : clashing_) {
      unsigned& counter = counters[wanted];
      std::string name;
      do {
        name = wanted + "." + std::to_string(++counter);
      } while (!taken_.insert(name).second);
      names_.emplace(thing, std::move(name));
    }
    unsigned next = 0;
    for (const void* thing : nameless_) {
      std::string name;
      do {
        name = stem_ + std::to_string(next++);
      } while (!taken_.insert(name).second);
      names_.emplace(thing, std::move(name));
    }
  }
  std::string_view operator[](const void* thing) const {
    auto found = names_.find(thing);
    return found == names_.end() ? "<erased>" : std::string_view(found->second);
  }

private:
  std::string stem_;
  std::unordered_map<const void*, std::string> names_;
  std::unordered_set<std::string> taken_;
  std::vector<std::pair<const void*, std::string>> clashing_;
  std::vector<const void*> nameless_;
};

class FunctionPrinter {
public:
  FunctionPrinter(const Function& function, std::string& out)
      : function_(function), out_(out), values_("v"), blocks_("b") {
    for (const auto& block : function.blocks()) {
      blocks_.add(block.get(), block->name());
      for (const auto& argument : block->arguments())
        values_.add(argument.get(), argument->name());
      for (Inst* inst : *block)
        if (inst->type() != Type::none())
          values_.add(inst, inst->name());
    }
    values_.finish();
    blocks_.finish();
    std::unordered_map<std::string_view, unsigned> count;
    for (const Constant* name : function.localNames)
      count[name->text]++;
    for (const Constant* name : function.localNames)
      localIsUnique_.push_back(count[name->text] == 1 && isBareName(name->text));
    for (size_t i = 0; i < function.resumePoints.size(); i++) {
      const ResumePoint& point = function.resumePoints[i];
      points_[point.block ? static_cast<const void*>(point.block) : point.inst].push_back(i);
    }
  }

  void print() {
    header();
    for (const auto& block : function_.blocks()) {
      label(*block);
      for (Inst* inst : *block) {
        out_ += "  ";
        instruction(*inst);
        out_ += '\n';
      }
    }
    out_ += "}\n";
  }

  void instruction(const Inst& inst) {
    const OpInfo& row = info(inst.op());
    if (inst.type() != Type::none()) {
      out_ += values_[&inst];
      // Always for `same`: the parser may not know the operand's type yet.
      if (row.result == ResultRule::Same ||
          inst.type() != resultType(inst.op(), inst.operands(), inst.attribute()))
        out_ += ": " + inst.type().str();
      out_ += " = ";
    }
    out_ += row.mnemonic;
    itemsStarted_ = false;
    for (Value* operand : inst.operands()) {
      item();
      out_ += values_[operand];
    }
    attribute(row.attribute, inst.attribute());
    for (const Edge& edge : inst.edges())
      if (edge.kind == EdgeKind::Normal) {
        item();
        target(edge);
      }
    for (const Edge& edge : inst.edges())
      if (edge.kind != EdgeKind::Normal) {
        out_.append("  ").append(edgeWord(edge.kind)).append(" ");
        target(edge);
      }
    points(&inst);
    if (inst.site() != 0)
      site(function_.module()->site(inst.site()));
  }

private:
  void header() {
    out_ += kindWord(function_.kind);
    out_ += ' ';
    appendSymbol(out_, &function_);
    parameters();
    out_ += " -> " + function_.result.str();
    if (function_.elseValue)
      out_ += " else value";
    if (function_.versionOf) {
      out_ += " version of ";
      appendSymbol(out_, function_.versionOf);
      if (function_.versionAt >= 0)
        out_ += " at " + std::to_string(function_.versionAt);
    }
    out_ += " {\n";
    auto text = [&](std::string_view word, const Constant* c) {
      if (!c)
        return;
      out_.append("  ").append(word).append(" ");
      appendQuoted(out_, c->text);
      out_ += '\n';
    };
    text("name", function_.name);
    text("qualname", function_.qualname);
    text("doc", function_.doc);
    if (function_.firstLine)
      out_ += "  line " + std::to_string(function_.firstLine) + "\n";
    auto list = [&](std::string_view word, const std::vector<const Constant*>& names) {
      if (names.empty())
        return;
      out_.append("  ").append(word);
      for (size_t i = 0; i < names.size(); i++) {
        out_ += i ? ", " : " ";
        appendQuoted(out_, names[i]->text);
      }
      out_ += '\n';
    };
    list("captures", function_.captureNames);
    list("locals", function_.localNames);
    if (function_.stepOf) {
      out_ += "  stepof ";
      appendSymbol(out_, function_.stepOf);
      out_ += '\n';
    }
  }

  // As Python writes them: names keep positional, keyword-only, *args, **kwargs in that order.
  void parameters() {
    const Parameters& p = function_.parameters;
    out_ += '(';
    bool first = true;
    auto part = [&](std::string_view prefix, size_t i) {
      if (!first)
        out_ += ", ";
      first = false;
      out_ += prefix;
      if (i < p.names.size())
        appendBareOrQuoted(out_, p.names[i]->text);
    };
    constexpr size_t kNoName = SIZE_MAX;
    for (uint32_t i = 0; i < p.positional; i++) {
      part("", i);
      if (i + 1 == p.posOnly)
        part("/", kNoName);
    }
    size_t star = p.positional + p.keywordOnly;
    if (p.varArgs)
      part("*", star);
    else if (p.keywordOnly)
      part("*", kNoName);
    for (uint32_t i = 0; i < p.keywordOnly; i++)
      part("", p.positional + i);
    if (p.varKeywords)
      part("**", star + (p.varArgs ? 1 : 0));
    out_ += ')';
  }

  void label(const Block& block) {
    out_ += blocks_[&block];
    if (block.argumentCount()) {
      out_ += '(';
      for (unsigned i = 0; i < block.argumentCount(); i++) {
        out_.append(i ? ", " : "").append(values_[block.argument(i)]);
        out_ += ": " + block.argument(i)->type().str();
      }
      out_ += ')';
    }
    out_ += block.isCold() ? " cold:" : ":";
    points(&block);
    out_ += '\n';
  }

  void item() {
    out_ += itemsStarted_ ? ", " : " ";
    itemsStarted_ = true;
  }

  void constant(const Constant* c) {
    item();
    if (c)
      appendConstant(out_, c);
    else
      out_ += "<missing>";
  }

  void keywordNames(const Constant* names) {
    if (!names)
      return;
    item();
    out_ += "kw";
    appendConstant(out_, names);
  }

  void integer(int64_t value) {
    item();
    out_ += std::to_string(value);
  }

  void attribute(AttributeKind kind, const Attribute& a) {
    switch (kind) {
    case AttributeKind::None:
      break;
    case AttributeKind::Constant:
    case AttributeKind::Name:
      constant(a.constant);
      break;
    case AttributeKind::Imm:
      integer(a.imm);
      break;
    case AttributeKind::Double:
      item();
      appendDouble(out_, a.real);
      break;
    case AttributeKind::Variable:
      item();
      out_ += '$';
      appendBareOrQuoted(out_, a.variable ? a.variable->name : std::string_view("<missing>"));
      break;
    case AttributeKind::Local: {
      item();
      out_ += '%';
      auto i = static_cast<uint64_t>(a.imm);
      if (i < localIsUnique_.size() && localIsUnique_[i])
        out_ += function_.localNames[i]->text;
      else
        out_ += std::to_string(i);
      break;
    }
    case AttributeKind::Function:
    case AttributeKind::FuncKw:
    case AttributeKind::FunctionImm:
      item();
      appendSymbol(out_, a.function);
      if (kind == AttributeKind::FuncKw)
        keywordNames(a.kwnames);
      if (kind == AttributeKind::FunctionImm)
        integer(a.imm);
      break;
    case AttributeKind::Module:
    case AttributeKind::ModuleImm:
      item();
      appendQuoted(out_, a.module);
      if (kind == AttributeKind::ModuleImm)
        integer(a.imm);
      break;
    case AttributeKind::NameKw:
      constant(a.constant);
      keywordNames(a.kwnames);
      break;
    case AttributeKind::Kw:
      keywordNames(a.kwnames);
      break;
    case AttributeKind::ImmImm:
      integer(a.imm);
      integer(a.imm2);
      break;
    case AttributeKind::NameImm:
      constant(a.constant);
      integer(a.imm);
      break;
    case AttributeKind::Guard:
      out_ += " as " + a.guard.str();
      break;
    }
  }

  void arguments(const std::vector<Value*>& values) {
    out_ += '(';
    for (size_t i = 0; i < values.size(); i++)
      out_.append(i ? ", " : "").append(values_[values[i]]);
    out_ += ')';
  }

  void target(const Edge& edge) {
    out_ += blocks_[edge.target];
    if (!edge.args.empty())
      arguments(edge.args);
  }

  void points(const void* place) {
    auto found = points_.find(place);
    if (found == points_.end())
      return;
    for (size_t i : found->second) {
      const ResumePoint& point = function_.resumePoints[i];
      out_.append("  point ").append(std::to_string(i)).append(" ");
      out_.append(resumeWord(point.kind)).append(" ");
      arguments(point.live);
    }
  }

  void site(const Site& s) {
    auto span = [&](char mark, uint32_t line, uint32_t column, uint32_t endLine,
                    uint32_t endColumn) {
      out_ += mark;
      out_ += std::to_string(line) + ":" + std::to_string(column) + "-" + std::to_string(endLine) +
              ":" + std::to_string(endColumn);
    };
    out_ += "  ";
    span('!', s.line, s.column, s.endLine, s.endColumn);
    if (s.anchorLine || s.anchorColumn || s.anchorEndLine || s.anchorEndColumn)
      span('^', s.anchorLine, s.anchorColumn, s.anchorEndLine, s.anchorEndColumn);
    if (s.frame) {
      out_ += " in ";
      appendQuoted(out_, s.frame->name->text);
      out_ += " ";
      appendQuoted(out_, s.frame->qualname->text);
      out_ += " " + std::to_string(s.frame->firstLine);
      site(function_.module()->site(s.frame->caller));
    }
  }

  const Function& function_;
  std::string& out_;
  Names values_, blocks_;
  std::vector<bool> localIsUnique_;
  std::unordered_map<const void*, std::vector<size_t>> points_;
  bool itemsStarted_ = false;
};

} // namespace

std::string print(const Function& function) {
  std::string out;
  FunctionPrinter(function, out).print();
  return out;
}

std::string print(const Inst& inst) {
  std::string out;
  FunctionPrinter(*inst.function(), out).instruction(inst);
  return out;
}

std::string print(const Module& module, bool withSource) {
  std::string out = "module ";
  appendQuoted(out, module.name());
  if (!module.file.empty()) {
    out += " file ";
    appendQuoted(out, module.file);
  }
  out += '\n';
  if (module.isPackage)
    out += "package\n";
  auto text = [&](std::string_view word, std::string_view value) {
    out.append(word).append(" ");
    appendQuoted(out, value);
    out += '\n';
  };
  if (module.doc)
    text("doc", module.doc->text);
  if (withSource)
    text("source", module.source);
  for (const std::string& name : module.imports)
    text("import", name);
  for (const auto& variable : module.variables()) {
    out += "var ";
    appendBareOrQuoted(out, variable->name);
    if (!variable->builtin.empty()) {
      out += " builtin ";
      appendQuoted(out, variable->builtin);
    }
    out += '\n';
  }
  if (module.body) {
    out += "body ";
    appendSymbol(out, module.body);
    out += '\n';
  }
  for (const auto& known : module.classes()) {
    out += "class ";
    appendSymbol(out, known->body);
    if (known->base) {
      out += " base ";
      appendSymbol(out, known->base->body);
    }
    out += " {\n";
    for (const KnownClass::Attribute& attribute : known->attributes) {
      out += "  attribute ";
      appendQuoted(out, attribute.name->text);
      out += ' ' + attribute.type.str() + '\n';
    }
    for (const KnownClass::Method& method : known->methods) {
      out += "  method ";
      appendQuoted(out, method.name->text);
      out += ' ';
      appendSymbol(out, method.function);
      out += '\n';
    }
    out += "}\n";
  }
  for (const auto& function : module.functions()) {
    out += '\n';
    FunctionPrinter(*function, out).print();
  }
  return out;
}

} // namespace tauro::ir
