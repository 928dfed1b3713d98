local Random = {}
Random.__index = Random

function Random.new(seed)
  return setmetatable({state = seed, drawn = 0}, Random)
end

function Random:next()
  -- In two parts, since a double holds 53 bits.
  local state = self.state
  local low = state % 65536
  local high = (state - low) / 65536
  self.state = ((high * 1103515245 % 32768) * 65536 + low * 1103515245 + 12345) % 2147483648
  self.drawn = self.drawn + 1
  return self.state
end

local Walker = {}
Walker.__index = Walker

function Walker.new(x, speed)
  return setmetatable({x = x, speed = speed, turns = 0}, Walker)
end

function Walker:step(by)
  self.x = self.x + self.speed * by
  if self.x > 100 or self.x < -100 then
    self.speed = -self.speed
    self.turns = self.turns + 1
  end
end

local function walk(walkers, random, rounds)
  for _ = 1, rounds do
    for _, walker in ipairs(walkers) do
      walker:step(random:next() / 2147483648)
    end
  end
end

local walkers = {}
for i = 0, 9 do
  walkers[i + 1] = Walker.new(i, 0.5 + i)
end
local random = Random.new(42)
walk(walkers, random, tonumber(arg[1]))
local turns, sum = 0, 0
for _, walker in ipairs(walkers) do
  turns = turns + walker.turns
  sum = sum + walker.x
end
print(string.format("%d %d %d", random.state, random.drawn, turns))
print(string.format("%.9f", sum))
