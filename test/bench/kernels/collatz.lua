local function collatz(limit)
  local longest, start, highest = 0, 0, 0
  for i = 1, limit - 1 do
    local n, steps = i, 0
    while n ~= 1 do
      if n % 2 == 0 then
        n = n / 2
      else
        n = 3 * n + 1
        if n > highest then
          highest = n
        end
      end
      steps = steps + 1
    end
    if steps > longest then
      longest = steps
      start = i
    end
  end
  return longest, start, highest
end

print(string.format("%d %d %.0f", collatz(tonumber(arg[1]))))
