// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of IR values: what is known about a value, and from it how it lies in a register. A
// small lattice with `value` (anything, tagged) at the top and `never` at the bottom.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tauro::ir {

enum class TypeKind : uint8_t {
  Value, // any tagged word
  Int,
  NoneType,
  Str,
  Bytes,
  List,
  Tuple,
  Dict,
  Set,
  Obj,
  Func,
  Gen,
  Float,
  BoolObject, // tagged words of known kind
  Union,      // tagged word of one of a few kinds
  I64,
  U64,
  F64,
  Bool, // raw
  Ptr,  // raw pointer to an object of a proven shape
  Pack, // words on the stack
  Void, // no value
  Never,
};

enum class Representation : uint8_t { Word, I64, F64, Bool, Pointer, None };

struct TypeInfo; // parts of composite types, ranges; interned for ever

// A type, by value. Equal types have equal `info`.
class Type {
public:
  constexpr Type() = default;
  static Type value();
  static Type simple(TypeKind kind);
  static Type none() { return simple(TypeKind::Void); } // an op without a result
  static Type i64() { return simple(TypeKind::I64); }
  static Type i64(int64_t low, int64_t high); // inclusive range
  static Type f64() { return simple(TypeKind::F64); }
  static Type boolean() { return simple(TypeKind::Bool); }
  static Type pack() { return simple(TypeKind::Pack); }
  static Type never() { return simple(TypeKind::Never); }
  static Type list(Type element);
  static Type tuple(const Type* elements, unsigned count);
  static Type dict(Type key, Type value);
  static Type set(Type element);
  static Type object(std::string_view className);
  static Type function(std::string_view symbol);
  static Type generator(std::string_view symbol);
  static Type pointer(std::string_view className);
  static Type unionOf(const Type* members,
                      unsigned count); // flattened, sorted, joined when too many

  TypeKind kind() const;
  Representation representation() const;
  bool isTagged() const { return representation() == Representation::Word; }
  int64_t low() const; // I64: the range
  int64_t high() const;
  unsigned partCount() const;
  Type part(unsigned i) const;
  std::string_view symbol() const; // class or function name

  bool operator==(const Type&) const = default;
  // Whether every value of this type is one of `other` (in the same representation).
  bool isSubtypeOf(Type other) const;
  static Type join(Type a, Type b); // least upper bound; both of one representation
  static Type meet(Type a, Type b);

  std::string str() const; // "value", "i64 [0..9]", "list<int>", "int|none"
  // Parses what str() prints; false when malformed. Advances text past what it read.
  static bool parse(std::string_view& text, Type* out);

private:
  explicit constexpr Type(const TypeInfo* info) : info_(info) {}
  const TypeInfo* info_ = nullptr; // null: value
  friend struct TypeInfo;
  friend struct TypeTable;
};

} // namespace tauro::ir
