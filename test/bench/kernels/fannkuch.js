function fannkuch(n) {
  const first = Array.from({length: n}, (_, i) => i);
  const perm = new Array(n).fill(0), count = new Array(n).fill(0);
  let most = 0, checksum = 0, turn = 0, r = n;
  for (;;) {
    for (; r !== 1; r--)
      count[r - 1] = r;
    for (let i = 0; i < n; i++)
      perm[i] = first[i];
    let flips = 0;
    for (let k = perm[0]; k !== 0; k = perm[0]) {
      for (let low = 0, high = k; low < high; low++, high--) {
        const t = perm[low];
        perm[low] = perm[high];
        perm[high] = t;
      }
      flips++;
    }
    if (flips > most)
      most = flips;
    checksum += turn % 2 === 0 ? flips : -flips;
    for (;;) {
      if (r === n)
        return [checksum, most];
      const head = first[0];
      for (let i = 0; i < r; i++)
        first[i] = first[i + 1];
      first[r] = head;
      if (--count[r] > 0)
        break;
      r++;
    }
    turn++;
  }
}

console.log(...fannkuch(Number(process.argv[2])));
