// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The towers of Hanoi, with disks as linked objects.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

struct Disk {
  int size;
  std::unique_ptr<Disk> below;
};

class Towers {
public:
  void push(std::unique_ptr<Disk> disk, int pile) {
    auto& top = piles_[pile];
    if (top && disk->size >= top->size)
      std::abort();
    disk->below = std::move(top);
    top = std::move(disk);
  }

  std::unique_ptr<Disk> pop(int pile) {
    auto top = std::move(piles_[pile]);
    if (!top)
      std::abort();
    piles_[pile] = std::move(top->below);
    return top;
  }

  void move(int count, int source, int target) {
    if (count == 1) {
      push(pop(source), target);
      ++moves_;
    } else {
      int other = 3 - source - target;
      move(count - 1, source, other);
      move(1, source, target);
      move(count - 1, other, target);
    }
  }

  long moves() const { return moves_; }
  int top(int pile) const { return piles_[pile]->size; }

private:
  std::array<std::unique_ptr<Disk>, 3> piles_;
  long moves_ = 0;
};

int main(int, char** argv) {
  Towers towers;
  int disks = std::atoi(argv[1]);
  for (int size = disks; size > 0; --size)
    towers.push(std::make_unique<Disk>(Disk{size, nullptr}), 0);
  towers.move(disks, 0, 2);
  std::printf("%ld %d\n", towers.moves(), towers.top(2));
}
