#include "exact.h"

int main(int argc, char** argv) {
  int64_t size = atol(argv[1]), limit = 100, inside = 0, steps = 0;
  for (int64_t row = 0; row < size; row++) {
    double ci = 2.0 * (double)row / (double)size - 1.0;
    for (int64_t column = 0; column < size; column++) {
      double cr = 3.0 * (double)column / (double)size - 2.0, zr = 0, zi = 0;
      int64_t i = 0;
      for (; i < limit; i++) {
        double r2 = zr * zr, i2 = zi * zi;
        if (r2 + i2 > 4.0) {
          steps = add(steps, i);
          break;
        }
        zi = 2.0 * zr * zi + ci;
        zr = r2 - i2 + cr;
      }
      if (i == limit)
        inside = add(inside, 1);
    }
  }
  printf("%ld %ld\n", inside, steps);
}
