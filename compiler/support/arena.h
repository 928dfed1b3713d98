// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bump allocation for products that live and die as one (an AST, interned strings), and the spans
// that point into it. Nothing allocated here is ever destroyed one by one, so it must be trivially
// destructible.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tauro {

/// A pointer and a 32-bit size. The memory belongs to an Arena.
template <class T> class Span {
public:
  constexpr Span() = default;
  constexpr Span(T* data, uint32_t size) : data_(data), size_(size) {}
  template <class U>
    requires std::is_same_v<const U, T>
  constexpr Span(Span<U> other) : data_(other.data()), size_(other.size()) {}

  constexpr T* data() const { return data_; }
  constexpr uint32_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }
  constexpr T& operator[](size_t i) const {
    assert(i < size_);
    return data_[i];
  }
  constexpr T& front() const { return (*this)[0]; }
  constexpr T& back() const { return (*this)[size_ - 1]; }
  /// The items from `begin` on; `begin` may equal the size.
  constexpr Span dropFront(uint32_t begin = 1) const {
    assert(begin <= size_);
    return Span(data_ + begin, size_ - begin);
  }

private:
  T* data_ = nullptr;
  uint32_t size_ = 0;
};

class Arena {
public:
  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  void* allocate(size_t size, size_t align) {
    uintptr_t at = (next_ + align - 1) & ~(uintptr_t(align) - 1);
    if (at + size > limit_) [[unlikely]] {
      grow(size + align);
      at = (next_ + align - 1) & ~(uintptr_t(align) - 1);
    }
    next_ = at + size;
    return reinterpret_cast<void*>(at);
  }

  template <class T, class... Args> T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  template <class T> Span<T> copy(const T* items, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count == 0)
      return {};
    T* at = static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    if (count <= 4) { // most lists: not worth a call
      for (size_t i = 0; i < count; ++i)
        at[i] = items[i];
    } else {
      std::memcpy(static_cast<void*>(at), items, sizeof(T) * count);
    }
    return Span<T>(at, static_cast<uint32_t>(count));
  }
  template <class T> Span<T> copy(const std::vector<T>& items) {
    return copy(items.data(), items.size());
  }
  std::string_view copy(std::string_view text) {
    if (text.empty())
      return {};
    char* at = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }

private:
  static constexpr size_t kFirstBlock = 16 << 10;
  static constexpr size_t kLargestBlock = 1 << 20;

  [[gnu::noinline, gnu::cold]] void grow(size_t atLeast) {
    size_t size = nextBlock_;
    nextBlock_ = nextBlock_ < kLargestBlock ? nextBlock_ * 2 : nextBlock_;
    if (size < atLeast)
      size = atLeast;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    next_ = reinterpret_cast<uintptr_t>(blocks_.back().get());
    limit_ = next_ + size;
  }

  uintptr_t next_ = 0;
  uintptr_t limit_ = 0;
  size_t nextBlock_ = kFirstBlock;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

} // namespace tauro
