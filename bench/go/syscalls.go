package main

import (
	"runtime"
	"syscall"
	"time"
)

const callsPerWindow = 2_000

func rawGetppid(n int) {
	for i := 0; i < n; i++ {
		syscall.RawSyscall(syscall.SYS_GETPPID, 0, 0, 0)
	}
}

func getppid(n int) {
	for i := 0; i < n; i++ {
		syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
	}
}

func rawSyscall(r *run) error {
	r.report("rawsyscall", median(r.windows(callsPerWindow, rawGetppid)))
	return nil
}

// syscallOverhead takes turns: what slows one window down slows its neighbour down too.
func syscallOverhead(r *run) error {
	var added []float64
	timed := func(f func(int)) float64 {
		start := time.Now()
		f(callsPerWindow)
		return float64(time.Since(start)) / callsPerWindow
	}
	pair := func() float64 {
		raw := timed(rawGetppid)
		return timed(getppid) - raw
	}
	for end := time.Now().Add(r.warmup); time.Now().Before(end); {
		pair()
	}
	for end := time.Now().Add(r.length); len(added) == 0 || time.Now().Before(end); {
		added = append(added, pair())
	}
	r.report("syscall.overhead", median(added))
	return nil
}

func sysmonTick(r *run) error {
	// The sleep that Go's sysmon does: nanosleep with the timer slack that every thread has.
	runtime.LockOSThread()
	ts := syscall.NsecToTimespec(20_000)
	ns := r.windows(1, func(int) { syscall.Nanosleep(&ts, nil) })
	r.report("sysmon.tick", median(ns)/1e3)
	return nil
}
