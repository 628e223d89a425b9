-- Writes one view's row of one entity unless a newer one is stored; answers 1 if it wrote.
-- KEYS[1] the entity; ARGV: skip equal times (1 or 0), seconds, nanoseconds, key ttl in seconds (0: none),
-- then fields and values, the first pair being the timestamp field and its google.protobuf.Timestamp.

-- A 64-bit varint. A negative number has ten bytes: its complement is small, and exact in a double.
local function varint(bytes, position)
    local value, complement, factor = 0, 0, 1
    for index = 0, 9 do
        local byte = string.byte(bytes, position + index)
        local bits = byte % 128
        if index == 9 then
            return -complement - 1, position + 10
        end
        value = value + bits * factor
        complement = complement + (127 - bits) * factor
        factor = factor * 128
        if byte < 128 then
            return value, position + index + 1
        end
    end
end

local function seconds_and_nanos(bytes)
    local seconds, nanos, position = 0, 0, 1
    while position <= #bytes do
        local tag = string.byte(bytes, position)
        local value
        value, position = varint(bytes, position + 1)
        if tag == 8 then
            seconds = value
        else
            nanos = value
        end
    end
    return seconds, nanos
end

local stored = redis.call('HGET', KEYS[1], ARGV[5])
if stored then
    local seconds, nanos = seconds_and_nanos(stored)
    local new_seconds, new_nanos = tonumber(ARGV[2]), tonumber(ARGV[3])
    if new_seconds < seconds or (new_seconds == seconds and new_nanos < nanos) then
        return 0
    end
    if ARGV[1] == '1' and new_seconds == seconds and new_nanos == nanos then
        return 0
    end
end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
if ARGV[4] ~= '0' then
    redis.call('EXPIRE', KEYS[1], ARGV[4])
end
return 1
