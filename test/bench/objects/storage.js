// Trees of arrays, of random lengths at the leaves.

class Random {
  constructor() {
    this.seed = 74755;
  }

  next() {
    this.seed = (this.seed * 1309 + 13849) & 65535;
    return this.seed;
  }
}

class Storage {
  constructor() {
    this.count = 0;
    this.random = new Random();
  }

  build(depth) {
    this.count++;
    if (depth === 1)
      return new Array(this.random.next() % 10 + 1).fill(null);
    const children = new Array(4).fill(null);
    for (let i = 0; i < 4; i++)
      children[i] = this.build(depth - 1);
    return children;
  }
}

function leaves(tree) {
  let total = 0;
  for (const child of tree)
    total += child === null ? 1 : leaves(child);
  return total;
}

const storage = new Storage();
let total = 0;
const rounds = Number(process.argv[2]);
for (let i = 0; i < rounds; i++)
  total += leaves(storage.build(7));
console.log(storage.count, total);
