package main

import (
	"fmt"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
)

// quantile is the smallest value that at least the fraction q of all are not above. It sorts values.
func quantile(values []float64, q float64) float64 {
	sort.Float64s(values)
	i := int(math.Ceil(q*float64(len(values)))) - 1
	if i < 0 {
		i = 0
	}
	return values[i]
}

func median(values []float64) float64 {
	return quantile(values, 0.5)
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// status reads one number of /proc/self/status, for example VmRSS in kB.
func status(key string) int64 {
	bytes, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(bytes), "\n") {
		if strings.HasPrefix(line, key+":") {
			n, err := strconv.ParseInt(strings.Fields(line)[1], 10, 64)
			if err != nil {
				panic(err)
			}
			return n
		}
	}
	panic(fmt.Sprintf("no %s in /proc/self/status", key))
}
