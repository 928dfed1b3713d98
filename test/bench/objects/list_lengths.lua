-- Takeuchi's function on lengths of linked lists.

local function length(element)
  local count = 0
  while element do
    count = count + 1
    element = element.tail
  end
  return count
end

local function make(n)
  if n == 0 then
    return nil
  end
  return {value = n, tail = make(n - 1)}
end

local function shorter(one, other)
  while other do
    if not one then
      return true
    end
    one = one.tail
    other = other.tail
  end
  return false
end

local function tak(x, y, z)
  if shorter(y, x) then
    return tak(tak(x.tail, y, z), tak(y.tail, z, x), tak(z.tail, x, y))
  end
  return z
end

local total = 0
for _ = 1, tonumber(arg[1]) do
  total = total + length(tak(make(15), make(10), make(6)))
end
print(total)
