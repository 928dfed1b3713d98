-- Closures: counters, composed functions, a cache.

local function counter()
  local count = 0
  return function(by)
    count = count + by
    return count
  end
end

local function adder(n)
  return function(x)
    return x + n
  end
end

local function compose(f, g)
  return function(x)
    return f(g(x))
  end
end

local function cached(f)
  local known = {}
  return function(x)
    if known[x] == nil then
      known[x] = f(x)
    end
    return known[x]
  end
end

local n = tonumber(arg[1])
local up = counter()
for i = 0, n - 1 do
  up(i % 8)
end
local chain = adder(1)
for i = 0, 4 do
  chain = compose(chain, adder(i))
end
local total = 0
for i = 0, math.floor(n / 4) - 1 do
  total = total + chain(i)
end
local square = cached(function(x) return x * x end)
for i = 0, n - 1 do
  total = total + square(i % 100)
end
local makers = 0
for i = 0, math.floor(n / 2) - 1 do
  makers = makers + adder(i)(1)
end
print(string.format("%.0f %.0f %.0f", up(0), total, makers))
