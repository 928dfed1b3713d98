// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _re: what re.tr needs of PCRE2. A Code is one pattern, already in PCRE2's syntax, in
// as many compiled forms as were needed: for searching, matching at a place, matching all; for
// one-byte and for four-byte units.
//
// A pattern of str runs on ASCII text as it lies in memory, as UTF-8; other text is widened to four
// bytes a character, where it is not so already, so that PCRE2's offsets are Python's indexes. What
// was widened last is kept, because scanners match one text many times. A pattern of bytes knows no
// UTF.
#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>

#include "runtime-lib/abi/unicode_names.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/codec.h"
#include "runtime-lib/text/str.h"

extern "C" {
extern tr::Type tr_type_reCode;
extern tr::Shape tr_shape_reCode;
}

namespace tr {
namespace {

enum Mode : unsigned { kSearch, kMatch, kFullmatch, kModes };

constexpr uint32_t kModeOptions[kModes] = {0, PCRE2_ANCHORED, PCRE2_ANCHORED | PCRE2_ENDANCHORED};
constexpr size_t kFirstStack = 32 * 1024, kLargestStack = 256 * 1024 * 1024;

// PCRE2's interface for one width of units.
struct Narrow {
  using Code = pcre2_code_8;
  using Data = pcre2_match_data_8;
  using Unit = PCRE2_UCHAR8;
  static Code* compile(const Unit* text, size_t length, uint32_t options, int* error, size_t* at) {
    static pcre2_compile_context_8* context = nullptr;
    if (!context) {
      context = pcre2_compile_context_create_8(nullptr);
      pcre2_set_newline_8(context, PCRE2_NEWLINE_LF);
      pcre2_set_parens_nest_limit_8(context, 1000);
      pcre2_set_compile_extra_options_8(context, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
    }
    Code* code = pcre2_compile_8(text, length, options, error, at, context);
    if (code)
      pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE); // where it can't, the interpreter runs
    return code;
  }
  static int match(const Code* code, const Unit* text, size_t length, size_t from, uint32_t options,
                   Data* data) {
    static pcre2_match_context_8* context = nullptr;
    if (!context) {
      context = pcre2_match_context_create_8(nullptr);
      pcre2_jit_stack_assign_8(context, nullptr,
                               pcre2_jit_stack_create_8(kFirstStack, kLargestStack, nullptr));
      pcre2_set_match_limit_8(context, UINT32_MAX);
      pcre2_set_depth_limit_8(context, UINT32_MAX);
    }
    return pcre2_match_8(code, text, length, from, options, data, context);
  }
  static Data* makeData(const Code* code) {
    return pcre2_match_data_create_from_pattern_8(code, nullptr);
  }
  static const size_t* offsets(Data* data) { return pcre2_get_ovector_pointer_8(data); }
  static void free(Code* code) { pcre2_code_free_8(code); }
  static void free(Data* data) { pcre2_match_data_free_8(data); }
};

struct Wide {
  using Code = pcre2_code_32;
  using Data = pcre2_match_data_32;
  using Unit = PCRE2_UCHAR32;
  static Code* compile(const Unit* text, size_t length, uint32_t options, int* error, size_t* at) {
    static pcre2_compile_context_32* context = nullptr;
    if (!context) {
      context = pcre2_compile_context_create_32(nullptr);
      pcre2_set_newline_32(context, PCRE2_NEWLINE_LF);
      pcre2_set_parens_nest_limit_32(context, 1000);
      pcre2_set_compile_extra_options_32(context, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
    }
    Code* code = pcre2_compile_32(text, length, options, error, at, context);
    if (code)
      pcre2_jit_compile_32(code, PCRE2_JIT_COMPLETE);
    return code;
  }
  static int match(const Code* code, const Unit* text, size_t length, size_t from, uint32_t options,
                   Data* data) {
    static pcre2_match_context_32* context = nullptr;
    if (!context) {
      context = pcre2_match_context_create_32(nullptr);
      pcre2_jit_stack_assign_32(context, nullptr,
                                pcre2_jit_stack_create_32(kFirstStack, kLargestStack, nullptr));
      pcre2_set_match_limit_32(context, UINT32_MAX);
      pcre2_set_depth_limit_32(context, UINT32_MAX);
    }
    return pcre2_match_32(code, text, length, from, options, data, context);
  }
  static Data* makeData(const Code* code) {
    return pcre2_match_data_create_from_pattern_32(code, nullptr);
  }
  static const size_t* offsets(Data* data) { return pcre2_get_ovector_pointer_32(data); }
  static void free(Code* code) { pcre2_code_free_32(code); }
  static void free(Data* data) { pcre2_match_data_free_32(data); }
};

template <class Width> struct Forms {
  typename Width::Code* codes[kModes];
  typename Width::Data* data[kModes];
};

// Lives outside the collected heap; the Code's finaliser frees it.
struct Compiled {
  Forms<Narrow> narrow;
  Forms<Wide> wide;
};

struct CodeObject : Object {
  Value text; // str of ASCII characters: the pattern in PCRE2's syntax
  Compiled* compiled;
  uint64_t groups;
  bool ofBytes;
};

template <class Width> void freeForms(Forms<Width>& forms) {
  for (unsigned i = 0; i < kModes; i++) {
    if (forms.data[i])
      Width::free(forms.data[i]);
    if (forms.codes[i])
      Width::free(forms.codes[i]);
  }
}

void freeCompiled(void* object) {
  auto* code = static_cast<CodeObject*>(object);
  freeForms(code->compiled->narrow);
  freeForms(code->compiled->wide);
  free(code->compiled);
}

// The form for a mode, compiled now if it is its first use. False with ValueError pending: PCRE2's
// words.
template <class Width> bool prepare(CodeObject* code, Forms<Width>& forms, Mode mode) {
  if (forms.codes[mode])
    return true;
  const Str* text = asStr(code->text);
  uint32_t options = kModeOptions[mode] | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  if (!code->ofBytes)
    options |= PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK;
  auto* units = static_cast<typename Width::Unit*>(
      memory::allocateAtomic((text->length() + 1) * sizeof(typename Width::Unit)));
  for (uint64_t i = 0; i < text->length(); i++)
    units[i] = static_cast<typename Width::Unit>(text->at(i));
  int error = 0;
  size_t at = 0;
  forms.codes[mode] = Width::compile(units, text->length(), options, &error, &at);
  if (!forms.codes[mode]) {
    PCRE2_UCHAR8 message[256];
    pcre2_get_error_message_8(error, message, sizeof message);
    return raiseValueError("%s", reinterpret_cast<const char*>(message)), false;
  }
  forms.data[mode] = Width::makeData(forms.codes[mode]);
  if (!forms.data[mode])
    return raiseMemoryError(), false;
  return true;
}

// --- subjects

struct Subject {
  Value value;
  const uint8_t* narrow; // one of the two
  const char32_t* wide;
  size_t length; // up to endpos
  size_t from;
};

const char32_t* widened(const Str* s) {
  if (s->width() == 4)
    return static_cast<const char32_t*>(s->data);
  static const Str* last = nullptr;
  static char32_t* units = nullptr;
  if (last == s)
    return units;
  uint64_t length = s->length();
  auto* fresh =
      static_cast<char32_t*>(memory::allocateAtomicOrNull((length + 1) * sizeof(char32_t)));
  if (!fresh)
    return nullptr;
  if (s->width() == 1)
    for (uint64_t i = 0; i < length; i++)
      fresh[i] = s->bytes1()[i];
  else
    for (uint64_t i = 0; i < length; i++)
      fresh[i] = s->bytes2()[i];
  units = fresh;
  last = s;
  return units;
}

// The text from pos to endpos, both clipped as slices are but for counting from the end.
bool readSubject(const CodeObject* code, Value value, Value pos, Value endpos, Subject* out) {
  int64_t from, end;
  if (!toIndexInt64(pos, &from, nullptr) || !toIndexInt64(endpos, &end, nullptr))
    return false;
  out->value = value;
  out->narrow = nullptr;
  out->wide = nullptr;
  uint64_t length;
  std::string_view bytes;
  if (isStr(value)) {
    if (code->ofBytes)
      return raiseTypeError("cannot use a bytes pattern on a string-like object"), false;
    const Str* s = asStr(value);
    length = s->length();
    if (s->isAscii())
      out->narrow = s->bytes1();
    else if (!(out->wide = widened(s)))
      return false;
  } else if (bytesLike(value, &bytes)) {
    if (!code->ofBytes)
      return raiseTypeError("cannot use a string pattern on a bytes-like object"), false;
    length = bytes.size();
    out->narrow = length ? reinterpret_cast<const uint8_t*>(bytes.data())
                         : reinterpret_cast<const uint8_t*>("");
  } else {
    return raiseTypeError("expected string or bytes-like object, got '%T'", value), false;
  }
  auto clip = [&](int64_t i) {
    return i < 0                               ? uint64_t{0}
           : static_cast<uint64_t>(i) > length ? length
                                               : static_cast<uint64_t>(i);
  };
  out->length = clip(end);
  out->from = clip(from);
  return true;
}

// 1 with *offsets set, 0 when nothing matches, -1 with an exception pending.
template <class Width>
int runForm(CodeObject* code, Forms<Width>& forms, const typename Width::Unit* text,
            const Subject& subject, size_t from, Mode mode, bool notEmpty, const size_t** offsets) {
  if (from > subject.length)
    return 0;
  if (!prepare(code, forms, mode))
    return -1;
  uint32_t options = PCRE2_NO_UTF_CHECK | (notEmpty ? PCRE2_NOTEMPTY_ATSTART : 0);
  auto* data = forms.data[mode];
  int result = Width::match(forms.codes[mode], text, subject.length, from, options, data);
  if (result == PCRE2_ERROR_JIT_STACKLIMIT)
    result =
        Width::match(forms.codes[mode], text, subject.length, from, options | PCRE2_NO_JIT, data);
  if (result == PCRE2_ERROR_NOMATCH)
    return 0;
  if (result < 0)
    return raiseMemoryError(), -1;
  *offsets = Width::offsets(data);
  // Groups beyond the last that took part are not filled in.
  auto* all = const_cast<size_t*>(*offsets);
  for (uint64_t i = static_cast<uint64_t>(result) * 2; i < (code->groups + 1) * 2; i++)
    all[i] = PCRE2_UNSET;
  return 1;
}

int run(CodeObject* code, const Subject& subject, size_t from, Mode mode, bool notEmpty,
        const size_t** offsets) {
  if (subject.narrow)
    return runForm(code, code->compiled->narrow, subject.narrow, subject, from, mode, notEmpty,
                   offsets);
  return runForm(code, code->compiled->wide, reinterpret_cast<PCRE2_SPTR32>(subject.wide), subject,
                 from, mode, notEmpty, offsets);
}

Value spansOf(const CodeObject* code, const size_t* offsets) {
  uint64_t count = (code->groups + 1) * 2;
  Tuple* spans = allocateTuple(count);
  if (!spans)
    return kError;
  for (uint64_t i = 0; i < count; i++)
    spans->items()[i] = smallInt(offsets[i] == PCRE2_UNSET ? -1 : static_cast<int64_t>(offsets[i]));
  return objectValue(spans);
}

Value slice(const Subject& subject, size_t begin, size_t end) {
  if (isStr(subject.value))
    return strSlice(asStr(subject.value), begin, end);
  return makeBytes(subject.narrow + begin, end - begin);
}

// Calls visit(offsets) for every match from left to right, as findall sees them: an empty one is
// not taken at the end of the one before where that was empty. visit answers false to stop with an
// exception pending.
template <class Visit> bool forMatches(CodeObject* code, const Subject& subject, Visit visit) {
  size_t from = subject.from;
  bool notEmpty = false;
  for (;;) {
    const size_t* offsets;
    int found = run(code, subject, from, kSearch, notEmpty, &offsets);
    if (found <= 0)
      return found == 0;
    notEmpty = offsets[0] == offsets[1];
    from = offsets[1];
    if (!visit(offsets))
      return false;
  }
}

bool codeArgument(Value v, CodeObject** out) {
  if (!isExact(v, &tr_type_reCode))
    return raiseTypeError("expected a compiled pattern, not %T", v), false;
  *out = v.as<CodeObject>();
  return true;
}

// --- functions

// code(text, groups, of_bytes)
Value makeCode(const Value* args, uint64_t) {
  auto* code = newInstanceOf<CodeObject>(&tr_type_reCode);
  if (!code)
    return kError;
  code->text = args[0];
  code->groups = static_cast<uint64_t>(args[1].smallInt());
  code->ofBytes = args[2] == kTrue;
  code->compiled = static_cast<Compiled*>(memory::allocatePlain(sizeof(Compiled)));
  memory::setFinaliser(code, freeCompiled);
  return prepare(code, code->compiled->narrow, kSearch) ? objectValue(code) : kError;
}

// run(code, string, pos, endpos, mode, not_empty): the spans of all groups, flat, -1 for those that
// took no part; None.
Value runPattern(const Value* args, uint64_t) {
  CodeObject* code;
  Subject subject;
  if (!codeArgument(args[0], &code) || !readSubject(code, args[1], args[2], args[3], &subject))
    return kError;
  const size_t* offsets;
  int found = run(code, subject, subject.from, static_cast<Mode>(args[4].smallInt()),
                  args[5] == kTrue, &offsets);
  return found < 0 ? kError : found ? spansOf(code, offsets) : kNone;
}

// spans(code, string, pos, endpos, limit): of all matches, or the first `limit` unless that is 0.
Value allSpans(const Value* args, uint64_t) {
  CodeObject* code;
  Subject subject;
  int64_t limit;
  if (!codeArgument(args[0], &code) || !readSubject(code, args[1], args[2], args[3], &subject) ||
      !toIndexInt64(args[4], &limit, nullptr))
    return kError;
  List* list = allocateList(0);
  if (!list)
    return kError;
  bool full = false;
  bool ok = forMatches(code, subject, [&](const size_t* offsets) {
    Value spans = spansOf(code, offsets);
    if (spans.isError() || !listAppend(list, spans))
      return false;
    full = limit > 0 && list->length == static_cast<uint64_t>(limit);
    return !full;
  });
  return ok || full ? objectValue(list) : kError;
}

// findall(code, string, pos, endpos)
Value findAll(const Value* args, uint64_t) {
  CodeObject* code;
  Subject subject;
  if (!codeArgument(args[0], &code) || !readSubject(code, args[1], args[2], args[3], &subject))
    return kError;
  List* list = allocateList(0);
  if (!list)
    return kError;
  auto group = [&](const size_t* offsets, uint64_t i) {
    bool unset = offsets[2 * i] == PCRE2_UNSET;
    return slice(subject, unset ? 0 : offsets[2 * i], unset ? 0 : offsets[2 * i + 1]);
  };
  bool ok = forMatches(code, subject, [&](const size_t* offsets) {
    if (code->groups <= 1) {
      Value item = group(offsets, code->groups);
      return !item.isError() && listAppend(list, item);
    }
    Tuple* item = allocateTuple(code->groups);
    if (!item)
      return false;
    for (uint64_t i = 0; i < code->groups; i++)
      if ((item->items()[i] = group(offsets, i + 1)).isError())
        return false;
    return listAppend(list, objectValue(item));
  });
  return ok ? objectValue(list) : kError;
}

// character(name): the number of the character with a name, as unicodedata.lookup() finds it.
Value characterByName(const Value* args, uint64_t) {
  Value encoded = encodeStr(Codec::Utf8, asStr(args[0]), "strict");
  if (encoded.isError())
    return kError;
  std::string_view name = encoded.as<Bytes>()->view();
  if (name.size() > 256) {
    raise(&tr_type_KeyError, "name too long");
    return kError;
  }
  uint32_t code = tauro::unicode::characterByName(name);
  if (code < tauro::unicode::kSequence)
    return makeInt(code);
  if (code != tauro::unicode::kNoCharacter)
    return raiseTypeError("ord() expected a character, but string of length %u found",
                          code - tauro::unicode::kSequence);
  name = name.substr(0, name.find('\0')); // shown as C's strings are
  raise(&tr_type_KeyError, "undefined character name '%.*s'", static_cast<int>(name.size()),
        name.data());
  return kError;
}

const NativeDef kFunctions[] = {
    nativePositional("code", makeCode, 3, 3),
    nativePositional("run", runPattern, 6, 6),
    nativePositional("spans", allSpans, 5, 5),
    nativePositional("findall", findAll, 4, 4),
    nativePositional("character", characterByName, 1, 1),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_TYPE(reCode, .cname = "_re.Code", .base = &tr_type_object,
               .instanceSize = sizeof(tr::CodeObject), .layout = tr::Layout::Other,
               .slots = {.hash = tr::identityHash,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare});
TR_DEFINE_MODULE(_re, tr::kFunctions, tr::kAttributes);
