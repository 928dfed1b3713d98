// Closures: counters, composed functions, arrows, a cache.

function counter() {
  let count = 0;
  return by => count += by;
}

const adder = n => x => x + n;
const compose = (f, g) => x => f(g(x));

function cached(f) {
  const known = new Map();
  return x => {
    if (!known.has(x))
      known.set(x, f(x));
    return known.get(x);
  };
}

const n = Number(process.argv[2]);
const up = counter();
for (let i = 0; i < n; i++)
  up(i & 7);
let chain = adder(1);
for (let i = 0; i < 5; i++)
  chain = compose(chain, adder(i));
let total = 0;
for (let i = 0; i < Math.floor(n / 4); i++)
  total += chain(i);
const square = cached(x => x * x);
for (let i = 0; i < n; i++)
  total += square(i % 100);
let makers = 0;
for (let i = 0; i < Math.floor(n / 2); i++)
  makers += adder(i)(1);
console.log(up(0), total, makers);
