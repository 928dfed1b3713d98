// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the C++ library's containers call outside themselves. No exception is ever thrown here:
// without the library's own versions no program carries its unwinder, its exception classes and
// their demangler.
#include <cstdlib>
#include <new>

// AddressSanitizer has its own, which know what was made by which.
#if !__has_feature(address_sanitizer)

namespace {

void* allocate(size_t bytes) {
  for (;;) {
    if (void* memory = malloc(bytes ? bytes : 1))
      return memory;
    std::new_handler handler = std::get_new_handler();
    if (!handler)
      abort();
    handler();
  }
}

} // namespace

void* operator new(size_t bytes) { return allocate(bytes); }
void* operator new[](size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { free(memory); }
void operator delete[](void* memory) noexcept { free(memory); }
void operator delete(void* memory, size_t) noexcept { free(memory); }
void operator delete[](void* memory, size_t) noexcept { free(memory); }

#endif

// All of libstdc++'s functexcept.cc, so that it is never linked beside this.
namespace std {

#define NEVER(name, ...)                                                                           \
  __attribute__((visibility("default"), noreturn)) void name(__VA_ARGS__);                         \
  void name(__VA_ARGS__) { abort(); }
NEVER(__throw_bad_alloc)
NEVER(__throw_bad_array_new_length)
NEVER(__throw_bad_cast)
NEVER(__throw_bad_exception)
NEVER(__throw_bad_typeid)
NEVER(__throw_domain_error, const char*)
NEVER(__throw_invalid_argument, const char*)
NEVER(__throw_length_error, const char*)
NEVER(__throw_logic_error, const char*)
NEVER(__throw_out_of_range, const char*)
NEVER(__throw_out_of_range_fmt, const char*, ...)
NEVER(__throw_overflow_error, const char*)
NEVER(__throw_range_error, const char*)
NEVER(__throw_runtime_error, const char*)
NEVER(__throw_underflow_error, const char*)
#undef NEVER

} // namespace std
