// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the front end on files and shows its products; for tests and for a look at a syntax tree.
//
//   tauro-parse [--tokens | --ast | --positions | --time] FILE...
//
// --positions is --ast with the place of every node. --time prints the throughput of lexer and
// parser, best of ten runs. A FILE of - is standard input. Exit status 1 if any file has an error.
#include "compiler/ast/ast.h"
#include "compiler/lex/lex.h"
#include "compiler/parse/parse.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iterator>
#include <unistd.h>
#include <vector>

using namespace tauro;

namespace {

enum class Mode { Check, Tokens, Ast, Positions, Time };

void print(std::string_view text, FILE* to) { std::fwrite(text.data(), 1, text.size(), to); }

std::unique_ptr<SourceBuffer> open(const char* path, DiagnosticSink& sink) {
  if (std::strcmp(path, "-") != 0)
    return SourceBuffer::fromFile(path, sink);
  std::string bytes;
  char chunk[1 << 16];
  while (size_t got = std::fread(chunk, 1, sizeof chunk, stdin))
    bytes.append(chunk, got);
  return SourceBuffer::fromBytes("<stdin>", std::move(bytes), sink);
}

void time(const SourceBuffer& source) {
  // The processor's time: others on the machine do not count.
  auto now = [] {
    timespec at{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
  };
  double lexBest = 1e9, parseBest = 1e9;
  uint32_t tokenCount = 0, nodeCount = 0;
  for (int run = 0; run < 10; ++run) {
    DiagnosticSink sink;
    Interner names;
    double begin = now();
    lex::TokenBuffer tokens = lex::lex(source, names, sink);
    lexBest = std::min(lexBest, now() - begin);
    begin = now();
    auto module = parse::parse(tokens, names, sink);
    parseBest = std::min(parseBest, now() - begin);
    tokenCount = tokens.size();
    nodeCount = module->nodeCount();
  }
  double megabytes = source.size() / 1e6;
  std::printf("%s: %.2f MB, %u tokens, %u nodes; lex %.0f MB/s, parse %.0f MB/s, both %.0f MB/s\n",
              source.name().c_str(), megabytes, tokenCount, nodeCount, megabytes / lexBest,
              megabytes / parseBest, megabytes / (lexBest + parseBest));
}

} // namespace

int main(int argc, char** argv) {
  Mode mode = Mode::Check;
  int first = 1;
  for (; first < argc && argv[first][0] == '-' && argv[first][1] != '\0'; ++first) {
    std::string_view option = argv[first];
    if (option == "--tokens")
      mode = Mode::Tokens;
    else if (option == "--ast")
      mode = Mode::Ast;
    else if (option == "--positions")
      mode = Mode::Positions;
    else if (option == "--time")
      mode = Mode::Time;
    else {
      std::fprintf(stderr, "tauro-parse: unknown option %s\n", argv[first]);
      return 2;
    }
  }
  Interner names;
  DiagnosticSink sink;
  std::vector<std::unique_ptr<SourceBuffer>> sources;
  for (int i = first; i < argc; ++i) {
    const auto& source = sources.emplace_back(open(argv[i], sink));
    if (!source->valid())
      continue;
    if (mode == Mode::Time) {
      time(*source);
      continue;
    }
    lex::TokenBuffer tokens = lex::lex(*source, names, sink);
    if (mode == Mode::Tokens) {
      print(lex::dumpTokens(tokens), stdout);
    } else {
      auto module = parse::parse(tokens, names, sink);
      if (!sink.hasErrors() && mode != Mode::Check)
        print(ast::dump(*module, names, mode == Mode::Positions) + "\n", stdout);
    }
  }
  std::fflush(stdout);
  if (sink.size() > 0)
    print(renderAll(sink, isatty(2)), stderr);
  return sink.hasErrors() ? 1 : 0;
}
