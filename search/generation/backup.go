package generation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"verbatim/quotes/store"
)

// OpenWhole opens the best generation that proves to be whole, as far as files can be
// told from others, and holds it against removal; nil when there is none.
func OpenWhole(ctx context.Context, dir Folder) (*Generation, error) {
	for range 10 { // others may build meanwhile
		serving, err := dir.ReadCurrent()
		if err != nil && !errors.Is(err, store.ErrCorrupt) {
			return nil, err
		}
		c, err := dir.List()
		if err != nil {
			return nil, err
		}
		removed := false
		for _, n := range c.Candidates(serving) {
			g, err := openTables(ctx, dir, n)
			switch {
			case err == nil:
				return g, nil
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case errors.Is(err, ErrRemoved):
				removed = true
			case !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrNewer) && !errors.Is(err, ErrUnusable):
				return nil, err
			}
		}
		if !removed {
			return nil, nil
		}
	}
	return nil, ErrRemoved
}

// Files calls add with every file of the generation, by its name inside the data folder,
// the manifest behind all others, and at last with what names it the one that serves:
// written in this order, they are a generation from the last one on.
func (g *Generation) Files(add func(name string, r io.Reader) error) error {
	inside := generationStart + sixDigits(g.Number) + "/"
	for _, sum := range append(g.Manifest.Files, FileSum{Name: ManifestName}) {
		file, err := os.Open(filepath.Join(g.Dir, filepath.FromSlash(sum.Name)))
		if err == nil {
			err = errors.Join(add(inside+sum.Name, file), file.Close())
		}
		if err != nil {
			return fmt.Errorf("copying generation %d: %w", g.Number, err)
		}
	}
	line, err := store.Seal(current{g.Number})
	if err != nil {
		return err
	}
	return add(CurrentName, bytes.NewReader(line))
}
