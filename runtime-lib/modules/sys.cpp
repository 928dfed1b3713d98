// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module sys: what a compiled program can know of its interpreter-like surroundings.
#include <cfloat>
#include <climits>
#include <cstdlib>
#include <unistd.h>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/frame.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/hooks.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/core/start.h"
#include "runtime-lib/core/struct_sequence.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

extern "C" {
#define TR_SYS_STRUCT(id)                                                                          \
  extern tr::Type tr_type_##id;                                                                    \
  extern tr::Shape tr_shape_##id;
TR_SYS_STRUCT(sysVersionInfo)
TR_SYS_STRUCT(sysFloatInfo)
TR_SYS_STRUCT(sysIntInfo)
TR_SYS_STRUCT(sysHashInfo)
TR_SYS_STRUCT(sysFlags)
TR_SYS_STRUCT(sysThreadInfo)
#undef TR_SYS_STRUCT
}

namespace tr {
namespace {

// --- structs

#define TR_FIELD(name, index) {name, structItem<index>, nullptr}
const GetSetDef kVersionFields[] = {TR_FIELD("major", 0),  TR_FIELD("minor", 1),
                                    TR_FIELD("micro", 2),  TR_FIELD("releaselevel", 3),
                                    TR_FIELD("serial", 4), {nullptr, nullptr, nullptr}};
const GetSetDef kFloatFields[] = {
    TR_FIELD("max", 0),   TR_FIELD("max_exp", 1),  TR_FIELD("max_10_exp", 2),
    TR_FIELD("min", 3),   TR_FIELD("min_exp", 4),  TR_FIELD("min_10_exp", 5),
    TR_FIELD("dig", 6),   TR_FIELD("mant_dig", 7), TR_FIELD("epsilon", 8),
    TR_FIELD("radix", 9), TR_FIELD("rounds", 10),  {nullptr, nullptr, nullptr}};
const GetSetDef kIntFields[] = {TR_FIELD("bits_per_digit", 0),
                                TR_FIELD("sizeof_digit", 1),
                                TR_FIELD("default_max_str_digits", 2),
                                TR_FIELD("str_digits_check_threshold", 3),
                                {nullptr, nullptr, nullptr}};
const GetSetDef kHashFields[] = {TR_FIELD("width", 0),     TR_FIELD("modulus", 1),
                                 TR_FIELD("inf", 2),       TR_FIELD("nan", 3),
                                 TR_FIELD("imag", 4),      TR_FIELD("algorithm", 5),
                                 TR_FIELD("hash_bits", 6), TR_FIELD("seed_bits", 7),
                                 TR_FIELD("cutoff", 8),    {nullptr, nullptr, nullptr}};
const GetSetDef kFlagFields[] = {TR_FIELD("debug", 0),
                                 TR_FIELD("inspect", 1),
                                 TR_FIELD("interactive", 2),
                                 TR_FIELD("optimize", 3),
                                 TR_FIELD("dont_write_bytecode", 4),
                                 TR_FIELD("no_user_site", 5),
                                 TR_FIELD("no_site", 6),
                                 TR_FIELD("ignore_environment", 7),
                                 TR_FIELD("verbose", 8),
                                 TR_FIELD("bytes_warning", 9),
                                 TR_FIELD("quiet", 10),
                                 TR_FIELD("hash_randomization", 11),
                                 TR_FIELD("isolated", 12),
                                 TR_FIELD("dev_mode", 13),
                                 TR_FIELD("utf8_mode", 14),
                                 TR_FIELD("warn_default_encoding", 15),
                                 TR_FIELD("safe_path", 16),
                                 TR_FIELD("int_max_str_digits", 17),
                                 {nullptr, nullptr, nullptr}};
const GetSetDef kThreadFields[] = {
    TR_FIELD("name", 0), TR_FIELD("lock", 1), TR_FIELD("version", 2), {nullptr, nullptr, nullptr}};

Value makeVersionInfo() {
  Value items[] = {smallInt(3), smallInt(13), smallInt(0), makeStr("final"), smallInt(0)};
  return makeStruct(&tr_type_sysVersionInfo, items, 5);
}
Value makeFloatInfo() {
  Value items[] = {makeFloat(DBL_MAX),
                   smallInt(DBL_MAX_EXP),
                   smallInt(DBL_MAX_10_EXP),
                   makeFloat(DBL_MIN),
                   smallInt(DBL_MIN_EXP),
                   smallInt(DBL_MIN_10_EXP),
                   smallInt(DBL_DIG),
                   smallInt(DBL_MANT_DIG),
                   makeFloat(DBL_EPSILON),
                   smallInt(FLT_RADIX),
                   smallInt(1)};
  return makeStruct(&tr_type_sysFloatInfo, items, 11);
}
Value makeIntInfo() {
  Value items[] = {smallInt(30), smallInt(4), smallInt(4300), smallInt(640)};
  return makeStruct(&tr_type_sysIntInfo, items, 4);
}
Value makeHashInfo() {
  Value items[] = {smallInt(64),      makeInt(2305843009213693951), smallInt(314159), smallInt(0),
                   smallInt(1000003), makeStr("siphash13"),         smallInt(64),     smallInt(128),
                   smallInt(0)};
  return makeStruct(&tr_type_sysHashInfo, items, 9);
}
Value makeFlags() {
  Value items[18];
  for (Value& item : items)
    item = smallInt(0);
  items[11] = smallInt(1);
  items[13] = items[16] = kFalse;
  items[17] = smallInt(4300);
  Value flags = makeStruct(&tr_type_sysFlags, items, 18);
  addFieldCounts(&tr_type_sysFlags, 19, 18); // one is no item
  return flags;
}
Value makeThreadInfo() {
  Value items[] = {makeStr("pthread"), makeStr("semaphore"), makeStr("NPTL 2.36")};
  return makeStruct(&tr_type_sysThreadInfo, items, 3);
}
Value makeImplementation() {
  Object* made = newInstance(&tr_type_simpleNamespace);
  instanceSet(made, intern("name"), makeStr("tauro"));
  instanceSet(made, intern("cache_tag"), makeStr("tauro-313"));
  instanceSet(made, intern("version"), makeVersionInfo());
  instanceSet(made, intern("hexversion"), makeInt(51183856));
  return objectValue(made);
}

// --- plain attributes

Value makeArgv() {
  Value list = makeList(nullptr, 0);
  for (int i = 0; i < programArgc; ++i) {
    Value arg = decodeUtf8(programArgv[i], "surrogateescape");
    if (arg.isError()) {
      clearPending();
      arg = makeStr("?");
    }
    listAppend(asList(list), arg);
  }
  return list;
}
Value makeExecutable() {
  char path[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
  return n > 0 ? makeStr({path, static_cast<size_t>(n)}) : makeStr("");
}
Value makePath() {
  Value here = makeStr("");
  return makeList(&here, 1);
}
Value makeEmptyList() { return makeList(nullptr, 0); }
Value makeModules() { return objectValue(loadedModules()); }
Value makeVersion() { return makeStr("3.13.0 (tauroc)"); }
Value makePlatform() { return makeStr("linux"); }
Value makeByteOrder() { return makeStr("little"); }
Value makeMaxSize() { return makeInt(INT64_MAX); }
Value makeMaxUnicode() { return smallInt(0x10FFFF); }
Value makeHexVersion() { return smallInt(51183856); }
Value makeApiVersion() { return smallInt(1013); }
Value makeReprStyle() { return makeStr("short"); }
Value makePlatLibDir() { return makeStr("lib"); }
Value makeCopyright() { return makeStr("Copyright (c) the tauroc authors."); }
Value makePrefix() { return makeStr("/usr"); }
Value makeEmpty() { return makeStr(""); }
Value makeTrue() { return kTrue; }
Value makeBuiltinModules() {
  Value names[] = {makeStr("builtins"), makeStr("math"), makeStr("sys"), makeStr("time")};
  return makeTuple(names, 4);
}

const NativeAttribute kSysAttributes[] = {{"stdin", nullptr, &ioStdinSlot},
                                          {"stdout", nullptr, &ioStdoutSlot},
                                          {"stderr", nullptr, &ioStderrSlot},
                                          {"__stdin__", ioStdin},
                                          {"__stdout__", ioStdout},
                                          {"__stderr__", ioStderr},
                                          {"argv", makeArgv},
                                          {"orig_argv", makeArgv},
                                          {"executable", makeExecutable},
                                          {"path", makePath},
                                          {"meta_path", makeEmptyList},
                                          {"path_hooks", makeEmptyList},
                                          {"warnoptions", makeEmptyList},
                                          {"modules", makeModules},
                                          {"version", makeVersion},
                                          {"version_info", makeVersionInfo},
                                          {"hexversion", makeHexVersion},
                                          {"api_version", makeApiVersion},
                                          {"copyright", makeCopyright},
                                          {"platform", makePlatform},
                                          {"byteorder", makeByteOrder},
                                          {"maxsize", makeMaxSize},
                                          {"maxunicode", makeMaxUnicode},
                                          {"float_info", makeFloatInfo},
                                          {"int_info", makeIntInfo},
                                          {"hash_info", makeHashInfo},
                                          {"thread_info", makeThreadInfo},
                                          {"float_repr_style", makeReprStyle},
                                          {"platlibdir", makePlatLibDir},
                                          {"flags", makeFlags},
                                          {"implementation", makeImplementation},
                                          {"abiflags", makeEmpty},
                                          {"prefix", makePrefix},
                                          {"exec_prefix", makePrefix},
                                          {"base_prefix", makePrefix},
                                          {"base_exec_prefix", makePrefix},
                                          {"dont_write_bytecode", makeTrue},
                                          {"builtin_module_names", makeBuiltinModules},
                                          {"excepthook", defaultExceptHook, &exceptHook},
                                          {"__excepthook__", defaultExceptHook},
                                          {"breakpointhook", defaultBreakpointHook},
                                          {"__breakpointhook__", defaultBreakpointHook},
                                          kAttributeEnd};

// --- functions

// exit(status): a SystemExit is raised as it is, a tuple has its arguments.
Value sysExit(const Value* args, uint64_t nargs) {
  if (nargs && isA(args[0], &tr_type_SystemExit))
    return raiseObject(args[0]);
  uint64_t count = nargs && !args[0].isNone() ? 1 : 0;
  if (count && isTuple(args[0])) {
    count = asTuple(args[0])->length;
    args = asTuple(args[0])->items();
  }
  Value exception = call(typeValue(&tr_type_SystemExit), args, count);
  return exception.isError() ? exception : raiseObject(exception);
}

Value sysGetRecursionLimit(const Value*, uint64_t) { return makeInt(recursionLimit()); }

Value sysSetRecursionLimit(const Value* args, uint64_t) {
  Value v = toIndex(args[0]);
  if (v.isError())
    return v;
  int64_t limit;
  if (!intToInt64(v, &limit) || limit > INT_MAX || limit < INT_MIN)
    return raiseOverflowError("Python int too large to convert to C int");
  if (limit <= 0)
    return raiseValueError("recursion limit must be greater or equal than 1");
  setRecursionLimit(limit);
  return kNone;
}

Value sysExcInfo(const Value*, uint64_t) {
  Value handled = handledException();
  if (!handled.isObject())
    return tupleOf(kNone, kNone, kNone);
  return tupleOf(typeValue(typeOf(handled)), handled, tracebackOf(handled));
}
Value sysException(const Value*, uint64_t) { return handledException(); }

Value sysIntern(const Value* args, uint64_t) {
  if (!isStr(args[0]))
    return raiseTypeError("intern() argument must be str, not %A", args[0]);
  if (!isExact(args[0], &tr_type_str))
    return raiseTypeError("can't intern %T", args[0]);
  return strValue(intern(utf8Of(asStr(args[0]))));
}

// getsizeof(object, default): the default is for what has no size, or one that is no int.
Value sysGetSizeof(const Value* args, uint64_t) {
  static Str* const name = intern("__sizeof__");
  Value size = lookupSpecial(args[0], name);
  if (size.isUnbound())
    raiseTypeError("Type %T doesn't define __sizeof__", args[0]);
  else if (!size.isError())
    size = call0(size);
  if (!size.isError() && !size.isUnbound() && !isA(size, &tr_type_int)) {
    raiseTypeError("an integer is required");
    size = kError;
  }
  if (size.isError() || size.isUnbound()) {
    if (args[1].isUnbound() || !pendingIs(&tr_type_TypeError))
      return kError;
    clearPending();
    return args[1];
  }
  int64_t bytes;
  if (!intToInt64(size, &bytes))
    return raiseOverflowError("Python int too large to convert to C ssize_t");
  return bytes < 0 ? raiseValueError("__sizeof__() should return >= 0") : makeInt(bytes + 16);
}

Value sysGetRefCount(const Value*, uint64_t) { return smallInt(1); }
Value sysUtf8(const Value*, uint64_t) { return makeStr("utf-8"); }
Value sysSurrogateEscape(const Value*, uint64_t) { return makeStr("surrogateescape"); }
Value sysFalse(const Value*, uint64_t) { return kFalse; }
Value sysNone(const Value*, uint64_t) { return kNone; }
// The interval is only remembered, in microseconds as CPython does: there is one thread.
uint64_t switchInterval = 5000;
Value sysSwitchInterval(const Value*, uint64_t) {
  return makeFloat(1e-6 * static_cast<double>(switchInterval));
}
Value sysSetSwitchInterval(const Value* args, uint64_t) {
  double seconds;
  if (!toDouble(args[0], &seconds))
    return kError;
  if (seconds <= 0)
    return raiseValueError("switch interval must be strictly positive");
  switchInterval = seconds < 1e12 ? static_cast<uint64_t>(1e6 * seconds) : 0;
  return kNone;
}
Value sysMaxDigits(const Value*, uint64_t) { return smallInt(intMaxStrDigits()); }

Value sysSetMaxDigits(const Value* args, uint64_t) {
  Value digits = toIndex(args[0]);
  if (digits.isError())
    return kError;
  int64_t limit;
  if (!intToInt64(digits, &limit) || limit > INT32_MAX || limit < INT32_MIN)
    return raiseOverflowError("Python int too large to convert to C int");
  if (limit != 0 && limit < kIntMaxStrDigitsThreshold)
    return raiseValueError("maxdigits must be 0 or larger than %lld",
                           static_cast<long long>(kIntMaxStrDigitsThreshold));
  setIntMaxStrDigits(limit);
  return kNone;
}

Value sysDisplayHook(const Value* args, uint64_t) {
  if (args[0].isNone())
    return kNone;
  Value text = repr(args[0]);
  if (text.isError())
    return text;
  if (!ioWrite(ioStdoutSlot, text) || !ioWrite(ioStdoutSlot, makeStr("\n")))
    return kError;
  return kNone;
}

Value sysGetFrame(const Value* args, uint64_t nargs) {
  int64_t depth = 0;
  if (nargs && !toInt32(args[0], &depth))
    return kError;
  // Found by another name than its own, it comes too late: the program was not compiled to know.
  if (!keepsFrames())
    return raise(&tr_type_RuntimeError, "sys._getframe() is not supported in a program whose "
                                        "sources do not name it: it keeps no frames");
  FrameRecord* record = callingRecord(depth < 0 ? 0 : static_cast<uint64_t>(depth));
  return record ? frameOf(record) : raiseValueError("call stack is not deep enough");
}

const NativeDef kSysFunctions[] = {
    nativePositional("exit", sysExit, 0, 1),
    nativeNone("getrecursionlimit", sysGetRecursionLimit),
    nativeOne("setrecursionlimit", sysSetRecursionLimit),
    nativeNone("exc_info", sysExcInfo),
    nativeNone("exception", sysException),
    nativeOne("intern", sysIntern),
    nativeKeywords("getsizeof", sysGetSizeof, "object, default="),
    nativeOne("getrefcount", sysGetRefCount),
    nativeNone("getdefaultencoding", sysUtf8),
    nativeNone("getfilesystemencoding", sysUtf8),
    nativeNone("getfilesystemencodeerrors", sysSurrogateEscape),
    nativeNone("is_finalizing", sysFalse),
    nativeNone("gettrace", sysNone),
    nativeNone("getprofile", sysNone),
    nativeNone("getswitchinterval", sysSwitchInterval),
    nativeOne("setswitchinterval", sysSetSwitchInterval),
    nativeNone("get_int_max_str_digits", sysMaxDigits),
    nativeKeywords("set_int_max_str_digits", sysSetMaxDigits, "maxdigits"),
    nativeOne("displayhook", sysDisplayHook),
    nativePositional("_getframe", sysGetFrame, 0, 1),
    kNativeEnd};

} // namespace

#define TR_SYS_TYPE(id, text, fields)                                                              \
  TR_DEFINE_TYPE(id, .cname = text, .base = &tr_type_tuple, .instanceSize = sizeof(Tuple),         \
                 .itemSize = sizeof(Value), .layout = Layout::Tuple, .getsets = fields,            \
                 .slots = kStructSlots)
TR_SYS_TYPE(sysVersionInfo, "sys.version_info", kVersionFields);
TR_SYS_TYPE(sysFloatInfo, "sys.float_info", kFloatFields);
TR_SYS_TYPE(sysIntInfo, "sys.int_info", kIntFields);
TR_SYS_TYPE(sysHashInfo, "sys.hash_info", kHashFields);
TR_SYS_TYPE(sysFlags, "sys.flags", kFlagFields);
TR_SYS_TYPE(sysThreadInfo, "sys.thread_info", kThreadFields);

TR_DEFINE_MODULE(sys, kSysFunctions, kSysAttributes);

} // namespace tr
