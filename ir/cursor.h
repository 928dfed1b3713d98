// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the textual form's small pieces: words, strings, numbers, constants. The first error is
// kept with its place; after it every reader answers false.
#pragma once

#include <string>
#include <string_view>

#include "ir/ir.h"

namespace tauro::ir::spelling {

class Cursor {
public:
  explicit Cursor(std::string_view text) : text_(text) {}

  // Blanks, not line ends.
  void skipBlanks();
  // To the next line that holds something; true unless at the end of the text.
  bool nextLine();
  // Whether nothing but a comment is left on this line.
  bool atLineEnd();
  bool expectLineEnd();

  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  bool fail(std::string_view message) { return failAt(at_, message); }
  bool failAt(size_t at, std::string_view message);
  size_t position() const { return at_; }
  void rewind(size_t position) { at_ = position; }

  // Each skips blanks first. "take" answers whether it was there, "expect" fails when it was not.
  char peek();
  bool take(char c);
  bool take(std::string_view mark);
  bool expect(char c);
  bool takeWord(std::string_view word); // a whole name
  std::string_view name();              // empty when there is none
  std::string_view expectName(std::string_view what);
  bool string(std::string* out);
  bool bareOrString(std::string* out);
  bool symbol(std::string* out); // after the @
  bool integer(int64_t* out);
  bool unsignedInteger(uint32_t* out);
  bool real(double* out);
  const Constant* constant(Module* module);
  bool type(Type* out);

private:
  std::string_view numberText();
  bool nan(double* out);
  bool items(Module* module, std::vector<const Constant*>* out);
  std::string_view text_;
  size_t at_ = 0;
  unsigned depth_ = 0; // of nested constants
  std::string error_;
};

} // namespace tauro::ir::spelling
