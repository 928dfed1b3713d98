#include "exact.h"

// Rows apart from each other, as lists of lists have them.
static double** rows(int64_t n) {
  double** made = malloc(sizeof *made * n);
  for (int64_t i = 0; i < n; i++)
    made[i] = malloc(sizeof **made * n);
  return made;
}

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  double**a = rows(n), **b = rows(n), **c = rows(n);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      a[i][j] = (double)((i * 7 + j * 3) % 101) / 10;
      b[i][j] = (double)((i * 5 + j * 11) % 97) / 20;
    }
  for (int64_t i = 0; i < n; i++) {
    double* row = a[i];
    for (int64_t j = 0; j < n; j++) {
      double s = 0;
      for (int64_t k = 0; k < n; k++)
        s += row[k] * b[k][j];
      c[i][j] = s;
    }
  }
  double check = 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      check += c[i][j] * (double)((i + j) % 7);
  printf("%.17g\n", check);
}
