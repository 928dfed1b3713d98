// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lexer's public face.
#pragma once

#include "compiler/lex/token_buffer.h"

namespace tauro {
class DiagnosticSink;
class Interner;
} // namespace tauro

namespace tauro::lex {

/// Splits a valid SourceBuffer into tokens, in one pass and linear time. Errors are reported, at
/// most one per logical line, and leave an Error token.
TokenBuffer lex(const SourceBuffer& source, Interner& names, DiagnosticSink& sink);

} // namespace tauro::lex
