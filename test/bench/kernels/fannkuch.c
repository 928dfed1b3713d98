#include "exact.h"

int main(int argc, char** argv) {
  int64_t n = atol(argv[1]);
  int64_t *first = malloc(8 * n), *perm = malloc(8 * n), *count = malloc(8 * n);
  for (int64_t i = 0; i < n; i++)
    first[i] = i;
  int64_t most = 0, checksum = 0, turn = 0, r = n;
  for (;; turn++) {
    for (; r != 1; r--)
      count[r - 1] = r;
    for (int64_t i = 0; i < n; i++)
      perm[i] = first[i];
    int64_t flips = 0;
    for (int64_t k = perm[0]; k != 0; k = perm[0]) {
      for (int64_t low = 0, high = k; low < high; low++, high--) {
        int64_t t = perm[low];
        perm[low] = perm[high];
        perm[high] = t;
      }
      flips = add(flips, 1);
    }
    if (flips > most)
      most = flips;
    checksum = turn % 2 == 0 ? add(checksum, flips) : sub(checksum, flips);
    for (;; r++) {
      if (r == n) {
        printf("%ld %ld\n", checksum, most);
        return 0;
      }
      int64_t head = first[0];
      for (int64_t i = 0; i < r; i++)
        first[i] = first[i + 1];
      first[r] = head;
      if (--count[r] > 0)
        break;
    }
  }
}
