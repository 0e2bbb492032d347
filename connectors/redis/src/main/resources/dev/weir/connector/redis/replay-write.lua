-- Brings dead letters back: adds each to its stream, remembers it, and last of all takes the dead
-- letter away. One that is remembered is not added again.
--
-- KEYS: the stream they go to, what is remembered of the job, and where the dead letters are if
--   that is on the same server; for 'done' also the stream they are moved to.
-- ARGV: epoch, what becomes of the dead letters ('keep', 'delete' or 'done'), seconds that the
--   memory is kept; then for each record its index, the id of its dead letter, the number of
--   arguments that follow, and its fields, names and values by turns.
-- Returns 'written' and a place for each, or what is in the way.
--
-- A script that fails midway takes nothing back. So all records are looked at before the first is
-- written, and the first write is one that a server at its memory limit refuses.

local target, memory, source, finished = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, after, life = ARGV[1], ARGV[2], ARGV[3]
local FIRST = 4
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
if source and after ~= 'keep' and redis.call('EXISTS', source) == 1 then
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
  if not source or after == 'keep' or isPending(id) then
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

local at = FIRST
while at <= #ARGV do
  local index, id, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  if not redis.call('HGET', memory, index) then
    if count > MOST_ARGUMENTS then
      return {'fields', id}
    end
    if source and #redis.call('XRANGE', source, id, id) == 0 then
      return {'gone', id}
    end
  end
  at = at + 3 + count
end

local outcome = {'written'}
at = FIRST
while at <= #ARGV do
  local index, id, count = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local remembered = redis.call('HGET', memory, index)
  local place = remembered and string.match(remembered, '^%S+')
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
  end
  putAway(id)
  outcome[#outcome + 1] = place
  at = at + 3 + count
end
redis.pcall('EXPIRE', memory, life)
return outcome
