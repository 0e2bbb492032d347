-- Takes a lease that nobody has, or goes on with one's own.
--
-- KEYS: the lease: the token of whoever has it.
-- ARGV: one's own token; milliseconds until the lease ends by itself.
-- Returns 1 if it is one's own now, 0 if it is somebody else's.

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
