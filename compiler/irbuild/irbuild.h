// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IR build's public face: a resolved tree in, the generic IR of the module out. The result is
// verified IR of exact Python semantics with no assumptions; making it fast is the passes' task.
#pragma once

#include "compiler/resolve/resolve.h"
#include "ir/ir.h"

#include <memory>
#include <string>

namespace tauro::irbuild {

struct Options {
  std::string file; // as tracebacks and __file__ show it; empty: the source buffer's name
};

/// Builds module `index` of a Resolution that was made without errors. Constructs that are not
/// lowered have been refused by the resolver, so this cannot fail.
std::unique_ptr<ir::Module> build(const resolve::Resolution& resolution, uint32_t index,
                                  const Options& options = {});

} // namespace tauro::irbuild
