// Arrays, objects and numbers that die at once, beside some that stay.

class Pair {
  constructor(left, right) {
    this.left = left;
    this.right = right;
  }
}

const window = new Array(1000).fill(null);
let total = 0;
for (let i = 0; i < Number(process.argv[2]); i++) {
  const pair = new Pair(i, [i, i + 1]);
  window[i % 1000] = [pair, i * 0.5];
  total += pair.right[1];
  const old = window[(i * 7) % 1000];
  if (old !== null)
    total += old[0].left & 3;
  const names = new Map([["a", i], ["b", pair]]);
  total += names.size + names.get("b").left % 5;
}
console.log(total);
