// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector's interface: what is kept, what is not, zeroed and atomic memory, collect-every.
#include "runtime_fixture.h"

#include <cstring>
#include <set>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif

#include "runtime-lib/core/object.h"
#include "runtime-lib/memory/memory.h"

using namespace tr;
using namespace tr::test;

namespace {

struct Node {
  Node* next;
  uint64_t number;
};

// A list of n nodes whose head only the caller's stack holds.
__attribute__((noinline)) Node* chain(uint64_t n) {
  Node* head = nullptr;
  for (uint64_t i = 0; i < n; ++i) {
    auto* node = static_cast<Node*>(memory::allocate(sizeof(Node)));
    node->next = head;
    node->number = i;
    head = node;
  }
  return head;
}

TEST(Memory, ScannedCellsAreZeroed) {
  for (int round = 0; round < 3; ++round) {
    for (size_t bytes = 8; bytes <= 600; bytes += 8) {
      auto* cell = static_cast<char*>(memory::allocate(bytes));
      for (size_t i = 0; i < bytes; ++i)
        ASSERT_EQ(cell[i], 0) << bytes;
      memset(cell, 0xAB, bytes);
    }
    memory::collect();
  }
}

TEST(Memory, ReachableObjectsSurvive) {
  Node* head = chain(100000);
  memory::collect();
  chain(100000); // would reuse cells that were freed wrongly
  uint64_t expected = 100000;
  for (Node* node = head; node; node = node->next)
    ASSERT_EQ(node->number, --expected);
  EXPECT_EQ(expected, 0u);
}

TEST(Memory, TaggedWordsKeepObjects) {
  auto** holder = static_cast<uint64_t**>(memory::allocatePermanent(sizeof(uint64_t*)));
  auto* object = static_cast<uint64_t*>(memory::allocate(32));
  object[1] = 12345;
  *reinterpret_cast<Value*>(holder) = objectValue(object);
  object = nullptr;
  memory::collect();
  for (int i = 0; i < 10000; ++i)
    memset(memory::allocate(32), 0xFF, 32);
  EXPECT_EQ(reinterpret_cast<Value*>(holder)->as<uint64_t>()[1], 12345u);
}

TEST(Memory, PointerFreeCellsInFreeListsAreNotGivenTwice) {
  // Free cells of the atomic kind are linked through unscanned memory: a collection between two
  // allocations must not give the rest of the chain to somebody else.
  std::vector<char*> cells;
  auto** keep = static_cast<char**>(memory::allocatePermanent(3000 * sizeof(char*)));
  for (int i = 0; i < 3000; ++i) {
    keep[i] = static_cast<char*>(memory::allocateAtomic(48));
    memset(keep[i], i & 0x7F, 48);
    if (i % 100 == 0)
      memory::collect();
  }
  for (int i = 0; i < 3000; ++i)
    for (int j = 0; j < 48; ++j)
      ASSERT_EQ(keep[i][j], i & 0x7F) << i;
}

TEST(Memory, CollectEveryKeepsValuesAlive) {
  memory::setCollectEvery(7);
  Value list = makeList(nullptr, 0);
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(listAppend(asList(list), makeStr("item " + std::to_string(i))));
  memory::setCollectEvery(0);
  for (int i = 0; i < 300; ++i)
    ASSERT_EQ(text(listAt(asList(list), i)), "item " + std::to_string(i));
}

TEST(Memory, ColouredArraysSurviveAndDiffer) {
  constexpr int kCount = 200;
  for (size_t bytes : {size_t{64}, size_t{2048}, size_t{2400}, size_t{4096}, size_t{40000}}) {
    auto** holder = static_cast<uint64_t**>(memory::allocatePermanent(kCount * sizeof(uint64_t*)));
    std::set<uintptr_t> places; // within a page
    for (int i = 0; i < kCount; ++i) {
      holder[i] = static_cast<uint64_t*>(memory::allocateColouredOrNull(bytes));
      for (size_t w = 0; w < bytes / 8; ++w) {
        ASSERT_EQ(holder[i][w], 0u);
        holder[i][w] = i;
      }
      places.insert(reinterpret_cast<uintptr_t>(holder[i]) % 4096);
    }
    if (bytes == 2400)
      EXPECT_GT(places.size(), 20u); // what is left of a page has 27
    if (bytes == 40000)
      EXPECT_GT(places.size(), 50u);
    memory::collect();
    chain(10000); // would reuse cells that were freed wrongly
    for (int i = 0; i < kCount; ++i) {
      memset(memory::allocate(bytes), 0xFF, bytes);
      for (size_t w = 0; w < bytes / 8; ++w)
        ASSERT_EQ(holder[i][w], static_cast<uint64_t>(i)) << bytes;
    }
  }
  EXPECT_EQ(memory::allocateColouredOrNull(size_t{1} << 62), nullptr);
  EXPECT_EQ(takeError(), "MemoryError");
}

TEST(Memory, ExcessiveSizesRaiseMemoryError) {
  EXPECT_EQ(memory::allocateOrNull(size_t{1} << 62), nullptr);
  EXPECT_EQ(takeError(), "MemoryError");
  EXPECT_EQ(memory::allocateAtomicOrNull(size_t{1} << 62), nullptr);
  EXPECT_EQ(takeError(), "MemoryError");
}

TEST(Memory, PendingExceptionSurvivesACollection) {
  raiseValueError("only the thread state holds %s", "me");
  memory::collect();
  chain(50000);
  EXPECT_EQ(takeError(), "ValueError: only the thread state holds me");
}

#if __has_feature(address_sanitizer)
// Addresses are kept inverted, where the collector does not take them for references.
uint64_t hidden[100];

__attribute__((noinline)) void dropCells() {
  for (uint64_t& address : hidden)
    address = ~reinterpret_cast<uint64_t>(memory::allocate(40));
}

bool isPoisoned(uint64_t address) {
  return __asan_address_is_poisoned(reinterpret_cast<void*>(address));
}

TEST(Memory, UseOfCollectedCellsIsReported) {
  dropCells();
  for (uint64_t address : hidden)
    ASSERT_FALSE(isPoisoned(~address));
  memory::collect();
  int poisoned = 0;
  for (uint64_t address : hidden)
    poisoned += isPoisoned(~address);
  EXPECT_GE(poisoned, 90); // a few may be seen in what is left on the stack
}

TEST(Memory, UseBeyondTheAskedSizeIsReported) {
  for (size_t bytes : {1, 5, 16, 40, 511, 700, 5000, 100000}) {
    auto* cell = static_cast<char*>(memory::allocate(bytes));
    EXPECT_FALSE(isPoisoned(reinterpret_cast<uint64_t>(cell + bytes - 1))) << bytes;
    // Cells of an exact size border on the next one.
    if (bytes % memory::kGranule)
      EXPECT_TRUE(isPoisoned(reinterpret_cast<uint64_t>(cell + bytes))) << bytes;
  }
}

TEST(Memory, LiveCellsStayUsable) {
  Node* head = chain(1000);
  memory::collect();
  for (Node* node = head; node; node = node->next)
    ASSERT_FALSE(isPoisoned(reinterpret_cast<uint64_t>(node)));
}
#endif

} // namespace
