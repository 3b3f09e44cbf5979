package main

import (
	"runtime"
	"sync"
	"time"
)

func yield(r *run) error {
	ns := r.windows(5_000, func(n int) {
		for i := 0; i < n; i++ {
			runtime.Gosched()
		}
	})
	r.report("yield", mean(ns))
	return nil
}

func pingPong(r *run) error {
	ping, pong := make(chan struct{}), make(chan struct{})
	go func() {
		for range ping {
			pong <- struct{}{}
		}
	}()
	ns := r.windows(2_000, func(n int) {
		for i := 0; i < n; i++ {
			ping <- struct{}{}
			<-pong
		}
	})
	r.report("pingpong", mean(ns))
	return nil
}

func spawn(r *run) error {
	ns := r.windows(1_000, func(n int) {
		var ended sync.WaitGroup
		ended.Add(n)
		for i := 0; i < n; i++ {
			go ended.Done()
		}
		ended.Wait()
	})
	r.report("spawn", mean(ns))
	return nil
}

func parkedMemory(r *run) error {
	n := r.orCount(1_000_000)
	runtime.GC()
	before := status("VmRSS")
	never := make(chan struct{})
	var begun sync.WaitGroup
	begun.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			begun.Done()
			<-never
		}()
	}
	begun.Wait()
	time.Sleep(settle)
	runtime.GC()
	r.report("parked.memory", float64(status("VmRSS")-before)*1024/float64(n))
	runtime.KeepAlive(never)
	return nil
}
