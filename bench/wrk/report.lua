-- What ./baton bench server reads of wrk: one line, times in microseconds.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("baton requests=%d us=%d p50=%d p99=%d p99.9=%d errors=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    latency:percentile(99.9), e.connect + e.read + e.write + e.status + e.timeout))
end
