package index

import (
	"fmt"
	"runtime/debug"
)

// PanicError is a panic that [Recovered] caught, because of a damaged file or a
// mistake of ours.
type PanicError struct {
	Value any
	Stack []byte
}

// Error says so without the stack, which is for the log.
func (p *PanicError) Error() string { return fmt.Sprintf("the search failed: %v", p.Value) }

// Recovered calls do. A read from a mapped file that shrank or went bad faults;
// it must not end the process. The error of a panic is a *[PanicError].
func Recovered(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{p, debug.Stack()}
		}
	}()
	return do()
}
