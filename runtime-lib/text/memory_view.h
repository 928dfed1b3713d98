// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memoryview: items of a fixed format in memory that another object owns. A view describes them by
// an offset into the owner's bytes, lengths and strides, so it stays valid where the owner's memory
// moves, and is checked against the owner's length at every access.
//
// A bytearray that views look at must not change its length. All views that come from one call of
// memoryview() share a Lease; a bytearray knows the leases on it by weak links. A lease is over
// when the views that keep it are released, or when no view of it can be reached, which a
// collection finds out before a resize is refused. What keeps a lease is the view that
// memoryview() made, or what was made of that at once (compiler/irbuild/calls.cpp); others derived
// from it do not by themselves, since nobody knows when a slice that was only an operand is gone.
#pragma once

#include <string_view>

#include "runtime-lib/text/bytes.h"

extern "C" {
extern tr::Type tr_type_memoryview, tr_type_memoryIterator;
extern tr::Shape tr_shape_memoryview, tr_shape_memoryIterator;
}

namespace tr {

// What an item is. Codes and sizes are those of the module struct in native mode.
enum class ItemKind : uint8_t { Signed, Unsigned, Float, Bool, Char, Pointer };
struct ViewFormat {
  char code;
  uint8_t size;
  ItemKind kind;
};
constexpr unsigned kMaxDimensions = 64;

struct Lease {
  Value exporter; // bytes or bytearray
  Value owner;    // what memoryview() was called with: the exporter, or an object with __buffer__
  Value given;    // the view that __buffer__ answered; unbound without one
  uint64_t keepers;
};

struct MemoryView : Object {
  Lease* lease; // null: released
  const ViewFormat* format;
  int64_t offset; // of the first item, in bytes
  int64_t hash;   // -1: not computed yet
  bool readOnly;
  bool keeps;  // counts in lease->keepers
  bool marked; // the format was spelled with '@'
  uint8_t dimensions;
  int64_t* lengths() { return reinterpret_cast<int64_t*>(this + 1); }
  int64_t* strides() { return lengths() + dimensions; }
};

inline bool isMemoryView(Value v) { return isExact(v, &tr_type_memoryview); }
inline MemoryView* asMemoryView(Value v) { return v.as<MemoryView>(); }

// --- Views (memory_view.cpp)

// memoryview(object). TypeError for what has no bytes to look at.
Value makeMemoryView(Value object);
// A part of a view, along its first dimension; all of it again, maybe read-only.
Value sliceOfView(MemoryView* v, Value slice);
Value copyOfView(MemoryView* v, bool readOnly);
// cast(format, shape); shape unbound: not given.
Value castView(MemoryView* v, Value format, Value shape);
void releaseView(MemoryView* v);
// False with ValueError for a released view, BufferError for one whose bytes are gone.
bool checkView(MemoryView* v);

int64_t itemCount(MemoryView* v);
inline int64_t byteCount(MemoryView* v) { return itemCount(v) * v->format->size; }
bool isContiguous(MemoryView* v, bool fortran);
// The address of the view's first item; valid until the owner changes.
uint8_t* startOf(MemoryView* v);
// Appends the items' bytes, in C's order or Fortran's. False with MemoryError pending.
class ByteBuilder;
bool appendItems(MemoryView* v, bool fortran, ByteBuilder& out);
// Whether f(address) held for every item, in C's order; stops where it did not.
template <class F> bool eachItem(MemoryView* v, F f) {
  int64_t at[kMaxDimensions] = {};
  uint8_t* p = startOf(v);
  for (int64_t left = itemCount(v); left > 0; left--) {
    if (!f(p))
      return false;
    for (unsigned d = v->dimensions; d-- > 0;) {
      p += v->strides()[d];
      if (++at[d] < v->lengths()[d])
        break;
      p -= v->strides()[d] * at[d];
      at[d] = 0;
    }
  }
  return true;
}

// --- Items (memory_view_items.cpp)

// The format of a code such as "B" or "@B"; null when it is none.
const ViewFormat* findFormat(std::string_view text);
Value loadItem(const ViewFormat* format, const uint8_t* from);
// The item's bytes. False with TypeError or ValueError for what the format can't hold. May run the
// program's code, which may release the view.
bool packItem(const ViewFormat* format, Value v, uint8_t (&out)[8]);
bool sameItems(MemoryView* a, MemoryView* b); // as == of views
Value viewToList(MemoryView* v);              // nested by dimension

} // namespace tr
