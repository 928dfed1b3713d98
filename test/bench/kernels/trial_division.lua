local function is_prime(n)
  if n < 2 then
    return false
  end
  local i = 2
  while i * i <= n do
    if n % i == 0 then
      return false
    end
    i = i + 1
  end
  return true
end

local function count_primes(limit)
  local count = 0
  for n = 0, limit - 1 do
    if is_prime(n) then
      count = count + 1
    end
  end
  return count
end

print(count_primes(tonumber(arg[1])))
