-- Trees of arrays, of random lengths at the leaves.
local bit = require("bit")

local Storage = {}
Storage.__index = Storage

function Storage:next()
  self.seed = bit.band(self.seed * 1309 + 13849, 65535)
  return self.seed
end

function Storage:build(depth)
  self.count = self.count + 1
  local children = {}
  if depth == 1 then
    for i = 1, self:next() % 10 + 1 do
      children[i] = false
    end
  else
    for i = 1, 4 do
      children[i] = self:build(depth - 1)
    end
  end
  return children
end

local function leaves(tree)
  local total = 0
  for _, child in ipairs(tree) do
    if child then
      total = total + leaves(child)
    else
      total = total + 1
    end
  end
  return total
end

local storage = setmetatable({count = 0, seed = 74755}, Storage)
local total = 0
for _ = 1, tonumber(arg[1]) do
  total = total + leaves(storage:build(7))
end
print(string.format("%d %d", storage.count, total))
