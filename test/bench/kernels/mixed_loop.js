function mixedLoop(n) {
  let seed = 42, inside = 0, distance = 0;
  for (let i = 0; i < n; i++) {
    seed = (seed * 16807) % 2147483647;
    const x = seed / 2147483647;
    seed = (seed * 16807) % 2147483647;
    const y = seed / 2147483647;
    const d = x * x + y * y;
    if (d <= 1) {
      inside++;
      distance += d * 2 - i % 3;
    }
  }
  return [inside, distance];
}

const [inside, distance] = mixedLoop(Number(process.argv[2]));
console.log(inside, distance.toPrecision(17).replace(/\.?0+$/, ""));
