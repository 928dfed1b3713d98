// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Descriptors that the compiler emits as constant data and the runtime reads: code, positions,
// module tables, inline caches. Plain C layout; codegen builds the same structs field by field
// (compiler/codegen/descriptors.cpp), so a change here is a change there.
#pragma once

#include <cstdint>

namespace tr {

struct Value;
struct Object;
struct Tuple;
struct Function;
struct Module;
struct Shape;
struct CodeInfo;

// The uniform entry of every callable: nargs positional values, then one value for each name in
// kwnames (a tuple of str, or null). Answers a value, or error with the exception pending.
using Entry = Value (*)(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames);

// A function whose parameters are n words has the entry tr_enter_<n> when all of them are
// positional, else tr_enter_bound_<n> (core/enter.cpp): an entry of its own in every program would
// double the number of functions that LLVM compiles. From this n on codegen emits one.
constexpr uint32_t kSharedEntries = 8;

// A source file as a program was compiled from it: tracebacks quote its lines.
struct SourceInfo {
  const char* file; // as tracebacks print it
  const char* text; // UTF-8, newlines normalised to \n; null when left out
  uint64_t size;    // bytes of text
};

enum CodeFlags : uint32_t {
  kCodeVarArgs = 1,     // has *args
  kCodeVarKeywords = 2, // has **kwargs
  kCodeGenerator = 4,
  kCodeCoroutine = 8,
  kCodeModule = 16,
  kCodeClassBody = 32,
  kCodeAsyncGenerator = 64,
  kCodeInline = 128, // the code of an InlineCodeInfo
};

// What compiled code reads of a class that predictions were made about; written by the runtime
// alone (core/known_class.h). Zero at start.
struct KnownClassState {
  const Shape* shape; // the predicted one, while instances that have it are as predicted; or null
  uint64_t adopted;   // 1 once a class was made
  uint64_t methods[]; // function objects as words; 0 where a call may call something else
};

// The predictions about the class that a class body makes.
struct KnownClassInfo {
  KnownClassState* state;
  const Value* attributes; // array of str, in the order of assignment
  const Value* methods;    // array of str
  const CodeInfo* const* methodCodes;
  uint32_t attributeCount;
  uint32_t methodCount;
  uint64_t rawAttributes; // bit i: attribute i is a float
};

// One function, class body or module body. Parameters in order: positional (the first posOnly of
// them positional-only), keyword-only, then *args, then **kwargs.
struct CodeInfo {
  const Value* name; // address of a word that holds a str
  const Value* qualname;
  const SourceInfo* source;
  uint32_t firstLine;
  uint32_t flags; // CodeFlags
  uint32_t posOnly;
  uint32_t positional; // with the positional-only ones
  uint32_t keywordOnly;
  uint32_t captures;           // words at the end of the function object
  const Value* params;         // array of str: every parameter's name, in the order above
  const Value* doc;            // str or None
  const Value* varNames;       // array of str: captured variables' names, for error texts
  void* body;                  // Value body(Function* self, Value param...)
  const KnownClassInfo* known; // of a class body; or null
};

// Where an operation stands: what one line of a traceback shows. Columns are 0-based UTF-8 byte
// offsets, ends exclusive, lines 1-based. Anchors are the part marked with ^ (the rest with ~);
// anchorEndLine == 0 when there are none. PEP 657.
struct SiteInfo {
  const CodeInfo* code;
  uint32_t line, endLine, column, endColumn;
  uint32_t anchorLine, anchorColumn, anchorEndLine, anchorEndColumn;
};

// A frame that stands in line in the code that calls it, as the head of a generic definition does:
// what happens at one of its sites has passed through the caller's too.
struct InlineCodeInfo {
  CodeInfo code;
  const SiteInfo* caller;
};

// A module variable: its name and the slot that holds its value (unbound when it has none).
struct VarInfo {
  const Value* name;
  Value* slot;
};

// One module that is linked into the program. Compiled modules are emitted as tr_module_<name>,
// dots in the name written as dots; native ones are defined in runtime-lib/modules.
struct ModuleInfo {
  const char* name;           // dotted
  const SourceInfo* source;   // null for native modules
  Value (*init)(ModuleInfo*); // runs the body; called once
  const VarInfo* vars;
  uint32_t varCount;
  uint32_t flags; // 1: a package
  const Value* doc;
  Module* object;                   // made at first import; null before
  const ModuleInfo* const* imports; // modules that this one may import by absolute name, null-ended
};
constexpr uint32_t kModulePackage = 1;

// Inline cache of one attribute access or method call. All zero at start; owned by the runtime
// (core/attributes.cpp says what the fields mean).
struct AttrCache {
  const Shape* shape;
  uint64_t version;
  uint64_t kindAndIndex;
  uint64_t payload;
};

} // namespace tr
