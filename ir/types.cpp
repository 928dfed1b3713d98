// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lattice of types. Infos are interned for ever in one table (behind a lock: modules may be
// compiled on several threads), so equality is a pointer comparison. A composite type with nothing
// known about its parts is the simple one: list<value> is list. Parts nest to a limit and are
// simple below it, so that the lattice has no endless chains.
#include "ir/types.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace tauro::ir {

struct TypeInfo {
  TypeKind kind;
  int64_t low = std::numeric_limits<int64_t>::min();
  int64_t high = std::numeric_limits<int64_t>::max();
  bool hasParts = false; // tells tuple<> from tuple
  unsigned depth = 0;    // of nested parts
  std::vector<Type> parts = {};
  std::string symbol = {};
};

namespace {

constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
constexpr unsigned kKinds = static_cast<unsigned>(TypeKind::Never) + 1;
constexpr unsigned kMaxUnion = 4;
constexpr unsigned kMaxDepth = 4;

// By TypeKind.
constexpr std::string_view kNames[kKinds] = {"value", "int",     "none",  "str",  "bytes", "list",
                                             "tuple", "dict",    "set",   "obj",  "func",  "gen",
                                             "float", "boolean", "union", "i64",  "u64",   "f64",
                                             "bool",  "ptr",     "pack",  "void", "never"};

} // namespace

struct TypeTable {
  TypeInfo simple[kKinds];
  std::mutex lock;
  std::unordered_map<std::string, std::unique_ptr<TypeInfo>> composites;

  TypeTable() {
    for (unsigned i = 0; i < kKinds; i++)
      simple[i].kind = static_cast<TypeKind>(i);
  }
  static TypeTable& get() {
    static auto* table = new TypeTable;
    return *table;
  }
  static const TypeInfo* infoOf(Type type) { return type.info_; }
  Type intern(TypeInfo info) {
    std::string key(1, static_cast<char>(info.kind));
    key.append(reinterpret_cast<const char*>(&info.low), sizeof info.low);
    key.append(reinterpret_cast<const char*>(&info.high), sizeof info.high);
    for (Type part : info.parts)
      key.append(reinterpret_cast<const char*>(&part), sizeof part);
    key += '\0';
    key += info.symbol;
    std::lock_guard<std::mutex> guard(lock);
    auto [at, isNew] = composites.try_emplace(std::move(key));
    if (isNew)
      at->second = std::make_unique<TypeInfo>(std::move(info));
    return Type(at->second.get());
  }
};

// --- making

Type Type::value() { return Type(); }

Type Type::simple(TypeKind kind) {
  return kind == TypeKind::Value ? Type() : Type(&TypeTable::get().simple[static_cast<int>(kind)]);
}

Type Type::i64(int64_t low, int64_t high) {
  if (low == kLowest && high == kHighest)
    return simple(TypeKind::I64);
  TypeInfo info{TypeKind::I64};
  info.low = low;
  info.high = high;
  return TypeTable::get().intern(std::move(info));
}

static unsigned depthOf(Type type) {
  const TypeInfo* info = TypeTable::infoOf(type);
  return info ? info->depth : 0;
}

static Type withParts(TypeKind kind, std::vector<Type> parts);

// The type with what is deeper than `depth` forgotten.
static Type limited(Type type, unsigned depth) {
  if (depthOf(type) <= depth)
    return type;
  if (depth == 0 && type.kind() != TypeKind::Union)
    return Type::simple(type.kind());
  std::vector<Type> parts;
  for (unsigned i = 0; i < type.partCount(); i++)
    parts.push_back(limited(type.part(i), type.kind() == TypeKind::Union ? depth : depth - 1));
  return withParts(type.kind(), std::move(parts));
}

static Type withParts(TypeKind kind, std::vector<Type> parts) {
  unsigned depth = 0;
  for (Type& part : parts) {
    part = limited(part, kind == TypeKind::Union ? kMaxDepth : kMaxDepth - 1);
    depth = std::max(depth, depthOf(part));
  }
  if (kind != TypeKind::Tuple &&
      std::all_of(parts.begin(), parts.end(), [](Type t) { return t == Type::value(); }))
    return Type::simple(kind);
  TypeInfo info{kind};
  info.hasParts = true;
  info.depth = kind == TypeKind::Union ? depth : depth + 1;
  info.parts = std::move(parts);
  return TypeTable::get().intern(std::move(info));
}

static Type withSymbol(TypeKind kind, std::string_view symbol) {
  TypeInfo info{kind};
  info.symbol = std::string(symbol);
  return TypeTable::get().intern(std::move(info));
}

Type Type::list(Type element) { return withParts(TypeKind::List, {element}); }
Type Type::set(Type element) { return withParts(TypeKind::Set, {element}); }
Type Type::dict(Type key, Type value) { return withParts(TypeKind::Dict, {key, value}); }
Type Type::tuple(const Type* elements, unsigned count) {
  return withParts(TypeKind::Tuple, std::vector<Type>(elements, elements + count));
}
Type Type::object(std::string_view className) { return withSymbol(TypeKind::Obj, className); }
Type Type::function(std::string_view symbol) { return withSymbol(TypeKind::Func, symbol); }
Type Type::generator(std::string_view symbol) { return withSymbol(TypeKind::Gen, symbol); }
Type Type::pointer(std::string_view className) { return withSymbol(TypeKind::Ptr, className); }

Type Type::unionOf(const Type* members, unsigned count) {
  std::vector<Type> flat;
  for (unsigned i = 0; i < count; i++) {
    Type member = members[i];
    if (member == value())
      return value();
    if (member.kind() == TypeKind::Never)
      continue;
    assert(member.isTagged() && "a union is of tagged words");
    if (member.kind() == TypeKind::Union)
      for (unsigned p = 0; p < member.partCount(); p++)
        flat.push_back(member.part(p));
    else
      flat.push_back(member);
  }
  // One member of each kind: those of one kind are joined, which keeps the order total.
  std::sort(flat.begin(), flat.end(), [](Type a, Type b) { return a.kind() < b.kind(); });
  std::vector<Type> merged;
  for (Type member : flat) {
    if (!merged.empty() && merged.back().kind() == member.kind())
      merged.back() = join(merged.back(), member);
    else
      merged.push_back(member);
  }
  if (merged.empty())
    return never();
  if (merged.size() == 1)
    return merged[0];
  if (merged.size() > kMaxUnion)
    return value();
  return withParts(TypeKind::Union, std::move(merged));
}

// --- reading

TypeKind Type::kind() const { return info_ ? info_->kind : TypeKind::Value; }

Representation Type::representation() const {
  switch (kind()) {
  case TypeKind::Value:
  case TypeKind::Int:
  case TypeKind::NoneType:
  case TypeKind::Str:
  case TypeKind::Bytes:
  case TypeKind::List:
  case TypeKind::Tuple:
  case TypeKind::Dict:
  case TypeKind::Set:
  case TypeKind::Obj:
  case TypeKind::Func:
  case TypeKind::Gen:
  case TypeKind::Float:
  case TypeKind::BoolObject:
  case TypeKind::Union:
    return Representation::Word;
  case TypeKind::I64:
  case TypeKind::U64:
    return Representation::I64;
  case TypeKind::F64:
    return Representation::F64;
  case TypeKind::Bool:
    return Representation::Bool;
  case TypeKind::Ptr:
  case TypeKind::Pack:
    return Representation::Pointer;
  case TypeKind::Void:
  case TypeKind::Never:
    return Representation::None;
  }
  return Representation::None;
}

int64_t Type::low() const { return info_ ? info_->low : kLowest; }
int64_t Type::high() const { return info_ ? info_->high : kHighest; }
unsigned Type::partCount() const { return info_ ? static_cast<unsigned>(info_->parts.size()) : 0; }
Type Type::part(unsigned i) const { return info_->parts[i]; }
std::string_view Type::symbol() const { return info_ ? info_->symbol : std::string_view(); }

// --- order

bool Type::isSubtypeOf(Type other) const {
  if (*this == other || kind() == TypeKind::Never)
    return true;
  if (other.kind() == TypeKind::Value)
    return isTagged();
  if (kind() == TypeKind::Union) {
    for (unsigned i = 0; i < partCount(); i++)
      if (!part(i).isSubtypeOf(other))
        return false;
    return true;
  }
  if (other.kind() == TypeKind::Union) {
    for (unsigned i = 0; i < other.partCount(); i++)
      if (isSubtypeOf(other.part(i)))
        return true;
    return false;
  }
  if (kind() != other.kind())
    return false;
  if (kind() == TypeKind::I64)
    return low() >= other.low() && high() <= other.high();
  if (!other.info_->hasParts && other.symbol().empty())
    return true; // nothing known about the parts
  if (other.symbol() != symbol() || other.partCount() != partCount() || !info_->hasParts)
    return false;
  for (unsigned i = 0; i < partCount(); i++)
    if (!part(i).isSubtypeOf(other.part(i)))
      return false;
  return true;
}

Type Type::join(Type a, Type b) {
  if (a.isSubtypeOf(b))
    return b;
  if (b.isSubtypeOf(a))
    return a;
  assert(a.representation() == b.representation() && "a join is of one representation");
  TypeKind kind = a.kind();
  if (kind == TypeKind::I64 && b.kind() == kind)
    return i64(std::min(a.low(), b.low()), std::max(a.high(), b.high()));
  if (!a.isTagged() || kind == TypeKind::Value || b.kind() == TypeKind::Value)
    return kind == b.kind() ? simple(kind) : value();
  if (kind == b.kind() && kind != TypeKind::Union) {
    if (a.partCount() == 0 || a.partCount() != b.partCount())
      return simple(kind);
    std::vector<Type> parts;
    for (unsigned i = 0; i < a.partCount(); i++)
      parts.push_back(join(a.part(i), b.part(i)));
    return withParts(kind, std::move(parts));
  }
  Type both[] = {a, b};
  return unionOf(both, 2);
}

Type Type::meet(Type a, Type b) {
  if (a.isSubtypeOf(b))
    return a;
  if (b.isSubtypeOf(a))
    return b;
  if (a.kind() == TypeKind::I64 && b.kind() == TypeKind::I64) {
    int64_t low = std::max(a.low(), b.low()), high = std::min(a.high(), b.high());
    return low <= high ? i64(low, high) : never();
  }
  if (b.kind() == TypeKind::Union)
    std::swap(a, b);
  if (a.kind() == TypeKind::Union) {
    std::vector<Type> members;
    for (unsigned i = 0; i < a.partCount(); i++)
      members.push_back(meet(a.part(i), b));
    return unionOf(members.data(), static_cast<unsigned>(members.size()));
  }
  if (a.kind() != b.kind() || a.partCount() != b.partCount() || a.symbol() != b.symbol() ||
      a.partCount() == 0)
    return never();
  std::vector<Type> parts;
  for (unsigned i = 0; i < a.partCount(); i++) {
    Type part = meet(a.part(i), b.part(i));
    // Only a tuple is known to hold an element; an empty list is of both types.
    if (part.kind() == TypeKind::Never && a.kind() == TypeKind::Tuple)
      return never();
    parts.push_back(part);
  }
  return withParts(a.kind(), std::move(parts));
}

// --- text

std::string Type::str() const {
  std::string text;
  if (kind() == TypeKind::Union) {
    for (unsigned i = 0; i < partCount(); i++)
      text += (i ? "|" : "") + part(i).str();
    return text;
  }
  text = kNames[static_cast<int>(kind())];
  if (kind() == TypeKind::I64 && *this != i64()) {
    text += " [";
    if (low() != kLowest)
      text += std::to_string(low());
    text += "..";
    if (high() != kHighest)
      text += std::to_string(high());
    text += "]";
  } else if (!symbol().empty()) {
    text += "<" + std::string(symbol()) + ">";
  } else if (info_ && info_->hasParts) {
    text += "<";
    for (unsigned i = 0; i < partCount(); i++)
      text += (i ? ", " : "") + part(i).str();
    text += ">";
  }
  return text;
}

static bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word))
    return false;
  text.remove_prefix(word.size());
  return true;
}

static bool parseBound(std::string_view& text, int64_t* out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  if (end == text.data())
    return true; // open
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return error == std::errc();
}

static bool parseOne(std::string_view& text, Type* out) {
  size_t length = 0;
  while (length < text.size() && ((text[length] >= 'a' && text[length] <= 'z') ||
                                  (text[length] >= '0' && text[length] <= '9')))
    length++;
  std::string_view word = text.substr(0, length);
  auto name = std::find(std::begin(kNames), std::end(kNames), word);
  if (name == std::end(kNames) || word == "union")
    return false;
  auto kind = static_cast<TypeKind>(name - std::begin(kNames));
  text.remove_prefix(length);
  *out = Type::simple(kind);
  if (kind == TypeKind::I64 && take(text, " [")) {
    int64_t low = kLowest, high = kHighest;
    if (!parseBound(text, &low) || !take(text, "..") || !parseBound(text, &high) ||
        !take(text, "]") || low > high)
      return false;
    *out = Type::i64(low, high);
    return true;
  }
  bool named = kind == TypeKind::Obj || kind == TypeKind::Func || kind == TypeKind::Gen ||
               kind == TypeKind::Ptr;
  if (named && take(text, "<")) {
    // Symbols hold balanced angle brackets of their own: <lambda>, <locals>.
    size_t end = 0;
    for (unsigned open = 1; end < text.size(); end++) {
      open += text[end] == '<' ? 1 : text[end] == '>' ? -1 : 0;
      if (open == 0)
        break;
    }
    if (end == 0 || end == text.size())
      return false;
    *out = withSymbol(kind, text.substr(0, end));
    text.remove_prefix(end + 1);
    return true;
  }
  unsigned wanted = kind == TypeKind::List || kind == TypeKind::Set ? 1
                    : kind == TypeKind::Dict                        ? 2
                                                                    : 0;
  if ((wanted || kind == TypeKind::Tuple) && take(text, "<")) {
    std::vector<Type> parts;
    while (!take(text, ">")) {
      Type part;
      if ((!parts.empty() && !take(text, ", ")) || !Type::parse(text, &part) || !part.isTagged())
        return false;
      parts.push_back(part);
    }
    if (wanted && parts.size() != wanted)
      return false;
    *out = withParts(kind, std::move(parts));
  }
  return true;
}

bool Type::parse(std::string_view& text, Type* out) {
  if (!parseOne(text, out))
    return false;
  if (!text.starts_with("|"))
    return true;
  std::vector<Type> members{*out};
  while (take(text, "|")) {
    Type member;
    if (!parseOne(text, &member))
      return false;
    members.push_back(member);
  }
  for (Type member : members)
    if (!member.isTagged())
      return false;
  *out = unionOf(members.data(), static_cast<unsigned>(members.size()));
  return true;
}

} // namespace tauro::ir
