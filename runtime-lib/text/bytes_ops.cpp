// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making bytes and bytearray objects, and the operators that they share.
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes_methods.h"
#include "runtime-lib/text/percent_format.h"
#include "runtime-lib/text/units.h"

namespace tr {

// text/memory_view.cpp. Weak: a program that does not name memoryview does not carry it.
[[gnu::weak]] bool viewContents(Value v, std::string_view* out);
[[gnu::weak]] bool raiseUnseenView(Value v);
[[gnu::weak]] int viewBytes(Value v, ByteBuilder& out);
[[gnu::weak]] bool viewWritable(Value v, uint8_t** data, uint64_t* size);

namespace {

constexpr uint64_t kMaxLength = uint64_t{1} << 56;

Bytes* emptyCached;
Bytes* byteCache[256];

} // namespace

Bytes* allocateBytes(uint64_t n) {
  if (n > kMaxLength) {
    raiseMemoryError();
    return nullptr;
  }
  auto* b = static_cast<Bytes*>(memory::allocateAtomicOrNull(sizeof(Bytes) + n + 1));
  if (!b)
    return nullptr;
  b->shape = &tr_shape_bytes;
  b->hash = 0;
  b->length = n;
  b->data()[n] = 0;
  return b;
}

Value makeByteInt(uint8_t c) {
  if (!byteCache[c]) {
    Bytes* b = allocateBytes(1);
    b->data()[0] = c;
    byteCache[c] = b;
  }
  return objectValue(byteCache[c]);
}

Value makeBytes(const void* data, uint64_t n) {
  if (n == 0) {
    if (!emptyCached)
      emptyCached = allocateBytes(0);
    return objectValue(emptyCached);
  }
  if (n == 1)
    return makeByteInt(*static_cast<const uint8_t*>(data));
  Bytes* b = allocateBytes(n);
  if (!b)
    return kError;
  memcpy(b->data(), data, n);
  return objectValue(b);
}

Value makeBytearray(const void* data, uint64_t n) {
  auto* a = newObject<Bytearray>(&tr_shape_bytearray);
  if (!bytearrayResize(a, n))
    return kError;
  if (n)
    memcpy(a->data, data, n);
  return objectValue(a);
}

bool bytearrayResize(Bytearray* a, uint64_t n) {
  if (n > kMaxLength) {
    raiseMemoryError();
    return false;
  }
  if (n != a->length && !canResize(a))
    return false;
  // Storage is kept on shrinking by less than half; grows by an eighth, as CPython's does.
  if (n + 1 > a->capacity || n + 1 < a->capacity / 2) {
    uint64_t capacity = n + 1;
    if (a->capacity && n + 1 > a->capacity)
      capacity = n + (n >> 3) + (n < 9 ? 3 : 6);
    auto* data = static_cast<uint8_t*>(memory::allocateAtomicOrNull(capacity));
    if (!data)
      return false;
    uint64_t kept = a->length < n ? a->length : n;
    if (kept)
      memcpy(data, a->data, kept);
    a->data = data;
    a->capacity = capacity;
  }
  a->length = n;
  a->data[n] = 0;
  return true;
}

bool bytesLike(Value v, std::string_view* out) {
  if (!isBytes(v) && !isBytearray(v))
    return viewContents && viewContents(v, out);
  *out = contentsOf(v);
  return true;
}

int appendBuffer(Value v, ByteBuilder& out) { return viewBytes ? viewBytes(v, out) : 0; }

bool writableBytes(Value v, uint8_t** data, uint64_t* size) {
  if (!isBytearray(v))
    return viewWritable && viewWritable(v, data, size);
  *data = asBytearray(v)->data;
  *size = asBytearray(v)->length;
  return true;
}

bool bytesLikeOrRaise(Value v, std::string_view* out) {
  if (bytesLike(v, out))
    return true;
  if (!raiseUnseenView || !raiseUnseenView(v))
    raiseTypeError("a bytes-like object is required, not '%T'", v);
  return false;
}

Value bytesCompare(Value left, Value right, CompareOp op) {
  // Views compare their items; a bytearray on the left compares bytes with them.
  if (isBytes(left) && !isBytes(right) && !isBytearray(right))
    return kNotImplemented;
  std::string_view a, b;
  if (!bytesLike(left, &a) || !bytesLike(right, &b))
    return kNotImplemented;
  if (op == CompareOp::Eq || op == CompareOp::NotEq)
    return boolean((a.size() == b.size() && memcmp(a.data(), b.data(), a.size()) == 0) ==
                   (op == CompareOp::Eq));
  uint64_t n = a.size() < b.size() ? a.size() : b.size();
  int order = n ? memcmp(a.data(), b.data(), n) : 0;
  if (order == 0)
    return compareLengths(a.size(), b.size(), op);
  bool less = order < 0;
  return boolean(op == CompareOp::Lt || op == CompareOp::LtE ? less : !less);
}

Value bytesMul(Value left, Value right) {
  if (!isBytes(left) && !isBytearray(left))
    std::swap(left, right);
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  std::string_view s = contentsOf(left);
  uint64_t total;
  if (__builtin_mul_overflow(s.size(), static_cast<uint64_t>(times), &total) || total > uint64_t{1}
                                                                                            << 62)
    return isBytes(left) ? raiseOverflowError("repeated bytes are too long") : raiseMemoryError();
  if (times == 1 && isExact(left, &tr_type_bytes))
    return left;
  Value made;
  uint8_t* to;
  if (isBytes(left)) {
    if (total == 0)
      return makeBytes(nullptr, 0);
    Bytes* b = allocateBytes(total);
    if (!b)
      return kError;
    made = objectValue(b);
    to = b->data();
  } else {
    auto* a = newObject<Bytearray>(&tr_shape_bytearray);
    if (!bytearrayResize(a, total))
      return kError;
    made = objectValue(a);
    to = a->data;
    s = contentsOf(left);
  }
  if (s.size() == 1) {
    memset(to, s[0], total);
  } else if (total) {
    memcpy(to, s.data(), s.size());
    for (uint64_t done = s.size(); done < total;) {
      uint64_t more = done < total - done ? done : total - done;
      memcpy(to + done, to, more);
      done += more;
    }
  }
  return made;
}

Value bytesMod(Value left, Value right) {
  if (!isBytes(left) && !isBytearray(left))
    return kNotImplemented;
  Value text = bytesPercent(contentsOf(left), right);
  if (text.isError())
    return kError;
  return makeLike(left, asStr(text)->data, asStr(text)->length());
}

void appendBytesRepr(StrBuilder& out, std::string_view s, bool escapeSingle) {
  bool single = s.find('\'') != s.npos, dual = s.find('"') != s.npos;
  char quote = single && !dual ? '"' : '\'';
  out.append(U'b');
  out.append(static_cast<char32_t>(quote));
  for (char ch : s) {
    auto c = static_cast<uint8_t>(ch);
    if (c == static_cast<uint8_t>(quote) || c == '\\' || (escapeSingle && c == '\'')) {
      out.append(U'\\');
      out.append(static_cast<char32_t>(c));
    } else if (c >= 32 && c < 127) {
      out.append(static_cast<char32_t>(c));
    } else if (c == '\t' || c == '\n' || c == '\r') {
      out.append(U'\\');
      out.append(static_cast<char32_t>(c == '\t' ? 't' : c == '\n' ? 'n' : 'r'));
    } else {
      char escape[4] = {'\\', 'x', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
      out.appendAscii(escape, 4);
    }
  }
  out.append(static_cast<char32_t>(quote));
}

bool toByte(Value v, const char* item, uint8_t* out) {
  int64_t i;
  if (v.isInt()) {
    i = v.smallInt();
  } else {
    Value index = toIndex(v);
    if (index.isError())
      return false;
    if (!intToInt64(index, &i))
      i = -1;
  }
  if (i < 0 || i > 255) {
    raiseValueError("%s must be in range(0, 256)", item);
    return false;
  }
  *out = static_cast<uint8_t>(i);
  return true;
}

bool appendByteItems(Value iterable, const char* item, const char* refusal, ByteBuilder& out,
                     bool hinted) {
  Cursor cursor;
  if (!cursor.start(iterable)) {
    if (pendingIs(&tr_type_TypeError)) {
      clearPending();
      raiseTypeError(refusal, iterable);
    }
    return false;
  }
  if (hinted && lengthHint(iterable, 0) < 0)
    return false;
  for (;;) {
    Value v = cursor.next();
    if (v.isError())
      return false;
    if (v.isDone())
      return !out.failed();
    uint8_t b;
    if (!toByte(v, item, &b))
      return false;
    out.append(b);
  }
}

bool bytesFromArguments(const char* name, const char* item, Value source, Value encoding,
                        Value errors, ByteBuilder& out) {
  for (int i = 0; i < 2; i++) {
    Value v = i == 0 ? encoding : errors;
    if (!v.isUnbound() && !isStr(v)) {
      raiseTypeError("%s() argument '%s' must be str, not %A", name, i == 0 ? "encoding" : "errors",
                     v);
      return false;
    }
  }
  bool coded = !encoding.isUnbound() || !errors.isUnbound();
  if (coded && (source.isUnbound() || !isStr(source))) {
    raiseTypeError(encoding.isUnbound() ? "errors without a string argument"
                                        : "encoding without a string argument");
    return false;
  }
  if (source.isUnbound())
    return true;
  if (isStr(source)) {
    if (encoding.isUnbound()) {
      raiseTypeError("string argument without an encoding");
      return false;
    }
    Codec codec;
    const char* handler = codecArgument(encoding) ? handlerNameOrRaise(errors) : nullptr;
    if (!handler || !findCodecOrRaise(encoding, &codec))
      return false;
    return encodeText(codec, asStr(source), 0, asStr(source)->length(), handler, out);
  }
  if (isBytes(source) || isBytearray(source)) {
    out.append(contentsOf(source));
    return !out.failed();
  }
  if (int appended = appendBuffer(source, out))
    return appended > 0;
  Type* type = typeOf(source);
  if (isIntLike(source) || type->slots.index) {
    int64_t n;
    if (!toIndexInt64(source, &n, &tr_type_OverflowError)) {
      // An __index__ that is no index leaves the iterable reading open.
      if (!pendingIs(&tr_type_TypeError) || isIntLike(source))
        return false;
      clearPending();
    } else {
      if (n < 0) {
        raiseValueError("negative count");
        return false;
      }
      out.appendRepeated(0, static_cast<uint64_t>(n));
      return !out.failed();
    }
  }
  bool isBytesType = name[4] == 's';
  return appendByteItems(source, item,
                         isBytesType ? "cannot convert '%T' object to bytes" : kNoBytearray, out,
                         isBytesType);
}

} // namespace tr
