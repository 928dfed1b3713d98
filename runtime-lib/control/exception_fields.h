// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which words of Exception::extra hold which attribute, and the behaviour of exception families
// (control/exception_types.cpp makes the types from it).
#pragma once

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native.h"

namespace tr {

namespace field {
enum StopIteration : unsigned { value };
enum SystemExit : unsigned { code };
enum OSError : unsigned { errnum, strerror, filename, filename2, written };
enum ImportError : unsigned { msg, name, path, nameFrom };
enum NameError : unsigned { nameName, nameLocals /* dict of the frame's variables, or unbound */ };
enum AttributeError : unsigned { attributeName, attributeObject };
enum SyntaxError : unsigned {
  syntaxMsg,
  syntaxFile,
  line,
  offset,
  text,
  endLine,
  endOffset,
  printFile
};
enum UnicodeError : unsigned { encoding, object, start, end, reason };
enum Group : unsigned { message, exceptions };
} // namespace field

// An instance with args set and everything else empty; the construct of plain exceptions.
Exception* newException(Type* type, Tuple* args);
Value exceptionConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);
bool exceptionInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
Value exceptionStr(Value self);

// control/os_error.cpp
Value osErrorConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);
bool osErrorInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
Value osErrorStr(Value self);
extern const GetSetDef kOSErrorGetSets[];
// control/unicode_errors.cpp
bool unicodeDecodeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
bool unicodeEncodeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
bool unicodeTranslateInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
Value unicodeDecodeStr(Value self);
Value unicodeEncodeStr(Value self);
Value unicodeTranslateStr(Value self);
extern const GetSetDef kUnicodeErrorGetSets[];
// control/exception_groups.cpp
Value groupConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);
bool groupInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
Value groupStr(Value self);
extern const NativeDef kGroupMethods[];
extern const GetSetDef kGroupGetSets[];

// Getter and setter of a field that is None while unset.
template <unsigned index> Value getField(Value self) {
  Value v = self.as<Exception>()->extra[index];
  return v.isUnbound() ? kNone : v;
}
template <unsigned index> bool setField(Value self, Value value) {
  self.as<Exception>()->extra[index] = value;
  return true;
}

} // namespace tr
