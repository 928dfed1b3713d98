// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What inference knows about a word: which kinds it may be of, between which bounds when it is an
// int, and for containers, iterators, cells and functions where in the program it was made. A
// finite lattice once ranges are widened: bottom (no kind) is "no run gets here", the top is any
// value. A kind means that class itself: an instance of a subclass of int is of kind Other.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/types.h"

namespace tauro::passes::infer {

enum class KindBit : unsigned {
#define TR_FACT_KIND(Id, name) Id,
#include "runtime-lib/abi/fact_kinds.def"
};
constexpr unsigned kKindCount = 0
#define TR_FACT_KIND(Id, name) +1
#include "runtime-lib/abi/fact_kinds.def"
    ;
enum Kind : uint32_t {
#define TR_FACT_KIND(Id, name) k##Id = 1u << static_cast<unsigned>(KindBit::Id),
#include "runtime-lib/abi/fact_kinds.def"
};
constexpr uint32_t kAllKinds = (1u << kKindCount) - 1;
constexpr uint32_t kValueKinds = kAllKinds & ~kUnbound;
constexpr uint32_t kNumbers = kBool | kInt | kFloat;
// Their operators among each other run no code of the program and hold nothing.
constexpr uint32_t kAtoms = kNone | kNumbers | kStr | kBytes | kRange | kFunc | kBuiltin;
// Words of these kinds were made at a site, which says more.
constexpr uint32_t kMadeKinds = kList | kTuple | kRange | kIter | kCell | kFunc | kBuiltin | kOther;

// Bounds of an int. The ends of int64_t stand for "no bound": such an int may be big.
struct Range {
  int64_t low = INT64_MIN, high = INT64_MAX;
  bool isClosed() const { return low != INT64_MIN && high != INT64_MAX; }
  bool operator==(const Range&) const = default;
};

using SiteIndex = uint32_t;
constexpr unsigned kMaxSites = 4;

struct Fact {
  uint32_t kinds = 0;
  bool elsewhere = false; // may be of a made kind and from a site that is not listed
  uint8_t siteCount = 0;
  Range range; // with kInt; else both open
  SiteIndex sites[kMaxSites] = {};

  static Fact of(uint32_t kinds) {
    Fact fact;
    fact.kinds = kinds;
    fact.elsewhere = kinds & kMadeKinds;
    return fact;
  }
  static Fact anything() { return of(kValueKinds); }
  static Fact integer(int64_t low = INT64_MIN, int64_t high = INT64_MAX) {
    Fact fact = of(kInt);
    fact.range = {low, high};
    return fact;
  }
  static Fact integer(Range range) { return integer(range.low, range.high); }
  static Fact made(Kind kind, SiteIndex site) {
    Fact fact;
    fact.kinds = kind;
    fact.siteCount = 1;
    fact.sites[0] = site;
    return fact;
  }

  bool isBottom() const { return kinds == 0; }
  // Whether the word is of these kinds and no others (and some run gets here).
  bool isOnly(uint32_t some) const { return kinds != 0 && (kinds & ~some) == 0; }
  bool mayBe(uint32_t some) const { return kinds & some; }
  Fact without(uint32_t some) const { return restrictedTo(~some); }
  // What remains when the word is known to be of one of these kinds.
  Fact restrictedTo(uint32_t some) const;
  // The bounds of an int or a bool (which counts as 0 or 1).
  Range number() const;
  bool operator==(const Fact& other) const;
};

// Adds what `from` may be. Whether that changed anything; sites that no longer fit are appended to
// `dropped`: whoever holds the fact must take them for escaped.
bool join(Fact& into, const Fact& from, std::vector<SiteIndex>* dropped);
// After a join that moved a bound: puts the bounds that moved away from `before` far out, so that
// a chain of joins ends.
void widen(Fact& fact, const Range& before);

// --- Arithmetic of bounds: what the operation on any two ints within them stays within.
Range addRanges(Range a, Range b);
Range subRanges(Range a, Range b);
Range mulRanges(Range a, Range b);
Range floorDivRanges(Range a, Range b);
Range modRanges(Range a, Range b);
Range shlRanges(Range a, Range b);
Range shrRanges(Range a, Range b);
Range andRanges(Range a, Range b);
Range orRanges(Range a, Range b); // of | and ^
Range negRange(Range a);
Range invertRange(Range a);
Range joinRanges(Range a, Range b);
// False when no int is in both.
bool meetRanges(Range a, Range b, Range* out);

} // namespace tauro::passes::infer
