// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// StrBuilder: see str.h. The buffer is laid out as a str object from the start, so that take() only
// writes the header, unless more than half of the buffer would be wasted.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {
constexpr uint64_t kMaxUnits = uint64_t{1} << 55;
constexpr uint64_t kSmallWaste = 64; // bytes that are not worth a copy
} // namespace

bool StrBuilder::reserveSlow(uint64_t more, unsigned widthLog2) {
  if (failed_)
    return false;
  unsigned width = widthLog2 > widthLog2_ ? widthLog2 : widthLog2_;
  uint64_t capacity = capacity_;
  if (more > capacity - length_) {
    if (more > kMaxUnits || length_ + more > kMaxUnits) {
      raiseMemoryError();
      failed_ = true;
      return false;
    }
    uint64_t grown = capacity + capacity / 2;
    capacity = length_ + more > grown ? length_ + more : grown;
    if (capacity < 24)
      capacity = 24;
  }
  void* block = memory::allocateAtomicOrNull(sizeof(Str) + ((capacity + 1) << width));
  if (!block) {
    failed_ = true;
    return false;
  }
  void* text = static_cast<Str*>(block) + 1;
  if (length_)
    copyUnits(text, width, data_, widthLog2_, length_);
  data_ = text;
  capacity_ = capacity;
  widthLog2_ = width;
  return true;
}

void StrBuilder::append(const Str* s, uint64_t begin, uint64_t end) {
  uint64_t n = end - begin;
  if (n == 0)
    return;
  unsigned from = tr::widthLog2Of(s);
  bool ascii = s->isAscii();
  const char* source = static_cast<const char*>(s->data) + (begin << from);
  if (!ascii) {
    // A part may be narrower than the whole.
    uint32_t mask = withUnits(s, [&](const auto* p) { return unitMask(p + begin, n); });
    ascii = mask < 0x80;
    if (!reserve(n, widthLog2For(mask)))
      return;
  } else if (!reserve(n, 0)) {
    return;
  }
  ascii_ &= ascii;
  copyUnits(static_cast<char*>(data_) + (length_ << widthLog2_), widthLog2_, source, from, n);
  length_ += n;
}

void StrBuilder::appendAscii(const char* text, uint64_t n) {
  if (!reserve(n, 0))
    return;
  copyUnits(static_cast<char*>(data_) + (length_ << widthLog2_), widthLog2_, text, 0, n);
  length_ += n;
}

void StrBuilder::append(std::string_view utf8) {
  const auto* p = reinterpret_cast<const uint8_t*>(utf8.data());
  const uint8_t* end = p + utf8.size();
  while (p < end) {
    uint64_t run = asciiPrefix(p, static_cast<uint64_t>(end - p));
    if (run) {
      appendAscii(reinterpret_cast<const char*>(p), run);
      p += run;
    } else {
      append(takeUtf8(p));
    }
  }
}

void StrBuilder::appendSlow(char32_t c) {
  if (!reserve(1, widthLog2For(c)))
    return;
  ascii_ &= c < 128;
  switch (widthLog2_) {
  case 0:
    static_cast<uint8_t*>(data_)[length_++] = static_cast<uint8_t>(c);
    break;
  case 1:
    static_cast<uint16_t*>(data_)[length_++] = static_cast<uint16_t>(c);
    break;
  default:
    static_cast<uint32_t*>(data_)[length_++] = c;
  }
}

void StrBuilder::appendRepeated(char32_t c, uint64_t count) {
  if (!count || !reserve(count, widthLog2For(c)))
    return;
  ascii_ &= c < 128;
  auto fill = [&](auto* to) {
    for (uint64_t i = 0; i < count; i++)
      to[i] = static_cast<std::remove_reference_t<decltype(*to)>>(c);
  };
  switch (widthLog2_) {
  case 0:
    memset(static_cast<uint8_t*>(data_) + length_, static_cast<int>(c), count);
    break;
  case 1:
    fill(static_cast<uint16_t*>(data_) + length_);
    break;
  default:
    fill(static_cast<uint32_t*>(data_) + length_);
  }
  length_ += count;
}

void StrBuilder::appendInt(int64_t v) {
  char digits[24];
  char* end = digits + sizeof digits;
  char* p = end;
  uint64_t magnitude = v < 0 ? -static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
  do
    *--p = static_cast<char>('0' + magnitude % 10);
  while (magnitude /= 10);
  if (v < 0)
    *--p = '-';
  appendAscii(p, static_cast<uint64_t>(end - p));
}

char* StrBuilder::asciiRoom(uint64_t count) {
  if (widthLog2_ != 0 || !reserve(count, 0))
    return nullptr;
  return static_cast<char*>(data_) + length_;
}

bool StrBuilder::appendStr(Value v) {
  Value text = str(v);
  if (text.isError())
    return false;
  append(asStr(text));
  return true;
}

bool StrBuilder::appendRepr(Value v) {
  Value text = repr(v);
  if (text.isError())
    return false;
  append(asStr(text));
  return true;
}

void StrBuilder::clear() {
  // A wide buffer stays wide; take() would have to narrow, so give it up.
  if (widthLog2_ != 0) {
    data_ = nullptr;
    capacity_ = 0;
    widthLog2_ = 0;
  }
  length_ = 0;
  ascii_ = true;
}

Value StrBuilder::take() {
  void* text = data_;
  uint64_t length = length_, capacity = capacity_;
  unsigned width = widthLog2_;
  bool ascii = ascii_, failed = failed_;
  *this = StrBuilder();
  if (failed)
    return kError;
  if (length == 0)
    return emptyStr();
  if (length == 1)
    return makeCharStr(width == 0   ? *static_cast<uint8_t*>(text)
                       : width == 1 ? *static_cast<uint16_t*>(text)
                                    : *static_cast<uint32_t*>(text));
  uint64_t waste = (capacity - length) << width;
  if (waste > kSmallWaste && waste > length << width) {
    Str* s = allocateStr(length, width, ascii);
    if (!s)
      return kError;
    memcpy(mutableText(s), text, length << width);
    return objectValue(s);
  }
  Str* s = static_cast<Str*>(text) - 1;
  s->shape = &tr_shape_str;
  s->hash = 0;
  s->meta = length << abi::kStrLengthShift | width | (ascii ? abi::kStrAscii : 0);
  s->data = text;
  memset(static_cast<char*>(text) + (length << width), 0, size_t{1} << width);
  return objectValue(s);
}

} // namespace tr
