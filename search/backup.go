package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// Saved says what [Save] found.
type Saved struct {
	Edits      int // lines of the log
	Generation int // 0: none is whole, and what is in it has to come back from the corpus
	Quotations int
}

// Save calls add with every file that a backup of a data folder has to have, by its
// slash-separated name inside, while other processes serve from it, edit and build. What
// add got is a data folder of one moment: the generation that serves, or the one before
// if that is damaged, and the edits up to a moment after it was built. Written in this
// order, it shows at no time what is hidden. A damaged log is an error that wraps
// [store.ErrCorrupt].
func Save(ctx context.Context, dataDir string, add func(name string, r io.Reader) error) (s Saved, err error) {
	g, err := generation.OpenWhole(ctx, generation.Folder(dataDir))
	if err != nil {
		return s, fmt.Errorf("opening the generation that serves: %w", err)
	}
	if g != nil {
		defer func() { err = errors.Join(err, g.Close()) }()
	}
	files, err := store.Save(dataDir)
	if err != nil {
		return s, err
	}
	for _, f := range files {
		if f.Name == store.LogName {
			s.Edits = bytes.Count(f.Data, []byte("\n"))
		}
		if err := add(f.Name, bytes.NewReader(f.Data)); err != nil {
			return s, err
		}
	}
	if g == nil {
		return s, nil
	}
	s.Generation, s.Quotations = g.Number, g.Manifest.Quotations
	return s, g.Files(add)
}
