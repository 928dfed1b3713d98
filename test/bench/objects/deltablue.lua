-- DeltaBlue: one-way constraints of several strengths, solved incrementally.
local max, floor = math.max, math.floor

local REQUIRED, PREFERRED, STRONG_DEFAULT, DEFAULT, WEAKEST = 0, 2, 3, 4, 6
local NONE, FORWARD, BACKWARD = 0, 1, -1

local function class(base)
  local new = setmetatable({}, {__index = base})
  new.__index = new
  return new
end

local function push(list, item)
  list[#list + 1] = item
end

local function pop(list)
  local item = list[#list]
  list[#list] = nil
  return item
end

local Variable = class()

function Variable.new(name, value)
  return setmetatable({name = name, value = value, constraints = {}, source = nil, strength = WEAKEST, stay = true,
    mark = 0}, Variable)
end

function Variable:drop(constraint)
  for i, one in ipairs(self.constraints) do
    if one == constraint then
      table.remove(self.constraints, i)
      return
    end
  end
end

local Constraint = class()

function Constraint:is_input()
  return false
end

function Constraint:add(planner)
  self:attach()
  planner:add(self)
end

function Constraint:destroy(planner)
  if self:satisfied() then
    planner:remove(self)
  else
    self:detach()
  end
end

-- Enforces this constraint; answers the one that had to give way, or nil.
function Constraint:satisfy(mark, planner)
  self:choose(mark)
  if not self:satisfied() then
    if self.strength == REQUIRED then
      error("cannot satisfy a required constraint")
    end
    return nil
  end
  self:mark_inputs(mark)
  local out = self:output()
  local beaten = out.source
  if beaten then
    beaten:unsatisfy()
  end
  out.source = self
  if not planner:propagate(self, mark) then
    error("constraints form a cycle")
  end
  out.mark = mark
  return beaten
end

local Unary = class(Constraint)

function Unary:attach()
  push(self.variable.constraints, self)
  self.enforced = false
end

function Unary:detach()
  self.variable:drop(self)
  self.enforced = false
end

function Unary:choose(mark)
  self.enforced = self.variable.mark ~= mark and self.strength < self.variable.strength
end

function Unary:satisfied()
  return self.enforced
end

function Unary:unsatisfy()
  self.enforced = false
end

function Unary:mark_inputs(mark)
end

function Unary:inputs_known(mark)
  return true
end

function Unary:output()
  return self.variable
end

function Unary:recalculate()
  self.variable.strength = self.strength
  self.variable.stay = not self:is_input()
  if self.variable.stay then
    self:execute()
  end
end

function Unary:execute()
end

local Stay, Edit = class(Unary), class(Unary)

function Edit:is_input()
  return true
end

local function unary(class, planner, variable, strength)
  local self = setmetatable({strength = strength, variable = variable, enforced = false}, class)
  self:add(planner)
  return self
end

local Binary = class(Constraint)

function Binary:attach()
  push(self.left.constraints, self)
  push(self.right.constraints, self)
  self.direction = NONE
end

function Binary:detach()
  self.left:drop(self)
  self.right:drop(self)
  self.direction = NONE
end

function Binary:choose(mark)
  local left, right = self.left, self.right
  if left.mark == mark then
    self.direction = right.mark ~= mark and self.strength < right.strength and FORWARD or NONE
  elseif right.mark == mark then
    self.direction = self.strength < left.strength and BACKWARD or NONE
  elseif left.strength > right.strength then
    self.direction = self.strength < left.strength and BACKWARD or NONE
  else
    self.direction = self.strength < right.strength and FORWARD or NONE
  end
end

function Binary:satisfied()
  return self.direction ~= NONE
end

function Binary:unsatisfy()
  self.direction = NONE
end

function Binary:input()
  return self.direction == FORWARD and self.left or self.right
end

function Binary:output()
  return self.direction == FORWARD and self.right or self.left
end

function Binary:mark_inputs(mark)
  self:input().mark = mark
end

function Binary:inputs_known(mark)
  local variable = self:input()
  return variable.mark == mark or variable.stay or not variable.source
end

function Binary:recalculate()
  local source, out = self:input(), self:output()
  out.strength = max(self.strength, source.strength)
  out.stay = source.stay
  if out.stay then
    self:execute()
  end
end

local Equal = class(Binary)

function Equal.new(planner, left, right, strength)
  local self = setmetatable({strength = strength, left = left, right = right, direction = NONE}, Equal)
  self:add(planner)
  return self
end

function Equal:execute()
  self:output().value = self:input().value
end

local Scale = class(Binary)

function Scale.new(planner, left, factor, offset, right, strength)
  local self = setmetatable({strength = strength, left = left, right = right, direction = NONE, factor = factor,
    offset = offset}, Scale)
  self:add(planner)
  return self
end

function Scale:attach()
  Binary.attach(self)
  push(self.factor.constraints, self)
  push(self.offset.constraints, self)
end

function Scale:detach()
  Binary.detach(self)
  self.factor:drop(self)
  self.offset:drop(self)
end

function Scale:mark_inputs(mark)
  Binary.mark_inputs(self, mark)
  self.factor.mark = mark
  self.offset.mark = mark
end

function Scale:recalculate()
  local source, out = self:input(), self:output()
  out.strength = max(self.strength, source.strength)
  out.stay = source.stay and self.factor.stay and self.offset.stay
  if out.stay then
    self:execute()
  end
end

function Scale:execute()
  if self.direction == FORWARD then
    self.right.value = self.left.value * self.factor.value + self.offset.value
  else
    self.left.value = floor((self.right.value - self.offset.value) / self.factor.value)
  end
end

local Planner = class()

function Planner:next_mark()
  self.mark = self.mark + 1
  return self.mark
end

function Planner:add(constraint)
  local mark = self:next_mark()
  while constraint do
    constraint = constraint:satisfy(mark, self)
  end
end

function Planner:remove(constraint)
  local out = constraint:output()
  constraint:unsatisfy()
  constraint:detach()
  local freed = self:release(out)
  for strength = REQUIRED, WEAKEST - 1 do
    for _, other in ipairs(freed) do
      if other.strength == strength then
        self:add(other)
      end
    end
  end
end

-- Takes back what followed from `out`; answers constraints that may hold again.
function Planner:release(out)
  out.source = nil
  out.strength = WEAKEST
  out.stay = true
  local freed, work = {}, {out}
  while #work > 0 do
    local variable = pop(work)
    for _, constraint in ipairs(variable.constraints) do
      if not constraint:satisfied() then
        push(freed, constraint)
      elseif constraint ~= variable.source then
        constraint:recalculate()
        push(work, constraint:output())
      end
    end
  end
  return freed
end

function Planner:consumers(variable, work)
  for _, constraint in ipairs(variable.constraints) do
    if constraint ~= variable.source and constraint:satisfied() then
      push(work, constraint)
    end
  end
end

function Planner:propagate(constraint, mark)
  local work = {constraint}
  while #work > 0 do
    local reached = pop(work)
    local out = reached:output()
    if out.mark == mark then
      self:remove(constraint)
      return false
    end
    reached:recalculate()
    self:consumers(out, work)
  end
  return true
end

-- The constraints to execute, in order, when inputs among `constraints` change.
function Planner:plan(constraints)
  local work, plan = {}, {}
  for _, constraint in ipairs(constraints) do
    if constraint:is_input() and constraint:satisfied() then
      push(work, constraint)
    end
  end
  local mark = self:next_mark()
  while #work > 0 do
    local constraint = pop(work)
    local out = constraint:output()
    if out.mark ~= mark and constraint:inputs_known(mark) then
      push(plan, constraint)
      out.mark = mark
      self:consumers(out, work)
    end
  end
  return plan
end

-- A long chain of equalities, changed at its head.
local function chain(n)
  local planner = setmetatable({mark = 0}, Planner)
  local variables = {}
  for i = 0, n do
    variables[i] = Variable.new("v" .. i, 0)
  end
  for i = 0, n - 1 do
    Equal.new(planner, variables[i], variables[i + 1], REQUIRED)
  end
  unary(Stay, planner, variables[n], STRONG_DEFAULT)
  local edit = unary(Edit, planner, variables[0], PREFERRED)
  local plan = planner:plan({edit})
  local total = 0
  for value = 0, 99 do
    variables[0].value = value
    for _, constraint in ipairs(plan) do
      constraint:execute()
    end
    total = total + variables[n].value
  end
  edit:destroy(planner)
  return total
end

local function change(planner, variable, value)
  local edit = unary(Edit, planner, variable, PREFERRED)
  local plan = planner:plan({edit})
  for _ = 1, 10 do
    variable.value = value
    for _, constraint in ipairs(plan) do
      constraint:execute()
    end
  end
  edit:destroy(planner)
end

local function sum(variables)
  local total = 0
  for _, variable in ipairs(variables) do
    total = total + variable.value
  end
  return total
end

-- Many variables mapped by one factor and one offset.
local function projection(n)
  local planner = setmetatable({mark = 0}, Planner)
  local factor, offset = Variable.new("factor", 10), Variable.new("offset", 1000)
  local targets = {}
  local source, target
  for i = 0, n - 1 do
    source, target = Variable.new("source", i), Variable.new("target", i)
    push(targets, target)
    unary(Stay, planner, source, DEFAULT)
    Scale.new(planner, source, factor, offset, target, REQUIRED)
  end
  change(planner, source, 17)
  local total = target.value
  change(planner, target, 1050)
  total = total + source.value
  change(planner, factor, 5)
  total = total + sum(targets)
  change(planner, offset, 2000)
  return total + sum(targets)
end

local total = 0
for _ = 1, tonumber(arg[1]) do
  total = total + chain(200) + projection(200)
end
print(string.format("%d", total))
