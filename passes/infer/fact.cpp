// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lattice of facts, and arithmetic of bounds. Bounds are computed in 128 bits and put back with
// "no bound" for what leaves 64; the ends of int64_t themselves count as that.
#include "passes/infer/fact.h"

#include <algorithm>

namespace tauro::passes::infer {

namespace {

using Wide = __int128;
constexpr Wide kFar = Wide(1) << 100; // no bound, while computing

Wide lowOf(Range r) { return r.low == INT64_MIN ? -kFar : Wide(r.low); }
Wide highOf(Range r) { return r.high == INT64_MAX ? kFar : Wide(r.high); }

Range toRange(Wide low, Wide high) {
  Range range;
  range.low = low <= Wide(INT64_MIN)   ? INT64_MIN
              : low >= Wide(INT64_MAX) ? INT64_MAX - 1
                                       : static_cast<int64_t>(low);
  range.high = high >= Wide(INT64_MAX)   ? INT64_MAX
               : high <= Wide(INT64_MIN) ? INT64_MIN + 1
                                         : static_cast<int64_t>(high);
  return range;
}

Wide times(Wide a, Wide b) {
  if (a == 0 || b == 0)
    return 0;
  bool far = a >= kFar || a <= -kFar || b >= kFar || b <= -kFar;
  return !far ? a * b : (a < 0) == (b < 0) ? kFar : -kFar;
}

Wide floorDiv(Wide a, Wide b) { // b is not 0
  if (a >= kFar || a <= -kFar)
    return (a < 0) == (b < 0) ? kFar : -kFar;
  if (b >= kFar || b <= -kFar)
    return a == 0 || (a < 0) == (b < 0) ? 0 : -1;
  Wide q = a / b;
  return q * b != a && (a < 0) != (b < 0) ? q - 1 : q;
}

Range hull(std::initializer_list<Wide> ends) { return toRange(std::min(ends), std::max(ends)); }

} // namespace

Fact Fact::restrictedTo(uint32_t some) const {
  Fact fact = *this;
  fact.kinds &= some;
  if (!(fact.kinds & kMadeKinds)) {
    fact.elsewhere = false;
    fact.siteCount = 0;
  }
  if (!(fact.kinds & kInt))
    fact.range = {};
  return fact;
}

Range Fact::number() const {
  if (!(kinds & kInt))
    return {0, 1};
  return kinds & kBool ? joinRanges(range, {0, 1}) : range;
}

bool Fact::operator==(const Fact& other) const {
  return kinds == other.kinds && elsewhere == other.elsewhere && siteCount == other.siteCount &&
         range == other.range && std::equal(sites, sites + siteCount, other.sites);
}

bool join(Fact& into, const Fact& from, std::vector<SiteIndex>* dropped) {
  Fact before = into;
  if (from.kinds & kInt)
    into.range = into.kinds & kInt ? joinRanges(into.range, from.range) : from.range;
  into.kinds |= from.kinds;
  into.elsewhere |= from.elsewhere;
  for (unsigned i = 0; i < from.siteCount; i++) {
    SiteIndex site = from.sites[i];
    SiteIndex* end = into.sites + into.siteCount;
    SiteIndex* at = std::lower_bound(into.sites, end, site);
    if (at != end && *at == site)
      continue;
    if (into.siteCount == kMaxSites) {
      dropped->push_back(site);
      into.elsewhere = true;
      continue;
    }
    std::copy_backward(at, end, end + 1);
    *at = site;
    into.siteCount++;
  }
  return !(into == before);
}

void widen(Fact& fact, const Range& before) {
  if (!(fact.kinds & kInt))
    return;
  if (fact.range.low < before.low)
    fact.range.low = fact.range.low >= 0 ? 0 : INT64_MIN;
  if (fact.range.high > before.high)
    fact.range.high = fact.range.high < 0 ? -1 : INT64_MAX;
}

Range joinRanges(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

bool meetRanges(Range a, Range b, Range* out) {
  *out = {std::max(a.low, b.low), std::min(a.high, b.high)};
  return out->low <= out->high;
}

Range addRanges(Range a, Range b) { return toRange(lowOf(a) + lowOf(b), highOf(a) + highOf(b)); }
Range subRanges(Range a, Range b) { return toRange(lowOf(a) - highOf(b), highOf(a) - lowOf(b)); }
Range negRange(Range a) { return toRange(-highOf(a), -lowOf(a)); }
Range invertRange(Range a) { return toRange(-highOf(a) - 1, -lowOf(a) - 1); }

Range mulRanges(Range a, Range b) {
  return hull({times(lowOf(a), lowOf(b)), times(lowOf(a), highOf(b)), times(highOf(a), lowOf(b)),
               times(highOf(a), highOf(b))});
}

Range floorDivRanges(Range a, Range b) {
  // A divisor of one sign: the quotient's ends are at the ends. Zero itself raises.
  if (b.low == 0)
    b.low = 1;
  if (b.high == 0)
    b.high = -1;
  if (b.low > b.high)
    return {};
  if (b.low > 0 || b.high < 0)
    return hull({floorDiv(lowOf(a), lowOf(b)), floorDiv(lowOf(a), highOf(b)),
                 floorDiv(highOf(a), lowOf(b)), floorDiv(highOf(a), highOf(b))});
  // Of both signs: no further from zero than the dividend, which -1 turns round.
  Wide far = std::max(-lowOf(a), highOf(a));
  far = std::max(far, Wide(1));
  return toRange(-far, far);
}

Range modRanges(Range a, Range b) {
  // The divisor's sign, and closer to zero than it.
  Wide low = b.low < 0 ? lowOf(b) + 1 : Wide(0), high = b.high > 0 ? highOf(b) - 1 : Wide(0);
  if (a.low >= 0 && b.low >= 0)
    high = std::min(high, highOf(a));
  return toRange(low, high);
}

Range shlRanges(Range a, Range b) {
  if (b.high >= 0 && b.high < 62) {
    Wide least = Wide(1) << std::max<int64_t>(b.low, 0), most = Wide(1) << b.high;
    return hull({times(lowOf(a), least), times(lowOf(a), most), times(highOf(a), least),
                 times(highOf(a), most)});
  }
  return {a.low >= 0 ? 0 : INT64_MIN, a.high <= 0 ? 0 : INT64_MAX};
}

Range shrRanges(Range a, Range b) {
  Wide least = std::max<int64_t>(b.low, 0);
  auto shifted = [&](Wide end) {
    return end >= kFar || end <= -kFar || least > 90 ? end : end >> least;
  };
  // Towards 0 from above, towards -1 from below.
  Wide low = a.low >= 0 ? Wide(0) : shifted(lowOf(a));
  Wide high = a.high < 0 ? Wide(-1) : shifted(highOf(a));
  return toRange(low, high);
}

Range andRanges(Range a, Range b) {
  if (a.low >= 0 && b.low >= 0)
    return {0, std::min(a.high, b.high)};
  if (a.low >= 0)
    return {0, a.high};
  if (b.low >= 0)
    return {0, b.high};
  return {INT64_MIN, a.high < 0 && b.high < 0 ? -1 : INT64_MAX};
}

Range orRanges(Range a, Range b) {
  if (a.low < 0 || b.low < 0)
    return {};
  uint64_t most = static_cast<uint64_t>(std::max(a.high, b.high));
  for (unsigned shift = 1; shift < 64; shift *= 2)
    most |= most >> shift; // all ones up to the highest bit
  return {0, static_cast<int64_t>(most)};
}

} // namespace tauro::passes::infer
