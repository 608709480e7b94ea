//go:build unix

package vocabulary

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// load reads a file into memory that Go's collector does not count: counted, it
// would let as much garbage pile up beside it before collecting, and a
// generation that was left would stay until then.
func load(path string) (data []byte, release func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.Size() == 0 || info.Size() != int64(int(info.Size())) {
		return nil, nil, fmt.Errorf("%w: %s has %d bytes", ErrDamaged, path, info.Size())
	}
	data, err = syscall.Mmap(-1, 0, int(info.Size()), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, fmt.Errorf("taking memory: %w", err)
	}
	if _, err := io.ReadFull(f, data); err != nil {
		_ = syscall.Munmap(data)
		return nil, nil, err
	}
	return data, func() error { return syscall.Munmap(data) }, nil
}
