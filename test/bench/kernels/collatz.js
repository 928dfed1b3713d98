function collatz(limit) {
  let longest = 0, start = 0, highest = 0;
  for (let i = 1; i < limit; i++) {
    let n = i, steps = 0;
    while (n !== 1) {
      if (n % 2 === 0) {
        n /= 2;
      } else {
        n = 3 * n + 1;
        if (n > highest)
          highest = n;
      }
      steps++;
    }
    if (steps > longest) {
      longest = steps;
      start = i;
    }
  }
  return [longest, start, highest];
}

console.log(...collatz(Number(process.argv[2])));
