package main

import (
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	blockedReaders = 5000
	settle         = 300 * time.Millisecond
)

// readers are Gs that block in read(2) of one empty pipe.
type readers struct {
	writer int
	each   time.Duration // from the start until the last was about to read, for each of them
	ended  sync.WaitGroup
}

func blockReaders(n int) (*readers, error) {
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		return nil, err
	}
	b := &readers{writer: fds[1]}
	b.ended.Add(n)
	var begun int64
	all := make(chan time.Time)
	start := time.Now()
	for i := 0; i < n; i++ {
		go func() {
			defer b.ended.Done()
			var buf [1]byte
			if atomic.AddInt64(&begun, 1) == int64(n) {
				now := time.Now()
				go func() { all <- now }()
			}
			syscall.Read(fds[0], buf[:])
		}()
	}
	b.each = (<-all).Sub(start) / time.Duration(n)
	return b, nil
}

func blockEach(r *run) error {
	b, err := blockReaders(r.orCount(blockedReaders))
	if err != nil {
		return err
	}
	r.report("block.each", float64(b.each)/1e3)
	return nil
}

func blockMemory(r *run) error {
	rss, threads := status("VmRSS"), status("Threads")
	if _, err := blockReaders(r.orCount(blockedReaders)); err != nil {
		return err
	}
	time.Sleep(settle)
	r.report("block.memory", float64(status("VmRSS")-rss)/1024)
	r.report("block.memory.threads", float64(status("Threads")-threads))
	return nil
}

func threadsAfter(r *run) error {
	threads := status("Threads")
	b, err := blockReaders(r.orCount(blockedReaders))
	if err != nil {
		return err
	}
	time.Sleep(settle)
	if err := syscall.Close(b.writer); err != nil {
		return err
	}
	b.ended.Wait()
	released := time.Now()
	time.Sleep(time.Until(released.Add(5 * time.Second)))
	r.report("threads.after.5s", float64(status("Threads")-threads))
	time.Sleep(time.Until(released.Add(10 * time.Second)))
	r.report("threads.after", float64(status("Threads")-threads))
	return nil
}
