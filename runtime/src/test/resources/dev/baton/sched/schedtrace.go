// What wrote go-1.19-schedtrace.txt and go-1.19-scheddetail.txt, by Debian's Go 1.19.8 on two CPUs:
//   GO111MODULE=off go build schedtrace.go
//   GOMAXPROCS=2 GODEBUG=schedtrace=300 ./schedtrace 2>go-1.19-schedtrace.txt
//   GOMAXPROCS=2 GODEBUG=schedtrace=300,scheddetail=1 ./schedtrace 2>go-1.19-scheddetail.txt
package main

import (
	"sync"
	"syscall"
	"time"
)

func main() {
	var read sync.WaitGroup
	pipe := make([]int, 2)
	syscall.Pipe(pipe)
	for i := 0; i < 3; i++ { // asleep in the kernel
		read.Add(1)
		go func() {
			syscall.Read(pipe[0], make([]byte, 1))
			read.Done()
		}()
	}
	lock := sync.Mutex{}
	lock.Lock()
	for i := 0; i < 3; i++ { // parked
		go func() { lock.Lock() }()
	}
	for i := 0; i < 4; i++ { // running
		go func() {
			for begin := time.Now(); time.Since(begin) < 1200*time.Millisecond; {
			}
		}()
	}
	time.Sleep(1500 * time.Millisecond)
	syscall.Write(pipe[1], []byte("abc"))
	read.Wait()
}
