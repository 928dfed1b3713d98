-- Tables of several kinds that die at once, beside some that stay.
local Pair = {}
Pair.__index = Pair

local window, total = {}, 0
for i = 0, tonumber(arg[1]) - 1 do
  local pair = setmetatable({left = i, right = {i, i + 1}}, Pair)
  window[i % 1000] = {pair, i * 0.5}
  total = total + pair.right[2]
  local old = window[(i * 7) % 1000]
  if old then
    total = total + old[1].left % 4
  end
  local names = {a = i, b = pair}
  local count = 0
  for _ in pairs(names) do
    count = count + 1
  end
  total = total + count + names.b.left % 5
end
print(string.format("%.0f", total))
