// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parser's public face: text or tokens in, syntax tree out.
#pragma once

#include "compiler/ast/ast.h"

#include <memory>

namespace tauro {
class DiagnosticSink;
class Interner;
namespace lex {
class TokenBuffer;
}
} // namespace tauro

namespace tauro::parse {

/// The deepest syntax tree that the parser gives out, in nodes from the root. Stages that walk the
/// tree recursively may rely on it; deeper programs are refused with a diagnostic.
inline constexpr uint32_t kMaxDepth = 6000;

/// Parses one file of tokens. All syntax errors of the file are reported, at most one per
/// statement; the Module then holds the statements that could be parsed and is of use to nobody but
/// tests.
std::unique_ptr<ast::Module> parse(const lex::TokenBuffer& tokens, Interner& names,
                                   DiagnosticSink& sink);

/// Lexes and parses. `source` must outlive the Module.
std::unique_ptr<ast::Module> parseSource(const SourceBuffer& source, Interner& names,
                                         DiagnosticSink& sink);

} // namespace tauro::parse
