#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]), x = 12345, total = 0;
  for (int64_t i = 0; i < n; i++) {
    x = add(mul(x, 1103515245), 12345) % 2147483648;
    if (x & 4096)
      total = add(total, x ^ i);
    else
      total = sub(total, add(x >> 3, i));
  }
  printf("%ld %ld\n", x, total);
}
