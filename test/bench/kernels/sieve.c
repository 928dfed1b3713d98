#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  int64_t* prime = malloc(sizeof(int64_t) * (n + 1));
  for (int64_t i = 0; i <= n; i++)
    prime[i] = 1;
  prime[0] = prime[1] = 0;
  for (int64_t i = 2; mul(i, i) <= n; i++)
    if (prime[i])
      for (int64_t j = i * i; j <= n; j += i)
        prime[j] = 0;
  int64_t count = 0;
  for (int64_t i = 0; i <= n; i++)
    if (prime[i])
      count++;
  printf("%ld\n", count);
}
