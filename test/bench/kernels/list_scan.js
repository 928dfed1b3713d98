function fill(n) {
  const values = new Array(n).fill(0);
  let x = 1;
  for (let i = 0; i < n; i++) {
    x = (x * 48271) % 2147483647;
    values[i] = x - 1073741824;
  }
  return values;
}

function scan(values, rounds) {
  let total = 0, best = values[0];
  for (let r = 0; r < rounds; r++) {
    for (const v of values) {
      total += v;
      if (v > best)
        best = v;
    }
    let at = 0;
    for (let i = 0; i < values.length; i++)
      if (values[i] < values[at])
        at = i;
    values[at] = r;
    total += at;
  }
  return [total, best];
}

console.log(...scan(fill(100000), Number(process.argv[2])));
