package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const (
	diskReaders = 64
	diskSyncers = 256
	diskFile    = 64 << 20
	diskBlock   = 4096
	diskSynced  = 512
)

// alignedBlock returns memory that O_DIRECT takes.
func alignedBlock() []byte {
	buf := make([]byte, 2*diskBlock)
	skip := int(-uintptr(unsafe.Pointer(&buf[0])) & (diskBlock - 1))
	return buf[skip : skip+diskBlock]
}

// diskRead reads random blocks of a file past the page cache, by 64 Gs.
func diskRead(r *run) error {
	return diskDirect(r, "disk.read", os.O_RDONLY, (*os.File).ReadAt)
}

// diskWrite writes them.
func diskWrite(r *run) error {
	return diskDirect(r, "disk.write", os.O_WRONLY, (*os.File).WriteAt)
}

func diskDirect(r *run, id string, flags int, call func(f *os.File, buf []byte, offset int64) (int, error)) error {
	name, err := temp(diskFile)
	if err != nil {
		return err
	}
	defer os.Remove(name)
	f, err := os.OpenFile(name, flags|syscall.O_DIRECT, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return diskWaits(r, id, diskReaders, func(g int) func() {
		buf := alignedBlock()
		state := uint64(g)
		return func() {
			state = state*6364136223846793005 + 1442695040888963407
			offset := int64(state>>33) % (diskFile / diskBlock) * diskBlock
			if n, err := call(f, buf, offset); n != diskBlock {
				panic(fmt.Sprint("short: ", n, err))
			}
		}
	})
}

// diskSync writes to a file of its own and syncs it, by 256 Gs.
func diskSync(r *run) error {
	files := make([]*os.File, diskSyncers)
	for i := range files {
		name, err := temp(0)
		if err != nil {
			return err
		}
		defer os.Remove(name)
		if files[i], err = os.OpenFile(name, os.O_WRONLY, 0); err != nil {
			return err
		}
		defer files[i].Close()
	}
	return diskWaits(r, "disk.sync", diskSyncers, func(g int) func() {
		buf := make([]byte, diskSynced)
		return func() {
			if _, err := files[g].WriteAt(buf, 0); err != nil {
				panic(err)
			}
			if err := files[g].Sync(); err != nil {
				panic(err)
			}
		}
	})
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func diskWaits(r *run, id string, gs int, each func(g int) func()) error {
	counts := make([]padded, gs)
	var stop int32
	var ended sync.WaitGroup
	ended.Add(gs)
	for i := range counts {
		c, call := &counts[i], each(i)
		go func() {
			defer ended.Done()
			for atomic.LoadInt32(&stop) == 0 {
				call()
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
	before, start, cpu := done(), time.Now(), cpuTime()
	time.Sleep(r.length)
	for done() == before { // on a slow disk
		time.Sleep(r.length)
	}
	ops, elapsed, used := done()-before, time.Since(start), cpuTime()-cpu
	threads := status("Threads")
	atomic.StoreInt32(&stop, 1)
	ended.Wait()
	r.report(id, float64(elapsed)/1e3/float64(ops))
	r.report(id+".cpu", float64(used)/1e3/float64(ops))
	r.report(id+".threads", float64(threads))
	return nil
}
