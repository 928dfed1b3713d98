function multiply(a, b, n) {
  const c = [];
  for (let i = 0; i < n; i++) {
    const row = a[i], line = [];
    for (let j = 0; j < n; j++) {
      let s = 0;
      for (let k = 0; k < n; k++)
        s += row[k] * b[k][j];
      line.push(s);
    }
    c.push(line);
  }
  return c;
}

function weigh(c, n) {
  let total = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      total += c[i][j] * ((i + j) % 7);
  return total;
}

function matrix(n, value) {
  return Array.from({length: n}, (_, i) => Array.from({length: n}, (_, j) => value(i, j)));
}

const n = Number(process.argv[2]);
const a = matrix(n, (i, j) => ((i * 7 + j * 3) % 101) - 50);
const b = matrix(n, (i, j) => ((i * 5 + j * 11) % 97) - 48);
console.log(weigh(multiply(a, b, n), n));
