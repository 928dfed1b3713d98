// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trees of arrays, of random lengths at the leaves.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

struct Tree {
  std::vector<std::unique_ptr<Tree>> children;
};

class Random {
public:
  int next() { return seed_ = (seed_ * 1309 + 13849) & 65535; }

private:
  int seed_ = 74755;
};

class Storage {
public:
  std::unique_ptr<Tree> build(int depth) {
    ++count_;
    auto tree = std::make_unique<Tree>();
    tree->children.resize(depth == 1 ? static_cast<size_t>(random_.next() % 10 + 1) : 4);
    if (depth > 1)
      for (auto& child : tree->children)
        child = build(depth - 1);
    return tree;
  }

  long count() const { return count_; }

private:
  Random random_;
  long count_ = 0;
};

static long leaves(const Tree& tree) {
  long total = 0;
  for (const auto& child : tree.children)
    total += child ? leaves(*child) : 1;
  return total;
}

int main(int, char** argv) {
  Storage storage;
  long total = 0;
  for (int rounds = std::atoi(argv[1]); rounds > 0; --rounds)
    total += leaves(*storage.build(7));
  std::printf("%ld %ld\n", storage.count(), total);
}
