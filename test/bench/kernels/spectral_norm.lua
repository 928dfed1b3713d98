local function element(i, j)
  -- A product of two neighbours is even.
  return 1 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function times(v, out, n)
  for i = 0, n - 1 do
    local s = 0
    for j = 0, n - 1 do
      s = s + element(i, j) * v[j]
    end
    out[i] = s
  end
end

local function times_transposed(v, out, n)
  for i = 0, n - 1 do
    local s = 0
    for j = 0, n - 1 do
      s = s + element(j, i) * v[j]
    end
    out[i] = s
  end
end

local function spectral_norm(n)
  local u, v, t = {}, {}, {}
  for i = 0, n - 1 do
    u[i], v[i], t[i] = 1, 0, 0
  end
  for _ = 1, 10 do
    times(u, t, n)
    times_transposed(t, v, n)
    times(v, t, n)
    times_transposed(t, u, n)
  end
  local vbv, vv = 0, 0
  for i = 0, n - 1 do
    vbv = vbv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  return math.sqrt(vbv / vv)
end

print(string.format("%.9f", spectral_norm(tonumber(arg[1]))))
