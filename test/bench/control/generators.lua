-- Coroutines in pipelines, a tree walked by one in another, one that is sent values.
local bit = require("bit")
local yield, wrap = coroutine.yield, coroutine.wrap

local function numbers(n)
  return wrap(function()
    for i = 0, n - 1 do
      yield(i)
    end
  end)
end

local function odd(source)
  return wrap(function()
    for x in source do
      if x % 2 == 1 then
        yield(x)
      end
    end
  end)
end

local function squared(source)
  return wrap(function()
    for x in source do
      yield(x * x % 1009)
    end
  end)
end

local function tree(low, high)
  return wrap(function()
    if low < high then
      local middle = math.floor((low + high) / 2)
      for x in tree(low, middle) do
        yield(x)
      end
      yield(middle)
      for x in tree(middle + 1, high) do
        yield(x)
      end
    end
  end)
end

local function running()
  return wrap(function()
    local total = 0
    while true do
      total = total + yield(total)
    end
  end)
end

local function sum(source)
  local total = 0
  for x in source do
    total = total + x
  end
  return total
end

local function following(n)
  return wrap(function()
    for y = 0, n - 1 do
      yield(y + 1)
    end
  end)
end

local function threes(source)
  return wrap(function()
    for x in source do
      if x % 3 == 0 then
        yield(x)
      end
    end
  end)
end

local n = tonumber(arg[1])
local total = sum(squared(odd(numbers(n))))
for x in tree(0, math.floor(n / 8)) do
  total = bit.bxor(total, x)
end
local sums = running()
sums()
for i = 0, math.floor(n / 4) - 1 do
  total = total + sums(i) % 4
end
total = total + sum(threes(following(math.floor(n / 2))))
print(string.format("%.0f", total))
