package search_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is how long this thread ran: what other processes do meanwhile does not
// count. The caller holds its thread.
func cpuTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}
