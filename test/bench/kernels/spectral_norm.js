function element(i, j) {
  return 1 / (Math.floor((i + j) * (i + j + 1) / 2) + i + 1);
}

function times(v, out, n) {
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < n; j++)
      s += element(i, j) * v[j];
    out[i] = s;
  }
}

function timesTransposed(v, out, n) {
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < n; j++)
      s += element(j, i) * v[j];
    out[i] = s;
  }
}

function spectralNorm(n) {
  const u = new Array(n).fill(1), v = new Array(n).fill(0), t = new Array(n).fill(0);
  for (let round = 0; round < 10; round++) {
    times(u, t, n);
    timesTransposed(t, v, n);
    times(v, t, n);
    timesTransposed(t, u, n);
  }
  let vbv = 0, vv = 0;
  for (let i = 0; i < n; i++) {
    vbv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  return Math.sqrt(vbv / vv);
}

console.log(spectralNorm(Number(process.argv[2])).toFixed(9));
