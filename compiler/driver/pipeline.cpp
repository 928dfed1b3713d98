// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/pipeline.h"

#include "compiler/driver/backend.h"
#include "compiler/driver/crash.h"
#include "compiler/driver/link.h"
#include "compiler/driver/output_file.h"
#include "compiler/driver/run.h"
#include "compiler/irbuild/irbuild.h"
#include "compiler/lex/lex.h"
#include "compiler/parse/parse.h"
#include "compiler/support/stage.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/passes.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <unordered_set>

namespace tauro::driver {

namespace {

constexpr const char* kHostTriple = "x86_64-pc-linux-gnu";

codegen::OptLevel codegenLevel(const std::string& level) {
  switch (level[0]) {
  case '0':
    return codegen::OptLevel::O0;
  case '1':
    return codegen::OptLevel::O1;
  case '3':
    return codegen::OptLevel::O3;
  case 's':
    return codegen::OptLevel::Os;
  default:
    return codegen::OptLevel::O2;
  }
}

passes::Level passLevel(const std::string& level) {
  switch (level[0]) {
  case '0':
    return passes::Level::O0;
  case '1':
    return passes::Level::O1;
  case '3':
    return passes::Level::O3;
  case 's':
    return passes::Level::Os;
  default:
    return passes::Level::O2;
  }
}

bool readFile(const std::string& path, std::string* out) {
  FILE* file = std::fopen(path.c_str(), "rb");
  if (!file)
    return false;
  char buffer[1 << 16];
  while (size_t count = std::fread(buffer, 1, sizeof(buffer), file))
    out->append(buffer, count);
  std::fclose(file);
  return true;
}

bool isIrFile(const std::string& path) { return path.ends_with(".tir"); }

} // namespace

std::string defaultOutput(const std::string& input) {
  std::string name = input.substr(input.rfind('/') + 1);
  size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0)
    return name + ".out";
  return name.substr(0, dot);
}

bool Compilation::colours() const {
  if (options_.color != "auto")
    return options_.color == "always";
  const char* terminal = getenv("TERM");
  return isatty(STDERR_FILENO) && !getenv("NO_COLOR") && terminal &&
         std::string_view(terminal) != "dumb";
}

bool Compilation::fail(const std::string& text) {
  std::fprintf(stderr, "tauroc: error: %s%s", text.c_str(), text.ends_with('\n') ? "" : "\n");
  return false;
}

/// Shows everything reported so far, once; false when the program has errors.
bool Compilation::reportDiagnostics() {
  if (sink_.size() != 0 || sink_.hasErrors()) {
    std::string text = renderAll(sink_, colours());
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  return !sink_.hasErrors();
}

/// Whether the output would take the place of a source. Said before anything is written.
bool Compilation::replacesSource(const std::string& output) {
  bool same = isSameFile(output, options_.input);
  if (loader_)
    for (const auto& module : loader_->modules())
      same = same || isSameFile(output, module->path);
  return same && !fail(output + ": the program would take the place of its source");
}

bool Compilation::emitText(const std::string& text) {
  std::string error;
  if (options_.output.empty() || options_.output == "-")
    return writeStandardOutput(text, &error) || fail(error);
  if (replacesSource(options_.output))
    return false;
  OutputFile file(options_.output);
  return (file.open(false, &error) && file.write(text, &error)) || fail(error);
}

bool Compilation::readIr() {
  std::string bytes;
  if (!readFile(options_.input, &bytes))
    return fail("cannot read " + options_.input);
  StageScope stage("read IR", options_.input);
  std::string error;
  std::unique_ptr<ir::Module> module = ir::parse(bytes, &error);
  if (!module)
    return fail(options_.input + ":" + error);
  if (!ir::verify(*module, &error))
    return fail(options_.input + ": the IR breaks rules:\n" + error);
  ir_.push_back(std::move(module));
  return true;
}

bool Compilation::loadSources() {
  loader_ = std::make_unique<Loader>(options_.importFolders, names_, sink_);
  if (options_.moduleName.empty())
    loader_->loadProgram(options_.input);
  else
    loader_->loadAlone(options_.input, options_.moduleName);
  return !sink_.hasErrors();
}

bool Compilation::resolveNames() {
  StageScope stage("resolve", options_.input);
  for (const auto& module : loader_->modules())
    inputs_.push_back({module->ast.get(), module->name, module->isPackage});
  resolution_ = resolve::resolve(inputs_, loader_->libraryModules(), names_, sink_);
  return !sink_.hasErrors();
}

std::unique_ptr<ir::Module> Compilation::buildIr(uint32_t index) {
  const LoadedModule& module = *loader_->modules()[index];
  StageScope stage("build IR", module.name);
  irbuild::Options options;
  options.file = module.path;
  return irbuild::build(*resolution_, index, options);
}

std::vector<passes::infer::ModuleSummary> Compilation::summaries() const {
  std::vector<passes::infer::ModuleSummary> list;
  std::unordered_set<std::string> known;
  for (const auto& module : ir_) {
    list.push_back(passes::infer::summarise(*module));
    known.insert(module->name());
  }
  // A module without a summary is unknown: the program is not closed, and little is believed of it.
  for (size_t i = 0; i < list.size(); ++i)
    for (const std::string& name : std::set<std::string>(list[i].imports)) {
      passes::infer::ModuleSummary summary;
      std::string text;
      if (passes::infer::isNativeModule(name) || !known.insert(name).second ||
          !readFile(installation_.summaryOf(name), &text) ||
          !passes::infer::parse(text, &summary) || summary.name != name)
        continue;
      list.push_back(std::move(summary));
    }
  return list;
}

bool Compilation::writeSummary(const passes::infer::ModuleSummary& summary) {
  std::string error;
  OutputFile file(options_.summary);
  return (file.open(false, &error) && file.write(passes::infer::print(summary), &error)) ||
         fail(error);
}

bool Compilation::makeIr() {
  for (uint32_t i = 0; i < inputs_.size(); ++i)
    ir_.push_back(buildIr(i));
  return options_.noPasses || optimiseIr();
}

bool Compilation::optimiseIr() {
  passes::Options options;
  options.level = passLevel(options_.level);
  options.dumpAfter = options_.dumpAfter;
  options.checkFacts = options_.checkFacts;
  options.versions = !options_.noVersions;
  std::vector<passes::Timing> times;
  if (options_.timeReport)
    options.timings = &times;
#ifdef NDEBUG
  options.verifyEach = options_.verify;
#else
  options.verifyEach = true;
#endif
  std::string error;
  for (const auto& module : ir_) {
    if (options.verifyEach && !ir::verify(*module, &error))
      return fail("internal error: IR build broke rules:\n" + error);
    StageScope stage("optimise", module->name());
    if (!passes::optimise(*module, options, &error))
      return fail("internal error: " + error);
  }
  // From here on a module is changed by what is known of the others, which is all there now.
  std::vector<passes::infer::ModuleSummary> summaries = this->summaries();
  if (!options_.summary.empty() && !writeSummary(summaries[0]))
    return false;
  passes::infer::Program program(summaries);
  options.program = &program;
  if (options_.explain)
    remarks_.resize(ir_.size());
  for (size_t i = 0; i < ir_.size(); ++i) {
    const auto& module = ir_[i];
    StageScope stage("optimise", module->name());
    options.remarks = options_.explain ? &remarks_[i] : nullptr;
    if (!passes::optimiseInProgram(*module, options, &error))
      return fail("internal error: " + error);
  }
  for (const passes::Timing& time : times)
    StageScope::addDetail("optimise", time.pass, time.runs, time.seconds);
  return true;
}

bool Compilation::explain() {
  std::string text;
  for (size_t i = 0; i < remarks_.size(); ++i)
    text += remarks_[i].report(*ir_[i], options_.explainOnly);
  if (text.empty())
    return fail("no function " + options_.explainOnly + " in the program");
  return emitText(text);
}

/// Whether a source names what looks at the frames that it is called from. The library's own
/// modules keep no records, so that they serve all programs.
bool Compilation::asksForFrames() const {
  if (!options_.moduleName.empty())
    return false;
  for (const char* name : {"warnings", "logging", "_getframe", "extract_stack", "format_stack",
                           "print_stack", "walk_stack"})
    if (names_.find(name).valid())
      return true;
  return false;
}

/// Whether a source names the error handler that needs the names of characters. The program gets
/// them for its module re too, without being told here.
bool Compilation::namesCharacters() const {
  if (!loader_)
    return false;
  for (const auto& module : loader_->modules())
    if (module->source && module->source->text().find("namereplace") != std::string_view::npos)
      return true;
  return false;
}

bool Compilation::prepareTarget() {
  const std::string& name = options_.target;
  std::string architecture = name.substr(0, name.find('-'));
  isHost_ = name.empty() || architecture == "x86_64" || architecture == "x86-64";
  if (isHost_)
    target_ = {kHostTriple, "x86-64", ""};
  else if (architecture == "aarch64" || architecture == "arm64")
    target_ = {"aarch64-unknown-linux-gnu", "generic", ""};
  else
    return fail("unknown target " + name + " (known: x86_64-linux-gnu, aarch64-linux-gnu)");
  bool makesProgram = options_.emitKind == Emit::Program && !options_.explain;
  if (!isHost_ && makesProgram)
    return fail("programs for " + name +
                " are not linked yet, only --emit=obj, asm and llvm are made for it");
  codegen::initialiseTargets();
  emitOptions_.level = codegenLevel(options_.level);
  emitOptions_.debugInfo = options_.debugInfo;
  emitOptions_.forceExit = options_.forceExit;
#ifdef TAURO_SANITIZED
  emitOptions_.sanitize = !options_.noSanitize;
#endif
  std::string error;
  bool found = findInstallation(options_.runtimeFolder, &installation_, &error);
  if (!found && makesProgram)
    return fail(error);
  if (found && isHost_)
    emitOptions_.hotBitcode = installation_.hotBitcode;
  return true;
}

bool Compilation::generate(const ir::Module& module, bool mainProgram, BackendOutput kind,
                           std::string* contents) {
  std::vector<BackendJob> jobs;
  if (options_.showParts && kind != BackendOutput::Object)
    for (codegen::Part& part : codegen::partition(module, emitOptions_.level))
      jobs.push_back({std::move(part), mainProgram});
  else
    jobs.push_back({codegen::wholeModule(module), mainProgram});
  std::string error;
  std::vector<std::string> texts;
  if (!runBackend(jobs, target_, emitOptions_, kind, &texts, &error))
    return fail(error);
  if (!options_.showParts) {
    *contents = std::move(texts[0]);
    return true;
  }
  const char* comment = kind == BackendOutput::Llvm ? "; part " : "# part ";
  for (size_t i = 0; i < texts.size(); ++i)
    *contents += comment + std::to_string(i + 1) + " of " + std::to_string(texts.size()) + ": " +
                 codegen::nameOf(jobs[i].part.effort) + "\n" + texts[i];
  return true;
}

bool Compilation::linkProgram(const std::vector<std::string>& objects) {
  bool temporary = options_.run;
  std::string output = options_.output.empty() ? defaultOutput(options_.input) : options_.output;
  if (temporary)
    output = temporaryFolder() + "/tauroc-run";
  else if (replacesSource(output))
    return false;
  std::string error;
  OutputFile file(output);
  if (!file.open(true, &error))
    return fail(error);

  LinkJob job;
  job.output = file.temporary();
  job.isStatic = options_.isStatic;
  job.keepDebugInfo = options_.debugInfo;
  job.stripAll = options_.strip;
  job.withCharacterNames = namesCharacters();
  job.withClang = options_.linkWithClang;
  std::vector<std::unique_ptr<OutputFile>> parts;
  for (const std::string& object : objects) {
    parts.push_back(std::make_unique<OutputFile>(temporaryFolder() + "/tauroc.o"));
    OutputFile& part = *parts.back();
    if (!part.open(false, &error))
      return fail(error);
    if (!part.fill(object, &error))
      return fail(error);
    job.objects.push_back(part.temporary());
  }
  {
    StageScope stage("link", output);
    std::string program;
    if (!link(installation_, job, &program, &error))
      return fail("linking failed:\n" + error);
    if (!program.empty() && !file.fill(program, &error))
      return fail(error);
  }
  parts.clear();
  if (!temporary)
    return file.commit(&error) || fail(error);
  if (options_.timeReport)
    std::fputs(StageScope::report().c_str(), stderr);
  return execute(file.temporary(), options_.input, options_.arguments, &error) || fail(error);
}

bool Compilation::compileProgram() {
  std::vector<BackendJob> jobs;
  for (const auto& module : ir_)
    for (codegen::Part& part : codegen::partition(*module, emitOptions_.level))
      jobs.push_back({std::move(part), module == ir_[0]});
  std::vector<std::string> objects;
  std::string error;
  if (!runBackend(jobs, target_, emitOptions_, BackendOutput::Object, &objects, &error))
    return fail(error);
  return linkProgram(objects);
}

ExitStatus Compilation::compile() {
  if (!prepareTarget())
    return kExitErrors;
  if (isIrFile(options_.input)) {
    if (options_.emitKind == Emit::Tokens || options_.emitKind == Emit::Ast) {
      fail("an IR file has no tokens and no syntax tree");
      return kExitErrors;
    }
    if (!readIr())
      return kExitErrors;
  } else if (options_.emitKind == Emit::Tokens) {
    auto source = SourceBuffer::fromFile(options_.input, sink_);
    std::string text;
    if (source->valid()) {
      StageScope stage("lex", options_.input);
      text = lex::dumpTokens(lex::lex(*source, names_, sink_));
    }
    return reportDiagnostics() && emitText(text) ? kExitOk : kExitErrors;
  } else if (options_.emitKind == Emit::Ast) {
    auto source = SourceBuffer::fromFile(options_.input, sink_);
    std::unique_ptr<ast::Module> tree;
    if (source->valid()) {
      StageScope stage("parse", options_.input);
      tree = parse::parseSource(*source, names_, sink_);
    }
    if (!reportDiagnostics())
      return kExitErrors;
    return emitText(ast::dump(*tree, names_) + "\n") ? kExitOk : kExitErrors;
  } else {
    bool good = loadSources() && resolveNames();
    if (!reportDiagnostics() || !good)
      return kExitErrors;
  }
  emitOptions_.frames = asksForFrames();
  if (!makeIr())
    return kExitErrors;
  if (options_.explain)
    return explain() ? kExitOk : kExitErrors;
  if (options_.emitKind == Emit::Program)
    return compileProgram() ? kExitOk : kExitErrors;

  const ir::Module& module = *ir_[0];
  if (options_.emitKind == Emit::Ir)
    return emitText(ir::print(module)) ? kExitOk : kExitErrors;
  std::string contents;
  bool mainProgram = options_.moduleName.empty() && module.name() == "__main__";
  BackendOutput kind = options_.emitKind == Emit::Llvm       ? BackendOutput::Llvm
                       : options_.emitKind == Emit::Assembly ? BackendOutput::Assembly
                                                             : BackendOutput::Object;
  return generate(module, mainProgram, kind, &contents) && emitText(contents) ? kExitOk
                                                                              : kExitErrors;
}

ExitStatus Compilation::run() {
  ExitStatus status = compile();
  if (options_.timeReport)
    std::fputs(StageScope::report().c_str(), stderr);
  return status;
}

} // namespace tauro::driver
