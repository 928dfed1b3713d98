// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compilation from command line to output: the products of the stages in a column, each made
// from those above it. Errors in the program stop it between stages.
#pragma once

#include "compiler/codegen/codegen.h"
#include "compiler/driver/backend.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/loader.h"
#include "compiler/driver/options.h"
#include "compiler/resolve/resolve.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"
#include "ir/ir.h"
#include "passes/infer/summary.h"
#include "passes/remarks.h"

#include <memory>
#include <string>

namespace tauro::driver {

enum ExitStatus : int { kExitOk = 0, kExitErrors = 1, kExitUsage = 2 };

class Compilation {
public:
  explicit Compilation(const Options& options) : options_(options) {}

  /// Makes what the options ask for. Diagnostics and other errors go to standard error.
  ExitStatus run();

private:
  ExitStatus compile();
  bool emitText(const std::string& text);
  bool reportDiagnostics();
  bool fail(const std::string& text);
  bool colours() const;

  bool readIr();
  bool loadSources();
  bool resolveNames();
  std::unique_ptr<ir::Module> buildIr(uint32_t index);
  /// Builds the IR of all modules of the program (or takes that which was read), and optimises it.
  bool makeIr();
  bool optimiseIr();
  /// What the modules and those of the library that they import do.
  std::vector<passes::infer::ModuleSummary> summaries() const;
  bool writeSummary(const passes::infer::ModuleSummary& summary);
  /// Writes what was remarked of each module.
  bool explain();
  bool asksForFrames() const;
  bool namesCharacters() const;
  bool prepareTarget();
  /// Lowers a module to the file kind asked for; `contents` gets text or an object.
  bool generate(const ir::Module& module, bool mainProgram, BackendOutput kind,
                std::string* contents);
  bool replacesSource(const std::string& output);
  bool compileProgram();
  bool linkProgram(const std::vector<std::string>& objects);
  bool runProgram(const std::string& path);

  const Options& options_;
  Interner names_;
  DiagnosticSink sink_;
  std::unique_ptr<Loader> loader_;
  std::vector<resolve::ModuleInput> inputs_;
  std::unique_ptr<const resolve::Resolution> resolution_;
  std::vector<std::unique_ptr<ir::Module>> ir_; // the program's own module is the first
  std::vector<passes::Remarks> remarks_;        // with --explain, parallel to ir_
  Installation installation_;
  codegen::Target target_;
  codegen::EmitOptions emitOptions_;
  bool isHost_ = true;
};

/// What the program is named by default: its file without folder and suffix.
std::string defaultOutput(const std::string& input);

} // namespace tauro::driver
