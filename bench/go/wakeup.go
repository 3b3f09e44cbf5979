package main

import (
	"fmt"
	"math/rand"
	"sync/atomic"
	"time"
)

const wakeupBurstUs = 300

// wakeupLoaded: how late does a sleep of 1 ms end beside n Gs that compute and sleep?
func wakeupLoaded(n int) program {
	return func(r *run) error {
		id := fmt.Sprintf("wakeup.loaded.%d", n)
		steps := stepsFor(wakeupBurstUs)
		bursts := make([]padded, n)
		for i := range bursts {
			c := &bursts[i]
			random := rand.New(rand.NewSource(int64(i)))
			go func() {
				x := uint64(1)
				for {
					x = compute(steps, x)
					atomic.AddInt64(&c.n, 1)
					time.Sleep(time.Millisecond + time.Duration(random.Intn(1_000_000)))
				}
			}()
		}
		done := func() (sum int64) {
			for i := range bursts {
				sum += atomic.LoadInt64(&bursts[i].n)
			}
			return sum
		}
		late := make(chan []float64)
		var work float64
		go func() {
			sample := func() float64 {
				start := time.Now()
				time.Sleep(time.Millisecond)
				return float64(time.Since(start)-time.Millisecond) / 1e6
			}
			for end := time.Now().Add(r.warmup); time.Now().Before(end); {
				sample()
			}
			before, start := done(), time.Now()
			var ms []float64
			for end := start.Add(r.length); len(ms) == 0 || time.Now().Before(end); {
				ms = append(ms, sample())
			}
			work = float64(done()-before) / time.Since(start).Seconds()
			late <- ms
		}()
		ms := <-late
		r.report(id, median(ms))
		r.report(id+".p99", quantile(ms, 0.99))
		r.report(id+".work", work)
		return nil
	}
}
