local function fill(n)
  local values, x = {}, 1
  for i = 1, n do
    x = (x * 48271) % 2147483647
    values[i] = x - 1073741824
  end
  return values
end

local function scan(values, rounds)
  local total, best = 0, values[1]
  for r = 0, rounds - 1 do
    for _, v in ipairs(values) do
      total = total + v
      if v > best then
        best = v
      end
    end
    local at = 1
    for i = 1, #values do
      if values[i] < values[at] then
        at = i
      end
    end
    values[at] = r
    total = total + at - 1
  end
  return total, best
end

print(string.format("%.0f %d", scan(fill(100000), tonumber(arg[1]))))
