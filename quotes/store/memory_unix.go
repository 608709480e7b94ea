//go:build unix

package store

import (
	"fmt"
	"syscall"
)

// Uncounted returns n bytes, all of them 0, that Go's collector does not count, and
// what gives them back, after which nobody may touch them. Counted, they would let as
// much garbage pile up beside them before it is collected.
func Uncounted(n int) (memory []byte, release func() error, err error) {
	if n == 0 {
		return nil, func() error { return nil }, nil
	}
	memory, err = syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, fmt.Errorf("taking memory: %w", err)
	}
	return memory, func() error { return syscall.Munmap(memory) }, nil
}
