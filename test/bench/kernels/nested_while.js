// Pairs a < b whose sum of squares leaves 1 modulo 7.
function pairs(n) {
  let found = 0, total = 0, a = 1;
  while (a < n) {
    let b = a + 1;
    while (b < n) {
      if ((a * a + b * b) % 7 === 1) {
        found++;
        total += a * b;
      }
      b++;
    }
    a++;
  }
  return [found, total];
}

console.log(...pairs(Number(process.argv[2])));
