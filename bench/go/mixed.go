package main

import (
	"sync/atomic"
	"syscall"
	"time"
)

const (
	mixedGs       = 1000
	mixedWorkUs   = 20
	mixedSleep1ms = time.Millisecond
)

func mixedSyscall(r *run) error {
	ts := syscall.NsecToTimespec(int64(mixedSleep1ms))
	return mixed(r, "mixed.syscall", func() { syscall.Nanosleep(&ts, nil) })
}

func mixedSleep(r *run) error {
	return mixed(r, "mixed.sleep", func() { time.Sleep(mixedSleep1ms) })
}

// padded keeps the counters of two Gs out of one cache line.
type padded struct {
	n int64
	_ [56]byte
}

func mixed(r *run, id string, sleep func()) error {
	steps := stepsFor(mixedWorkUs)
	before := status("Threads")
	counts := make([]padded, r.orCount(mixedGs))
	for i := range counts {
		c := &counts[i]
		go func() {
			x := uint64(1)
			for {
				x = compute(steps, x)
				sleep()
				atomic.AddInt64(&c.n, 1)
			}
		}()
	}
	time.Sleep(r.warmup)
	start := time.Now()
	first := make([]int64, len(counts))
	for i := range counts {
		first[i] = atomic.LoadInt64(&counts[i].n)
	}
	time.Sleep(r.length)
	elapsed := time.Since(start)
	sum, least, most := int64(0), int64(1<<62), int64(0)
	for i := range counts {
		n := atomic.LoadInt64(&counts[i].n) - first[i]
		sum += n
		if n < least {
			least = n
		}
		if n > most {
			most = n
		}
	}
	threads := status("Threads") - before
	mean := float64(sum) / float64(len(counts))
	r.report(id, float64(sum)/elapsed.Seconds())
	r.report(id+".min", float64(least)/mean)
	r.report(id+".max", float64(most)/mean)
	r.report(id+".threads", float64(threads))
	return nil
}
