package main

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

const handoffCall = 5 * time.Millisecond

func handoffBusy(r *run) error {
	return handoff(r, "handoff.busy", false, 200)
}

func handoffCold(r *run) error {
	return handoff(r, "handoff.cold", true, 30_000)
}

// handoff: compute, make another G runnable, enter a call that blocks; how long until the other runs?
func handoff(r *run, id string, cold bool, computeMicroseconds float64) error {
	steps := stepsFor(computeMicroseconds)
	ts := syscall.NsecToTimespec(int64(handoffCall))
	origin := time.Now()
	late := false
	sample := func() float64 {
		if !cold {
			if late {
				time.Sleep(25 * time.Millisecond) // sysmon sees all Ps idle, and begins anew
			} else {
				time.Sleep(time.Millisecond)
			}
		}
		sink = compute(steps, sink)
		runtime.Gosched() // a new time slice, while nobody else is runnable
		var ran int64
		go func() { atomic.StoreInt64(&ran, int64(time.Since(origin))) }()
		start := int64(time.Since(origin))
		syscall.Nanosleep(&ts, nil)
		for atomic.LoadInt64(&ran) == 0 {
			// It computes on, and keeps its P, until it is told to yield.
		}
		ns := atomic.LoadInt64(&ran) - start
		late = ns > int64(handoffCall)
		return float64(ns) / 1e3
	}
	for end := time.Now().Add(r.warmup); time.Now().Before(end); {
		sample()
	}
	var us []float64
	for end := time.Now().Add(r.length); len(us) == 0 || time.Now().Before(end); {
		// Less than 0: it was preempted between the start of the other and the call.
		if t := sample(); t >= 0 {
			us = append(us, t)
		}
	}
	r.report(id, median(us))
	r.report(id+".p99", quantile(us, 0.99))
	return nil
}
