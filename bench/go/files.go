package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	preadFile  = 1 << 20
	preadBlock = 4096
	smallFile  = 1024
)

// temp makes a file with so many bytes.
func temp(size int) (string, error) {
	f, err := os.CreateTemp("", "baton-bench-")
	if err != nil {
		return "", err
	}
	if _, err := f.Write(make([]byte, size)); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// pread reads blocks of a file in the page cache, one after the other, by so many Gs.
func pread(gs int) program {
	return func(r *run) error {
		id := fmt.Sprintf("pread.%d", gs)
		name, err := temp(preadFile)
		if err != nil {
			return err
		}
		defer os.Remove(name)
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		counts := make([]padded, gs)
		var stop int32
		var ended sync.WaitGroup
		ended.Add(gs)
		for i := range counts {
			c := &counts[i]
			offset := int64(i) * preadBlock % preadFile
			go func() {
				defer ended.Done()
				buf := make([]byte, preadBlock)
				for atomic.LoadInt32(&stop) == 0 {
					n, err := f.ReadAt(buf, offset)
					if n != preadBlock {
						panic(fmt.Sprint("short read: ", n, err))
					}
					offset = (offset + preadBlock) % preadFile
					atomic.StoreInt64(&c.n, c.n+1)
				}
			}()
		}
		done := func() (sum int64) {
			for i := range counts {
				sum += atomic.LoadInt64(&counts[i].n)
			}
			return sum
		}
		time.Sleep(r.warmup)
		before, start := done(), time.Now()
		time.Sleep(r.length)
		ops, elapsed := done()-before, time.Since(start)
		atomic.StoreInt32(&stop, 1)
		ended.Wait()
		r.report(id, float64(elapsed)/1e3/float64(ops))
		return nil
	}
}

func openReadClose(r *run) error {
	return smallFiles(r, "open-read-close", func(name string, buf []byte) (int, error) {
		f, err := os.Open(name)
		if err != nil {
			return 0, err
		}
		n, err := f.Read(buf)
		if err != nil {
			return 0, err
		}
		return n, f.Close()
	})
}

func openReadCloseRaw(r *run) error {
	return smallFiles(r, "open-read-close.raw", func(name string, buf []byte) (int, error) {
		fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return 0, err
		}
		n, err := syscall.Read(fd, buf)
		if err != nil {
			return 0, err
		}
		return n, syscall.Close(fd)
	})
}

func smallFiles(r *run, id string, readAll func(name string, buf []byte) (int, error)) error {
	name, err := temp(smallFile)
	if err != nil {
		return err
	}
	defer os.Remove(name)
	buf := make([]byte, 2*smallFile)
	ns := r.windows(200, func(n int) {
		for i := 0; i < n; i++ {
			if got, err := readAll(name, buf); got != smallFile {
				panic(fmt.Sprint("short read: ", got, err))
			}
		}
	})
	r.report(id, median(ns)/1e3)
	return nil
}
