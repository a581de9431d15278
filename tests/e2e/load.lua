-- For wrk: asks the targets of its arguments in turn, counts every answer that is neither 2xx nor 3xx, and prints what
-- it saw as one line of JSON behind the word "seen".
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  targets, turn = {}, number
  for i = 1, #arguments do
    targets[i] = wrk.format("GET", arguments[i])
  end
  bad, answers = "", 0
end

function request()
  turn = turn + 1
  return targets[turn % #targets + 1]
end

function response(status, headers, body)
  answers = answers + 1
  if status < 200 or status > 399 then
    bad = bad .. status .. " "
  end
end

function done(summary, latency, requests)
  local bad, answers = "", 0
  for _, thread in ipairs(threads) do
    bad = bad .. thread:get("bad")
    answers = answers + thread:get("answers")
  end
  local errors = summary.errors
  io.write(string.format(
    'seen {"answers": %d, "bad": "%s", "connect": %d, "read": %d, "write": %d, "timeout": %d, "seconds": %.2f}\n',
    answers, bad, errors.connect, errors.read, errors.write, errors.timeout, summary.duration / 1e6))
end
