// The Go side of ./baton bench: one row a process, as dev.baton.bench.Row is for the Java sides.
//
//	bench ID --procs=2 --seconds=3 --warmup=1 [--count=N]
//
// prints one line of JSON with what it measured ("bench serve" is in server.go, "bench explode" in explode.go). What each row means is said once, in the Javadoc of
// the Java class that measures the same (dev.baton.bench.Catalogue lists them); the functions here
// do the same work in the same order. It must compile with Go 1.19.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sort"
	"time"
)

// run is one run of one row: what was asked for, and what was found.
type run struct {
	warmup time.Duration
	length time.Duration
	count  int // 0: the row's own
	values map[string][]float64
}

func (r *run) report(id string, values ...float64) {
	r.values[id] = values
}

// orCount is how many Gs (or other things) a row uses.
func (r *run) orCount(n int) int {
	if r.count > 0 {
		return r.count
	}
	return n
}

// windows calls f, which does n operations, until the warm-up is over, and then until the length is;
// it returns the nanoseconds an operation took in each of the measured windows.
func (r *run) windows(n int, f func(n int)) []float64 {
	for end := time.Now().Add(r.warmup); time.Now().Before(end); {
		f(n)
	}
	var ns []float64
	for end := time.Now().Add(r.length); ; {
		start := time.Now()
		f(n)
		now := time.Now()
		ns = append(ns, float64(now.Sub(start))/float64(n))
		if !now.Before(end) {
			return ns
		}
	}
}

type program func(r *run) error

var programs = map[string]program{
	"rawsyscall":          rawSyscall,
	"syscall.overhead":    syscallOverhead,
	"handoff.busy":        handoffBusy,
	"handoff.cold":        handoffCold,
	"mixed.syscall":       mixedSyscall,
	"mixed.sleep":         mixedSleep,
	"wakeup.loaded.8":     wakeupLoaded(8),
	"wakeup.loaded.32":    wakeupLoaded(32),
	"wakeup.loaded.64":    wakeupLoaded(64),
	"block.each":          blockEach,
	"block.memory":        blockMemory,
	"threads.after":       threadsAfter,
	"pread.1":             pread(1),
	"pread.64":            pread(64),
	"disk.read":           diskRead,
	"disk.copy":           diskCopy,
	"disk.sync":           diskSync,
	"disk.write":          diskWrite,
	"open-read-close":     openReadClose,
	"open-read-close.raw": openReadCloseRaw,
	"yield":               yield,
	"pingpong":            pingPong,
	"spawn":               spawn,
	"parked.memory":       parkedMemory,
	"sysmon.tick":         sysmonTick,
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		if err := serve(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "explode" {
		right, err := explode(os.Args[2:])
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench explode:", err)
		}
		if !right {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		ids := make([]string, 0, len(programs))
		for id := range programs {
			ids = append(ids, id)
		}
		sort.Strings(ids)
		fmt.Fprintln(os.Stderr, "usage: bench ID [--procs=N] [--seconds=S] [--warmup=S] [--count=N]; ID is one of", ids)
		os.Exit(2)
	}
	id := os.Args[1]
	flags := flag.NewFlagSet(id, flag.ExitOnError)
	procs := flags.Int("procs", 2, "GOMAXPROCS")
	seconds := flags.Float64("seconds", 3, "how long to measure")
	warmup := flags.Float64("warmup", 1, "how long to run before, in seconds")
	count := flags.Int("count", 0, "how many Gs; 0 for the row's own number")
	flags.Parse(os.Args[2:])

	runtime.GOMAXPROCS(*procs)
	r := &run{
		warmup: time.Duration(*warmup * float64(time.Second)),
		length: time.Duration(*seconds * float64(time.Second)),
		count:  *count,
		values: map[string][]float64{},
	}
	if err := programs[id](r); err != nil {
		fmt.Fprintf(os.Stderr, "bench %s: %v\n", id, err)
		os.Exit(1)
	}
	found := map[string]interface{}{"id": id, "side": "go", "values": r.values}
	if calibrated > 0 {
		found["stepsPerMicrosecond"] = calibrated
	}
	line, err := json.Marshal(found)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench %s: %v\n", id, err)
		os.Exit(1)
	}
	fmt.Println(string(line))
}
