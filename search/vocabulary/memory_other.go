//go:build !unix

package vocabulary

import "os"

// load reads a file into memory.
func load(path string) (data []byte, release func() error, err error) {
	data, err = os.ReadFile(path)
	return data, func() error { return nil }, err
}
