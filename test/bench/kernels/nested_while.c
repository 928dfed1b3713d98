#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]), found = 0, total = 0;
  for (int64_t a = 1; a < n; a++)
    for (int64_t b = a + 1; b < n; b++)
      if (add(mul(a, a), mul(b, b)) % 7 == 1) {
        found = add(found, 1);
        total = add(total, mul(a, b));
      }
  printf("%ld %ld\n", found, total);
}
