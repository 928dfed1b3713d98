local function float_loop(n)
  local x, y, s = 0.3, 0.7, 0
  for _ = 1, n do
    x = 3.9 * x * (1 - x)
    if x > 0.5 then
      y = y * 0.5 + x
    else
      y = y - x * 0.25
    end
    s = s + y
  end
  return x, y, s
end

print(string.format("%.17g %.17g %.17g", float_loop(tonumber(arg[1]))))
