local bit = require("bit")
local band, bor, bnot, bxor, lshift, rshift = bit.band, bit.bor, bit.bnot, bit.bxor, bit.lshift, bit.rshift

local function queens(n, row, columns, left, right)
  if row == n then
    return 1
  end
  local count = 0
  local free = band(bnot(bor(columns, left, right)), lshift(1, n) - 1)
  while free ~= 0 do
    local place = band(free, -free)
    free = bxor(free, place)
    count = count + queens(n, row + 1, bor(columns, place), lshift(bor(left, place), 1), rshift(bor(right, place), 1))
  end
  return count
end

for n = 4, tonumber(arg[1]) do
  print(string.format("%d %d", n, queens(n, 0, 0, 0, 0)))
end
