-- Havlak's recognition of loops, reducible or not, in a graph of basic blocks.
local PLAIN, REDUCIBLE, ITSELF, IRREDUCIBLE = 0, 1, 2, 3

local function push(list, item)
  list[#list + 1] = item
end

local function pop(list)
  local item = list[#list]
  list[#list] = nil
  return item
end

local Graph = {}
Graph.__index = Graph

function Graph:block()
  local block = {number = #self.blocks + 1, predecessors = {}, successors = {}}
  push(self.blocks, block)
  return block
end

function Graph:edge(source, target)
  push(source.successors, target)
  push(target.predecessors, source)
end

function Graph:straight(start, n)
  for _ = 1, n do
    local after = self:block()
    self:edge(start, after)
    start = after
  end
  return start
end

function Graph:diamond(start)
  local left, right, finish = self:block(), self:block(), self:block()
  self:edge(start, left)
  self:edge(start, right)
  self:edge(left, finish)
  self:edge(right, finish)
  return finish
end

-- A loop of one header, a diamond inside, and a way back.
function Graph:loop(start)
  local header = self:straight(start, 1)
  local latch = self:straight(self:diamond(header), 1)
  self:edge(latch, header)
  return self:straight(latch, 1)
end

local Loop = {}
Loop.__index = Loop

function Loop.new(header, reducible)
  return setmetatable({header = header, reducible = reducible, blocks = {header}, parent = nil, children = {}, nesting = 0},
    Loop)
end

function Loop:enter(parent)
  self.parent = parent
  push(parent.children, self)
end

-- What the search knows of a block; a tree of union-find as well.
local Node = {}
Node.__index = Node

function Node.new(block, number)
  local self = setmetatable({block = block, number = number, loop = nil}, Node)
  self.parent = self
  return self
end

function Node:find()
  local root = self
  while root.parent ~= root do
    root = root.parent
  end
  local node = self
  while node ~= root do
    local following = node.parent
    node.parent = root
    node = following
  end
  return root
end

function Node:union(root)
  self.parent = root
end

local Finder = {}
Finder.__index = Finder

function Finder.new(graph)
  return setmetatable({graph = graph, loops = {}, root = Loop.new(nil, true)}, Finder)
end

-- Numbers the blocks in depth-first order, and the last of each subtree.
function Finder:search()
  local first = self.graph.blocks[1]
  self.order, self.nodes, self.last = {}, {Node.new(first, 1)}, {}
  for i = 1, #self.graph.blocks do
    self.order[i], self.last[i] = 0, 0
  end
  local stack = {{first, 1}}
  self.order[1] = 1
  while #stack > 0 do
    local entry = pop(stack)
    local block, position = entry[1], entry[2]
    if position <= #block.successors then
      push(stack, {block, position + 1})
      local target = block.successors[position]
      if self.order[target.number] == 0 then
        local number = #self.nodes + 1
        self.order[target.number] = number
        self.nodes[number] = Node.new(target, number)
        push(stack, {target, 1})
      end
    else
      self.last[self.order[block.number]] = #self.nodes
    end
  end
end

function Finder:is_ancestor(above, below)
  return above <= below and below <= self.last[above]
end

function Finder:run()
  self:search()
  local count = #self.nodes
  local kinds, headers, back, others = {}, {}, {}, {}
  for i = 1, count do
    kinds[i], headers[i], back[i], others[i] = PLAIN, 0, {}, {}
  end
  for _, node in ipairs(self.nodes) do
    for _, predecessor in ipairs(node.block.predecessors) do
      local number = self.order[predecessor.number]
      if number > 0 then
        if self:is_ancestor(node.number, number) then
          push(back[node.number], number)
        else
          others[node.number][number] = true
        end
      end
    end
  end
  for number = count, 1, -1 do
    local node, body, inside, work = self.nodes[number], {}, {}, {}
    for _, predecessor in ipairs(back[number]) do
      if predecessor == number then
        kinds[number] = ITSELF
      else
        push(body, self.nodes[predecessor]:find())
      end
    end
    if #body > 0 then
      kinds[number] = REDUCIBLE
    end
    for i, member in ipairs(body) do
      inside[member.number] = true
      work[i] = member
    end
    while #work > 0 do
      local at = pop(work)
      for predecessor in pairs(others[at.number]) do
        local reached = self.nodes[predecessor]:find()
        if not self:is_ancestor(number, reached.number) then
          kinds[number] = IRREDUCIBLE
          others[number][reached.number] = true
        elseif reached.number ~= number and not inside[reached.number] then
          inside[reached.number] = true
          push(body, reached)
          push(work, reached)
        end
      end
    end
    if #body > 0 or kinds[number] == ITSELF then
      self:found(node, body, kinds[number], headers)
    end
  end
end

function Finder:found(node, body, kind, headers)
  local loop = Loop.new(node.block, kind ~= IRREDUCIBLE)
  node.loop = loop
  push(self.loops, loop)
  for _, member in ipairs(body) do
    headers[member.number] = node.number
    member:union(node)
    if member.loop then
      member.loop:enter(loop)
    else
      push(loop.blocks, member.block)
    end
  end
end

function Finder:nest()
  for _, loop in ipairs(self.loops) do
    if not loop.parent then
      loop:enter(self.root)
    end
  end
  return self:depth(self.root, 0)
end

function Finder:depth(loop, nesting)
  loop.nesting = nesting
  local deepest = nesting
  for _, child in ipairs(loop.children) do
    deepest = math.max(deepest, self:depth(child, nesting + 1))
  end
  return deepest
end

local function build(outer, inner)
  local graph = setmetatable({blocks = {}}, Graph)
  local at = graph:block()
  for _ = 1, outer do
    at = graph:straight(at, 1)
    local top = at
    for _ = 1, inner do
      at = graph:straight(at, 1)
      local middle = at
      for _ = 1, 5 do
        at = graph:loop(at)
      end
      graph:edge(at, middle)
      at = graph:straight(at, 1)
    end
    graph:edge(at, top)
    at = graph:straight(at, 1)
  end
  -- Two entries into one cycle.
  local left, right = graph:block(), graph:block()
  graph:edge(at, left)
  graph:edge(at, right)
  graph:edge(left, right)
  graph:edge(right, left)
  return graph
end

local graph = build(10, 20)
local loops, deepest, blocks, irreducible = 0, 0, 0, 0
for _ = 1, tonumber(arg[1]) do
  local finder = Finder.new(graph)
  finder:run()
  deepest = deepest + finder:nest()
  loops = loops + #finder.loops
  for _, loop in ipairs(finder.loops) do
    blocks = blocks + #loop.blocks
    if not loop.reducible then
      irreducible = irreducible + 1
    end
  end
end
print(string.format("%d %d %d %d %d", #graph.blocks, loops, deepest, blocks, irreducible))
