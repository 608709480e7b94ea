//go:build !windows

package store

import (
	"errors"
	"os"
)

// syncDir makes the entries of a folder durable: that a file in it was created,
// renamed or removed.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
