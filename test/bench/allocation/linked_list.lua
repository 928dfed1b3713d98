-- Linked lists made, reversed, merged and dropped.
local band = require("bit").band

local function make(n, step)
  local head = nil
  for i = 0, n - 1 do
    head = {value = (n - i) * step, link = head}
  end
  return head
end

local function reverse(head)
  local done = nil
  while head do
    head.link, done, head = done, head, head.link
  end
  return done
end

local function merge(a, b)
  local first = {}
  local last = first
  while a and b do
    if a.value <= b.value then
      last.link = a
      a = a.link
    else
      last.link = b
      b = b.link
    end
    last = last.link
  end
  last.link = a or b
  return first.link
end

local function total(head)
  local result = 0
  while head do
    result = band(result * 3 + head.value, 0xFFFFFF)
    head = head.link
  end
  return result
end

local result, kept = 0, {}
for i = 0, tonumber(arg[1]) - 1 do
  local merged = merge(make(5000, 2), make(5000, 3))
  result = result + i * total(reverse(merged))
  if i % 8 == 0 then
    kept[#kept + 1] = merged
  end
end
print(string.format("%.0f %d", result, #kept))
