local function fannkuch(n)
  local first, perm, count = {}, {}, {}
  for i = 0, n - 1 do
    first[i], perm[i], count[i] = i, 0, 0
  end
  local most, checksum, turn, r = 0, 0, 0, n
  while true do
    while r ~= 1 do
      count[r - 1] = r
      r = r - 1
    end
    for i = 0, n - 1 do
      perm[i] = first[i]
    end
    local flips = 0
    local k = perm[0]
    while k ~= 0 do
      local low, high = 0, k
      while low < high do
        perm[low], perm[high] = perm[high], perm[low]
        low = low + 1
        high = high - 1
      end
      flips = flips + 1
      k = perm[0]
    end
    if flips > most then
      most = flips
    end
    if turn % 2 == 0 then
      checksum = checksum + flips
    else
      checksum = checksum - flips
    end
    while true do
      if r == n then
        return checksum, most
      end
      local head = first[0]
      for i = 0, r - 1 do
        first[i] = first[i + 1]
      end
      first[r] = head
      count[r] = count[r] - 1
      if count[r] > 0 then
        break
      end
      r = r + 1
    end
    turn = turn + 1
  end
end

print(string.format("%d %d", fannkuch(tonumber(arg[1]))))
