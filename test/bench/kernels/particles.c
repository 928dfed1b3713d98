#include "exact.h"

typedef struct {
  int64_t state, drawn;
} Random;

typedef struct {
  double x, speed;
  int64_t turns;
} Walker;

static int64_t next(Random* random) {
  random->state = add(mul(random->state, 1103515245), 12345) % 2147483648;
  random->drawn = add(random->drawn, 1);
  return random->state;
}

static void step(Walker* walker, double by) {
  walker->x += walker->speed * by;
  if (walker->x > 100.0 || walker->x < -100.0) {
    walker->speed = -walker->speed;
    walker->turns = add(walker->turns, 1);
  }
}

__attribute__((noinline)) static void walk(Walker** walkers, int count, Random* random,
                                           int64_t rounds) {
  for (int64_t r = 0; r < rounds; r++)
    for (int i = 0; i < count; i++)
      step(walkers[i], (double)next(random) / 2147483648.0);
}

int main(int argc, char** argv) {
  Walker* walkers[10];
  for (int i = 0; i < 10; i++) {
    walkers[i] = malloc(sizeof(Walker));
    *walkers[i] = (Walker){1.0 * i, 0.5 + i, 0};
  }
  Random random = {42, 0};
  walk(walkers, 10, &random, atol(argv[1]));
  int64_t turns = 0;
  double x = 0.0;
  for (int i = 0; i < 10; i++) {
    turns += walkers[i]->turns;
    x += walkers[i]->x;
  }
  printf("%ld %ld %ld\n%.9f\n", random.state, random.drawn, turns, x);
}
