package store

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrServing: another process serves from the data folder.
var ErrServing = errors.New("another process serves from the data folder")

const servingName = "serve.lock"

// LockServing lets one process at a time serve from a data folder, which has to
// exist: two would tell people opposite things of the same edit. The error is
// [ErrServing] when another process does. The lock ends with the process, or when
// release is called.
func LockServing(dataDir string) (release func() error, err error) {
	lock := flock.New(filepath.Join(dataDir, servingName))
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking the data folder: %w", err)
	case !locked:
		return nil, ErrServing
	}
	return lock.Close, nil
}
