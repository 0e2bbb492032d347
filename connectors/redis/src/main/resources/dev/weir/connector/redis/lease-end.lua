-- Gives a lease up, if it is one's own.
--
-- KEYS: the lease. ARGV: one's own token.

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
