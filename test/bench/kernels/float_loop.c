#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  double x = 0.3, y = 0.7, s = 0;
  for (int64_t i = 0; i < n; i++) {
    x = 3.9 * x * (1.0 - x);
    if (x > 0.5)
      y = y * 0.5 + x;
    else
      y = y - x * 0.25;
    s += y;
  }
  printf("%.17g %.17g %.17g\n", x, y, s);
}
