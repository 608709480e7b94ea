package daily

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync"

	"verbatim/quotes/store"
)

// File is a [Store] for one process. File and copy (daily.copy.json beside daily.json)
// are one sealed value ([store.Seal]), a [Setting] for each server ID.
type File struct {
	path string

	mu      sync.Mutex
	servers map[string]Setting // as in the file
}

// OpenFile reads what servers chose. A file that is damaged or missing is put back from
// its copy; if that is no better, it is set aside, with an error, and the store is usable
// all the same, and empty.
func OpenFile(path string, log *slog.Logger) (*File, error) {
	f := &File{path: path, servers: make(map[string]Setting)}
	kept, err := readSettings(path)
	copied, copyErr := readSettings(f.copy())
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case err == nil && maps.Equal(kept, copied):
		f.servers = kept
	case err == nil:
		f.servers = kept
		err = f.write(kept)
	case missing && errors.Is(copyErr, fs.ErrNotExist):
		err = nil // nobody chose anything yet
	case copyErr == nil:
		log.Error("the daily posts were damaged and are put back from their copy", "err", err)
		f.servers = copied
		err = f.write(copied)
	case missing:
		err = errors.Join(copyErr, setAside(f.copy()))
	default:
		err = errors.Join(err, setAside(path))
	}
	if err != nil {
		return f, fmt.Errorf("reading the daily posts: %w", err)
	}
	return f, nil
}

// copy is where the same settings are kept a second time.
func (f *File) copy() string { return strings.TrimSuffix(f.path, ".json") + ".copy.json" }

func setAside(file string) error { return os.Rename(file, file+".damaged") }

func readSettings(file string) (map[string]Setting, error) {
	servers := make(map[string]Setting)
	raw, err := os.ReadFile(file)
	if err == nil {
		err = store.Unseal(raw, &servers)
	}
	return servers, err
}

// write keeps the settings, the copy first: what is not in both is not acknowledged.
func (f *File) write(servers map[string]Setting) error {
	sealed, err := store.Seal(servers)
	for _, file := range []string{f.copy(), f.path} {
		if err == nil {
			err = store.Machine().WriteFile(file, sealed)
		}
	}
	return err
}

// Get implements [Store].
func (f *File) Get(server string) (Setting, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.servers[server]
	return s, ok
}

// All implements [Store].
func (f *File) All() map[string]Setting {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.servers)
}

// Swap implements [Store]. The file is written first.
func (f *File) Swap(_ context.Context, server string, from, to *Setting) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, ok := f.servers[server]; ok != (from != nil) || ok && s != *from {
		return false, nil
	}
	next := maps.Clone(f.servers)
	delete(next, server)
	if to != nil {
		next[server] = *to
	}
	if err := f.write(next); err != nil {
		return false, err
	}
	f.servers = next
	return true, nil
}

// Replace takes over what servers chose from another [Store], which this one is a copy of.
func (f *File) Replace(servers map[string]Setting) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if maps.Equal(servers, f.servers) {
		return nil
	}
	if err := f.write(servers); err != nil {
		return fmt.Errorf("copying the daily posts: %w", err)
	}
	f.servers = maps.Clone(servers)
	return nil
}
