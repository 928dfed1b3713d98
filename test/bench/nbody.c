#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;

#define DAYS 365.24
static double solarMass;

static Body bodies[5] = {
    {0, 0, 0, 0, 0, 0, 1},
    {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694,
     0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609},
    {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411318,
     0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812},
    {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618,
     0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298},
    {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322,
     0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451},
};

static double energy(void) {
  double total = 0;
  for (int i = 0; i < 5; i++) {
    Body* a = &bodies[i];
    total += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < 5; j++) {
      Body* b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      total -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return total;
}

static void advance(Body* pairs[10][2], double dt, long steps) {
  for (long s = 0; s < steps; s++) {
    for (int p = 0; p < 10; p++) {
      Body *a = pairs[p][0], *b = pairs[p][1];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double squared = dx * dx + dy * dy + dz * dz;
      double magnitude = dt / (squared * sqrt(squared));
      double am = a->mass * magnitude, bm = b->mass * magnitude;
      a->vx -= dx * bm;
      a->vy -= dy * bm;
      a->vz -= dz * bm;
      b->vx += dx * am;
      b->vy += dy * am;
      b->vz += dz * am;
    }
    for (int i = 0; i < 5; i++) {
      Body* b = &bodies[i];
      b->x += dt * b->vx;
      b->y += dt * b->vy;
      b->z += dt * b->vz;
    }
  }
}

int main(int argc, char** argv) {
  solarMass = 4 * (M_PI * M_PI);
  double px = 0, py = 0, pz = 0;
  for (int i = 0; i < 5; i++) {
    Body* b = &bodies[i];
    b->vx *= DAYS, b->vy *= DAYS, b->vz *= DAYS, b->mass *= solarMass;
    px += b->vx * b->mass;
    py += b->vy * b->mass;
    pz += b->vz * b->mass;
  }
  bodies[0].vx = -px / solarMass, bodies[0].vy = -py / solarMass, bodies[0].vz = -pz / solarMass;
  Body* pairs[10][2];
  int n = 0;
  for (int i = 0; i < 5; i++)
    for (int j = i + 1; j < 5; j++, n++)
      pairs[n][0] = &bodies[i], pairs[n][1] = &bodies[j];
  printf("%.9f\n", energy());
  advance(pairs, 0.01, atol(argv[1]));
  printf("%.9f\n", energy());
}
