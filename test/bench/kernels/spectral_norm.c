#include "exact.h"

static double element(int64_t i, int64_t j) {
  return 1.0 / (double)add(add(mul(add(i, j), add(add(i, j), 1)) >> 1, i), 1);
}

static void times(const double* v, double* out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    double s = 0;
    for (int64_t j = 0; j < n; j++)
      s += element(i, j) * v[j];
    out[i] = s;
  }
}

static void timesTransposed(const double* v, double* out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    double s = 0;
    for (int64_t j = 0; j < n; j++)
      s += element(j, i) * v[j];
    out[i] = s;
  }
}

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  double *u = malloc(sizeof *u * n), *v = malloc(sizeof *v * n), *t = malloc(sizeof *t * n);
  for (int64_t i = 0; i < n; i++)
    u[i] = 1;
  for (int turn = 0; turn < 10; turn++) {
    times(u, t, n);
    timesTransposed(t, v, n);
    times(v, t, n);
    timesTransposed(t, u, n);
  }
  double vbv = 0, vv = 0;
  for (int64_t i = 0; i < n; i++) {
    vbv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  printf("%.9f\n", sqrt(vbv / vv));
}
