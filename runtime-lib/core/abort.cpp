// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libstdc++'s default terminate handler prints the type of an exception in flight, and brings a
// demangler into every program for it. No exception is ever thrown here; this takes its place.
#include <cstdlib>

namespace __gnu_cxx {

__attribute__((visibility("default"))) void __verbose_terminate_handler();
void __verbose_terminate_handler() { abort(); }

} // namespace __gnu_cxx
