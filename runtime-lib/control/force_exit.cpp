// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exits that tests force: in a program compiled with -Xforce-exit each op that may leave a version
// by an exit asks here first. The environment says which do:
//
//   TAURO_FORCE_EXIT=SITE:VISIT        the site of that name at its visit of that number, from 1
//   TAURO_FORCE_EXIT=SEED:PROBABILITY  any site at any visit, at random, the same at each run
//   TAURO_FORCE_EXIT_LIST=FILE         FILE gets a line for each site that is reached: how often it
//                                      was (rounded down to a power of two), a tab, its name
//
// The list is written while the program runs, which may end in many ways.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "runtime-lib/abi/resume.h"

namespace tr {
namespace {

struct Wanted {
  const char* site = nullptr;
  size_t siteLength = 0;
  uint64_t visit = 0;
  uint64_t random = 0;    // the generator's state
  uint64_t threshold = 0; // of 2^32: 0, none at random
  int list = -1;          // the file
};

// A line keeps its length, so that it can be written over.
void writeLine(int file, ExitSite* site) {
  static uint64_t end = 0;
  char digits[24];
  int length =
      snprintf(digits, sizeof digits, "%019llu\t", static_cast<unsigned long long>(site->visits));
  if (site->visits == 1) {
    site->place = end;
    size_t name = strlen(site->name);
    end += static_cast<uint64_t>(length) + name + 1;
    if (pwrite(file, site->name, name, static_cast<off_t>(site->place) + length) < 0 ||
        pwrite(file, "\n", 1, static_cast<off_t>(end) - 1) < 0)
      return;
  }
  [[maybe_unused]] ssize_t written =
      pwrite(file, digits, static_cast<size_t>(length), static_cast<off_t>(site->place));
}

Wanted readEnvironment() {
  Wanted wanted;
  if (const char* file = getenv("TAURO_FORCE_EXIT_LIST"))
    wanted.list = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const char* text = getenv("TAURO_FORCE_EXIT");
  const char* colon = text ? strrchr(text, ':') : nullptr;
  if (!colon)
    return wanted;
  char* end;
  uint64_t seed = strtoull(text, &end, 10);
  if (end == colon) {
    wanted.random = seed;
    wanted.threshold = static_cast<uint64_t>(strtod(colon + 1, nullptr) * 0x1p32);
    return wanted;
  }
  wanted.site = text;
  wanted.siteLength = static_cast<size_t>(colon - text);
  wanted.visit = strtoull(colon + 1, nullptr, 10);
  return wanted;
}

// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
uint64_t nextRandom(uint64_t* state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

} // namespace

extern "C" bool tr_force_exit(ExitSite* site) {
  static Wanted wanted = readEnvironment();
  if (std::has_single_bit(++site->visits) && wanted.list >= 0)
    writeLine(wanted.list, site);
  if (wanted.threshold)
    return (nextRandom(&wanted.random) >> 32) < wanted.threshold;
  return site->visits == wanted.visit && !strncmp(site->name, wanted.site, wanted.siteLength) &&
         !site->name[wanted.siteLength];
}

} // namespace tr
