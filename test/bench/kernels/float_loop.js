function floatLoop(n) {
  let x = 0.3, y = 0.7, s = 0;
  for (let i = 0; i < n; i++) {
    x = 3.9 * x * (1 - x);
    if (x > 0.5)
      y = y * 0.5 + x;
    else
      y = y - x * 0.25;
    s += y;
  }
  return [x, y, s];
}

// As C's %.17g.
const shown = x => x.toPrecision(17).replace(/\.?0+$/, "");

console.log(floatLoop(Number(process.argv[2])).map(shown).join(" "));
