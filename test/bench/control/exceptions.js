// Exceptions raised and caught in loops: near, far, of a class of one's own, finally.

class Odd extends Error {
  constructor(value) {
    super(value);
    this.value = value;
  }
}

class KeyError extends Error {}

class ValueError extends Error {}

function check(i) {
  if (i & 1)
    throw new Odd(i);
  return i;
}

function deep(i, depth) {
  if (depth === 0) {
    if (i % 3 === 0)
      throw new ValueError("three");
    return i;
  }
  return deep(i, depth - 1);
}

let total = 0, finished = 0;
const n = Number(process.argv[2]);
for (let i = 0; i < n; i++) {
  try {
    total += check(i);
  } catch (odd) {
    if (!(odd instanceof Odd))
      throw odd;
    total -= odd.value;
  } finally {
    finished++;
  }
  try {
    total += deep(i, 4);
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof ValueError))
      throw error;
    total += 1;
  }
  let passed = false;
  try {
    if (i % 4 === 0)
      throw new KeyError(i);
    passed = true;
  } catch (error) {
    if (!(error instanceof KeyError))
      throw error;
    total += 2;
  }
  if (passed)
    total += 3;
}
console.log(total, finished);
