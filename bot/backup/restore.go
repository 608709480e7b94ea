package backup

import (
	"archive/zip"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/quotes/store"
)

// Reader is an open backup, every byte of which was read and found to be good.
type Reader struct {
	zip  *zip.ReadCloser
	list list
	file map[string]*zip.File
}

// Open opens a backup and checks all of it. The error wraps [ErrDamaged], [ErrNewer] or
// what the system says.
func Open(ctx context.Context, path string) (*Reader, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		var pathErr *fs.PathError
		if !errors.As(err, &pathErr) {
			err = fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return nil, err
	}
	r := &Reader{zip: z, file: map[string]*zip.File{}}
	if err := r.check(ctx); err != nil {
		return nil, errors.Join(err, z.Close())
	}
	return r, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.zip.Close() }

// maxList is the most bytes of a list: some millions of files.
const maxList = 1 << 30

func (r *Reader) check(ctx context.Context) error {
	for _, f := range r.zip.File {
		r.file[f.Name] = f
	}
	listed, ok := r.file[listName]
	if !ok {
		return fmt.Errorf("%w: it has no %s", ErrDamaged, listName)
	}
	in, err := listed.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	line, err := io.ReadAll(io.LimitReader(untilDone{ctx, in}, maxList))
	if err = errors.Join(err, in.Close()); err == nil {
		err = store.Unseal(line, &r.list)
	}
	switch {
	case errors.Is(err, store.ErrNewer), err == nil && r.list.Format > format:
		return ErrNewer
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %s: %w", ErrDamaged, listName, err)
	case len(r.list.Files)+1 != len(r.zip.File):
		return fmt.Errorf("%w: it has %d files, listed are %d", ErrDamaged, len(r.zip.File)-1, len(r.list.Files))
	}
	for _, e := range r.list.Files {
		if err := r.copy(ctx, e, io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// copy writes a file of the backup, which has to be as it was written.
func (r *Reader) copy(ctx context.Context, e entry, w io.Writer) error {
	f, ok := r.file[e.Name]
	if !ok || !filepath.IsLocal(filepath.FromSlash(e.Name)) || !fs.ValidPath(e.Name) {
		return fmt.Errorf("%w: %q is missing", ErrDamaged, e.Name)
	}
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, e.Name, err)
	}
	hash := sha256.New()
	out := &failed{w: w}
	size, err := io.Copy(io.MultiWriter(hash, out), io.LimitReader(untilDone{ctx, in}, e.Size+1))
	switch err = errors.Join(err, in.Close()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case out.err != nil:
		return out.err
	case err != nil, size != e.Size, hex.EncodeToString(hash.Sum(nil)) != e.SHA256:
		return fmt.Errorf("%w: %s is not as it was written", ErrDamaged, cmp.Or(e.Name, "a file"))
	}
	return nil
}

// failed keeps the error of a writer apart from that of what is read.
type failed struct {
	w   io.Writer
	err error
}

func (f *failed) Write(p []byte) (n int, err error) {
	n, err = f.w.Write(p)
	f.err = err
	return n, err
}

// Len returns how many files of a part the backup has.
func (r *Reader) Len(part string) (n int) {
	for _, e := range r.list.Files {
		if strings.HasPrefix(e.Name, part+"/") {
			n++
		}
	}
	return n
}

// Restore writes a part into a folder, each file durable before the next one is begun:
// after a crash it has the first ones. Files that are there are an error that wraps
// [fs.ErrExist].
func (r *Reader) Restore(ctx context.Context, part, dir string) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	disk := store.Machine()
	for _, e := range r.list.Files {
		name, ok := strings.CutPrefix(e.Name, part+"/")
		if !ok {
			continue
		}
		if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if err = r.copy(ctx, e, file); err == nil {
			err = disk.Sync(file)
		}
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		if err := syncUp(disk, dir, path.Dir(name)); err != nil {
			return err
		}
	}
	return disk.SyncDir(filepath.Dir(filepath.Clean(dir)))
}

// syncUp makes the entries of a folder durable, and of those that it is in.
func syncUp(disk store.Disk, dir, inside string) error {
	parts := strings.Split(inside, "/")
	if inside == "." {
		parts = nil
	}
	for i := range slices.Backward(append(parts, "")) {
		if err := disk.SyncDir(filepath.Join(dir, filepath.FromSlash(path.Join(parts[:i]...)))); err != nil {
			return err
		}
	}
	return nil
}
