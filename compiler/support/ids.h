// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Typed 32-bit ids. Stages name things by id, so that later facts live in side tables (IdVector)
// and earlier products stay const.
#pragma once

#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace tauro {

/// An index that cannot be mixed up with one of another kind. A default-made id is invalid and
/// tests false.
template <class Tag> struct Id {
  static constexpr uint32_t kInvalid = UINT32_MAX;
  uint32_t index = kInvalid;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t i) : index(i) {}
  constexpr bool valid() const { return index != kInvalid; }
  constexpr explicit operator bool() const { return valid(); }
  constexpr auto operator<=>(const Id&) const = default;
};

using NameId = Id<struct NameTag>; // a string of the program's Interner
using NodeId = Id<struct NodeTag>; // an AST node, dense within its ast::Module

/// A vector indexed by one kind of id.
template <class IdType, class T> class IdVector {
public:
  IdVector() = default;
  explicit IdVector(size_t size, const T& value = T()) : items_(size, value) {}

  IdType push(T value) {
    items_.push_back(std::move(value));
    return IdType(static_cast<uint32_t>(items_.size() - 1));
  }
  decltype(auto) operator[](IdType id) {
    assert(id.index < items_.size());
    return items_[id.index];
  }
  decltype(auto) operator[](IdType id) const {
    assert(id.index < items_.size());
    return items_[id.index];
  }
  size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  void resize(size_t size, const T& value = T()) { items_.resize(size, value); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

private:
  std::vector<T> items_;
};

} // namespace tauro

template <class Tag> struct std::hash<tauro::Id<Tag>> {
  size_t operator()(tauro::Id<Tag> id) const noexcept {
    return static_cast<size_t>(id.index) * 0x9E3779B97F4A7C15ull >> 16;
  }
};
