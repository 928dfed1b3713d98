local function mixed_loop(n)
  local seed, inside, distance = 42, 0, 0
  for i = 0, n - 1 do
    seed = (seed * 16807) % 2147483647
    local x = seed / 2147483647
    seed = (seed * 16807) % 2147483647
    local y = seed / 2147483647
    local d = x * x + y * y
    if d <= 1 then
      inside = inside + 1
      distance = distance + (d * 2 - i % 3)
    end
  end
  return inside, distance
end

print(string.format("%d %.17g", mixed_loop(tonumber(arg[1]))))
