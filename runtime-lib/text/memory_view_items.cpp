// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The items of views: formats, loading, storing, comparing.
#include <bit>
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/float_half.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/memory_view.h"

namespace tr {

namespace {

constexpr ViewFormat kFormats[] = {
    {'B', 1, ItemKind::Unsigned}, {'b', 1, ItemKind::Signed},   {'c', 1, ItemKind::Char},
    {'h', 2, ItemKind::Signed},   {'H', 2, ItemKind::Unsigned}, {'i', 4, ItemKind::Signed},
    {'I', 4, ItemKind::Unsigned}, {'l', 8, ItemKind::Signed},   {'L', 8, ItemKind::Unsigned},
    {'q', 8, ItemKind::Signed},   {'Q', 8, ItemKind::Unsigned}, {'n', 8, ItemKind::Signed},
    {'N', 8, ItemKind::Unsigned}, {'e', 2, ItemKind::Float},    {'f', 4, ItemKind::Float},
    {'d', 8, ItemKind::Float},    {'?', 1, ItemKind::Bool},     {'P', 8, ItemKind::Pointer},
};

// Machines that tauroc compiles for are little-endian: the low bytes come first.
static_assert(std::endian::native == std::endian::little);

uint64_t loadBits(const ViewFormat* format, const uint8_t* from) {
  uint64_t bits = 0;
  std::memcpy(&bits, from, format->size);
  return bits;
}
int64_t signExtend(uint64_t bits, unsigned size) {
  unsigned unused = 64 - 8 * size;
  return static_cast<int64_t>(bits << unused) >> unused;
}
double loadFloat(const ViewFormat* format, const uint8_t* from) {
  uint64_t bits = loadBits(format, from);
  return format->size == 8   ? std::bit_cast<double>(bits)
         : format->size == 4 ? std::bit_cast<float>(static_cast<uint32_t>(bits))
                             : halfToDouble(static_cast<uint16_t>(bits));
}

bool invalidType(const ViewFormat* format) {
  raiseTypeError("memoryview: invalid type for format '%c'", format->code);
  return false;
}
bool invalidValue(const ViewFormat* format) {
  raiseValueError("memoryview: invalid value for format '%c'", format->code);
  return false;
}

bool packInt(const ViewFormat* format, Value v, uint64_t* bits) {
  if (format->kind == ItemKind::Pointer && !isIntLike(v))
    return invalidType(format);
  Value index = toIndex(v);
  if (index.isError()) {
    if (!pendingIs(&tr_type_TypeError))
      return false;
    clearPending();
    return invalidType(format);
  }
  int64_t number = 0;
  bool fits64 = intToInt64(index, &number), fits = fits64;
  *bits = static_cast<uint64_t>(number);
  unsigned width = 8 * format->size;
  switch (format->kind) {
  case ItemKind::Signed:
    fits = fits64 && signExtend(*bits, format->size) == number;
    break;
  case ItemKind::Pointer:
    fits = fits64 || intToUInt64(index, bits);
    break;
  default:
    fits = intToUInt64(index, bits) && (width == 64 || *bits >> width == 0);
  }
  return fits || invalidValue(format);
}

bool packFloat(const ViewFormat* format, Value v, uint64_t* bits) {
  double d;
  if (!toDouble(v, &d)) {
    if (pendingIs(&tr_type_TypeError)) {
      clearPending();
      return invalidType(format);
    }
    if (pendingIs(&tr_type_OverflowError)) {
      clearPending();
      return invalidValue(format);
    }
    return false;
  }
  if (format->size == 8) {
    *bits = std::bit_cast<uint64_t>(d);
  } else if (format->size == 4) {
    *bits = std::bit_cast<uint32_t>(static_cast<float>(d));
  } else {
    uint16_t half;
    if (!doubleToHalf(d, &half))
      return invalidValue(format);
    *bits = half;
  }
  return true;
}

Value listOfDimension(MemoryView* v, const uint8_t* p, unsigned d) {
  List* list = allocateList(static_cast<uint64_t>(v->lengths()[d]));
  if (!list)
    return kError;
  for (int64_t i = 0; i < v->lengths()[d]; i++, p += v->strides()[d]) {
    Value item = d + 1 == v->dimensions ? loadItem(v->format, p) : listOfDimension(v, p, d + 1);
    if (item.isError() || !listAppend(list, item))
      return kError;
  }
  return objectValue(list);
}

// Whether two items are equal as the values that they stand for.
bool sameItem(const ViewFormat* a, const uint8_t* at, const ViewFormat* b, const uint8_t* other) {
  if (a->kind == ItemKind::Float && b->kind == ItemKind::Float)
    return loadFloat(a, at) == loadFloat(b, other);
  if (a->kind == b->kind) {
    uint64_t x = loadBits(a, at), y = loadBits(b, other);
    if (a->kind == ItemKind::Bool)
      return (x != 0) == (y != 0);
    if (a->kind == ItemKind::Signed)
      return signExtend(x, a->size) == signExtend(y, b->size);
    return x == y;
  }
  return compareTruth(loadItem(a, at), loadItem(b, other), CompareOp::Eq) == 1;
}

} // namespace

const ViewFormat* findFormat(std::string_view text) {
  if (text.size() == 2 && text[0] == '@')
    text.remove_prefix(1);
  if (text.size() == 1)
    for (const ViewFormat& format : kFormats)
      if (format.code == text[0])
        return &format;
  return nullptr;
}

Value loadItem(const ViewFormat* format, const uint8_t* from) {
  uint64_t bits = loadBits(format, from);
  switch (format->kind) {
  case ItemKind::Signed:
    return makeInt(signExtend(bits, format->size));
  case ItemKind::Unsigned:
  case ItemKind::Pointer:
    return makeIntFromUInt64(bits);
  case ItemKind::Float:
    return makeFloat(loadFloat(format, from));
  case ItemKind::Bool:
    return boolean(bits != 0);
  case ItemKind::Char:
    return makeByteInt(*from);
  }
  __builtin_unreachable();
}

bool packItem(const ViewFormat* format, Value v, uint8_t (&out)[8]) {
  uint64_t bits = 0;
  bool packed = true;
  switch (format->kind) {
  case ItemKind::Signed:
  case ItemKind::Unsigned:
  case ItemKind::Pointer:
    packed = packInt(format, v, &bits);
    break;
  case ItemKind::Float:
    packed = packFloat(format, v, &bits);
    break;
  case ItemKind::Bool: {
    int held = truth(v);
    packed = held >= 0;
    bits = held > 0;
    break;
  }
  case ItemKind::Char:
    if (!isBytes(v))
      return invalidType(format);
    if (asBytes(v)->length != 1)
      return invalidValue(format);
    bits = *asBytes(v)->data();
    break;
  }
  std::memcpy(out, &bits, sizeof bits);
  return packed;
}

bool sameItems(MemoryView* a, MemoryView* b) {
  if (a->dimensions != b->dimensions)
    return false;
  for (unsigned d = 0; d < a->dimensions; d++) {
    if (a->lengths()[d] != b->lengths()[d])
      return false;
    if (a->lengths()[d] == 0)
      break;
  }
  if (itemCount(a) == 0)
    return true;
  bool bytes = a->format == b->format && a->format->kind != ItemKind::Float &&
               a->format->kind != ItemKind::Bool;
  if (bytes && isContiguous(a, false) && isContiguous(b, false))
    return std::memcmp(startOf(a), startOf(b), static_cast<size_t>(byteCount(a))) == 0;
  // Walks both: the addresses in b, item by item, are those in a by index.
  int64_t at[kMaxDimensions] = {};
  const uint8_t* other = startOf(b);
  return eachItem(a, [&](const uint8_t* p) {
    if (!sameItem(a->format, p, b->format, other))
      return false;
    for (unsigned d = b->dimensions; d-- > 0;) {
      other += b->strides()[d];
      if (++at[d] < b->lengths()[d])
        break;
      other -= b->strides()[d] * at[d];
      at[d] = 0;
    }
    return true;
  });
}

Value viewToList(MemoryView* v) {
  return v->dimensions == 0 ? loadItem(v->format, startOf(v)) : listOfDimension(v, startOf(v), 0);
}

} // namespace tr
