package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

const copiedFile = 256 << 20

// diskCopy copies a file in the page cache, in turns with cp.
func diskCopy(r *run) error {
	from, err := temp(copiedFile)
	if err != nil {
		return err
	}
	defer os.Remove(from)
	to := from + ".copy"
	for end := time.Now().Add(r.warmup); time.Now().Before(end); {
		if _, err := timedCopy(to, func() error { return copyFile(from, to) }); err != nil {
			return err
		}
	}
	var ours, theirs time.Duration
	n := 0
	for end := time.Now().Add(r.length); n == 0 || time.Now().Before(end); n++ {
		d, err := timedCopy(to, func() error { return copyFile(from, to) })
		if err != nil {
			return err
		}
		ours += d
		if d, err = timedCopy(to, exec.Command("cp", from, to).Run); err != nil {
			return err
		}
		theirs += d
	}
	r.report("disk.copy", float64(ours)/1e6/float64(n))
	r.report("disk.copy.of-cp", float64(ours)/float64(theirs))
	return nil
}

func timedCopy(to string, copy func() error) (time.Duration, error) {
	start := time.Now()
	err := copy()
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(to)
	if err == nil && info.Size() != copiedFile {
		err = fmt.Errorf("a copy of %d bytes has %d", copiedFile, info.Size())
	}
	if removed := os.Remove(to); err == nil {
		err = removed
	}
	return took, err
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	copy, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(copy, source); err != nil {
		copy.Close()
		return err
	}
	return copy.Close()
}
