package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Disk is how bytes become durable: whatever must survive a power loss goes through
// one, so that a test sees in which order. [Machine] returns the real one. Its
// functions are safe for concurrent use.
type Disk struct {
	WriteAt func(file *os.File, data []byte, at int64) (int, error)
	Sync    func(file *os.File) error   // makes what was written into a file durable
	Rename  func(from, to string) error // in one step, over what is there
	SyncDir func(path string) error     // makes a folder's entries durable
}

// Machine returns the disk of this machine.
func Machine() Disk {
	return Disk{WriteAt: (*os.File).WriteAt, Sync: (*os.File).Sync, Rename: os.Rename, SyncDir: syncDir}
}

// WriteFile puts data in place of a file, whole or not at all: it is written
// beside, made durable, renamed, and the folder made durable.
func (d Disk) WriteFile(path string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", path, err)
		}
	}()
	beside := path + ".new"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err = d.WriteAt(file, data, 0); err == nil {
		err = d.Sync(file)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := d.Rename(beside, path); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}
