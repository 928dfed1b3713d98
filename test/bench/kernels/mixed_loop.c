#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]), seed = 42, inside = 0;
  double distance = 0;
  for (int64_t i = 0; i < n; i++) {
    seed = mul(seed, 16807) % 2147483647;
    double x = (double)seed / 2147483647;
    seed = mul(seed, 16807) % 2147483647;
    double y = (double)seed / 2147483647;
    double d = x * x + y * y;
    if (d <= 1) {
      inside = add(inside, 1);
      distance += d * 2 - (double)(i % 3);
    }
  }
  printf("%ld %.17g\n", inside, distance);
}
