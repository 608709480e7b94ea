//go:build unix

package corpus

import "syscall"

const nonBlocking = syscall.O_NONBLOCK
