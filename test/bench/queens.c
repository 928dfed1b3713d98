#include <stdio.h>
#include <stdlib.h>

static long queens(long n, long row, long columns, long left, long right) {
  if (row == n)
    return 1;
  long count = 0;
  long open = ~(columns | left | right) & ((1L << n) - 1);
  while (open) {
    long bit = open & -open;
    open ^= bit;
    count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

int main(int argc, char** argv) {
  for (long n = 4; n <= atol(argv[1]); n++)
    printf("%ld %ld\n", n, queens(n, 0, 0, 0, 0));
}
