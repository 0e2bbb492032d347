-- Brings dead letters back: adds each to its stream, remembers it, and last of all takes the dead
-- letter away, or off the list of the group that has it pending. One that is remembered is not added
-- again.
--
-- KEYS: the stream they go to, what is remembered of the job, and where the dead letters are if
--   that is on the same server; for 'done' also the stream they are moved to.
-- ARGV: epoch, what becomes of the dead letters ('keep', 'delete', 'done' or 'ack'), seconds that
--   the memory is kept, for 'ack' the group and the server's time in milliseconds when its entries
--   were listed; then for each record its index, the id of its dead letter, the number of arguments
--   that follow, and its fields, names and values by turns.
-- Returns 'written' and a place for each, or what is in the way.
--
-- A script that fails midway takes nothing back. So all records are looked at before the first is
-- written, and the first write is one that a server at its memory limit refuses.

local target, memory, source, finished = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, after, life = ARGV[1], ARGV[2], ARGV[3]
local holder, listed = ARGV[4], tonumber(ARGV[5])
local FIRST = 6
-- Arguments of one command that a script can put together.
local MOST_ARGUMENTS = 7000

local known = redis.pcall('HGET', memory, 'epoch')
if type(known) == 'table' then
  return {'refused', known.err}
end
if known ~= epoch then
  return {known and 'fenced' or 'forgotten'}
end
local kind = redis.call('TYPE', target).ok
if kind ~= 'stream' then
  return {kind == 'none' and 'missing' or 'type', target}
end
if finished then
  local finishedKind = redis.call('TYPE', finished).ok
  if finishedKind ~= 'stream' and finishedKind ~= 'none' then
    return {'type', finished}
  end
end

local groups = {}
if source and (after == 'delete' or after == 'done') and redis.call('EXISTS', source) == 1 then
  for _, facts in ipairs(redis.call('XINFO', 'GROUPS', source)) do
    for i = 1, #facts, 2 do
      if facts[i] == 'name' then
        groups[#groups + 1] = facts[i + 1]
      end
    end
  end
end

local function isPending(id)
  for _, group in ipairs(groups) do
    if #redis.call('XPENDING', source, group, id, id, 1) > 0 then
      return true
    end
  end
  return false
end

-- What is in the way here leaves the dead letter where it is, and that is all.
local function putAway(id)
  if not source or after == 'keep' or after == 'ack' or isPending(id) then
    return
  end
  if after == 'done' then
    local entry = redis.call('XRANGE', source, id, id)[1]
    if not entry or #entry[2] > MOST_ARGUMENTS then
      return
    end
    if type(redis.pcall('XADD', finished, '*', unpack(entry[2]))) == 'table' then
      return
    end
  end
  redis.pcall('XDEL', source, id)
end

-- Why an entry that is to be acknowledged is in other hands since it was listed, if it is.
local function taken(id)
  local pending = redis.pcall('XPENDING', source, holder, id, id, 1)
  if pending.err then
    return {'refused', pending.err}
  end
  if #pending == 0 then
    return {'acknowledged', id}
  end
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  if pending[1][3] <= now - listed then
    return {'redelivered', id}
  end
  return nil
end

-- What was written for a record; nothing if it was taken back.
local function placeOf(index)
  local remembered = redis.call('HGET', memory, index)
  return remembered and string.match(remembered, '^%S+')
end

local at = FIRST
while at <= #ARGV do
  local index, id, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  if not placeOf(index) then
    if count > MOST_ARGUMENTS then
      return {'fields', id}
    end
    if source and #redis.call('XRANGE', source, id, id) == 0 then
      return {'gone', id}
    end
    local hands = after == 'ack' and taken(id)
    if hands then
      return hands
    end
  end
  at = at + 3 + count
end

local outcome = {'written'}
at = FIRST
while at <= #ARGV do
  local index, id, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local place = placeOf(index)
  if not place then
    place = redis.pcall('XADD', target, '*', unpack(ARGV, at + 3, at + 2 + count))
    if type(place) == 'table' then
      return {#outcome > 1 and 'partly' or 'refused', place.err}
    end
    local noted = redis.pcall('HSET', memory, index, place .. ' ' .. id)
    if type(noted) == 'table' then
      redis.pcall('XDEL', target, place)
      return {#outcome > 1 and 'partly' or 'refused', noted.err}
    end
    if after == 'ack' then
      local acknowledged = redis.pcall('XACK', source, holder, id)
      if type(acknowledged) == 'table' then
        redis.pcall('XDEL', target, place)
        redis.pcall('HSET', memory, index, '')
        return {#outcome > 1 and 'partly' or 'refused', acknowledged.err}
      end
    end
  end
  putAway(id)
  outcome[#outcome + 1] = place
  at = at + 3 + count
end
redis.pcall('EXPIRE', memory, life)
return outcome
