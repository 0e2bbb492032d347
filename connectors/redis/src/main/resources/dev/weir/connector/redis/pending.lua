-- Acts on pending entries, each only if it is still as it was listed.
--
-- KEYS: the stream; for 'move' also the target, which must be there.
-- ARGV: group, action, server time of the list in milliseconds, consumer to claim for, '1' to
--   delete what is moved; then for each entry id, consumer, deliveries, note for the target.
-- Returns for each entry what became of it, and where it is now or why not.
--
-- A script that fails midway takes nothing back, so all that can fail comes before the first
-- write, and what ends an entry's life comes last. The first write is the one that a server at its
-- memory limit refuses: after any other it would refuse no more.

local stream, target = KEYS[1], KEYS[2]
local group, action, listed, claimer = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local delete = ARGV[5] == '1'
local NOTE = '_dlq_metadata'
-- Arguments of one command that a script can put together.
local MOST_ARGUMENTS = 7000

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Parts of an id are too long for a number to be exact.
local function lower(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

local function before(a, b)
  local hyphenA, hyphenB = string.find(a, '-', 1, true), string.find(b, '-', 1, true)
  local millisA, millisB = string.sub(a, 1, hyphenA - 1), string.sub(b, 1, hyphenB - 1)
  if millisA ~= millisB then
    return lower(millisA, millisB)
  end
  return lower(string.sub(a, hyphenA + 1), string.sub(b, hyphenB + 1))
end

-- Whether another group has yet to be given an entry, or to acknowledge it.
local function needed(id)
  for _, facts in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local name, last
    for i = 1, #facts, 2 do
      if facts[i] == 'name' then
        name = facts[i + 1]
      elseif facts[i] == 'last-delivered-id' then
        last = facts[i + 1]
      end
    end
    if name ~= group then
      if before(last, id) or #redis.call('XPENDING', stream, name, id, id, 1) > 0 then
        return true
      end
    end
  end
  return false
end

local function move(id, fields, note)
  if #fields > MOST_ARGUMENTS then
    return {'refused', 'WEIRFIELDS'}
  end
  local arguments = {}
  for i = 1, #fields do
    arguments[i] = fields[i]
  end
  arguments[#arguments + 1] = NOTE
  arguments[#arguments + 1] = note
  local others = delete and needed(id)
  local place = redis.pcall('XADD', target, '*', unpack(arguments))
  if type(place) == 'table' then
    return {'refused', place.err}
  end
  local acknowledged = redis.pcall('XACK', stream, group, id)
  if type(acknowledged) == 'table' then
    redis.pcall('XDEL', target, place)
    return {'refused', acknowledged.err}
  end
  if others or (delete and type(redis.pcall('XDEL', stream, id)) == 'table') then
    return {'left', place}
  end
  return {'moved', place}
end

if action == 'move' then
  local kind = redis.call('TYPE', target).ok
  if kind ~= 'stream' then
    return redis.error_reply(kind == 'none' and 'WEIRMISSING' or 'WEIRTYPE')
  end
end

local outcomes = {}
for i = 6, #ARGV, 4 do
  local id, consumer, deliveries = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local pending = redis.pcall('XPENDING', stream, group, id, id, 1)
  if pending.err then
    return pending
  end
  local outcome
  if #pending == 0 then
    outcome = {'acknowledged', ''}
  elseif
    pending[1][2] ~= consumer
    or pending[1][4] ~= deliveries
    or pending[1][3] <= now() - listed
  then
    outcome = {'redelivered', ''}
  else
    local entry = redis.call('XRANGE', stream, id, id)[1]
    local done = 1
    if action == 'acknowledge' then
      done = redis.pcall('XACK', stream, group, id)
    elseif not entry then
      outcome = {'gone', ''}
    elseif action == 'claim' then
      done = redis.pcall('XCLAIM', stream, group, claimer, 0, id, 'JUSTID')
    elseif action == 'retry' and consumer == '' then
      outcome = {'refused', 'WEIRNOBODY'}
    elseif action == 'retry' then
      local given = now() - pending[1][3]
      done =
        redis.pcall(
          'XCLAIM', stream, group, consumer, 0, id, 'TIME', given, 'RETRYCOUNT', 0, 'JUSTID')
    else
      outcome = move(id, entry[2], ARGV[i + 3])
    end
    if not outcome then
      if type(done) == 'table' and done.err then
        outcome = {'refused', done.err}
      else
        outcome = {'done', ''}
      end
    end
  end
  outcomes[#outcomes + 1] = outcome
  if outcome[1] == 'refused' then
    break
  end
end
return outcomes
