// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Type objects and their slots. A slot is the C function behind a dunder method, found without a
// lookup. For a class made by the program a slot calls the dunder found in the MRO (core/
// class_slots.cpp fills and updates them, as CPython's typeobject.c does); for a builtin type it is
// the implementation, and the dunder in the type's namespace is a wrapper around the slot.
//
// Builtin types are static and need no start-up code: TR_DEFINE_TYPE has all slots that are called
// before anyone asks for the type itself, inherited ones too. Their MRO, namespace and name objects
// are made on first need (ensureReady).
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Dict;
struct Str;
struct Tuple;
struct NativeDef;
struct GetSetDef;

enum class CompareOp : uint8_t {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped) Name,
#include "runtime-lib/abi/operators.def"
};

// What a comparison answers when the operands' order (below, at or above zero) is known.
inline bool holds(CompareOp op, int order) {
  switch (op) {
  case CompareOp::Lt:
    return order < 0;
  case CompareOp::LtE:
    return order <= 0;
  case CompareOp::Eq:
    return order == 0;
  case CompareOp::NotEq:
    return order != 0;
  case CompareOp::Gt:
    return order > 0;
  case CompareOp::GtE:
    return order >= 0;
  }
  __builtin_unreachable();
}

using UnarySlot = Value (*)(Value self);
using BinarySlot = Value (*)(Value left, Value right);

struct Slots {
  UnarySlot repr;
  UnarySlot str;
  int64_t (*hash)(Value self, bool* ok); // never fails silently: *ok = false with the exception set
  Value (*call)(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);
  UnarySlot iter;
  UnarySlot next; // kDone at the end; StopIteration raised by a user's __next__ is turned into it
  Value (*getattr)(Value self, Value name);             // __getattribute__, then __getattr__
  bool (*setattr)(Value self, Value name, Value value); // value unbound: delete
  // __get__ and __set__; object unbound: through the class.
  Value (*descrGet)(Value descriptor, Value object, Value type);
  bool (*descrSet)(Value descriptor, Value object, Value value); // value unbound: delete
  Value (*compare)(Value left, Value right, CompareOp op);       // may answer NotImplemented
  int (*truth)(Value self);                                      // 1, 0, -1
  int64_t (*len)(Value self);                                    // -1 with the exception set
  BinarySlot getitem;
  bool (*setitem)(Value self, Value key, Value value); // value unbound: delete
  int (*contains)(Value self, Value item);             // 1, 0, -1
  UnarySlot index;                                     // an int
  UnarySlot toInt;
  UnarySlot toFloat;
  Value (*construct)(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames); // __new__
  bool (*init)(Value self, const Value* args, uint64_t nargs, Tuple* kwnames);       // __init__
// Arithmetic: called as (left, right) for either operand's type; NotImplemented when it does not
// apply.
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  BinarySlot id;                                                                                   \
  BinarySlot i##id;
#define TR_UNARY(Name, id, spelling, dunder) UnarySlot id;
#include "runtime-lib/abi/operators.def"
};

enum TypeFlags : uint32_t {
  kTypeHasEntry = 1 << 0, // instances have a uniform entry at abi::kCallableEntry
  kTypeHeap = 1 << 1,     // made by a class statement or type()
  kTypeBaseable = 1 << 2, // may be subclassed
  kTypeReady = 1 << 3,
  kTypeMethodLike = 1 << 4, // its instances bind as methods: call them with self prepended
  kTypeAbstract = 1 << 5,   // has abstract methods left
  kTypeHasDict = 1 << 6,    // instances take arbitrary attributes
  kTypeIsSequence = 1 << 7, // collections.abc.Sequence, for match
  kTypeIsMapping = 1 << 8,
  kTypeHasFinaliser = 1 << 9, // has __del__
  kTypeWalked = 1 << 10,      // its subclasses are being visited
};

// Which C++ struct instances start with; classes with different ones can't be combined as bases.
enum class Layout : uint8_t {
  Plain,
  Int,
  Float,
  Complex,
  Str,
  Bytes,
  Bytearray,
  Tuple,
  List,
  Dict,
  Set,
  Exception,
  Type,
  Property,
  Module,
  Other
};

struct Type : Object {
  Entry entry;       // calls the type: construct, then init
  Shape* firstShape; // of new instances
  // Name as messages print it, with the module before a dot: of builtin types, and of those classes
  // of the library that say one (__cname__), being C in CPython. Else null.
  const char* cname;
  Type* base;            // the base whose layout this type extends; null for object
  uint32_t flags;        // TypeFlags
  uint32_t version;      // changes whenever this type's or a base's namespace does; never 0
  uint32_t instanceSize; // bytes of the fixed part
  uint32_t itemSize;     // bytes an item of a variable part (tuple), or 0
  // Where instance attributes live (core/shape.h): 0 none; > 0 bytes from the start (then equal to
  // instanceSize); -1 after the variable part.
  int32_t attrOffset;
  uint16_t inlineSlots; // attribute slots within the instance
  Layout layout;
  const NativeDef* methods; // ended by a row without a name; may be null
  const GetSetDef* getsets; // likewise
  const char* doc;
  Slots slots;
  // Made by ensureReady, or by type_new for heap types.
  Str* name;
  Str* qualname;
  Value module; // str or unbound
  Tuple* bases;
  Tuple* mro; // null while the metaclass's mro() is asked for the first
  Dict* dict;
  Value subclasses;       // list of the direct subclasses made so far; private to core/type.cpp
  struct HeapType* heap;  // heap types only; private to core
  Shape* dictionaryShape; // of instances whose attributes live in a dict; made on first need
};

// A zeroed instance with its shape set, for construct slots (and only there): instanceSize bytes,
// items * itemSize more, and the attributes that a subclass adds. Where itemSize is not 0, the
// caller stores the item count at once at its place (the word after the shape; a big int's is
// signed). Null with MemoryError pending for items beyond memory.
Object* newInstance(Type* type, uint64_t items = 0);
template <class T> T* newInstanceOf(Type* type, uint64_t items = 0) {
  return static_cast<T*>(newInstance(type, items));
}

// Fills name, bases, mro and namespace of a builtin type. Cheap when done. Never fails.
void ensureReadySlow(Type* type);
inline void ensureReady(Type* type) {
  if (!(type->flags & kTypeReady))
    ensureReadySlow(type);
}

// Default slots of object: identity hash, and == and != by identity.
int64_t identityHash(Value self, bool* ok);
Value identityCompare(Value left, Value right, CompareOp op);

// The attribute `name` along the MRO, without binding; unbound when there is none. Cached.
Value lookupInType(Type* type, Str* name);
// Likewise in the classes that come after `after` in the MRO: super().
Value lookupAfter(Type* type, const Type* after, Str* name);
// The dunder `name` of v's type, bound to v; unbound when there is none; error when binding raised.
Value lookupSpecial(Value v, Str* name);

// A C string with the type's name as messages show it: its cname, else the bare name of the class.
const char* typeName(const Type* type);
inline const char* typeNameOf(Value v) { return typeName(typeOf(v)); }

inline Value typeValue(Type* type) { return objectValue(type); }
inline bool isType(Value v) { return isA(v, &tr_type_type); } // v is a class
inline Type* asType(Value v) { return v.as<Type>(); }

// Definition of a builtin type's static objects; entry and firstShape are given by the macro:
//   TR_DEFINE_TYPE(list, .cname = "list", .base = &tr_type_object, ..., .slots = {...});
// Slots left null are taken from the base when the type is made ready, but for construct (null: the
// program can't make instances) and hash (null: unhashable; spell .hash = identityHash where
// wanted).
#pragma clang diagnostic ignored "-Wc99-designator"
Value callType(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames);
#define TR_DEFINE_TYPE(id, ...)                                                                    \
  extern "C" {                                                                                     \
  tr::Shape tr_shape_##id = {&tr_type_##id, nullptr};                                              \
  tr::Type tr_type_##id = {{&tr_shape_type}, tr::callType, &tr_shape_##id, __VA_ARGS__};           \
  }                                                                                                \
  static_assert(true)

} // namespace tr
