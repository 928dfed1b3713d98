function queens(n, row, columns, left, right) {
  if (row === n)
    return 1;
  let count = 0;
  let free = ~(columns | left | right) & ((1 << n) - 1);
  while (free) {
    const bit = free & -free;
    free ^= bit;
    count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

for (let n = 4; n <= Number(process.argv[2]); n++)
  console.log(n, queens(n, 0, 0, 0, 0));
