function mandelbrot(size, limit) {
  let inside = 0, steps = 0;
  for (let row = 0; row < size; row++) {
    const ci = 2 * row / size - 1;
    for (let column = 0; column < size; column++) {
      const cr = 3 * column / size - 2;
      let zr = 0, zi = 0, i = 0;
      for (; i < limit; i++) {
        const r2 = zr * zr, i2 = zi * zi;
        if (r2 + i2 > 4) {
          steps += i;
          break;
        }
        zi = 2 * zr * zi + ci;
        zr = r2 - i2 + cr;
      }
      if (i === limit)
        inside++;
    }
  }
  return [inside, steps];
}

console.log(...mandelbrot(Number(process.argv[2]), 100));
