package search_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is how long this process ran, all its threads together: what other
// processes do meanwhile does not count.
func cpuTime() time.Duration { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

// threadTime is how long the caller's thread ran, and which one it is.
func threadTime() (thread int, ran time.Duration) {
	return unix.Gettid(), clock(unix.CLOCK_THREAD_CPUTIME_ID)
}

func clock(id int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(id, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}
