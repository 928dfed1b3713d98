// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tauro-opt: reads IR as text, runs passes, verifies and prints. Knows no LLVM and no front end, so
// that a pass is tested on IR alone.
//
//   tauro-opt [--passes=a,b | --pipeline=O2] [options] [file]       no file or -: standard input
//
// Exit status: 0 fine, 1 the text is malformed, a rule is broken or a file cannot be read, 2 a
// wrong command line.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/infer/infer.h"
#include "passes/passes.h"

namespace {

namespace infer = tauro::passes::infer;

constexpr char kUsage[] =
    "usage: tauro-opt [options] [file]\n"
    "  --passes=a,b         run these passes in order\n"
    "  --pipeline=LEVEL     run the pipeline of O0, O1, O2, O3 or Os\n"
    "  --verify-only        read and verify, print nothing\n"
    "  --no-verify          do not verify the input or after passes\n"
    "  --print-after=PASS   print what the pass leaves, to standard error\n"
    "  --print-after-all    the same for every pass\n"
    "  --time-passes        print how long each pass took, to standard error\n"
    "  --with-source        print the source text too\n"
    "  --print-types        print what inference finds, as comments, after the passes\n"
    "  --with-module=FILE   another module of the program, for what rests on all of it; may be "
    "repeated\n"
    "  --list-passes        print the passes' names\n"
    "  -o FILE              write there instead of to standard output\n"
    "  --help               print this\n";

struct Arguments {
  std::vector<std::string> passes;
  bool hasPasses = false, hasPipeline = false;
  bool verifyOnly = false, verify = true, withSource = false, timePasses = false;
  bool printTypes = false;
  std::vector<std::string> otherModules;
  tauro::passes::Options options;
  std::string input = "-", output = "-";
};

int usageError(const std::string& message) {
  std::fprintf(stderr, "tauro-opt: %s\n%s", message.c_str(), kUsage);
  return 2;
}

bool readAll(const std::string& path, std::string* out) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (!file)
    return false;
  char buffer[1 << 16];
  size_t count;
  while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0)
    out->append(buffer, count);
  bool good = !std::ferror(file);
  if (file != stdin)
    std::fclose(file);
  return good;
}

bool writeAll(const std::string& path, const std::string& text) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (!file)
    return false;
  bool good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return (file == stdout ? std::fflush(file) : std::fclose(file)) == 0 && good;
}

bool parseLevel(std::string_view word, tauro::passes::Level* level) {
  using tauro::passes::Level;
  static constexpr std::pair<std::string_view, Level> kLevels[] = {{"O0", Level::O0},
                                                                   {"O1", Level::O1},
                                                                   {"O2", Level::O2},
                                                                   {"O3", Level::O3},
                                                                   {"Os", Level::Os}};
  for (auto [name, value] : kLevels)
    if (word == name) {
      *level = value;
      return true;
    }
  return false;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    size_t comma = list.find(',');
    parts.emplace_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return parts;
}

// -1: go on; else the exit status.
int parseArguments(int argc, char** argv, Arguments* out) {
  for (int i = 1; i < argc; i++) {
    std::string_view arg = argv[i];
    auto value = [&](std::string_view option) -> const char* {
      return arg.starts_with(option) ? argv[i] + option.size() : nullptr;
    };
    if (const char* list = value("--passes=")) {
      out->hasPasses = true;
      for (std::string& name : split(list))
        out->passes.push_back(std::move(name));
    } else if (const char* level = value("--pipeline=")) {
      out->hasPipeline = true;
      if (!parseLevel(level, &out->options.level))
        return usageError("no level '" + std::string(level) + "'");
    } else if (const char* pass = value("--print-after=")) {
      out->options.dumpAfter = pass;
    } else if (arg == "--print-after-all") {
      out->options.dumpAfter = "all";
    } else if (arg == "--verify-only") {
      out->verifyOnly = true;
    } else if (arg == "--no-verify") {
      out->verify = false;
    } else if (arg == "--with-source") {
      out->withSource = true;
    } else if (arg == "--print-types") {
      out->printTypes = true;
    } else if (const char* module = value("--with-module=")) {
      out->otherModules.push_back(module);
    } else if (arg == "--time-passes") {
      out->timePasses = true;
    } else if (arg == "--list-passes") {
      for (auto [name, description] : tauro::passes::listPasses())
        std::printf("%-20.*s %.*s\n", static_cast<int>(name.size()), name.data(),
                    static_cast<int>(description.size()), description.data());
      return 0;
    } else if (arg == "--help") {
      std::fputs(kUsage, stdout);
      return 0;
    } else if (arg == "-o") {
      if (++i == argc)
        return usageError("-o takes a file");
      out->output = argv[i];
    } else if (arg.size() > 1 && arg[0] == '-') {
      return usageError("unknown option '" + std::string(arg) + "'");
    } else {
      out->input = arg;
    }
  }
  if (out->hasPasses && out->hasPipeline)
    return usageError("--passes and --pipeline exclude each other");
  return -1;
}

// What the modules that are given do.
bool summarise(const tauro::ir::Module& module, const std::vector<std::string>& others,
               std::vector<infer::ModuleSummary>* out, std::string* error) {
  *out = {infer::summarise(module)};
  for (const std::string& path : others) {
    std::string source;
    auto other = readAll(path, &source) ? tauro::ir::parse(source, error) : nullptr;
    if (!other) {
      *error = path + (error->empty() ? ": cannot read" : ":" + *error);
      return false;
    }
    out->push_back(infer::summarise(*other));
  }
  return true;
}

// The module with what inference finds; false when another module cannot be read.
bool printTypes(tauro::ir::Module& module, const std::vector<std::string>& others, bool timed,
                std::string* text, std::string* error) {
  std::vector<infer::ModuleSummary> summaries;
  if (!summarise(module, others, &summaries, error))
    return false;
  auto start = std::chrono::steady_clock::now();
  infer::Program program(summaries);
  infer::Inference inference(module, program);
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (timed)
    std::fprintf(stderr, "%-20s %9.3f ms %6llu evaluations\n", "infer", seconds.count() * 1e3,
                 static_cast<unsigned long long>(inference.evaluations()));
  *text = infer::printTypes(module, inference);
  return true;
}

// The passes that were asked for; those that rest on the program see it as it is before them.
bool runPasses(tauro::ir::Module& module, Arguments& arguments, std::string* error) {
  tauro::passes::Options& options = arguments.options;
  if (arguments.hasPipeline && !tauro::passes::optimise(module, options, error))
    return false;
  std::vector<infer::ModuleSummary> summaries;
  if (!summarise(module, arguments.otherModules, &summaries, error))
    return false;
  infer::Program program(summaries);
  options.program = &program;
  return arguments.hasPipeline ? tauro::passes::optimiseInProgram(module, options, error)
                               : tauro::passes::runPasses(module, arguments.passes, options, error);
}

} // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (int status = parseArguments(argc, argv, &arguments); status >= 0)
    return status;
  std::string text, error;
  if (!readAll(arguments.input, &text)) {
    std::fprintf(stderr, "tauro-opt: cannot read %s\n", arguments.input.c_str());
    return 1;
  }
  const char* name = arguments.input == "-" ? "<stdin>" : arguments.input.c_str();
  auto module = tauro::ir::parse(text, &error);
  if (!module) {
    std::fprintf(stderr, "%s:%s\n", name, error.c_str());
    return 1;
  }
  if (arguments.verify && !tauro::ir::verify(*module, &error)) {
    std::fprintf(stderr, "%s: broken rules:\n%s", name, error.c_str());
    return 1;
  }
  if (arguments.verifyOnly)
    return 0;
  arguments.options.verifyEach = arguments.verify;
  std::vector<tauro::passes::Timing> timings;
  if (arguments.timePasses)
    arguments.options.timings = &timings;
  bool good = true;
  if (arguments.hasPasses || arguments.hasPipeline)
    good = runPasses(*module, arguments, &error);
  for (const tauro::passes::Timing& t : timings)
    std::fprintf(stderr, "%-20.*s %9.3f ms %6u runs %6u changes\n", static_cast<int>(t.pass.size()),
                 t.pass.data(), t.seconds * 1e3, t.runs, t.changes);
  if (!good) {
    std::fprintf(stderr, "tauro-opt: %s\n", error.c_str());
    return 1;
  }
  std::string output;
  if (!arguments.printTypes) {
    output = tauro::ir::print(*module, arguments.withSource);
  } else if (!printTypes(*module, arguments.otherModules, arguments.timePasses, &output, &error)) {
    std::fprintf(stderr, "tauro-opt: %s\n", error.c_str());
    return 1;
  }
  if (!writeAll(arguments.output, output)) {
    std::fprintf(stderr, "tauro-opt: cannot write %s\n", arguments.output.c_str());
    return 1;
  }
  return 0;
}
