#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { H = 96, W = 128 };
static long a[H][W], b[H][W];

int main(int argc, char** argv) {
  long state = 42;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      a[y][x] = (state >> 16 & 3) == 0;
    }
  for (long g = atol(argv[1]); g > 0; g--) {
    for (int y = 0; y < H; y++) {
      long *above = a[(y + H - 1) % H], *here = a[y], *below = a[(y + 1) % H];
      for (int x = 0; x < W; x++) {
        int left = (x + W - 1) % W, right = (x + 1) % W;
        long n = above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] +
                 below[right];
        b[y][x] = n == 3 || (here[x] && n == 2);
      }
    }
    memcpy(a, b, sizeof a);
  }
  long total = 0;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      total += a[y][x];
  printf("%ld\n", total);
}
