// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The textual form (.tir): what `--emit=ir` prints and tauro-opt reads. print(parse(text)) == text
// for printed text; sites, constants, parameters and every attribute survive the round trip.
//
// One thing a line; `;` starts a comment.
//
//   module "app" file "app.tr"          then: package, doc "...", source "...", import "m"
//   var x                               a module variable
//   var print builtin "print"           one with a builtin to fall back to
//   body @app                           the function that is the module's body
//   class @app.C base @app.B {          a known class, by its body; the base where it has one
//     attribute "x" f64                   f64 or value
//     method "m" @app.C.m
//   }
//
//   func @app.total(n, /, m, *rest, flag, **kw) -> value {     func, modulebody, classbody,
//     name "total"                                              generator, step
//     qualname "total"
//     doc "..."
//     line 3
//     captures "a", "b"
//     locals "x", "y"
//     stepof @app.gen
//   b0(n: value, t: i64 [0..9]):         a block and its arguments; `b0 cold:`
//     t1 = py.add n, m  err b9(x)  point 0 before (n, m)  !3:4-3:9^3:6-3:7
//     branch c, b1(t1), b2
//   }
//
// After the mnemonic: operands, then the attribute (below), then a terminator's edges; err, done
// and exit edges; resume points; the site (line:column-line:column, then the anchors' after ^,
// then `in`, name, qualified name, first line and the caller's site of a frame that stands in
// line). A result's type is written after its name (`t: int = ...`) when it is not the row's.
//
// Attributes: constants None False True Ellipsis NotImplemented unbound 12 1.5 complex(0.0, 1.0)
// "str" b"bytes" (1, 2) frozenset(1, 2); names "x"; keyword names kw("a", "b"); variables $x;
// locals %x, or %3 by index; functions @f; a type after `as`. In strings: \n \t \r \\ \" and \xNN,
// one byte.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ir/ir.h"

namespace tauro::ir {

// The text of the source file is left out unless asked for.
std::string print(const Module& module, bool withSource = false);
std::string print(const Function& function);
// One instruction on a line without its end, for messages. Linear in the function's size.
std::string print(const Inst& inst);

// Null with `error` set to "line:column: text" when malformed. The result is not verified.
std::unique_ptr<Module> parse(std::string_view text, std::string* error);

} // namespace tauro::ir
