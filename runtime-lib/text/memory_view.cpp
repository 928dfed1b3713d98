// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making views and leases, their layouts, and what bytes-like arguments see of them.
#include "runtime-lib/text/memory_view.h"

#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/codec.h"

TR_NAME(buffer, "__buffer__")
TR_NAME(release_buffer, "__release_buffer__")

namespace tr {

// A bytearray's leases. Links become 0 when the collector finds a lease unreachable.
struct LeaseLink {
  uintptr_t lease; // hidden; 0: over
  LeaseLink* next;
};
struct LeaseList {
  LeaseLink* first;
  uint64_t count, limit; // beyond the limit, links that are over are dropped
};

namespace {

const ViewFormat* byteFormat() { return findFormat("B"); }

// Drops the links of leases that are over, and answers whether one is left.
bool dropLinks(LeaseList* list) {
  list->count = 0;
  for (LeaseLink** at = &list->first; *at;) {
    uintptr_t hidden = (*at)->lease;
    if (!hidden || !memory::unhide<Lease>(hidden)->keepers) {
      if (hidden)
        memory::unlinkWeakly(&(*at)->lease);
      *at = (*at)->next;
    } else {
      at = &(*at)->next;
      list->count++;
    }
  }
  list->limit = 2 * list->count + 8;
  return list->count != 0;
}

void linkLease(Bytearray* a, Lease* lease) {
  if (!a->leases)
    a->leases = static_cast<LeaseList*>(memory::allocate(sizeof(LeaseList)));
  LeaseList* list = a->leases;
  if (list->count >= list->limit)
    dropLinks(list);
  auto* link = static_cast<LeaseLink*>(memory::allocate(sizeof(LeaseLink)));
  link->lease = memory::hide(lease);
  link->next = list->first;
  list->first = link;
  list->count++;
  memory::linkWeakly(&link->lease, lease);
}

// What calls that are over left on the stack would keep views alive.
[[gnu::noinline]] void clearDeadStack() {
  volatile char dead[32 << 10];
  for (size_t i = 0; i < sizeof dead; i++)
    dead[i] = 0;
}

MemoryView* allocateView(Lease* lease, const ViewFormat* format, unsigned dimensions) {
  auto* v = static_cast<MemoryView*>(
      memory::allocate(sizeof(MemoryView) + 2 * dimensions * sizeof(int64_t)));
  v->shape = &tr_shape_memoryview;
  v->lease = lease;
  v->format = format;
  v->hash = -1;
  v->dimensions = static_cast<uint8_t>(dimensions);
  return v;
}

void fillStrides(MemoryView* v) {
  int64_t stride = v->format->size;
  for (unsigned d = v->dimensions; d-- > 0;) {
    v->strides()[d] = stride;
    stride *= v->lengths()[d];
  }
}

Value viewOfBytes(Value exporter, Value owner, Value given) {
  auto* lease = static_cast<Lease*>(memory::allocate(sizeof(Lease)));
  *lease = {exporter, owner, given, 1};
  if (isBytearray(exporter))
    linkLease(asBytearray(exporter), lease);
  MemoryView* v = allocateView(lease, byteFormat(), 1);
  v->keeps = true;
  v->readOnly = isBytes(exporter);
  v->lengths()[0] = static_cast<int64_t>(isBytes(exporter) ? asBytes(exporter)->length
                                                           : asBytearray(exporter)->length);
  v->strides()[0] = 1;
  return objectValue(v);
}

// The view that the object's __buffer__ answers; unbound where it has none.
Value callBuffer(Value object, int64_t flags) {
  Value args[] = {object, smallInt(flags)};
  Value view = callDunder(name_buffer(), args, 2);
  if (view.isUnbound() || view.isError())
    return view;
  if (!isMemoryView(view))
    return raiseTypeError("__buffer__ returned non-memoryview object");
  return checkView(asMemoryView(view)) ? view : kError;
}

constexpr int64_t kReadFlags = 284; // strides, format and indirection, as CPython asks for
constexpr int64_t kSimpleFlags = 0;

void giveBack(Value owner, Value view) {
  Value args[] = {owner, view};
  if (asMemoryView(view)->lease && callDunder(name_release_buffer(), args, 2).isError())
    clearPending();
  releaseView(asMemoryView(view));
}

Value anotherKeeper(MemoryView* v) {
  Value made = copyOfView(v, v->readOnly);
  if (!made.isError()) {
    asMemoryView(made)->keeps = true;
    v->lease->keepers++;
  }
  return made;
}

} // namespace

Value makeMemoryView(Value object) {
  if (isMemoryView(object))
    return anotherKeeper(asMemoryView(object));
  if (isBytes(object) || isBytearray(object))
    return viewOfBytes(object, object, kUnbound);
  if (object.isObject() && typeOf(object)->flags & kTypeHeap) {
    Value given = callBuffer(object, kReadFlags);
    if (given.isError())
      return kError;
    if (!given.isUnbound()) {
      MemoryView* v = asMemoryView(given);
      Value made = viewOfBytes(v->lease->exporter, object, given);
      MemoryView* whole = asMemoryView(made);
      MemoryView* shown = allocateView(whole->lease, v->format, v->dimensions);
      std::memcpy(shown->lengths(), v->lengths(), 2 * v->dimensions * sizeof(int64_t));
      shown->offset = v->offset;
      shown->readOnly = v->readOnly;
      shown->marked = v->marked;
      shown->keeps = true; // in the place of `whole`, which nobody has seen
      return objectValue(shown);
    }
  }
  return raiseTypeError("memoryview: a bytes-like object is required, not '%T'", object);
}

void releaseView(MemoryView* v) {
  Lease* lease = v->lease;
  v->lease = nullptr;
  if (lease && v->keeps && --lease->keepers == 0 && !lease->given.isUnbound())
    giveBack(lease->owner, lease->given);
}

bool checkView(MemoryView* v) {
  if (!v->lease) {
    raiseValueError("operation forbidden on released memoryview object");
    return false;
  }
  // Only what a released lease let happen: the bytes that the view looks at must still be there.
  Value exporter = v->lease->exporter;
  if (isBytearray(exporter) && !v->lease->keepers) {
    int64_t low = v->offset, high = v->offset + v->format->size;
    for (unsigned d = 0; d < v->dimensions; d++) {
      if (v->lengths()[d] == 0)
        return true;
      int64_t reach = (v->lengths()[d] - 1) * v->strides()[d];
      (reach < 0 ? low : high) += reach;
    }
    if (low < 0 || high > static_cast<int64_t>(asBytearray(exporter)->length)) {
      raise(&tr_type_BufferError, "the bytes of this memoryview are gone");
      return false;
    }
  }
  return true;
}

uint8_t* startOf(MemoryView* v) {
  Value exporter = v->lease->exporter;
  uint8_t* base = isBytes(exporter) ? asBytes(exporter)->data() : asBytearray(exporter)->data;
  return base + v->offset;
}

int64_t itemCount(MemoryView* v) {
  int64_t n = 1;
  for (unsigned d = 0; d < v->dimensions; d++)
    n *= v->lengths()[d];
  return n;
}

bool isContiguous(MemoryView* v, bool fortran) {
  int64_t stride = v->format->size;
  if (itemCount(v) == 0)
    return true;
  for (unsigned i = 0; i < v->dimensions; i++) {
    unsigned d = fortran ? i : v->dimensions - 1 - i;
    if (v->lengths()[d] > 1 && v->strides()[d] != stride)
      return false;
    stride *= v->lengths()[d];
  }
  return true;
}

Value copyOfView(MemoryView* v, bool readOnly) {
  if (!checkView(v))
    return kError;
  MemoryView* made = allocateView(v->lease, v->format, v->dimensions);
  std::memcpy(made->lengths(), v->lengths(), 2 * v->dimensions * sizeof(int64_t));
  made->offset = v->offset;
  made->readOnly = readOnly;
  made->marked = v->marked;
  return objectValue(made);
}

Value sliceOfView(MemoryView* v, Value slice) {
  SliceRange range;
  if (!sliceUnpack(slice, &range) || !checkView(v))
    return kError;
  sliceClip(&range, v->lengths()[0]);
  Value made = copyOfView(v, v->readOnly);
  if (made.isError())
    return kError;
  MemoryView* part = asMemoryView(made);
  part->offset += range.start * v->strides()[0];
  part->lengths()[0] = range.count > 0 ? range.count : 0;
  part->strides()[0] = v->strides()[0] * range.step;
  return made;
}

// The shape argument of cast(), whose product must be `items`.
static bool parseShape(Value shape, int64_t bytes, int64_t size, int64_t* out) {
  bool fromList = isList(shape);
  uint64_t n = fromList ? asList(shape)->length : asTuple(shape)->length;
  int64_t product = 1;
  for (uint64_t d = 0; d < n; d++) {
    Value v = fromList ? listAt(asList(shape), d) : asTuple(shape)->items()[d];
    if (!isIntLike(v)) {
      raiseTypeError("memoryview.cast(): elements of shape must be integers");
      return false;
    }
    if (!toSsize(v, &out[d]))
      return false;
    if (out[d] <= 0) {
      raiseValueError("memoryview.cast(): elements of shape must be integers > 0");
      return false;
    }
    if (__builtin_mul_overflow(product, out[d], &product)) {
      raiseValueError("memoryview.cast(): product(shape) > SSIZE_MAX");
      return false;
    }
  }
  if (__builtin_mul_overflow(product, size, &product) || product != bytes) {
    raiseTypeError("memoryview: product(shape) * itemsize != buffer size");
    return false;
  }
  return true;
}

Value castView(MemoryView* v, Value format, Value shape) {
  if (!checkView(v))
    return kError;
  if (!isStr(format))
    return raiseTypeError("cast() argument 'format' must be str, not %A", format);
  if (!isContiguous(v, false))
    return raiseTypeError("memoryview: casts are restricted to C-contiguous views");
  bool shaped = !shape.isUnbound();
  if ((shaped || v->dimensions != 1) && itemCount(v) == 0)
    return raiseTypeError("memoryview: cannot cast view with zeros in shape or strides");
  unsigned dimensions = 1;
  if (shaped) {
    if (!isList(shape) && !isTuple(shape))
      return raiseTypeError("shape must be a list or a tuple");
    uint64_t n = isList(shape) ? asList(shape)->length : asTuple(shape)->length;
    if (n > kMaxDimensions)
      return raiseValueError("memoryview: number of dimensions must not exceed 64");
    if (n > 1 && v->dimensions != 1)
      return raiseTypeError("memoryview: cast must be 1D -> ND or ND -> 1D");
    dimensions = static_cast<unsigned>(n);
  }
  std::string_view text = utf8Of(asStr(format));
  const ViewFormat* to = findFormat(text);
  if (!to)
    return raiseValueError("memoryview: destination format must be a native single character "
                           "format prefixed with an optional '@'");
  auto isByte = [](const ViewFormat* f) {
    return f->code == 'B' || f->code == 'b' || f->code == 'c';
  };
  if (!isByte(to) && !isByte(v->format))
    return raiseTypeError("memoryview: cannot cast between two non-byte formats");
  int64_t bytes = byteCount(v);
  if (bytes % to->size)
    return raiseTypeError("memoryview: length is not a multiple of itemsize");
  MemoryView* made = allocateView(v->lease, to, dimensions);
  made->offset = v->offset;
  made->readOnly = v->readOnly;
  made->marked = text.size() == 2;
  if (shaped) {
    if (!parseShape(shape, bytes, to->size, made->lengths()))
      return kError;
  } else {
    made->lengths()[0] = bytes / to->size;
  }
  fillStrides(made);
  return objectValue(made);
}

bool appendItems(MemoryView* v, bool fortran, ByteBuilder& out) {
  uint64_t size = v->format->size;
  if (isContiguous(v, fortran)) {
    out.append(startOf(v), static_cast<uint64_t>(byteCount(v)));
  } else if (!fortran) {
    eachItem(v, [&](const uint8_t* p) { return out.append(p, size), true; });
  } else {
    // Fortran's order is C's of the view with its dimensions reversed.
    MemoryView* turned = allocateView(v->lease, v->format, v->dimensions);
    turned->offset = v->offset;
    for (unsigned d = 0; d < v->dimensions; d++) {
      turned->lengths()[d] = v->lengths()[v->dimensions - 1 - d];
      turned->strides()[d] = v->strides()[v->dimensions - 1 - d];
    }
    eachItem(turned, [&](const uint8_t* p) { return out.append(p, size), true; });
  }
  return !out.failed();
}

} // namespace tr

// --- What text/bytes.h asks, weakly: only programs that name memoryview carry this file.

namespace tr {

bool viewContents(Value v, std::string_view* out) {
  if (!isMemoryView(v)) {
    if (!v.isObject() || !(typeOf(v)->flags & kTypeHeap))
      return false;
    Value given = callBuffer(v, kSimpleFlags);
    if (given.isError())
      clearPending();
    if (given.isError() || given.isUnbound())
      return false;
    bool found = viewContents(given, out);
    giveBack(v, given);
    return found;
  }
  MemoryView* view = asMemoryView(v);
  if (!view->lease)
    return false;
  if (!checkView(view)) {
    clearPending();
    return false;
  }
  if (!isContiguous(view, false))
    return false;
  *out = {reinterpret_cast<const char*>(startOf(view)), static_cast<size_t>(byteCount(view))};
  return true;
}

bool raiseUnseenView(Value v) {
  if (!isMemoryView(v))
    return false;
  if (checkView(asMemoryView(v)))
    raise(&tr_type_BufferError, "memoryview: underlying buffer is not C-contiguous");
  return true;
}

int viewBytes(Value v, ByteBuilder& out) {
  Value view = v;
  if (!isMemoryView(v)) {
    if (!v.isObject() || !(typeOf(v)->flags & kTypeHeap))
      return 0;
    view = callBuffer(v, kReadFlags);
    if (view.isUnbound())
      return 0;
    if (view.isError())
      return -1;
  }
  if (!checkView(asMemoryView(view)) || !appendItems(asMemoryView(view), false, out))
    return -1;
  if (v != view)
    giveBack(v, view);
  return 1;
}

bool viewWritable(Value v, uint8_t** data, uint64_t* size) {
  if (!isMemoryView(v))
    return false;
  MemoryView* view = asMemoryView(v);
  if (!view->lease || view->readOnly || !isContiguous(view, false) || !checkView(view)) {
    clearPending();
    return false;
  }
  *data = startOf(view);
  *size = static_cast<uint64_t>(byteCount(view));
  return true;
}

bool leasesAllowResize(Bytearray* a) {
  if (dropLinks(a->leases)) {
    clearDeadStack();
    memory::collect();
    if (dropLinks(a->leases)) {
      raise(&tr_type_BufferError, "Existing exports of data: object cannot be re-sized");
      return false;
    }
  }
  a->leases = nullptr;
  return true;
}

} // namespace tr
