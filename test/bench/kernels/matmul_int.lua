local function multiply(a, b, n)
  local c = {}
  for i = 0, n - 1 do
    local row, line = a[i], {}
    for j = 0, n - 1 do
      local s = 0
      for k = 0, n - 1 do
        s = s + row[k] * b[k][j]
      end
      line[j] = s
    end
    c[i] = line
  end
  return c
end

local function weigh(c, n)
  local total = 0
  for i = 0, n - 1 do
    for j = 0, n - 1 do
      total = total + c[i][j] * ((i + j) % 7)
    end
  end
  return total
end

local n = tonumber(arg[1])
local a, b = {}, {}
for i = 0, n - 1 do
  a[i], b[i] = {}, {}
  for j = 0, n - 1 do
    a[i][j] = ((i * 7 + j * 3) % 101) - 50
    b[i][j] = ((i * 5 + j * 11) % 97) - 48
  end
end
print(string.format("%d", weigh(multiply(a, b, n), n)))
