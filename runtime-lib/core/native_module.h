// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules written in C++: a table of functions and one of other attributes.
//
//   static const NativeDef kFunctions[] = {nativeOne("sqrt", mathSqrt), ..., kNativeEnd};
//   static const NativeAttribute kAttributes[] = {{"pi", makePi}, ..., kAttributeEnd};
//   TR_DEFINE_MODULE(math, kFunctions, kAttributes);
//
// The attributes become module variables when the module is first imported.
#pragma once

#include "runtime-lib/core/native.h"

namespace tr {

struct NativeAttribute {
  const char* name;
  Value (*make)();       // the value at first import; null where slot holds it already
  Value* slot = nullptr; // the variable's word where C++ code shares it
};
constexpr NativeAttribute kAttributeEnd = {nullptr, nullptr, nullptr};

struct NativeModule {
  ModuleInfo info;
  const NativeDef* functions;
  const NativeAttribute* attributes;
};

Value nativeModuleInit(ModuleInfo* info);
// Makes the variables, before the module object is seen.
void prepareNativeModule(ModuleInfo* info);

} // namespace tr

#define TR_DEFINE_MODULE(id, functionTable, attributeTable)                                        \
  extern "C" {                                                                                     \
  tr::NativeModule tr_module_##id = {                                                              \
      {#id, nullptr, tr::nativeModuleInit, nullptr, 0, 0, nullptr, nullptr, nullptr},              \
      functionTable,                                                                               \
      attributeTable};                                                                             \
  }                                                                                                \
  static_assert(true)
