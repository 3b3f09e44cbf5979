package main

import "time"

// compute is the work of all rows that compute: n steps of a generator in which each step needs the
// one before, so that no compiler can shorten it. The Java sides do the same steps.
//
//go:noinline
func compute(n int64, x uint64) uint64 {
	for ; n > 0; n-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

var sink uint64 = 1

// stepsPerMicrosecond says how many steps take a microsecond of a CPU that is ours alone: the best
// of many tries, for what disturbs only makes it slower.
func stepsPerMicrosecond() float64 {
	const steps = 100_000
	best := time.Duration(1 << 62)
	for i := 0; i < 200; i++ {
		start := time.Now()
		sink = compute(steps, uint64(i)+1)
		if d := time.Since(start); d < best {
			best = d
		}
	}
	calibrated = steps / (float64(best) / 1e3)
	return calibrated
}

// calibrated is what stepsPerMicrosecond found; 0 when nobody asked.
var calibrated float64

// stepsFor is how many steps take so many microseconds.
func stepsFor(microseconds float64) int64 {
	return int64(microseconds * stepsPerMicrosecond())
}
