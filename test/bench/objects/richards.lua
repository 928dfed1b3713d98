-- The kernel of a small operating system: six tasks of different priorities hand packets to each other.
local bit = require("bit")

local IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 0, 1, 2, 3, 4, 5
local FROM_DEVICE, FROM_WORKER = 0, 1
local SIZE = 4

local Packet = {}
Packet.__index = Packet

function Packet.new(link, target, kind)
  return setmetatable({link = link, target = target, kind = kind, position = 0, data = {0, 0, 0, 0}}, Packet)
end

-- The queue with this packet at its end.
function Packet:behind(queue)
  self.link = nil
  if not queue then
    return self
  end
  local last = queue
  while last.link do
    last = last.link
  end
  last.link = self
  return queue
end

local Task = {}
Task.__index = Task

local function subclass(base)
  local class = setmetatable({}, {__index = base})
  class.__index = class
  return class
end

local function task(class, system, number, priority, queue, waiting)
  local self = setmetatable({system = system, number = number, priority = priority, queue = queue, waiting = waiting,
    held = false, following = system.first}, class)
  system.first = self
  system.tasks[number] = self
  return self
end

function Task:blocked()
  return self.held or (self.waiting and not self.queue)
end

function Task:take_turn()
  local packet = nil
  if self.waiting then
    packet = self.queue
    if packet then
      self.queue = packet.link
      self.waiting = false
    end
  end
  return self:step(packet)
end

function Task:wait()
  self.waiting = true
  return self
end

function Task:receive(packet, sender)
  if not self.queue then
    self.queue = packet
    if self.priority > sender.priority then
      return self
    end
  else
    self.queue = packet:behind(self.queue)
  end
  return sender
end

local Idle = subclass(Task)

function Idle.new(system, number, priority, count)
  local self = task(Idle, system, number, priority, nil, false)
  self.control = 1
  self.count = count
  return self
end

function Idle:step(packet)
  self.count = self.count - 1
  if self.count == 0 then
    return self.system:hold(self)
  end
  if bit.band(self.control, 1) == 0 then
    self.control = bit.rshift(self.control, 1)
    return self.system:release(self, DEVICE_A)
  end
  self.control = bit.bxor(bit.rshift(self.control, 1), 0xD008)
  return self.system:release(self, DEVICE_B)
end

local Worker = subclass(Task)

function Worker.new(system, number, priority, queue)
  local self = task(Worker, system, number, priority, queue, true)
  self.destination = HANDLER_A
  self.letter = 0
  return self
end

function Worker:step(packet)
  if not packet then
    return self:wait()
  end
  self.destination = self.destination == HANDLER_A and HANDLER_B or HANDLER_A
  packet.target = self.destination
  packet.position = 0
  for i = 1, SIZE do
    self.letter = self.letter + 1
    if self.letter > 26 then
      self.letter = 1
    end
    packet.data[i] = 64 + self.letter
  end
  return self.system:send(self, packet)
end

local Handler = subclass(Task)

function Handler.new(system, number, priority, queue)
  return task(Handler, system, number, priority, queue, true)
end

function Handler:step(packet)
  if packet then
    if packet.kind == FROM_WORKER then
      self.work = packet:behind(self.work)
    else
      self.devices = packet:behind(self.devices)
    end
  end
  local work = self.work
  if not work then
    return self:wait()
  end
  if work.position >= SIZE then
    self.work = work.link
    return self.system:send(self, work)
  end
  local device = self.devices
  if not device then
    return self:wait()
  end
  self.devices = device.link
  device.position = work.data[work.position + 1]
  work.position = work.position + 1
  return self.system:send(self, device)
end

local Device = subclass(Task)

function Device.new(system, number, priority)
  return task(Device, system, number, priority, nil, true)
end

function Device:step(packet)
  if packet then
    self.pending = packet
    return self.system:hold(self)
  end
  local pending = self.pending
  if not pending then
    return self:wait()
  end
  self.pending = nil
  return self.system:send(self, pending)
end

local System = {}
System.__index = System

local function three(device)
  local queue = nil
  for _ = 1, 3 do
    queue = Packet.new(queue, device, FROM_DEVICE)
  end
  return queue
end

function System.new(count)
  local self = setmetatable({first = nil, tasks = {}, sent = 0, holds = 0}, System)
  Idle.new(self, IDLE, 0, count)
  Worker.new(self, WORKER, 1000, Packet.new(Packet.new(nil, WORKER, FROM_WORKER), WORKER, FROM_WORKER))
  Handler.new(self, HANDLER_A, 2000, three(DEVICE_A))
  Handler.new(self, HANDLER_B, 3000, three(DEVICE_B))
  Device.new(self, DEVICE_A, 4000)
  Device.new(self, DEVICE_B, 5000)
  return self
end

function System:hold(task)
  self.holds = self.holds + 1
  task.held = true
  return task.following
end

function System:release(task, number)
  local other = self.tasks[number]
  other.held = false
  return other.priority > task.priority and other or task
end

function System:send(task, packet)
  local receiver = self.tasks[packet.target]
  self.sent = self.sent + 1
  packet.link = nil
  packet.target = task.number
  return receiver:receive(packet, task)
end

function System:run()
  local task = self.first
  while task do
    if task:blocked() then
      task = task.following
    else
      task = task:take_turn()
    end
  end
end

local sent, holds = 0, 0
for _ = 1, tonumber(arg[1]) do
  local system = System.new(10000)
  system:run()
  sent = sent + system.sent
  holds = holds + system.holds
end
print(string.format("%d %d", sent, holds))
