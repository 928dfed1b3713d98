#include "exact.h"

static int isPrime(int64_t n) {
  if (n < 2)
    return 0;
  for (int64_t i = 2; mul(i, i) <= n; i++)
    if (n % i == 0)
      return 0;
  return 1;
}

int main(int argc, char** argv) {
  int64_t limit = atol(argv[1]), count = 0;
  for (int64_t n = 0; n < limit; n++)
    if (isPrime(n))
      count++;
  printf("%ld\n", count);
}
