-- A parser of JSON by recursive descent, one character at a time.
local sub = string.sub

local JsonNull, JsonBool, JsonText, JsonArray, JsonObject = {}, {}, {}, {}, {}
for _, class in ipairs({JsonNull, JsonBool, JsonText, JsonArray, JsonObject}) do
  class.__index = class
end

function JsonNull:weight()
  return 1
end

function JsonBool:weight()
  return self.value and 2 or 3
end

function JsonText:weight()
  return #self.text
end

function JsonArray:weight()
  local total = 1
  for _, item in ipairs(self.items) do
    total = total + item:weight()
  end
  return total
end

function JsonObject:weight()
  local total = 1
  for i = 1, #self.names do
    total = total + #self.names[i] + self.values[i]:weight()
  end
  return total
end

local ESCAPES = {n = "\n", t = "\t"}

local Parser = {}
Parser.__index = Parser

function Parser.new(text)
  return setmetatable({text = text, position = 1, current = sub(text, 1, 1)}, Parser)
end

function Parser:advance()
  self.position = self.position + 1
  self.current = sub(self.text, self.position, self.position)
end

function Parser:skip()
  while self.current == " " or self.current == "\n" or self.current == "\t" do
    self:advance()
  end
end

function Parser:fail(message)
  error({message = message, position = self.position - 1})
end

function Parser:document()
  self:skip()
  local value = self:value()
  self:skip()
  if self.current ~= "" then
    self:fail("text after the value")
  end
  return value
end

function Parser:value()
  local c = self.current
  if c == "{" then
    return self:object()
  elseif c == "[" then
    return self:array()
  elseif c == '"' then
    return setmetatable({text = self:string()}, JsonText)
  elseif c == "t" then
    self:word("true")
    return setmetatable({value = true}, JsonBool)
  elseif c == "f" then
    self:word("false")
    return setmetatable({value = false}, JsonBool)
  elseif c == "n" then
    self:word("null")
    return setmetatable({}, JsonNull)
  end
  return self:number()
end

function Parser:word(letters)
  for i = 1, #letters do
    if self.current ~= sub(letters, i, i) then
      self:fail("expected " .. letters)
    end
    self:advance()
  end
end

function Parser:object()
  local names, values = {}, {}
  local result = setmetatable({names = names, values = values}, JsonObject)
  self:advance()
  self:skip()
  if self.current == "}" then
    self:advance()
    return result
  end
  while true do
    self:skip()
    if self.current ~= '"' then
      self:fail("expected a name")
    end
    local name = self:string()
    self:skip()
    if self.current ~= ":" then
      self:fail("expected a colon")
    end
    self:advance()
    self:skip()
    names[#names + 1] = name
    values[#values + 1] = self:value()
    self:skip()
    if self.current == "}" then
      self:advance()
      return result
    end
    if self.current ~= "," then
      self:fail("expected a comma")
    end
    self:advance()
  end
end

function Parser:array()
  local items = {}
  local result = setmetatable({items = items}, JsonArray)
  self:advance()
  self:skip()
  if self.current == "]" then
    self:advance()
    return result
  end
  while true do
    self:skip()
    items[#items + 1] = self:value()
    self:skip()
    if self.current == "]" then
      self:advance()
      return result
    end
    if self.current ~= "," then
      self:fail("expected a comma")
    end
    self:advance()
  end
end

function Parser:string()
  self:advance()
  local start, parts = self.position, ""
  while self.current ~= '"' do
    if self.current == "" then
      self:fail("string without end")
    end
    if self.current == "\\" then
      parts = parts .. sub(self.text, start, self.position - 1)
      self:advance()
      parts = parts .. (ESCAPES[self.current] or self.current)
      self:advance()
      start = self.position
    else
      self:advance()
    end
  end
  parts = parts .. sub(self.text, start, self.position - 1)
  self:advance()
  return parts
end

function Parser:digits()
  if not (self.current >= "0" and self.current <= "9") then
    self:fail("expected a digit")
  end
  while self.current >= "0" and self.current <= "9" do
    self:advance()
  end
end

function Parser:number()
  local start = self.position
  if self.current == "-" then
    self:advance()
  end
  self:digits()
  if self.current == "." then
    self:advance()
    self:digits()
  end
  if self.current == "e" or self.current == "E" then
    self:advance()
    if self.current == "+" or self.current == "-" then
      self:advance()
    end
    self:digits()
  end
  return setmetatable({text = sub(self.text, start, self.position - 1)}, JsonText)
end

local function sample(records)
  local lines = {}
  for i = 0, records - 1 do
    lines[#lines + 1] = string.format('  {"id": %d, "name": "item \\"%d\\"", "price": %d.5, "tags": ["a%d", "b", "c\\n"], '
      .. '"stock": {"here": true, "there": false, "none": null}, "sizes": [%d, -2, 3e5]}', i, i * 7, i % 90, i % 13, i)
  end
  return "[\n" .. table.concat(lines, ",\n") .. "\n]\n"
end

local text = sample(200)
local total, broken = 0, 0
for _ = 1, tonumber(arg[1]) do
  total = total + Parser.new(text):document():weight()
end
for cut = 1, 199 do
  local fine, problem = pcall(function() return Parser.new(sub(text, 1, cut)):document() end)
  if not fine then
    broken = broken + problem.position
  end
end
print(string.format("%d %d %d", #text, total, broken))
