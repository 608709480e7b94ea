package reindex

import (
	"math"
	"runtime/debug"
	"syscall"
)

// LimitMemory holds this process, a child, to one and a half times what its parent
// said that it may take ([Options].Memory) and 256 MiB: beyond that it ends, which the parent
// tells with the name of the file that was being read. Without a word from a parent
// it does nothing. Only private memory counts (setrlimit(2), RLIMIT_DATA), not the
// address space that Go reserves nor what is mapped from the disk.
func LimitMemory() {
	soft := debug.SetMemoryLimit(-1)
	if soft == math.MaxInt64 {
		return
	}
	// Beside its heap a process has stacks, eight megabytes for each thread of C.
	hard := uint64(soft) + uint64(soft)/2 + 256<<20
	// Where it is not granted, the soft limit remains.
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: hard, Max: hard})
}
