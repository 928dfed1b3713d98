// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One input of tools/fuzz-frontend: any bytes, as a source file, through lexer, parser, resolver and
// the renderer of diagnostics; what has no error becomes IR, which the verifier must accept.
// libFuzzer calls it (https://llvm.org/docs/LibFuzzer.html).
#include "compiler/ast/ast.h"
#include "compiler/irbuild/irbuild.h"
#include "compiler/parse/parse.h"
#include "compiler/resolve/resolve.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"
#include "compiler/support/source.h"
#include "ir/verifier.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace tauro;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  Interner names;
  DiagnosticSink sink;
  auto source = SourceBuffer::fromBytes(
      "input.tr", std::string(reinterpret_cast<const char*>(bytes), size), sink);
  if (source->valid()) {
    auto tree = parse::parseSource(*source, names, sink);
    if (!sink.hasErrors()) {
      resolve::ModuleInput input;
      input.ast = tree.get();
      input.name = "__main__";
      resolve::collectImports(*tree, names);
      auto resolution = resolve::resolve({&input, 1}, {}, names, sink);
      if (!sink.hasErrors()) {
        auto module = irbuild::build(*resolution, 0);
        std::string broken;
        if (!ir::verify(*module, &broken)) {
          std::fprintf(stderr, "the verifier refuses the IR:\n%s", broken.c_str());
          std::abort();
        }
      }
    }
  }
  if (sink.hasErrors() && renderAll(sink, false).empty())
    std::abort(); // an error without words
  return 0;
}
