// Package shipment brings a generation from the data folder in which it was built into
// others, which then serve it as if they had built it. How the files come is the
// business of whoever calls it.
package shipment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// Shipment names what a generation consists of, so that another data folder can have
// the very same one.
type Shipment struct {
	Number int                  `json:"number"`
	Files  []generation.FileSum `json:"files"` // the manifest is the last one
}

// MaxManifest bounds a manifest, in bytes.
const MaxManifest = 16 << 20

// Ship returns what a whole generation in a folder consists of.
func Ship(ctx context.Context, m generation.Manifest, dir string) (Shipment, error) {
	sum, err := generation.SumFile(ctx, dir, generation.ManifestName)
	if err != nil {
		return Shipment{}, fmt.Errorf("reading generation %d: %w", m.Generation, err)
	}
	return Shipment{m.Generation, append(slices.Clip(m.Files), sum)}, nil
}

// check says what keeps a shipment from being received, whoever made it.
func (s Shipment) check() error {
	if s.Number < 1 || len(s.Files) == 0 || s.Files[len(s.Files)-1].Name != generation.ManifestName || s.manifest().Size > MaxManifest {
		return fmt.Errorf("%w: it is no generation", store.ErrCorrupt)
	}
	for i, f := range s.Files {
		if !fs.ValidPath(f.Name) || !filepath.IsLocal(filepath.FromSlash(f.Name)) || f.Name == "." || f.Name == generation.UseLockName || f.Size < 0 ||
			(f.Name == generation.ManifestName) != (i == len(s.Files)-1) {
			return fmt.Errorf("%w: it has a file %q", store.ErrCorrupt, f.Name)
		}
	}
	return nil
}

func (s Shipment) manifest() generation.FileSum { return s.Files[len(s.Files)-1] }

// Serves reports whether a shipment is what the data folder serves, by its manifest.
func Serves(ctx context.Context, dataDir string, s Shipment) (bool, error) {
	dir := generation.Folder(dataDir)
	if err := s.check(); err != nil {
		return false, err
	}
	serving, err := dir.ReadCurrent()
	switch {
	case errors.Is(err, store.ErrCorrupt): // it is written again
		return false, nil
	case err != nil || serving != s.Number:
		return false, err
	}
	return s.in(ctx, dir)
}

// in reports whether the folder has this very generation, by its manifest.
func (s Shipment) in(ctx context.Context, dir generation.Folder) (bool, error) {
	differs, err := s.manifest().Differs(ctx, dir.Path(s.Number), -1)
	return err == nil && differs == "", err
}

// Receive has a data folder serve a generation that was built elsewhere, whatever it
// serves now, as [generation.Build] has one that it built: once Receive returns without an
// error it serves, and any failure before leaves the old one. fetch writes a file of
// the generation; each is compared with its size and checksum, and what does not
// compare is removed, with an error that wraps [store.ErrCorrupt]. While another process builds, or receives, the error is [generation.ErrBuilding].
func Receive(ctx context.Context, dataDir string, disk store.Disk, s Shipment, fetch func(ctx context.Context, name string, w io.Writer) error) (err error) {
	if disk.Sync == nil {
		disk = store.Machine()
	}
	if err := s.check(); err != nil {
		return fmt.Errorf("receiving a generation: %w", err)
	}
	dir := generation.Folder(dataDir)
	lock, locked, err := dir.LockBuild()
	if err != nil {
		return err
	}
	if !locked {
		return generation.ErrBuilding
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	r := receiver{dir: dir, disk: disk, shipment: s, fetch: fetch}
	if err := r.run(ctx); err != nil {
		return fmt.Errorf("receiving generation %d: %w", s.Number, err)
	}
	return nil
}

// receiver receives a generation while build.lock is held.
type receiver struct {
	dir      generation.Folder
	disk     store.Disk
	shipment Shipment
	fetch    func(ctx context.Context, name string, w io.Writer) error
}

func (r receiver) run(ctx context.Context) error {
	n := r.shipment.Number
	whole, err := r.wholeAlready(ctx)
	if err != nil {
		return err
	}
	if !whole {
		if err := r.dir.Sweep(); err != nil {
			return err
		}
		// What is left has the number by chance: it was never the cluster's.
		if err := r.dir.Trash(r.disk, n); err != nil {
			return err
		}
		if err := r.fill(ctx); err != nil {
			return errors.Join(err, os.RemoveAll(r.dir.Path(n)))
		}
	}
	if err := r.dir.WriteCurrent(r.disk, n); err != nil {
		return err
	}
	_ = r.dir.Sweep() // it serves: what fails now is for the next one
	return nil
}

// wholeAlready reports whether the generation was built or received here, and the step
// to it was not made.
func (r receiver) wholeAlready(ctx context.Context) (bool, error) {
	if has, err := r.shipment.in(ctx, r.dir); !has || err != nil {
		return false, err
	}
	m, err := generation.ReadManifest(r.dir.Path(r.shipment.Number), r.shipment.Number)
	if err != nil {
		return false, nil
	}
	found, err := m.Problems(ctx, r.dir.Path(r.shipment.Number), -1)
	return len(found) == 0 && err == nil, err
}

// fill makes the generation's folder, the manifest last.
func (r receiver) fill(ctx context.Context) (err error) {
	path := r.dir.Path(r.shipment.Number)
	lock, err := generation.MakeFolder(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	manifest, err := r.readManifest(ctx)
	if err != nil {
		return err
	}
	for _, file := range r.shipment.Files[:len(r.shipment.Files)-1] {
		if err := r.receive(ctx, filepath.Join(path, filepath.FromSlash(file.Name)), file); err != nil {
			return err
		}
	}
	if err := generation.SyncTree(r.disk, path); err != nil {
		return fmt.Errorf("making it durable: %w", err)
	}
	if err := r.disk.WriteFile(filepath.Join(path, generation.ManifestName), manifest); err != nil {
		return err
	}
	return r.disk.SyncDir(string(r.dir))
}

// readManifest returns the manifest, after looking whether it is of these files.
func (r receiver) readManifest(ctx context.Context) ([]byte, error) {
	var data bytes.Buffer
	if err := r.compared(ctx, &data, r.shipment.manifest()); err != nil {
		return nil, err
	}
	var m generation.Manifest
	if err := store.Unseal(data.Bytes(), &m); err != nil {
		return nil, err
	}
	if m.Generation != r.shipment.Number || !slices.Equal(m.Files, r.shipment.Files[:len(r.shipment.Files)-1]) {
		return nil, fmt.Errorf("%w: its manifest is of other files", store.ErrCorrupt)
	}
	return data.Bytes(), nil
}

func (r receiver) receive(ctx context.Context, path string, want generation.FileSum) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(r.compared(ctx, file, want), file.Close())
}

// compared fetches a file, and compares it with what it has to be as it comes.
func (r receiver) compared(ctx context.Context, w io.Writer, want generation.FileSum) error {
	hash := sha256.New()
	bounded := &boundedWriter{w: io.MultiWriter(w, hash), left: want.Size}
	if err := r.fetch(ctx, want.Name, bounded); err != nil {
		return fmt.Errorf("fetching %s: %w", want.Name, err)
	}
	switch {
	case bounded.left > 0:
		return fmt.Errorf("fetching %s: %w: it ends %d bytes early", want.Name, store.ErrCorrupt, bounded.left)
	case hex.EncodeToString(hash.Sum(nil)) != want.SHA256:
		return fmt.Errorf("fetching %s: %w: its checksum is not the one it was written with", want.Name, store.ErrCorrupt)
	}
	return nil
}

// boundedWriter takes no more bytes than there have to be.
type boundedWriter struct {
	w    io.Writer
	left int64
}

func (b *boundedWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > b.left {
		return 0, fmt.Errorf("%w: it is longer than it was written", store.ErrCorrupt)
	}
	n, err := b.w.Write(p)
	b.left -= int64(n)
	return n, err
}
