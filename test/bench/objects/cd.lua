-- Collision detection: aircraft fly for some frames; boxes of the air sort out who may meet, geometry tells who does.
local sqrt, sin, cos, floor, min, max = math.sqrt, math.sin, math.cos, math.floor, math.min, math.max

local BOX = 2
local RADIUS = 0.5

local Vector = {}
Vector.__index = Vector

local function vector(x, y, z)
  return setmetatable({x = x, y = y, z = z}, Vector)
end

function Vector:plus(other)
  return vector(self.x + other.x, self.y + other.y, self.z + other.z)
end

function Vector:minus(other)
  return vector(self.x - other.x, self.y - other.y, self.z - other.z)
end

function Vector:times(factor)
  return vector(self.x * factor, self.y * factor, self.z * factor)
end

function Vector:dot(other)
  return self.x * other.x + self.y * other.y + self.z * other.z
end

local Motion = {}
Motion.__index = Motion

-- The point halfway between two aircraft when they first come too near, or nil.
function Motion:meeting(other)
  local relative = self.finish:minus(self.start):minus(other.finish:minus(other.start))
  local apart = self.start:minus(other.start)
  local a = relative:dot(relative)
  local b = 2 * apart:dot(relative)
  local c = apart:dot(apart) - 4 * RADIUS * RADIUS
  local when = 0
  if a == 0 then
    if c > 0 then
      return nil
    end
  else
    local under = b * b - 4 * a * c
    if under < 0 then
      return nil
    end
    local root = sqrt(under)
    local first = (-b - root) / (2 * a)
    local second = (-b + root) / (2 * a)
    if second < 0 or first > 1 then
      return nil
    end
    when = first > 0 and first or 0
  end
  local here = self.start:plus(self.finish:minus(self.start):times(when))
  local there = other.start:plus(other.finish:minus(other.start):times(when))
  return here:plus(there):times(0.5)
end

local function positions(aircraft, time)
  local result = {}
  for i = 0, aircraft - 1, 2 do
    result[#result + 1] = {i, vector(time, cos(time) * 2 + i * 3, 10)}
    result[#result + 1] = {i + 1, vector(time, sin(time) * 2 + i * 3, 10)}
  end
  return result
end

local Detector = {}
Detector.__index = Detector

function Detector:motions(places)
  local result = {}
  for i, entry in ipairs(places) do
    local name, place = entry[1], entry[2]
    result[i] = setmetatable({name = name, start = self.before[name] or place, finish = place}, Motion)
    self.before[name] = place
  end
  return result
end

-- Enters the motion into each box that its path, made wider, touches. `order` has the boxes as they come.
function Detector:mark(motion, boxes, order)
  local start, finish = motion.start, motion.finish
  local low_x = floor((min(start.x, finish.x) - RADIUS) / BOX)
  local high_x = floor((max(start.x, finish.x) + RADIUS) / BOX)
  local low_y = floor((min(start.y, finish.y) - RADIUS) / BOX)
  local high_y = floor((max(start.y, finish.y) + RADIUS) / BOX)
  for x = low_x, high_x do
    for y = low_y, high_y do
      local key = x * 65536 + y
      local crowd = boxes[key]
      if crowd then
        crowd[#crowd + 1] = motion
      else
        boxes[key] = {motion}
        order[#order + 1] = key
      end
    end
  end
end

function Detector:frame(places)
  local boxes, order = {}, {}
  for _, motion in ipairs(self:motions(places)) do
    self:mark(motion, boxes, order)
  end
  local seen, collisions = {}, {}
  for _, key in ipairs(order) do
    local crowd = boxes[key]
    for i = 1, #crowd do
      for j = i + 1, #crowd do
        local pair = crowd[i].name * 65536 + crowd[j].name
        if not seen[pair] then
          seen[pair] = true
          local place = crowd[i]:meeting(crowd[j])
          if place then
            collisions[#collisions + 1] = {one = crowd[i].name, other = crowd[j].name, place = place}
          end
        end
      end
    end
  end
  return collisions
end

local detector = setmetatable({before = {}}, Detector)
local count, height = 0, 0
for i = 0, tonumber(arg[1]) - 1 do
  for _, collision in ipairs(detector:frame(positions(200, i / 10))) do
    count = count + 1
    height = height + collision.place.z
  end
end
print(string.format("%d %d", count, height))
