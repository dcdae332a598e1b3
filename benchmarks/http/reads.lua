-- GETs the paths given, in turn; writes what wrk measured as one line of JSON.
-- TOKEN of the environment signs them.

local requests, turn = {}, 0

function init(paths)
  local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
  for place, path in ipairs(paths) do
    requests[place] = wrk.format("GET", path, headers)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
