//go:build !linux

package search_test

import "time"

var started = time.Now()

// cpuTime is how much time passed: the nearest thing to what a thread ran.
func cpuTime() time.Duration { return time.Since(started) }
