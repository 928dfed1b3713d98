// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shows what resolve and irbuild make of files, without LLVM; for tests and for a look at the IR.
//
//   tauro-ir [--scopes | --check] FILE...
//
// The first file is the program, __main__; each further one is a module named after its file
// (pkg/__init__.tr and pkg/mod.tr by the path given). Prints the verified IR of each; --scopes the
// resolver's scopes; --check nothing. Exit status 1 when there are errors.
#include "compiler/irbuild/irbuild.h"
#include "compiler/parse/parse.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"
#include "ir/text.h"
#include "ir/verifier.h"

#include <algorithm>
#include <cstdio>

using namespace tauro;

namespace {

// "pkg/mod.tr" -> "pkg.mod", "pkg/__init__.tr" -> "pkg".
std::string dottedName(std::string path, bool* isPackage) {
  path = path.substr(0, path.rfind('.'));
  *isPackage = path.ends_with("/__init__");
  if (*isPackage)
    path.resize(path.size() - std::string_view("/__init__").size());
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

} // namespace

int main(int argc, char** argv) {
  bool scopes = false, check = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (argument == "--scopes")
      scopes = true;
    else if (argument == "--check")
      check = true;
    else
      files.emplace_back(argument);
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: tauro-ir [--scopes | --check] FILE...\n");
    return 2;
  }

  Interner names;
  DiagnosticSink sink;
  std::vector<std::unique_ptr<SourceBuffer>> sources;
  std::vector<std::unique_ptr<ast::Module>> trees;
  std::vector<resolve::ModuleInput> modules;
  for (const std::string& file : files) {
    sources.push_back(SourceBuffer::fromFile(file, sink));
    if (!sources.back()->valid())
      break;
    trees.push_back(parse::parseSource(*sources.back(), names, sink));
    resolve::ModuleInput input;
    input.ast = trees.back().get();
    input.name = modules.empty() ? "__main__" : dottedName(file, &input.isPackage);
    modules.push_back(std::move(input));
  }
  std::vector<std::string> library = {
#define TR_MODULE_NATIVE(name) #name,
#define TR_MODULE_TAURARO(name) #name,
#include "runtime-lib/abi/modules.def"
  };
  int status = 0;
  if (!sink.hasErrors()) {
    auto resolution = resolve::resolve(modules, library, names, sink);
    if (scopes)
      std::fputs(resolve::dumpScopes(*resolution).c_str(), stdout);
    for (uint32_t i = 0; i < resolution->moduleCount() && !sink.hasErrors() && !scopes; ++i) {
      auto built = irbuild::build(*resolution, i);
      std::string errors;
      if (!check)
        std::fputs(ir::print(*built).c_str(), stdout);
      if (!ir::verify(*built, &errors)) {
        std::fprintf(stderr, "tauro-ir: the verifier refuses %s\n%s", built->name().c_str(),
                     errors.c_str());
        status = 1;
      }
    }
  }
  std::fputs(renderAll(sink, false).c_str(), stderr);
  return sink.hasErrors() ? 1 : status;
}
