local function check(tree)
  if not tree.left then
    return 1
  end
  return 1 + check(tree.left) + check(tree.right)
end

local function bottom_up(depth)
  if depth == 0 then
    return {}
  end
  return {left = bottom_up(depth - 1), right = bottom_up(depth - 1)}
end

local max_depth = tonumber(arg[1])
local long_lived = bottom_up(max_depth)
for depth = 4, max_depth, 2 do
  local iterations = 2 ^ (max_depth - depth + 4)
  local total = 0
  for _ = 1, iterations do
    total = total + check(bottom_up(depth))
  end
  print(string.format("%d %d %d", iterations, depth, total))
end
print(check(long_lived))
