// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type str: construction, slots, iterators, table of methods.
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/codec.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/str_iterators.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

// An instance of a subclass of str with the text of s.
Value makeSubclassInstance(Type* type, const Str* s) {
  uint64_t n = s->length(), size = n << widthLog2Of(s);
  // The text stands apart: attributes follow the object's fixed part.
  void* text = memory::allocateAtomicOrNull(size + 4);
  if (!text)
    return kError;
  memcpy(text, s->data, size);
  memset(static_cast<char*>(text) + size, 0, 4);
  auto* made = newInstanceOf<Str>(type);
  made->meta = (n << abi::kStrLengthShift) | (s->meta & (abi::kStrWidthMask | abi::kStrAscii));
  made->data = text;
  return objectValue(made);
}

// str(object, encoding, errors) of bytes-like objects.
Value decodeArgument(Value object, Value encoding, Value errors) {
  for (int i = 0; i < 2; i++) {
    Value v = i == 0 ? encoding : errors;
    if (!v.isUnbound() && !isStr(v))
      return raiseTypeError("str() argument '%s' must be str, not %T",
                            i == 0 ? "encoding" : "errors", v);
  }
  bool known = encoding.isUnbound() || codecArgument(encoding);
  const char* handler = known ? handlerNameOrRaise(errors) : nullptr;
  if (!handler)
    return kError;
  if (isStr(object))
    return raiseTypeError("decoding str is not supported");
  std::string_view bytes;
  if (!bytesLike(object, &bytes))
    return raiseTypeError("decoding to str: need a bytes-like object, %T found", object);
  if (bytes.empty()) // whatever the encoding, as CPython says
    return emptyStr();
  Codec codec = Codec::Utf8;
  if (!encoding.isUnbound() && !findCodecOrRaise(encoding, &codec))
    return kError;
  return decodeBytes(codec, bytes, handler, isBytes(object) ? object : kUnbound);
}

Value strConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value text;
  if (nargs == 1 && !kwnames) {
    text = str(args[0]);
  } else if (nargs == 0 && !kwnames) {
    text = emptyStr();
  } else {
    if (nargs > 3) {
      checkPositional("str", nargs, 0, 3);
      return kError;
    }
    Value bound[3];
    if (!bindNative("str", "object=, encoding=, errors=", args, nargs, kwnames, bound))
      return kError;
    if (bound[1].isUnbound() && bound[2].isUnbound())
      text = bound[0].isUnbound() ? emptyStr() : str(bound[0]);
    else
      text = bound[0].isUnbound() ? emptyStr() : decodeArgument(bound[0], bound[1], bound[2]);
  }
  if (text.isError() || type == &tr_type_str)
    return text;
  return makeSubclassInstance(type, asStr(text));
}

Value strRepr(Value self) {
  const Str* s = asStr(self);
  StrBuilder out(s->length() + 2);
  appendStrRepr(out, s);
  return out.take();
}

Value strStr(Value self) { return exactStr(self); }

int64_t strHashSlot(Value self, bool* ok) { return static_cast<int64_t>(strHash(asStr(self))); }

Value strCompareSlot(Value left, Value right, CompareOp op) {
  if (!isStr(left) || !isStr(right))
    return kNotImplemented;
  const Str *a = asStr(left), *b = asStr(right);
  if (op == CompareOp::Eq || op == CompareOp::NotEq)
    return boolean(strEquals(a, b) == (op == CompareOp::Eq));
  return boolean(holds(op, strCompare(a, b)));
}

int64_t strLen(Value self) { return static_cast<int64_t>(asStr(self)->length()); }

int strContains(Value self, Value item) {
  if (!isStr(item)) {
    raiseTypeError("'in <string>' requires string as left operand, not %T", item);
    return -1;
  }
  const Str* s = asStr(self);
  return strFind(s, asStr(item), 0, s->length()) >= 0;
}

Value strSubscript(Value self, Value key) {
  const Str* s = asStr(self);
  auto n = static_cast<int64_t>(s->length());
  if (isSlice(key)) {
    SliceRange range;
    if (!sliceUnpack(key, &range))
      return kError;
    sliceClip(&range, n);
    if (range.count <= 0)
      return emptyStr();
    if (range.step == 1)
      return strSlice(s, static_cast<uint64_t>(range.start),
                      static_cast<uint64_t>(range.start + range.count));
    return withUnits(s, [&](const auto* p) {
      using U = std::remove_cvref_t<decltype(*p)>;
      auto count = static_cast<uint64_t>(range.count);
      if (count == 1)
        return makeCharStr(p[range.start]);
      auto pick = [&](U* to) {
        int64_t at = range.start;
        for (uint64_t i = 0; i < count; i++, at += range.step)
          to[i] = p[at];
      };
      if (sizeof(U) == 1 && s->isAscii()) {
        Str* made = allocateStr(count, 0, true);
        if (!made)
          return kError;
        pick(static_cast<U*>(mutableText(made)));
        return objectValue(made);
      }
      auto* units = static_cast<U*>(memory::allocateAtomicOrNull(count * sizeof(U)));
      if (!units)
        return kError;
      pick(units);
      Str* made = strFromUnits(units, count);
      return made ? objectValue(made) : kError;
    });
  }
  if (!isIndexLike(key))
    return raiseTypeError("string indices must be integers, not '%T'", key);
  uint64_t index;
  return sequenceIndex(key, s->length(), "string index out of range", &index)
             ? makeCharStr(s->at(index))
             : kError;
}

Value strAdd(Value left, Value right) {
  if (!isStr(left))
    return kNotImplemented;
  if (isStr(right))
    return strConcat(left, right);
  return raiseTypeError("can only concatenate str (not \"%T\") to str", right);
}

Value strMul(Value left, Value right) {
  if (!isStr(left)) {
    Value swap = left;
    left = right;
    right = swap;
  }
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  const Str* s = asStr(left);
  uint64_t n = s->length();
  if (n == 0 || times == 0)
    return emptyStr();
  if (times == 1)
    return exactStr(left);
  uint64_t total;
  if (__builtin_mul_overflow(n, static_cast<uint64_t>(times), &total) || total > INT64_MAX)
    return raiseOverflowError("repeated string is too long");
  if (total > uint64_t{1} << 60) // more than there is, and its bytes could not be counted
    return raiseMemoryError();
  unsigned w = widthLog2Of(s);
  Str* made = allocateStr(total, w, s->isAscii());
  if (!made)
    return kError;
  char* to = static_cast<char*>(mutableText(made));
  if (n == 1 && w == 0) {
    memset(to, s->bytes1()[0], total);
  } else {
    // Doubling what is there.
    uint64_t size = n << w, all = total << w;
    memcpy(to, s->data, size);
    for (uint64_t done = size; done < all;) {
      uint64_t more = done < all - done ? done : all - done;
      memcpy(to + done, to, more);
      done += more;
    }
  }
  return objectValue(made);
}

Value strIter(Value self) {
  auto* it = newObject<StrIterator>(isExact(self, &tr_type_str) && asStr(self)->isAscii()
                                        ? &tr_shape_asciiStrIterator
                                        : &tr_shape_strIterator);
  it->text = asStr(self);
  return objectValue(it);
}

Value iteratorLengthHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<StrIterator>();
  return smallInt(it->text ? static_cast<int64_t>(it->text->length() - it->index) : 0);
}

Value iteratorReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<StrIterator>();
  return iterRecipeAt(it->text, it->index, makeStr(""));
}

Value iteratorSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<StrIterator>();
  uint64_t unused;
  return stateWithin(args[1], it->text ? it->text->length() : 0, it->text ? &it->index : &unused)
             ? kNone
             : kError;
}

// encode(encoding='utf-8', errors='strict')
Value strEncode(const Value* args, uint64_t nargs) {
  static const char* const names[] = {"encoding", "errors"};
  for (unsigned i = 1; i <= 2; i++)
    if (!args[i].isUnbound() && !isStr(args[i]))
      return raiseTypeError("encode() argument '%s' must be str, not %A", names[i - 1], args[i]);
  bool known = args[1].isUnbound() || codecArgument(args[1]);
  const char* handler = known ? handlerNameOrRaise(args[2]) : nullptr;
  Codec codec = Codec::Utf8;
  if (!handler || (!args[1].isUnbound() && !findCodecOrRaise(args[1], &codec)))
    return kError;
  return encodeStr(codec, asStr(args[0]), handler);
}

Value strFormatDunder(const Value* args, uint64_t nargs) {
  if (!isStr(args[1]))
    return raiseTypeError("__format__() argument must be str, not %A", args[1]);
  return formatStr(args[0], args[1]);
}

Value strGetNewArgs(const Value* args, uint64_t nargs) { return tupleOf(exactStr(args[0])); }

Value strSizeOf(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  // CPython's figure: a header by kind, and the text with its end.
  int64_t header = s->isAscii() ? 40 : 56;
  return makeInt(header + static_cast<int64_t>((s->length() + 1) << widthLog2Of(s)));
}

const NativeDef strMethods[] = {
    nativeKeywords("encode", strEncode, "encoding=, errors="),
    nativeKeywords("replace", strReplace, "old, new, /, count="),
    nativeKeywords("split", strSplit, "sep=, maxsplit="),
    nativeKeywords("rsplit", strRsplit, "sep=, maxsplit="),
    nativeOne("join", strJoin),
    nativeNone("capitalize", strCapitalize),
    nativeNone("casefold", strCaseFold),
    nativeNone("title", strTitle),
    nativePositional("center", strCenter, 1, 2),
    nativePositional("count", strCount, 1, 3),
    nativeKeywords("expandtabs", strExpandTabs, "tabsize="),
    nativePositional("find", strFind, 1, 3),
    nativeOne("partition", strPartition),
    nativePositional("index", strIndex, 1, 3),
    nativePositional("ljust", strLjust, 1, 2),
    nativeNone("lower", strLower),
    nativePositional("lstrip", strLstrip, 0, 1),
    nativePositional("rfind", strRfind, 1, 3),
    nativePositional("rindex", strRindex, 1, 3),
    nativePositional("rjust", strRjust, 1, 2),
    nativePositional("rstrip", strRstrip, 0, 1),
    nativeOne("rpartition", strRpartition),
    nativeKeywords("splitlines", strSplitLines, "keepends="),
    nativePositional("strip", strStrip, 0, 1),
    nativeNone("swapcase", strSwapCase),
    nativeOne("translate", strTranslate),
    nativeNone("upper", strUpper),
    nativePositional("startswith", strStartsWith, 1, 3),
    nativePositional("endswith", strEndsWith, 1, 3),
    nativeOne("removeprefix", strRemovePrefix),
    nativeOne("removesuffix", strRemoveSuffix),
    nativeNone("isascii", strIsAscii),
    nativeNone("islower", strIsLower),
    nativeNone("isupper", strIsUpper),
    nativeNone("istitle", strIsTitle),
    nativeNone("isspace", strIsSpace),
    nativeNone("isdecimal", strIsDecimal),
    nativeNone("isdigit", strIsDigit),
    nativeNone("isnumeric", strIsNumeric),
    nativeNone("isalpha", strIsAlpha),
    nativeNone("isalnum", strIsAlnum),
    nativeNone("isidentifier", strIsIdentifier),
    nativeNone("isprintable", strIsPrintable),
    nativeOne("zfill", strZfill),
    nativeRaw("format", strFormatMethod),
    nativeOne("format_map", strFormatMap),
    nativePositional("maketrans", strMakeTrans, 1, 3, kNativeStatic),
    nativeOne("__format__", strFormatDunder),
    nativeNone("__getnewargs__", strGetNewArgs),
    nativeNone("__sizeof__", strSizeOf),
    kNativeEnd,
};

const NativeDef strIteratorMethods[] = {nativeNone("__length_hint__", iteratorLengthHint),
                                        nativeNone("__reduce__", iteratorReduce),
                                        nativeOne("__setstate__", iteratorSetState), kNativeEnd};

} // namespace

Value strIteratorNext(Value self) {
  auto* it = self.as<StrIterator>();
  const Str* s = it->text;
  if (!s)
    return kDone;
  if (it->index < s->length())
    return makeCharStr(s->at(it->index++));
  it->text = nullptr;
  return kDone;
}

} // namespace tr

TR_DEFINE_TYPE(str, .cname = "str", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::Str), .layout = tr::Layout::Str,
               .methods = tr::strMethods,
               .slots = {.repr = tr::strRepr,
                         .str = tr::strStr,
                         .hash = tr::strHashSlot,
                         .iter = tr::strIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::strCompareSlot,
                         .len = tr::strLen,
                         .getitem = tr::strSubscript,
                         .contains = tr::strContains,
                         .construct = tr::strConstruct,
                         .add = tr::strAdd,
                         .mul = tr::strMul,
                         .mod = tr::strModulo});
TR_BUILTIN_TYPE(str, str);

TR_DEFINE_ITERATOR_TYPE(strIterator, "str_iterator", StrIterator, tr::strIteratorNext,
                        tr::strIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(asciiStrIterator, "str_ascii_iterator", StrIterator, tr::strIteratorNext,
                        tr::strIteratorMethods);
