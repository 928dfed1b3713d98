// Generators in pipelines, a tree walked by yield*, one that is sent values.

function* numbers(n) {
  for (let i = 0; i < n; i++)
    yield i;
}

function* odd(source) {
  for (const x of source)
    if (x & 1)
      yield x;
}

function* squared(source) {
  for (const x of source)
    yield x * x % 1009;
}

function* tree(low, high) {
  if (low < high) {
    const middle = (low + high) >> 1;
    yield* tree(low, middle);
    yield middle;
    yield* tree(middle + 1, high);
  }
}

function* running() {
  let total = 0;
  for (;;)
    total += yield total;
}

function sum(source) {
  let total = 0;
  for (const x of source)
    total += x;
  return total;
}

function* following(n) {
  for (let y = 0; y < n; y++)
    yield y + 1;
}

function* threes(source) {
  for (const x of source)
    if (x % 3 === 0)
      yield x;
}

const n = Number(process.argv[2]);
let total = sum(squared(odd(numbers(n))));
for (const x of tree(0, n >> 3))
  total ^= x;
const sums = running();
sums.next();
for (let i = 0; i < n >> 2; i++)
  total += sums.next(i).value % 4;
total += sum(threes(following(n >> 1)));
console.log(total);
