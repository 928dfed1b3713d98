#include "exact.h"

int main(int argc, char** argv) {
  int64_t limit = atol(argv[1]), longest = 0, start = 0, highest = 0;
  for (int64_t i = 1; i < limit; i++) {
    int64_t n = i, steps = 0;
    while (n != 1) {
      if (n % 2 == 0) {
        n >>= 1;
      } else {
        n = add(mul(3, n), 1);
        if (n > highest)
          highest = n;
      }
      steps = add(steps, 1);
    }
    if (steps > longest) {
      longest = steps;
      start = i;
    }
  }
  printf("%ld %ld %ld\n", longest, start, highest);
}
