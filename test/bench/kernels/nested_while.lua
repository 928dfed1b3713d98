-- Pairs a < b whose sum of squares leaves 1 modulo 7.
local function count(n)
  local found, total, a = 0, 0, 1
  while a < n do
    local b = a + 1
    while b < n do
      if (a * a + b * b) % 7 == 1 then
        found = found + 1
        total = total + a * b
      end
      b = b + 1
    end
    a = a + 1
  end
  return found, total
end

print(string.format("%.0f %.0f", count(tonumber(arg[1]))))
