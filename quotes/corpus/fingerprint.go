package corpus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"slices"

	"verbatim/quotes/extract"
)

// Fingerprint returns a short text that changes when the corpus may have: it
// covers the paths, sizes and times of the files (their content where a file
// system keeps no times, as the embedded one) and the versions of the code that
// reads them. It opens no other file.
func Fingerprint(ctx context.Context, fsys fs.FS) (string, error) {
	files, err := walk(ctx, fsys, DefaultLimits())
	if err != nil {
		return "", err
	}
	return fingerprint(ctx, fsys, files.files)
}

func fingerprint(ctx context.Context, fsys fs.FS, files []entry) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "corpus %d extract %d\n", Version, extract.Version)
	if slices.ContainsFunc(files, func(f entry) bool { return isSpeakersFile(path.Base(f.name)) }) {
		fmt.Fprintf(h, "speakers %d\n", speakersVersion)
	}
	for _, f := range files {
		fmt.Fprintf(h, "%q %d ", f.name, f.size)
		if !f.time.IsZero() {
			fmt.Fprintf(h, "%d\n", f.time.UnixNano())
			continue
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := hashFile(h, fsys, f.name); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func hashFile(h hash.Hash, fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("taking the fingerprint of the corpus: %w", err)
	}
	_, err = io.Copy(h, f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("taking the fingerprint of the corpus: %w", err)
	}
	fmt.Fprintln(h)
	return nil
}
