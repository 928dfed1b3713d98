// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Internal to parser.cpp and parse_inst.cpp: text to IR, a line at a time. Names of values and
// blocks may be used before they are defined, so a function's instructions are made first, without
// operands, and linked at its end; functions named by attributes are looked up when the whole
// module is read.
#pragma once

#include <deque>
#include <unordered_map>

#include "ir/cursor.h"
#include "ir/text.h"

namespace tauro::ir {

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

  struct PendingClass {
    Function* body = nullptr;
    Function* base = nullptr; // null: none
    std::vector<KnownClass::Attribute> attributes;
    std::deque<KnownClass::Method> methods; // which pendingFunctions_ point into
    size_t at = 0;
  };

  // --- modules
  bool module();
  bool moduleItem();
  bool functionReference(Function** slot);
  bool link();

  bool knownClass();

  // --- functions
  bool function(FunctionKind kind);
  bool version();
  bool parameters();
  bool functionItem(bool* isItem);
  bool text(const Constant** out);
  bool texts(std::vector<const Constant*>* out);
  bool define(Reference name, Value* value);
  bool line();
  bool label(Reference name);

  // --- linking
  Value* find(Reference name);
  bool findAll(const std::vector<Reference>& names, std::vector<Value*>* out);
  bool linkFunction();

  // --- instructions (parse_inst.cpp)
  bool instruction(Reference first);
  bool separator(bool* started);
  bool reference(std::string_view what, Reference* out);
  bool namesFollow(bool started, bool isOperand);
  bool operands(const OpInfo& row, bool* started);
  bool nameConstant(const Constant** out);
  bool keywordNames(const Constant** out, bool* started);
  bool attribute(AttributeKind kind, Attribute& a, bool* started);
  bool local(int64_t* out);
  bool edge(EdgeKind kind);
  bool references(std::vector<Reference>* out);
  bool normalEdges(bool* started);
  bool otherEdges();
  bool pointList(Inst* inst);
  bool span(uint32_t* line, uint32_t* column, uint32_t* endLine, uint32_t* endColumn);
  bool site(Inst* inst);
  bool site(SiteId* id);

  spelling::Cursor in_;
  std::unique_ptr<Module> module_;
  std::vector<PendingFunction> pendingFunctions_;
  std::deque<PendingClass> pendingClasses_;
  std::vector<Inst*> namedResults_; // whose types follow from functions that are linked last

  // Of the function being read.
  Function* function_ = nullptr;
  Block* block_ = nullptr;
  std::unordered_map<std::string_view, Value*> values_;
  std::unordered_map<std::string_view, Block*> blocks_;
  std::vector<PendingInst> insts_;
  std::vector<PendingPoint> points_;
};

} // namespace tauro::ir
