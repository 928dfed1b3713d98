#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  int64_t* a = malloc(sizeof *a * n * n);
  int64_t* b = malloc(sizeof *b * n * n);
  int64_t* c = malloc(sizeof *c * n * n);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      a[i * n + j] = (i * 7 + j * 3) % 101 - 50;
      b[i * n + j] = (i * 5 + j * 11) % 97 - 48;
    }
  for (int64_t i = 0; i < n; i++) {
    int64_t* row = a + i * n;
    for (int64_t j = 0; j < n; j++) {
      int64_t s = 0;
      for (int64_t k = 0; k < n; k++)
        s = add(s, mul(row[k], b[k * n + j]));
      c[i * n + j] = s;
    }
  }
  int64_t check = 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      check = add(check, mul(c[i * n + j], (i + j) % 7));
  printf("%ld\n", check);
}
