local function mandelbrot(size, limit)
  local inside, steps = 0, 0
  for row = 0, size - 1 do
    local ci = 2 * row / size - 1
    for column = 0, size - 1 do
      local cr = 3 * column / size - 2
      local zr, zi, escaped = 0, 0, false
      for i = 0, limit - 1 do
        local r2, i2 = zr * zr, zi * zi
        if r2 + i2 > 4 then
          steps = steps + i
          escaped = true
          break
        end
        zi = 2 * zr * zi + ci
        zr = r2 - i2 + cr
      end
      if not escaped then
        inside = inside + 1
      end
    end
  end
  return inside, steps
end

print(string.format("%d %d", mandelbrot(tonumber(arg[1]), 100)))
