class Tree {
  constructor(left, right) {
    this.left = left;
    this.right = right;
  }

  check() {
    return this.left === null ? 1 : 1 + this.left.check() + this.right.check();
  }
}

function bottomUp(depth) {
  return depth === 0 ? new Tree(null, null) : new Tree(bottomUp(depth - 1), bottomUp(depth - 1));
}

const maxDepth = Number(process.argv[2]);
const longLived = bottomUp(maxDepth);
for (let depth = 4; depth <= maxDepth; depth += 2) {
  const iterations = 1 << maxDepth - depth + 4;
  let total = 0;
  for (let i = 0; i < iterations; i++)
    total += bottomUp(depth).check();
  console.log(iterations, depth, total);
}
console.log(longLived.check());
