// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module builtins: every name that programs find without binding it. Its variables are the
// words that compiled code loads, and cannot be set (core/module.cpp): passes rely on them.
#include "runtime-lib/core/native_module.h"

extern "C" {
#define TR_BUILTIN_NAME(name) extern tr::Value tr_builtin_##name;
#include "runtime-lib/abi/builtins.def"
}

namespace tr {
namespace {

const NativeDef kFunctions[] = {kNativeEnd};
const NativeAttribute kAttributes[] = {
#define TR_BUILTIN_NAME(name) {#name, nullptr, &tr_builtin_##name},
#include "runtime-lib/abi/builtins.def"
    {"None", [] { return kNone; }},
    {"True", [] { return kTrue; }},
    {"False", [] { return kFalse; }},
    {"__debug__", [] { return kTrue; }},
    kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(builtins, tr::kFunctions, tr::kAttributes);
