// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// repr of text: quoting and escaping.
#include "runtime-lib/text/unicode.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

constexpr char kHex[] = "0123456789abcdef";

void appendHex(StrBuilder& out, char lead, char32_t c, int digits) {
  char text[12] = {'\\', lead};
  for (int i = 0; i < digits; i++)
    text[2 + i] = kHex[c >> (4 * (digits - 1 - i)) & 15];
  out.appendAscii(text, static_cast<uint64_t>(digits) + 2);
}

void appendEscaped(StrBuilder& out, char32_t c, char quote, bool asciiOnly) {
  char shorthand = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : 0;
  if (shorthand || c == '\\' || c == static_cast<char32_t>(quote)) {
    char text[2] = {'\\', shorthand ? shorthand : static_cast<char>(c)};
    out.appendAscii(text, 2);
  } else if (c < 128 ? c >= 32 && c != 127 : !asciiOnly && unicode::isPrintable(c)) {
    out.append(c);
  } else if (c < 0x100) {
    appendHex(out, 'x', c, 2);
  } else if (c < 0x10000) {
    appendHex(out, 'u', c, 4);
  } else {
    appendHex(out, 'U', c, 8);
  }
}

} // namespace

void appendStrRepr(StrBuilder& out, const Str* s, bool asciiOnly) {
  uint64_t n = s->length();
  withUnits(s, [&](const auto* p) {
    bool single = false, dual = false;
    for (uint64_t i = 0; i < n; i++) {
      single |= p[i] == '\'';
      dual |= p[i] == '"';
    }
    char quote = single && !dual ? '"' : '\'';
    out.append(static_cast<char32_t>(quote));
    // Runs of plain ASCII are copied at once.
    uint64_t begin = 0;
    for (uint64_t i = 0; i < n; i++) {
      char32_t c = p[i];
      if (c >= 32 && c < 127 && c != '\\' && c != static_cast<char32_t>(quote))
        continue;
      out.append(s, begin, i);
      appendEscaped(out, c, quote, asciiOnly);
      begin = i + 1;
    }
    out.append(s, begin, n);
    out.append(static_cast<char32_t>(quote));
  });
}

} // namespace tr
