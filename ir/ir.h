// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR: modules, functions, blocks with arguments, instructions, and edges that may leave the
// middle of a block. docs/ir.md explains it; ops.def lists the operations; verifier.h the rules.
//
// Ownership: a Module owns its functions, constants and variables; a Function owns its blocks,
// arguments and instructions (erased ones are freed with the function). Everything is reached by
// pointer; names are for people. Use lists are kept by the setters here and nowhere else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/op.h"
#include "ir/types.h"

namespace tauro::ir {

class Block;
class Function;
class Inst;
class Module;
class Value;
struct Constant;

// --- Source positions

using SiteId = uint32_t; // index into Module::sites; 0: no position

// What a traceback line shows (runtime-lib/abi/code.h, SiteInfo). Lines 1-based, columns 0-based
// UTF-8 bytes, ends exclusive; anchorEndLine 0: no anchors.
struct InlineFrame;
struct Site {
  uint32_t line = 0, endLine = 0, column = 0, endColumn = 0;
  uint32_t anchorLine = 0, anchorColumn = 0, anchorEndLine = 0, anchorEndColumn = 0;
  const InlineFrame* frame = nullptr; // null: the function's own
  bool operator==(const Site&) const = default;
};

// Code that tracebacks show as a frame of its own though it stands in its caller: the head of a
// generic definition. Interned in the module.
struct InlineFrame {
  const Constant* name = nullptr;
  const Constant* qualname = nullptr;
  uint32_t firstLine = 0;
  SiteId caller = 0; // where it is called, for the frame around it
  bool operator==(const InlineFrame&) const = default;
};

// --- Constants

enum class ConstantKind : uint8_t {
  None,
  False,
  True,
  Ellipsis,
  NotImplemented,
  Unbound,
  Int, // small: `integer`; big: `text` in decimal or 0x hexadecimal, with an optional '-'
  BigInt,
  Float,     // `real`
  Complex,   // `real`, `imaginary`
  Str,       // `text`: UTF-8, surrogates as 3-byte sequences
  Bytes,     // `text`: raw bytes
  Tuple,     // `items`
  FrozenSet, // `items`; a membership test's set of literals
};

// Interned in the module: equal constants (by kind and exact value; floats by bits) are one object.
struct Constant {
  ConstantKind kind;
  int64_t integer = 0;
  double real = 0, imaginary = 0;
  std::string text;
  std::vector<const Constant*> items;
  uint32_t id = 0; // dense in the module
};

// --- Values

// Anything an instruction may use: a block argument or an instruction's result.
class Value {
public:
  enum class Kind : uint8_t { Argument, Inst };
  Kind valueKind() const { return kind_; }
  Type type() const { return type_; }
  void setType(Type type) { type_ = type; }
  // Each use once; an instruction that uses the value twice stands there twice.
  const std::vector<Inst*>& users() const { return users_; }
  bool hasUses() const { return !users_.empty(); }
  void replaceAllUsesWith(Value* other);
  const std::string& name() const { return name_; } // for printing; may be empty
  void setName(std::string name) { name_ = std::move(name); }
  // Dense in the function and never reused: below Function::valueIdBound(). For side tables.
  uint32_t id() const { return id_; }

protected:
  Value(Kind kind, Type type, uint32_t id) : kind_(kind), id_(id), type_(type) {}
  ~Value() = default;

private:
  friend class Inst;
  Kind kind_;
  uint32_t id_;
  Type type_;
  std::vector<Inst*> users_;
  std::vector<uint32_t> useIds_; // parallel to users_; see Function::usePositions_
  std::string name_;
};

class Argument final : public Value {
public:
  Block* block() const { return block_; }
  unsigned index() const { return index_; }

private:
  friend class Block;
  friend class Function;
  Argument(Block* block, unsigned index, Type type, uint32_t id)
      : Value(Kind::Argument, type, id), block_(block), index_(index) {}
  Block* block_;
  unsigned index_;
};

// --- Edges

enum class EdgeKind : uint8_t {
  Normal, // of a terminator
  Err,    // the op raised; the target's last argument is the exception, beyond `args`
  Done,   // the iterator ended; of GenDelegateStep and IterNext
  Exit,   // speculation failed: to a cold block
};

// Where control may go, and what it passes to the target's arguments.
struct Edge {
  EdgeKind kind;
  Block* target;
  std::vector<Value*> args; // read-only outside Inst; change with Inst::setEdgeArg and friends
  // How many arguments the target has beyond `args`: an err edge adds the exception, the exit edge
  // of a call.version the word that it answered.
  unsigned impliedArgs() const { return impliesArg_ ? 1 : 0; }

private:
  friend class Inst;
  bool impliesArg_ = false;
  std::vector<uint32_t> uses_; // parallel to args
};

// A module variable: a slot with a link-time symbol.
struct Variable {
  std::string name; // as the program spells it
  Module* module;
  const Constant* nameConstant;
  std::string builtin; // the builtin of that name that a read falls back to; empty: none
};

// Where generic code may be entered by a side exit (docs/ir.md, resume points).
enum class ResumeKind : uint8_t { Before, AfterResult, AfterException, BlockEntry };

// One place of a function's generic body that resume ops may name by its index. `live` are the
// values that the rest of the function needs, in the order in which a resume op gives them;
// AfterResult and AfterException take the result or the exception as one more, at the end. (For
// AfterException without an err edge the exception leaves the function.)
struct ResumePoint {
  ResumeKind kind;
  Inst* inst = nullptr;   // all but BlockEntry
  Block* block = nullptr; // BlockEntry
  std::vector<Value*> live;
};

// --- Instructions

// What an op carries beside operands; which fields are meaningful is the row's Attribute.
struct Attribute {
  int64_t imm = 0;
  int64_t imm2 = 0;
  double real = 0;
  const Constant* constant = nullptr; // Constant, Name
  const Constant* kwnames = nullptr;  // Kw, NameKw, FuncKw: a Tuple constant of names, or null
  Variable* variable = nullptr;
  Function* function = nullptr;
  std::string module; // Module, ModuleImm: dotted name
  Type guard{};
};

class Inst final : public Value {
public:
  Op op() const { return op_; }
  // To an op with the same operands, attribute, edges and result.
  void setOp(Op op) { op_ = op; }
  Block* block() const { return block_; }
  Function* function() const;
  Inst* next() const { return next_; }
  Inst* prev() const { return prev_; }

  const std::vector<Value*>& operands() const { return operands_; }
  Value* operand(unsigned i) const { return operands_[i]; }
  void setOperand(unsigned i, Value* value);
  void addOperand(Value* value);
  void removeOperand(unsigned i);

  const std::vector<Edge>& edges() const { return edges_; }
  const Edge* edge(EdgeKind kind) const; // the first of that kind, or null
  void addEdge(EdgeKind kind, Block* target, std::vector<Value*> args = {});
  void removeEdge(unsigned i);
  void setEdgeTarget(unsigned i, Block* target);
  void setEdgeArg(unsigned i, unsigned arg, Value* value);
  void addEdgeArg(unsigned i, Value* value);
  void insertEdgeArg(unsigned i, unsigned at, Value* value);
  void removeEdgeArg(unsigned i, unsigned arg);
  void setEdgeArgs(unsigned i, std::vector<Value*> args);

  Attribute& attribute() { return attribute_; }
  const Attribute& attribute() const { return attribute_; }
  SiteId site() const { return site_; }
  void setSite(SiteId site) { site_ = site; }

  bool isTerminator() const { return info(op_).terminator; }
  uint32_t effects() const { return info(op_).effects; }

  // Unlinks from the block; it must have no uses. The memory lives as long as the function.
  void erase();
  void moveBefore(Inst* position);

private:
  friend class Block;
  friend class Builder;
  friend class Function;
  friend class Value;
  Inst(Function* owner, Op op, Type type, uint32_t id)
      : Value(Kind::Inst, type, id), op_(op), owner_(owner) {}
  uint32_t addUse(Value* value, uint32_t slot = UINT32_MAX);
  void dropUse(Value* value, uint32_t use);
  void dropAllUses();
  void unlink();
  Op op_;
  SiteId site_ = 0;
  Function* owner_;
  Block* block_ = nullptr;
  Inst* next_ = nullptr;
  Inst* prev_ = nullptr;
  std::vector<Value*> operands_;
  std::vector<uint32_t> operandUses_; // parallel to operands_
  std::vector<Edge> edges_;
  Attribute attribute_;
};

inline Inst* asInst(Value* v) {
  return v->valueKind() == Value::Kind::Inst ? static_cast<Inst*>(v) : nullptr;
}
inline Argument* asArgument(Value* v) {
  return v->valueKind() == Value::Kind::Argument ? static_cast<Argument*>(v) : nullptr;
}

// --- Blocks

class Block {
public:
  Function* function() const { return function_; }
  const std::string& name() const { return name_; }
  void setName(std::string name) { name_ = std::move(name); }
  // Dense in the function and never reused: below Function::blockIdBound(). For side tables.
  uint32_t id() const { return id_; }
  bool isCold() const { return cold_; }
  void setCold(bool cold) { cold_ = cold; }

  const std::vector<std::unique_ptr<Argument>>& arguments() const { return arguments_; }
  unsigned argumentCount() const { return static_cast<unsigned>(arguments_.size()); }
  Argument* argument(unsigned i) const { return arguments_[i].get(); }
  Argument* addArgument(Type type, std::string name = {});
  Argument* insertArgument(unsigned at, Type type,
                           std::string name = {}); // edges are the caller's to fix
  void removeArgument(unsigned i);                 // without uses; edges are the caller's to fix

  Inst* first() const { return first_; }
  Inst* last() const { return last_; }
  Inst* terminator() const { return last_ && last_->isTerminator() ? last_ : nullptr; }
  bool empty() const { return !first_; }
  void append(Inst* inst);
  void insertBefore(Inst* position, Inst* inst);
  // Moves everything from `position` on into a new block after this one (which is left without a
  // terminator).
  Block* splitBefore(Inst* position);
  // Appends all instructions of another block, leaving it empty.
  void takeAll(Block* from);

  // Iteration: for (Inst* i : block) ...; the current instruction may be erased.
  class Iterator {
  public:
    explicit Iterator(Inst* i) : current_(i), next_(i ? i->next() : nullptr) {}
    Inst* operator*() const { return current_; }
    Iterator& operator++() {
      current_ = next_;
      next_ = current_ ? current_->next() : nullptr;
      return *this;
    }
    bool operator!=(const Iterator& o) const { return current_ != o.current_; }

  private:
    Inst *current_, *next_;
  };
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(nullptr); }

private:
  friend class Function;
  friend class Inst;
  Block(Function* function, std::string name, uint32_t id)
      : function_(function), name_(std::move(name)), id_(id) {}
  Function* function_;
  std::string name_;
  uint32_t id_;
  uint32_t position_ = 0; // in Function::blocks_, or a little before it
  bool cold_ = false;
  std::vector<std::unique_ptr<Argument>> arguments_;
  Inst* first_ = nullptr;
  Inst* last_ = nullptr;
};

// --- Functions

enum class FunctionKind : uint8_t {
  Function,       // def and lambda
  Module,         // a module's body: no parameters
  ClassBody,      // one parameter: the namespace; answers the __class__ cell or None
  Generator,      // def with yield, before lower-generators; then its outer part
  Coroutine,      // async def, likewise
  AsyncGenerator, // async def with yield, likewise
  Step,           // a generator's step function: one parameter, the value sent
};

// Whether calling it makes an object that runs its body from suspension to suspension.
inline bool isSuspendable(FunctionKind kind) {
  return kind == FunctionKind::Generator || kind == FunctionKind::Coroutine ||
         kind == FunctionKind::AsyncGenerator;
}

// Parameters in the order of abi/code.h: positional, keyword-only, *args, **kwargs. The entry block
// has an argument for each.
struct Parameters {
  std::vector<const Constant*> names;
  uint32_t posOnly = 0, positional = 0, keywordOnly = 0;
  bool varArgs = false, varKeywords = false;
};

class Function {
public:
  Function(Module* module, std::string symbol) : module_(module), symbol_(std::move(symbol)) {}
  ~Function();
  Module* module() const { return module_; }
  // Unique in the program: "module.outer.inner"; printed as @symbol.
  const std::string& symbol() const { return symbol_; }

  FunctionKind kind = FunctionKind::Function;
  Parameters parameters;
  const Constant* name = nullptr; // __name__
  const Constant* qualname = nullptr;
  const Constant* doc = nullptr; // null: None
  uint32_t firstLine = 0;
  std::vector<const Constant*> captureNames; // in the order of closure.load's Imm
  std::vector<const Constant*>
      localNames;               // in the order of local.load's index; before SSA construction
  std::vector<Type> localTypes; // parallel; empty: all words
  Type result = Type::value();
  Function* stepOf = nullptr; // Step: the generator's outer function
  // A version: the function with the generic body that this one does the same as (docs/ir.md,
  // Versions).
  Function* versionOf = nullptr;
  // A loop's version: the resume point, a block's entry, from which it does the rest of the generic
  // body; its parameters are the point's live values. -1: a version from the start.
  int64_t versionAt = -1;
  // A version whose result is raw: it may also answer a word, boxed, or raise.
  bool elseValue = false;
  std::vector<ResumePoint> resumePoints;
  // Resume points name its instructions and are named by their numbers: nothing may change any
  // more.
  bool isFrozen() const { return !resumePoints.empty(); }

  const std::vector<std::unique_ptr<Block>>& blocks() const { return blocks_; }
  Block* entry() const { return blocks_.front().get(); }
  Block* addBlock(std::string name = {}); // an empty name becomes b<n>
  Block* addBlockAfter(Block* position, std::string name = {});
  Block* addEntryBlock(std::string name = {}); // before all others: the new entry
  // Moves blocks and instructions of another function of the module into this one, which has none.
  void takeBody(Function* from);
  // Unreachable: no edge may lead to it. Drops its instructions' uses.
  void eraseBlock(Block* block);
  // The same for many at once, in linear time.
  void eraseBlocks(const std::vector<Block*>& blocks);
  // Erases all but the entry block and its arguments.
  void clearBody();
  // Erases every block that the entry does not reach.
  bool eraseUnreachable();
  // Moves the block to just after `position`; order is for reading and for code layout only.
  void moveBlockAfter(Block* block, Block* position);
  uint32_t blockIdBound() const { return nextBlock_; }
  uint32_t valueIdBound() const { return nextValue_; }
  // Creates an instruction that is in no block yet. Builder is the usual way.
  Inst* create(Op op, Type type, std::vector<Value*> operands);

private:
  friend class Block;
  friend class Inst;
  friend class Value;
  size_t positionOf(Block* block) const;
  Module* module_;
  std::string symbol_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<std::unique_ptr<Inst>> insts_;
  // A use has a number; this is where it stands in its value's users(), which makes dropping a use
  // constant time whatever the number of users, and which operand it is (UINT32_MAX: an edge's
  // argument), which makes replacing it constant time whatever the number of operands.
  std::vector<uint32_t> usePositions_;
  std::vector<uint32_t> useSlots_;
  std::vector<uint32_t> freeUses_;
  uint32_t nextBlock_ = 0;
  uint32_t nextValue_ = 0;
};

// --- Classes

// A class that passes predict (docs/ir.md, Known classes): what instances have once __init__ is
// done, in the order of assignment, and which functions its namespace holds, its bases' included.
struct KnownClass {
  struct Attribute {
    const Constant* name;
    Type type; // f64 where only floats are stored, else value
  };
  struct Method {
    const Constant* name;
    Function* function;
  };
  static constexpr size_t kMaxAttributes = 30; // they lie in the object (core/shape.h)

  explicit KnownClass(Function* body) : body(body) {}
  const std::string& name() const { return body->symbol(); }
  // The number of the attribute or method, or -1.
  int findAttribute(const Constant* name) const;
  int findMethod(const Constant* name) const;

  Function* body;                   // the classbody
  const KnownClass* base = nullptr; // null: object
  std::vector<Attribute> attributes;
  std::vector<Method> methods;
};

// --- Modules

// One source module. Other modules are named, never pointed to.
class Module {
public:
  explicit Module(std::string name);
  ~Module();
  const std::string& name() const { return name_; } // dotted; "__main__" for the program
  std::string file;                                 // as tracebacks print it
  std::string source; // the text that tracebacks quote, newlines normalised
  bool isPackage = false;
  const Constant* doc = nullptr;
  Function* body = nullptr;
  std::vector<std::string> imports; // dotted names of the modules that its code refers to

  const std::vector<std::unique_ptr<Function>>& functions() const { return functions_; }
  // The symbol is made unique by a suffix when taken. Order is for reading only: after `position`,
  // or last.
  Function* addFunction(std::string symbol, const Function* position = nullptr);
  Function* findFunction(std::string_view symbol) const;
  void eraseFunction(Function* function);

  const std::vector<std::unique_ptr<KnownClass>>& classes() const { return classes_; }
  KnownClass* addClass(Function* body);
  KnownClass* findClass(std::string_view name) const;

  const std::vector<std::unique_ptr<Variable>>& variables() const { return variables_; }
  Variable* variable(std::string_view name); // found or made
  Variable* findVariable(std::string_view name) const;

  // Interned constants.
  const Constant* constant(ConstantKind singleton);
  const Constant* intConstant(int64_t v);
  const Constant* bigIntConstant(std::string text);
  const Constant* floatConstant(double v);
  const Constant* complexConstant(double real, double imaginary);
  const Constant* strConstant(std::string_view utf8);
  const Constant* bytesConstant(std::string_view bytes);
  const Constant* tupleConstant(std::vector<const Constant*> items);
  const Constant* frozenSetConstant(std::vector<const Constant*> items);

  SiteId addSite(const Site& site); // equal sites share an id
  const InlineFrame* inlineFrame(const InlineFrame& frame);
  const Site& site(SiteId id) const { return sites_[id]; }
  const std::vector<Site>& sites() const { return sites_; }

private:
  struct Tables;
  std::string name_;
  std::vector<std::unique_ptr<Function>> functions_;
  std::vector<std::unique_ptr<KnownClass>> classes_;
  std::vector<std::unique_ptr<Variable>> variables_;
  std::vector<Site> sites_;
  std::vector<std::unique_ptr<InlineFrame>> inlineFrames_;
  std::unique_ptr<Tables> tables_;
};

} // namespace tauro::ir
