-- The towers of Hanoi, with disks as linked objects.

local Towers = {}
Towers.__index = Towers

function Towers:push(disk, pile)
  local top = self.piles[pile]
  if top and disk.size >= top.size then
    error("a disk cannot lie on a smaller one")
  end
  disk.below = top
  self.piles[pile] = disk
end

function Towers:pop(pile)
  local top = self.piles[pile]
  if not top then
    error("no disk to take")
  end
  self.piles[pile] = top.below
  top.below = nil
  return top
end

function Towers:move(count, source, target)
  if count == 1 then
    self:push(self:pop(source), target)
    self.moves = self.moves + 1
  else
    local other = 6 - source - target
    self:move(count - 1, source, other)
    self:move(1, source, target)
    self:move(count - 1, other, target)
  end
end

local towers = setmetatable({piles = {}, moves = 0}, Towers)
local disks = tonumber(arg[1])
for size = disks, 1, -1 do
  towers:push({size = size}, 1)
end
towers:move(disks, 1, 3)
print(string.format("%d %d", towers.moves, towers.piles[3].size))
