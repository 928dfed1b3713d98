#include "exact.h"

// Rows apart from each other, as lists of lists have them.
static int64_t** rows(int64_t n) {
  int64_t** made = malloc(sizeof *made * n);
  for (int64_t i = 0; i < n; i++)
    made[i] = malloc(sizeof **made * n);
  return made;
}

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  int64_t**a = rows(n), **b = rows(n), **c = rows(n);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      a[i][j] = (i * 7 + j * 3) % 101 - 50;
      b[i][j] = (i * 5 + j * 11) % 97 - 48;
    }
  for (int64_t i = 0; i < n; i++) {
    int64_t* row = a[i];
    for (int64_t j = 0; j < n; j++) {
      int64_t s = 0;
      for (int64_t k = 0; k < n; k++)
        s = add(s, mul(row[k], b[k][j]));
      c[i][j] = s;
    }
  }
  int64_t check = 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      check = add(check, mul(c[i][j], (i + j) % 7));
  printf("%ld\n", check);
}
