package generation

import (
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
	"strings"
	"syscall"
	"time"

	"verbatim/quotes/store"
)

// manifestFormat is raised when a generation's files change in a way that older
// programs do not understand.
const manifestFormat = 3

// Manifest says what a generation is made of. It is written last, sealed: a
// folder without one is no generation.
type Manifest struct {
	Format     int       `json:"format"` // manifestFormat
	Generation int       `json:"generation"`
	Built      time.Time `json:"built"`
	Corpus     string    `json:"corpus"`     // as in [BuildOptions]
	EditSeq    uint64    `json:"edit_seq"`   // the last edit that it was built with; 0: none
	EditAt     time.Time `json:"edit_at"`    // and when that was made
	Records    int       `json:"records"`    // quotations, whether served or not
	Quotations int       `json:"quotations"` // those that are served
	InReview   int       `json:"in_review"`  // what waits for a review: words in a file, see [Wait]
	Hidden     int       `json:"hidden"`     // those that would be served if no moderator had hidden them
	Speakers   int       `json:"speakers"`
	Sources    int       `json:"sources"`
	Languages  []string  `json:"languages"` // of served quotations, see [quotes.Language]; sorted
	Files      []FileSum `json:"files"`     // every file but the manifest and the lock, by name
}

// FileSum is what a file of a generation has to be.
type FileSum struct {
	Name   string `json:"name"` // slash-separated, inside the generation's folder
	Size   int64  `json:"size"` // in bytes
	SHA256 string `json:"sha256"`
}

// ReadManifest reads and checks the manifest of a generation's folder.
func ReadManifest(dir string, number int) (Manifest, error) {
	var m Manifest
	data, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err == nil {
		err = store.Unseal(data, &m)
	} else if errors.Is(err, syscall.EIO) {
		err = fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	}
	switch {
	case err != nil:
	case m.Format != manifestFormat:
		err = fmt.Errorf("%w: format %d, known is %d", store.ErrNewer, m.Format, manifestFormat)
	case m.Generation != number:
		err = fmt.Errorf("%w: it is of generation %d", store.ErrCorrupt, m.Generation)
	}
	if err != nil {
		return m, fmt.Errorf("reading %s of generation %d: %w", ManifestName, number, err)
	}
	return m, nil
}

// SumFiles reads every file of a generation's folder but manifest and lock.
func SumFiles(ctx context.Context, dir string) ([]FileSum, error) {
	var sums []FileSum
	err := eachFile(dir, func(name string) error {
		sum, err := SumFile(ctx, dir, name)
		sums = append(sums, sum)
		return err
	})
	slices.SortFunc(sums, func(a, b FileSum) int { return strings.Compare(a.Name, b.Name) })
	return sums, err
}

// eachFile calls do with the name of each file that a manifest lists.
func eachFile(dir string, do func(name string) error) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name == ManifestName || name == UseLockName {
			return err
		}
		return do(name)
	})
}

// SumFile reads a file of a generation's folder.
func SumFile(ctx context.Context, dir, name string) (sum FileSum, err error) {
	sum.Name = name
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return sum, err
	}
	defer file.Close() // what was read was read
	hash := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		n, err := file.Read(buf)
		hash.Write(buf[:n])
		sum.Size += int64(n)
		if err == io.EOF {
			sum.SHA256 = hex.EncodeToString(hash.Sum(nil))
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
	}
}

// Problems compares a generation's folder with the manifest and returns what
// differs. Files of up to limit bytes are read whole, of others the size is
// compared; a limit below 0 reads all.
func (m Manifest) Problems(ctx context.Context, dir string, limit int64) ([]Problem, error) {
	var found []Problem
	listed := map[string]bool{}
	for _, want := range m.Files {
		listed[want.Name] = true
		what, err := want.Differs(ctx, dir, limit)
		if err != nil {
			return found, err
		}
		if what != "" {
			found = append(found, Problem{File: filepath.Base(dir) + "/" + want.Name, What: what})
		}
	}
	if limit >= 0 {
		return found, nil
	}
	err := eachFile(dir, func(name string) error {
		if !listed[name] {
			found = append(found, Problem{File: filepath.Base(dir) + "/" + name, What: "the manifest does not know this file"})
		}
		return nil
	})
	return found, err
}

// Differs says how a file differs from what it has to be; "" when it does not.
func (want FileSum) Differs(ctx context.Context, dir string, limit int64) (string, error) {
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(want.Name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the file is missing", nil
	case err != nil:
		return "", err
	case info.Size() != want.Size:
		return fmt.Sprintf("it has %d bytes instead of %d", info.Size(), want.Size), nil
	case limit >= 0 && want.Size > limit:
		return "", nil
	}
	got, err := SumFile(ctx, dir, want.Name)
	if got != want && ctx.Err() == nil { // once more, as for what it says a generation is given up
		got, err = SumFile(ctx, dir, want.Name)
	}
	if err != nil {
		if ctx.Err() != nil || slices.ContainsFunc([]error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOSPC}, func(of error) bool { return errors.Is(err, of) }) {
			return "", err // not the file's fault
		}
		return fmt.Sprintf("it cannot be read: %v", err), nil // a disk that fails is as bad as other bytes
	}
	if got != want {
		return "its checksum is not the one it was written with", nil
	}
	return "", nil
}

// damage makes one error of problems: nil for none.
func damage(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	p := problems[0]
	err := fmt.Errorf("%w: %s: %s", store.ErrCorrupt, p.File, p.What)
	if len(problems) > 1 {
		err = fmt.Errorf("%w, and %d more", err, len(problems)-1)
	}
	return err
}
