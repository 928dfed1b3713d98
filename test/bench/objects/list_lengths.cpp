// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takeuchi's function on lengths of linked lists.
#include <cstdio>
#include <cstdlib>
#include <memory>

struct Element {
  int value;
  std::unique_ptr<Element> tail;
};

static int length(const Element* element) {
  int count = 0;
  for (; element; element = element->tail.get())
    ++count;
  return count;
}

static std::unique_ptr<Element> make(int length) {
  return length ? std::make_unique<Element>(Element{length, make(length - 1)}) : nullptr;
}

static bool shorter(const Element* one, const Element* other) {
  while (other) {
    if (!one)
      return true;
    one = one->tail.get();
    other = other->tail.get();
  }
  return false;
}

static const Element* tak(const Element* x, const Element* y, const Element* z) {
  if (shorter(y, x))
    return tak(tak(x->tail.get(), y, z), tak(y->tail.get(), z, x), tak(z->tail.get(), x, y));
  return z;
}

int main(int, char** argv) {
  long total = 0;
  for (int rounds = std::atoi(argv[1]); rounds > 0; --rounds) {
    auto x = make(15), y = make(10), z = make(6);
    total += length(tak(x.get(), y.get(), z.get()));
  }
  std::printf("%ld\n", total);
}
