package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// What it is told, and how it stands, is said once, in the Javadoc of programs.explode.Explosion and
// Tally: this does the same work, in the same order, and prints the same lines.
const (
	explodeReport     = 100 * time.Millisecond
	explodeAlone      = 500 * time.Millisecond
	explodeStandstill = 2 * time.Second
	explodePatience   = 15 * time.Second
)

type explosion struct {
	fifos              []int
	started            int32 // 1 when all are
	begun, back, wrong int64
	beats, last        int64 // last: when it came, in nanoseconds since start
	longestSilence     int64
	start              time.Time
	state              string
	stateSince         time.Duration
	moved              int64
	movedAt            time.Duration
}

// explode is the Go side of ./baton demo explode: Gs that block in read(2), which is called by
// syscall.Read, so that no poller takes part. It returns whether all got what was meant for them.
func explode(args []string) (bool, error) {
	flags := flag.NewFlagSet("explode", flag.ExitOnError)
	n := flags.Int("n", 5000, "how many Gs block")
	procs := flags.Int("procs", 2, "GOMAXPROCS")
	hold := flags.Float64("hold", 5, "seconds until they are let go")
	after := flags.Float64("seconds", 12, "seconds from then to the end")
	flags.Parse(args)
	runtime.GOMAXPROCS(*procs)

	fifos, err := openFifos(*n)
	if err != nil {
		return false, err
	}
	e := &explosion{fifos: fifos, start: time.Now(), state: "alone"}
	go e.heartbeat()
	for !e.isOver() {
		time.Sleep(explodeReport - time.Since(e.start)%explodeReport)
		now := time.Since(e.start)
		e.report(now)
		e.goOn(now, seconds(*hold), seconds(*after))
	}
	e.report(time.Since(e.start))
	return e.state == "right", nil
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second))
}

// openFifos makes FIFOs, opens each for reading and writing, and removes their names.
func openFifos(n int) ([]int, error) {
	dir, err := os.MkdirTemp("", "explosion-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	fifos := make([]int, n)
	for i := range fifos {
		path := filepath.Join(dir, "fifo-"+strconv.Itoa(i))
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			return nil, &os.PathError{Op: "mkfifo", Path: path, Err: err}
		}
		if fifos[i], err = syscall.Open(path, syscall.O_RDWR|syscall.O_CLOEXEC, 0); err != nil {
			return nil, &os.PathError{Op: "open", Path: path, Err: err}
		}
	}
	return fifos, nil
}

func (e *explosion) heartbeat() {
	for {
		time.Sleep(time.Millisecond)
		now := int64(time.Since(e.start))
		if silence := now - atomic.LoadInt64(&e.last); silence > atomic.LoadInt64(&e.longestSilence) {
			atomic.StoreInt64(&e.longestSilence, silence)
		}
		atomic.StoreInt64(&e.last, now)
		atomic.AddInt64(&e.beats, 1)
	}
}

func (e *explosion) goOn(now, hold, after time.Duration) {
	n := int64(len(e.fifos))
	inState, still := now-e.stateSince, e.still(now)
	switch e.state {
	case "alone":
		if inState >= explodeAlone {
			e.enter("held", now)
			go func() {
				for i := range e.fifos {
					go e.read(i)
				}
				atomic.StoreInt32(&e.started, 1)
			}()
		}
	case "held":
		wait := explodePatience
		if atomic.LoadInt32(&e.started) == 1 {
			wait = explodeStandstill
		}
		enough := atomic.LoadInt64(&e.begun) == n || still >= wait
		if inState >= hold && enough {
			e.enter("let_go", now)
			go e.letGo()
		}
	case "let_go":
		if atomic.LoadInt64(&e.back) < n {
			if still >= explodePatience {
				e.enter("stuck", now)
			}
		} else if inState >= after {
			if atomic.LoadInt64(&e.wrong) == 0 {
				e.enter("right", now)
			} else {
				e.enter("wrong", now)
			}
		}
	}
}

func (e *explosion) isOver() bool {
	return e.state == "right" || e.state == "wrong" || e.state == "stuck"
}

func (e *explosion) enter(state string, now time.Duration) {
	e.state, e.stateSince, e.movedAt = state, now, now
}

// still is for how long none has begun or come back.
func (e *explosion) still(now time.Duration) time.Duration {
	if sum := atomic.LoadInt64(&e.begun) + atomic.LoadInt64(&e.back); sum != e.moved {
		e.moved, e.movedAt = sum, now
	}
	return now - e.movedAt
}

func (e *explosion) read(i int) {
	var buf [1]byte
	atomic.AddInt64(&e.begun, 1)
	n, err := syscall.Read(e.fifos[i], buf[:])
	if n != 1 || err != nil || buf[0] != byte(i) {
		atomic.AddInt64(&e.wrong, 1)
	}
	atomic.AddInt64(&e.back, 1)
}

func (e *explosion) letGo() {
	for i, fd := range e.fifos {
		if _, err := syscall.Write(fd, []byte{byte(i)}); err != nil {
			fmt.Fprintln(os.Stderr, "writing to a FIFO:", err)
			return
		}
	}
}

func (e *explosion) report(now time.Duration) {
	back := atomic.LoadInt64(&e.back) // first: who is back has begun
	silent := int64(now) - atomic.LoadInt64(&e.last)
	longest := atomic.LoadInt64(&e.longestSilence)
	if silent > longest {
		longest = silent
	}
	fmt.Printf("tally ms=%d beats=%d silentMs=%d longestSilenceMs=%d begun=%d back=%d wrong=%d state=%s\n",
		now.Milliseconds(), atomic.LoadInt64(&e.beats), silent/1e6, longest/1e6,
		atomic.LoadInt64(&e.begun), back, atomic.LoadInt64(&e.wrong), e.state)
}
