// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Binary searches in generated tables, and normalisation after Unicode Standard Annex 15:
// decompose, order combining marks, compose. Hangul syllables follow section 3.12 of the Unicode
// Standard.
#include "compiler/support/unicode_identifiers.h"

#include "compiler/support/utf8.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <vector>

namespace tauro::unicode {

namespace {

struct CodeRange {
  uint32_t first, last;
};
struct Decomposition {
  uint32_t code;
  uint16_t offset; // in kDecomposed
  uint16_t length;
};
struct ClassRange {
  uint32_t first, last;
  uint8_t combiningClass;
};
struct Composition {
  uint32_t first, second, composed;
};

#include "compiler/support/unicode_identifier_data.inc"

template <class Range, size_t N> const Range* findRange(const Range (&ranges)[N], uint32_t c) {
  auto* at = std::upper_bound(std::begin(ranges), std::end(ranges), c,
                              [](uint32_t v, const Range& r) { return v < r.first; });
  return at != std::begin(ranges) && c <= std::prev(at)->last ? std::prev(at) : nullptr;
}

int combiningClass(uint32_t c) {
  const ClassRange* range = findRange(kCombiningClasses, c);
  return range ? range->combiningClass : 0;
}

constexpr uint32_t kSBase = 0xAC00, kLBase = 0x1100, kVBase = 0x1161, kTBase = 0x11A7;
constexpr uint32_t kLCount = 19, kVCount = 21, kTCount = 28, kSCount = kLCount * kVCount * kTCount;

void decompose(uint32_t c, std::vector<uint32_t>& out) {
  if (c - kSBase < kSCount) {
    uint32_t s = c - kSBase;
    out.push_back(kLBase + s / (kVCount * kTCount));
    out.push_back(kVBase + s % (kVCount * kTCount) / kTCount);
    if (uint32_t t = s % kTCount)
      out.push_back(kTBase + t);
    return;
  }
  auto* at = std::lower_bound(std::begin(kDecompositions), std::end(kDecompositions), c,
                              [](const Decomposition& d, uint32_t v) { return d.code < v; });
  if (at != std::end(kDecompositions) && at->code == c)
    out.insert(out.end(), kDecomposed + at->offset, kDecomposed + at->offset + at->length);
  else
    out.push_back(c);
}

/// The code point that a and b compose to, or 0.
uint32_t compose(uint32_t a, uint32_t b) {
  if (a - kLBase < kLCount && b - kVBase < kVCount)
    return kSBase + ((a - kLBase) * kVCount + (b - kVBase)) * kTCount;
  if (a - kSBase < kSCount && (a - kSBase) % kTCount == 0 && b > kTBase && b < kTBase + kTCount)
    return a + (b - kTBase);
  auto* at = std::lower_bound(std::begin(kCompositions), std::end(kCompositions), std::pair(a, b),
                              [](const Composition& c, const std::pair<uint32_t, uint32_t>& v) {
                                return std::pair(c.first, c.second) < v;
                              });
  bool found = at != std::end(kCompositions) && at->first == a && at->second == b;
  return found ? at->composed : 0;
}

} // namespace

bool isIdentifierStart(uint32_t c) { return findRange(kIdentifierStart, c); }
bool isIdentifierContinue(uint32_t c) { return findRange(kIdentifierContinue, c); }
bool isPrintable(uint32_t c) { return !findRange(kNotPrintable, c); }

std::string normaliseNfkc(std::string_view text) {
  std::vector<uint32_t> codes;
  for (const char *p = text.data(), *end = p + text.size(); p < end;)
    decompose(decodeUtf8(p), codes);

  // Canonical order: each run of combining marks sorted by class.
  for (size_t i = 0; i < codes.size();) {
    size_t end = i;
    while (end < codes.size() && combiningClass(codes[end]) != 0)
      ++end;
    if (end - i > 1) {
      std::vector<std::tuple<int, size_t, uint32_t>> run;
      for (size_t k = i; k < end; ++k)
        run.emplace_back(combiningClass(codes[k]), k, codes[k]);
      std::sort(run.begin(), run.end());
      for (size_t k = i; k < end; ++k)
        codes[k] = std::get<2>(run[k - i]);
    }
    i = end + 1;
  }

  // Compose each mark with the last starter unless a mark of its class or higher stands between.
  size_t starter = SIZE_MAX, written = 0;
  int lastClass = -1;
  for (size_t i = 0; i < codes.size(); ++i) {
    int k = combiningClass(codes[i]);
    if (starter != SIZE_MAX && (lastClass < k || lastClass == -1)) {
      if (uint32_t c = compose(codes[starter], codes[i])) {
        codes[starter] = c;
        continue;
      }
    }
    if (k == 0)
      starter = written;
    lastClass = k == 0 ? -1 : k;
    codes[written] = codes[i];
    ++written;
  }

  std::string out;
  for (size_t i = 0; i < written; ++i)
    appendUtf8(out, codes[i]);
  return out;
}

} // namespace tauro::unicode
