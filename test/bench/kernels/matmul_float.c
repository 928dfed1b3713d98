#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  double* a = malloc(sizeof *a * n * n);
  double* b = malloc(sizeof *b * n * n);
  double* c = malloc(sizeof *c * n * n);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      a[i * n + j] = (double)((i * 7 + j * 3) % 101) / 10;
      b[i * n + j] = (double)((i * 5 + j * 11) % 97) / 20;
    }
  for (int64_t i = 0; i < n; i++) {
    double* row = a + i * n;
    for (int64_t j = 0; j < n; j++) {
      double s = 0;
      for (int64_t k = 0; k < n; k++)
        s += row[k] * b[k * n + j];
      c[i * n + j] = s;
    }
  }
  double check = 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      check += c[i * n + j] * (double)((i + j) % 7);
  printf("%.17g\n", check);
}
