class Random {
  constructor(seed) {
    this.state = seed;
    this.drawn = 0;
  }

  next() {
    this.state = (Math.imul(this.state, 1103515245) + 12345) & 0x7fffffff;
    this.drawn++;
    return this.state;
  }
}

class Walker {
  constructor(x, speed) {
    this.x = x;
    this.speed = speed;
    this.turns = 0;
  }

  step(by) {
    this.x += this.speed * by;
    if (this.x > 100 || this.x < -100) {
      this.speed = -this.speed;
      this.turns++;
    }
  }
}

function walk(walkers, random, rounds) {
  for (let round = 0; round < rounds; round++)
    for (const walker of walkers)
      walker.step(random.next() / 2147483648);
}

const walkers = Array.from({length: 10}, (_, i) => new Walker(i, 0.5 + i));
const random = new Random(42);
walk(walkers, random, Number(process.argv[2]));
console.log(random.state, random.drawn, walkers.reduce((turns, walker) => turns + walker.turns, 0));
console.log(walkers.reduce((sum, walker) => sum + walker.x, 0).toFixed(9));
