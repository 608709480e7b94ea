package generation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"

	"verbatim/quotes/store"
)

// All that is in this file changes the data folder, and is called only by who
// holds build.lock.

// LockBuild takes build.lock; false when another process has it.
func (f Folder) LockBuild() (*flock.Flock, bool, error) {
	lock := flock.New(f.join(buildLockName))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, false, fmt.Errorf("locking %s: %w", buildLockName, err)
	}
	return lock, ok, nil
}

// Sweep removes what nobody needs: unfinished generations, all whole ones but
// the current and the one before it (which serves if the current one proves to
// be damaged), all bad ones but the last. A generation that any process has
// open is left for a later Sweep.
func (f Folder) Sweep() error { return f.sweep(2, 1) }

// Purge removes all but the current generation: nothing that is older may be left.
func (f Folder) Purge() error { return f.sweep(1, 0) }

// Forgetting reports whether a generation beside the current one may have words that the
// current one was built to forget: it is time to [Folder.Purge]. The error wraps
// [ErrLogBehind] as long as that cannot be told.
func (f Folder) Forgetting() (bool, error) {
	serving, err := f.ReadCurrent()
	if err != nil || serving == 0 {
		return false, err
	}
	c, err := f.List()
	if err != nil {
		return false, err
	}
	if len(c.Whole)+len(c.Bad)+len(c.Trash) < 2 {
		return false, nil
	}
	now, err := ReadManifest(f.Path(serving), serving)
	if err != nil {
		return false, err
	}
	log, err := store.ReadLog(string(f))
	if err != nil {
		return false, err
	}
	if !now.Holds(log) {
		return false, ErrLogBehind
	}
	since := uint64(0) // of a bad one it is not known when it was built
	if len(c.Bad)+len(c.Trash) == 0 {
		since = now.EditSeq
		for _, n := range c.Whole {
			if m, err := ReadManifest(f.Path(n), n); err != nil {
				since = 0
			} else {
				since = min(since, m.EditSeq)
			}
		}
	}
	return slices.ContainsFunc(log, func(e store.Edit) bool { return e.Op == store.Forget && since < e.Seq && e.Seq <= now.EditSeq }), nil
}

// sweep keeps so many whole generations, and so many bad ones.
func (f Folder) sweep(whole, bad int) error {
	c, err := f.List()
	if err != nil {
		return err
	}
	serving, err := f.ReadCurrent()
	if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return err
	}
	// Without a CURRENT that says so, the latest whole ones are kept.
	keep := c.Candidates(serving)
	keep = keep[:min(whole, len(keep))]
	var errs []error
	for _, n := range slices.Concat(c.Whole, c.Unfinished) {
		if !slices.Contains(keep, n) {
			errs = append(errs, f.remove(n))
		}
	}
	for i, n := range c.Bad {
		if i < len(c.Bad)-bad {
			errs = append(errs, os.RemoveAll(f.bad(n)))
		}
	}
	for _, n := range c.Trash {
		errs = append(errs, os.RemoveAll(f.trash(n)))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("removing old generations: %w", err)
	}
	return nil
}

// remove removes a generation unless a process has it open. It is renamed
// first, so that at no time half of a generation looks like one.
func (f Folder) remove(n int) error {
	dir := f.Path(n)
	lock := flock.New(filepath.Join(dir, UseLockName), flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist): // unfinished: nobody can have opened it
	case err != nil:
		return err
	case !free:
		return nil
	}
	renamed := os.Rename(dir, f.trash(n))
	if err := lock.Close(); err != nil {
		return err
	}
	if renamed == nil {
		return os.RemoveAll(f.trash(n))
	}
	// Windows renames no folder in which a file is open, even by ourselves.
	if err := os.Remove(filepath.Join(dir, ManifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.RemoveAll(dir)
}

// Trash takes a generation away, also while a process has it open.
func (f Folder) Trash(disk store.Disk, n int) error {
	if !exists(f.Path(n)) {
		return nil
	}
	return disk.Rename(f.Path(n), f.trash(n))
}

// SetAside takes a damaged generation out of service: it becomes the one bad
// generation that is kept, and CURRENT names the replacement, if it named the
// damaged one; without a replacement (0) there is no CURRENT.
func (f Folder) SetAside(disk store.Disk, n, replacement int) error {
	serving, err := f.ReadCurrent()
	if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return err
	}
	if err != nil || serving == n {
		if replacement > 0 {
			err = f.WriteCurrent(disk, replacement)
		} else if err = os.Remove(f.join(CurrentName)); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	if !exists(f.Path(n)) {
		return nil
	}
	if err := os.RemoveAll(f.bad(n)); err != nil {
		return err
	}
	if err := disk.Rename(f.Path(n), f.bad(n)); err != nil {
		return err
	}
	return disk.SyncDir(string(f))
}
