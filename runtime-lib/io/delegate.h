// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that leave their work to another object, their delegate: those over anything but a
// descriptor, whose delegate is an object of the module io in Python's syntax, those of classes
// derived from the runtime's, whose delegate is any file, and those with methods of their own
// (sys.stdout.write = f), so that only files without a delegate may be written to directly.
//
// What the methods of a derived class's instance ask of the instance itself, as CPython's do (its
// close calls its flush, which the class may define), are *hooks*: functions of the module io that
// are given the instance, its delegate and the arguments.
#pragma once

#include "runtime-lib/core/native.h"
#include "runtime-lib/io/file.h"

namespace tr {

// Which maker and hooks a class of files has: those of text, of buffered and of raw files.
enum FileKind : uint8_t { kTextKind, kReaderKind, kWriterKind, kRandomKind, kRawKind, kFileKinds };

// What the module io gives: functions that answer a file for the arguments of a class, and dicts of
// hooks by the names of methods, one for each kind. Unbound: the module is not imported.
extern Value fileMakers[kFileKinds];
extern Value fileHooks[kFileKinds];

// The slots of all classes of files. Construction leaves the instance without a delegate.
Value constructFile(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);
template <FileKind kind>
bool initFile(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);

// The setattr slot: from the assignment of a method on, a file has a delegate. NotImplementedError
// for files that others write through.
bool setFileAttribute(Value self, Value name, Value value);
// __dict__ of text files, in which methods may be assigned as well.
Value getTextFileDict(Value self);

// The method `name` of args[0], by its class's hook or its delegate. ValueError before __init__.
Value callDelegate(const char* name, const Value* args, uint64_t nargs);
// What an attribute is before __init__: ValueError, or what CPython's fields of the struct hold.
enum class Before { Raises, None, False };
// An attribute of the delegate.
Value getFromDelegate(const char* name, Value self, Before before = Before::Raises);
// For iter() and `with`: the file itself while its attribute `closed` is false.
Value selfUnlessClosed(Value self);
// _checkClosed() and its like, which methods of the abstract classes call.
Value checkClosed(const Value* args, uint64_t nargs);
Value checkReadable(const Value* args, uint64_t nargs);
Value checkWritable(const Value* args, uint64_t nargs);
Value checkSeekable(const Value* args, uint64_t nargs);
// __del__, which instances of derived classes are dropped by: closes what is open, failing
// silently.
Value closeDropped(const Value* args, uint64_t nargs);
// The next slot of a file with a delegate.
Value nextOfDelegate(Value self);
// The attribute `name` for repr(): unbound where there is none or the file has none any more.
Value attributeForRepr(Value self, const char* name);

// A method's or attribute's name as a template argument.
template <uint64_t size> struct MemberName {
  char text[size];
  consteval MemberName(const char (&name)[size]) {
    for (uint64_t i = 0; i < size; i++)
      text[i] = name[i];
  }
};

inline bool hasDelegate(Value file) { return !file.as<File>()->delegate.isUnbound(); }

template <MemberName name, NativeFn direct> Value callFile(const Value* args, uint64_t nargs) {
  return hasDelegate(args[0]) ? callDelegate(name.text, args, nargs) : direct(args, nargs);
}
template <MemberName name, UnarySlot direct, Before before> Value getFromFile(Value self) {
  return hasDelegate(self) ? getFromDelegate(name.text, self, before) : direct(self);
}

// Rows of the tables: `direct` does it for files without a delegate.
template <MemberName name, NativeFn direct> constexpr NativeDef fileNone() {
  return nativeNone(name.text, callFile<name, direct>);
}
template <MemberName name, NativeFn direct> constexpr NativeDef fileOne() {
  return nativeOne(name.text, callFile<name, direct>);
}
template <MemberName name, NativeFn direct>
constexpr NativeDef filePositional(uint8_t min, uint8_t max) {
  return nativePositional(name.text, callFile<name, direct>, min, max);
}
template <MemberName name, UnarySlot direct, Before before = Before::Raises>
constexpr GetSetDef fileAttribute() {
  return {name.text, getFromFile<name, direct, before>, nullptr, before != Before::Raises};
}

// The methods that all files have alike.
#define TR_FILE_ROWS                                                                               \
  nativeNone("__del__", closeDropped), nativeNone("_checkClosed", checkClosed),                    \
      nativeNone("_checkReadable", checkReadable), nativeNone("_checkWritable", checkWritable),    \
      nativeNone("_checkSeekable", checkSeekable)

} // namespace tr
