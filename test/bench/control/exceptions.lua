-- Errors raised and caught in loops: near, far, of a class of one's own, with work to be done in any case.
local Odd, KeyError, ValueError = {}, {}, {}
Odd.__index, KeyError.__index, ValueError.__index = Odd, KeyError, ValueError

local function check(i)
  if i % 2 == 1 then
    error(setmetatable({value = i}, Odd))
  end
  return i
end

local function deep(i, depth)
  if depth == 0 then
    if i % 3 == 0 then
      error(setmetatable({message = "three"}, ValueError))
    end
    return i
  end
  return (deep(i, depth - 1))
end

local function key(i)
  if i % 4 == 0 then
    error(setmetatable({key = i}, KeyError))
  end
end

local total, finished = 0, 0
for i = 0, tonumber(arg[1]) - 1 do
  local fine, result = pcall(check, i)
  if fine then
    total = total + result
  elseif getmetatable(result) == Odd then
    total = total - result.value
  else
    error(result)
  end
  finished = finished + 1
  fine, result = pcall(deep, i, 4)
  if fine then
    total = total + result
  elseif getmetatable(result) == KeyError or getmetatable(result) == ValueError then
    total = total + 1
  else
    error(result)
  end
  fine, result = pcall(key, i)
  if fine then
    total = total + 3
  elseif getmetatable(result) == KeyError then
    total = total + 2
  else
    error(result)
  end
end
print(string.format("%.0f %d", total, finished))
