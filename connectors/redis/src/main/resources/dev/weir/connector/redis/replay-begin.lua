-- Begins a job, or goes on with one: whoever began it before is shut out from here on.
--
-- KEYS: what is remembered of the job, a hash: epoch, and for each record of the plan that was
--   written, by its index, its place and the place of its dead letter.
-- ARGV: seconds that it is kept after the last write.
-- Returns whether the job was known, and the new epoch.

local memory = KEYS[1]
local known = redis.call('EXISTS', memory)
local epoch = redis.call('HINCRBY', memory, 'epoch', 1)
redis.call('EXPIRE', memory, ARGV[1])
return {known, tostring(epoch)}
