#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = 100000, rounds = atol(argv[1]), x = 1, total = 0;
  int64_t* values = malloc(sizeof *values * n);
  for (int64_t i = 0; i < n; i++) {
    x = mul(x, 48271) % 2147483647;
    values[i] = sub(x, 1073741824);
  }
  int64_t best = values[0];
  for (int64_t r = 0; r < rounds; r++) {
    for (int64_t i = 0; i < n; i++) {
      total = add(total, values[i]);
      if (values[i] > best)
        best = values[i];
    }
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++)
      if (values[i] < values[at])
        at = i;
    values[at] = r;
    total = add(total, at);
  }
  printf("%ld %ld\n", total, best);
}
