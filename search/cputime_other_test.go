//go:build !linux

package search_test

import "time"

var started = time.Now()

// cpuTime is how much time passed: the nearest thing to what a process ran.
func cpuTime() time.Duration { return time.Since(started) }

// threadTime takes all threads for one.
func threadTime() (thread int, ran time.Duration) { return 0, cpuTime() }
