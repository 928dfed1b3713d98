// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules: functions by symbol, variables by name, interned constants and sites. Every lookup is
// hashed.
#include "ir/ir.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <charconv>
#include <cstring>
#include <unordered_map>

namespace tauro::ir {
namespace {

void appendBytes(std::string& key, const void* bytes, size_t size) {
  key.append(static_cast<const char*>(bytes), size);
}

// Equal keys: the same constant.
std::string keyOf(const Constant& c) {
  std::string key(1, static_cast<char>(c.kind));
  switch (c.kind) {
  case ConstantKind::None:
  case ConstantKind::False:
  case ConstantKind::True:
  case ConstantKind::Ellipsis:
  case ConstantKind::NotImplemented:
  case ConstantKind::Unbound:
    break;
  case ConstantKind::Int:
    appendBytes(key, &c.integer, sizeof c.integer);
    break;
  case ConstantKind::Complex:
    appendBytes(key, &c.imaginary, sizeof c.imaginary);
    [[fallthrough]];
  case ConstantKind::Float:
    appendBytes(key, &c.real, sizeof c.real);
    break;
  case ConstantKind::BigInt:
  case ConstantKind::Str:
  case ConstantKind::Bytes:
    key += c.text;
    break;
  case ConstantKind::Tuple:
    for (const Constant* item : c.items)
      appendBytes(key, &item, sizeof item);
    break;
  case ConstantKind::FrozenSet: {
    // Equal ones are one constant, as with CPython's compiler: the first one's order holds for all.
    std::vector<uint32_t> ids;
    for (const Constant* item : c.items)
      ids.push_back(item->id);
    std::sort(ids.begin(), ids.end());
    appendBytes(key, ids.data(), ids.size() * sizeof(uint32_t));
    break;
  }
  }
  return key;
}

struct SiteHash {
  size_t operator()(const Site& s) const {
    uint64_t h = 0;
    for (uint32_t field : {s.line, s.endLine, s.column, s.endColumn, s.anchorLine, s.anchorColumn,
                           s.anchorEndLine, s.anchorEndColumn})
      h = (h ^ field) * 0x9E3779B97F4A7C15ull, h ^= h >> 29;
    return h ^ reinterpret_cast<uintptr_t>(s.frame);
  }
};

} // namespace

struct Module::Tables {
  std::unordered_map<std::string, Function*> functions;
  std::unordered_map<std::string, uint32_t> suffixes; // last one given to a symbol
  std::unordered_map<std::string, KnownClass*> classes;
  std::unordered_map<std::string, Variable*> variables;
  std::unordered_map<std::string, std::unique_ptr<Constant>> constants;
  std::unordered_map<Site, SiteId, SiteHash> sites;

  const Constant* intern(Constant constant) {
    auto [at, isNew] = constants.try_emplace(keyOf(constant));
    if (isNew) {
      constant.id = static_cast<uint32_t>(constants.size() - 1);
      at->second = std::make_unique<Constant>(std::move(constant));
    }
    return at->second.get();
  }
};

Module::Module(std::string name) : name_(std::move(name)), tables_(std::make_unique<Tables>()) {
  sites_.emplace_back(); // SiteId 0: none
}
Module::~Module() = default;

Function* Module::addFunction(std::string symbol, const Function* position) {
  auto [at, isNew] = tables_->functions.try_emplace(symbol, nullptr);
  if (!isNew) {
    uint32_t& suffix = tables_->suffixes.try_emplace(symbol, 1).first->second;
    std::string unique;
    do {
      unique = symbol + "$" + std::to_string(++suffix);
    } while (tables_->functions.count(unique));
    symbol = std::move(unique);
    at = tables_->functions.try_emplace(symbol, nullptr).first;
  }
  auto made = std::make_unique<Function>(this, std::move(symbol));
  at->second = made.get();
  auto place = functions_.end();
  if (position)
    place = std::find_if(functions_.begin(), functions_.end(),
                         [&](const auto& f) { return f.get() == position; }) +
            1;
  functions_.insert(place, std::move(made));
  return at->second;
}

Function* Module::findFunction(std::string_view symbol) const {
  auto found = tables_->functions.find(std::string(symbol));
  return found == tables_->functions.end() ? nullptr : found->second;
}

void Module::eraseFunction(Function* function) {
  assert(function != body && "a module keeps its body");
  tables_->functions.erase(function->symbol());
  std::erase_if(functions_, [&](const auto& f) { return f.get() == function; });
}

KnownClass* Module::addClass(Function* body) {
  classes_.push_back(std::make_unique<KnownClass>(body));
  return tables_->classes[body->symbol()] = classes_.back().get();
}

KnownClass* Module::findClass(std::string_view name) const {
  auto found = tables_->classes.find(std::string(name));
  return found == tables_->classes.end() ? nullptr : found->second;
}

int KnownClass::findAttribute(const Constant* name) const {
  for (size_t i = 0; i < attributes.size(); i++)
    if (attributes[i].name == name)
      return static_cast<int>(i);
  return -1;
}

int KnownClass::findMethod(const Constant* name) const {
  for (size_t i = 0; i < methods.size(); i++)
    if (methods[i].name == name)
      return static_cast<int>(i);
  return -1;
}

Variable* Module::variable(std::string_view name) {
  Variable*& found = tables_->variables[std::string(name)];
  if (!found) {
    variables_.push_back(std::make_unique<Variable>());
    found = variables_.back().get();
    found->name = std::string(name);
    found->module = this;
    found->nameConstant = strConstant(name);
  }
  return found;
}

Variable* Module::findVariable(std::string_view name) const {
  auto found = tables_->variables.find(std::string(name));
  return found == tables_->variables.end() ? nullptr : found->second;
}

const Constant* Module::constant(ConstantKind singleton) {
  assert(singleton <= ConstantKind::Unbound);
  return tables_->intern({singleton});
}

const Constant* Module::intConstant(int64_t v) { return tables_->intern({ConstantKind::Int, v}); }

const Constant* Module::bigIntConstant(std::string text) {
  // One that fits a machine word is an Int, so that equal numbers are one constant.
  std::string_view digits = text;
  bool negative = !digits.empty() && digits[0] == '-';
  if (negative)
    digits.remove_prefix(1);
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X"))
    base = 16, digits.remove_prefix(2);
  uint64_t magnitude = 0;
  auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  constexpr uint64_t kLimit = uint64_t{1} << 63;
  if (error == std::errc() && end == digits.data() + digits.size() &&
      (magnitude < kLimit || (negative && magnitude == kLimit)))
    return intConstant(static_cast<int64_t>(negative ? 0 - magnitude : magnitude));
  Constant c{ConstantKind::BigInt};
  c.text = std::move(text);
  return tables_->intern(std::move(c));
}

const Constant* Module::floatConstant(double v) {
  return tables_->intern({ConstantKind::Float, 0, v});
}
const Constant* Module::complexConstant(double real, double imaginary) {
  return tables_->intern({ConstantKind::Complex, 0, real, imaginary});
}
const Constant* Module::strConstant(std::string_view utf8) {
  return tables_->intern({ConstantKind::Str, 0, 0, 0, std::string(utf8)});
}
const Constant* Module::bytesConstant(std::string_view bytes) {
  return tables_->intern({ConstantKind::Bytes, 0, 0, 0, std::string(bytes)});
}
const Constant* Module::tupleConstant(std::vector<const Constant*> items) {
  return tables_->intern({ConstantKind::Tuple, 0, 0, 0, {}, std::move(items)});
}
const Constant* Module::frozenSetConstant(std::vector<const Constant*> items) {
  return tables_->intern({ConstantKind::FrozenSet, 0, 0, 0, {}, std::move(items)});
}

const InlineFrame* Module::inlineFrame(const InlineFrame& frame) {
  for (const auto& known : inlineFrames_)
    if (*known == frame)
      return known.get();
  inlineFrames_.push_back(std::make_unique<InlineFrame>(frame));
  return inlineFrames_.back().get();
}

SiteId Module::addSite(const Site& site) {
  auto [at, isNew] = tables_->sites.try_emplace(site, static_cast<SiteId>(sites_.size()));
  if (isNew)
    sites_.push_back(site);
  return at->second;
}

} // namespace tauro::ir
