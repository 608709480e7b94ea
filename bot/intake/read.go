package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/corpus"
)

// Preview is what would come of a file.
type Preview struct {
	File
	// Article is what is known about an article; the zero Article for other files.
	Article article.Article
	Quotes  []quotes.Quote // what is found in it, one attribution each
	Report  corpus.Report
	// Before compares it with the file that has its name; nil: there is none.
	Before *Comparison
}

// Comparison is what another version of a file changes.
type Comparison struct {
	Same                bool // byte for byte
	Came, Went, Changed []quotes.Quote
	sum                 [sha256.Size]byte // of the file that it was compared with
}

// Read reads a file as the corpus in a folder would, "" being the starter corpus, and
// changes nothing. The error wraps [ErrNothing] if the file is no article and has no
// quotation.
func (f File) Read(ctx context.Context, corpusDir string) (Preview, error) {
	root, err := openRoot(corpusDir)
	if err != nil && !errors.Is(err, ErrNoFolder) {
		return Preview{File: f}, err
	}
	if root != nil {
		defer root.Close()
		f.Name = f.nameIn(root)
	}
	p := Preview{File: f}
	found, err := readAs(ctx, root, f, &p.Report)
	if err != nil {
		return p, err
	}
	if p.Report.Articles > 0 {
		if p.Article, err = corpus.ReadArticle(ctx, f.Name, f.Data); err != nil {
			return p, fmt.Errorf("reading an article: %w", err)
		}
	}
	p.Quotes = found
	if len(found) == 0 && p.Report.Articles == 0 {
		return p, ErrNothing
	}
	if root != nil {
		p.Before, err = compare(ctx, root, f, found)
	}
	return p, err
}

// nameIn returns the name that the file has in the corpus folder already, if its title
// was another one then; or its own.
func (f File) nameIn(root *os.Root) string {
	ending := path.Ext(f.Name)
	stem := strings.TrimSuffix(f.Name, ending)
	hash := stem[strings.LastIndexByte(stem, '-')+1:]
	entries, err := fs.ReadDir(root.FS(), Folder)
	if err != nil {
		return f.Name // there is none yet, or writing will tell
	}
	for _, e := range entries {
		if s, ok := strings.CutSuffix(e.Name(), ending); ok && !strings.HasPrefix(s, ".") && (s == hash || strings.HasSuffix(s, "-"+hash)) {
			return e.Name()
		}
	}
	return f.Name
}

// openRoot opens the corpus folder.
func openRoot(dir string) (*os.Root, error) {
	if dir == "" {
		return nil, ErrNoFolder
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the corpus folder: %w", err)
	}
	return root, nil
}

// readAs reads one file as if it lay in the corpus folder.
func readAs(ctx context.Context, root *os.Root, f File, report *corpus.Report) ([]quotes.Quote, error) {
	reader := corpus.Reader{FS: overlay{name: f.Path(), data: f.Data, root: root}}
	var found []quotes.Quote
	for q, err := range reader.Read(ctx, report) {
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", f.Path(), err)
		}
		found = append(found, q)
	}
	return found, nil
}

// compare compares a file that was read with the one in the corpus folder that has
// its name.
func compare(ctx context.Context, root *os.Root, f File, found []quotes.Quote) (*Comparison, error) {
	data, err := readWhole(root, f.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannotWrite(err)
	}
	c := &Comparison{Same: bytes.Equal(data, f.Data), sum: sha256.Sum256(data)}
	if c.Same {
		return c, nil
	}
	before, err := readAs(ctx, root, File{Name: f.Name, Data: data}, new(corpus.Report))
	if err != nil {
		return nil, err
	}
	old, now := byID(before), byID(found)
	for _, id := range slices.Sorted(maps.Keys(now)) {
		switch was, had := old[id]; {
		case !had:
			c.Came = append(c.Came, now[id])
		case !alike(was, now[id]):
			c.Changed = append(c.Changed, now[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if _, has := now[id]; !has {
			c.Went = append(c.Went, old[id])
		}
	}
	return c, nil
}

func byID(all []quotes.Quote) map[quotes.ID]quotes.Quote {
	out := make(map[quotes.ID]quotes.Quote, len(all))
	for _, q := range all {
		if was, had := out[q.ID]; had {
			q = quotes.Merge(was, q)
		}
		out[q.ID] = q
	}
	return out
}

// alike reports whether two versions of a quotation are shown the same, wherever in
// the file they stand.
func alike(a, b quotes.Quote) bool {
	return a.Words == b.Words && slices.EqualFunc(a.Attributions, b.Attributions, func(x, y quotes.Attribution) bool {
		same := func(s, t quotes.Speaker) bool { return s == t }
		return slices.EqualFunc(x.Speakers, y.Speakers, same) && x.Kind == y.Kind && x.Polarity == y.Polarity && x.Status == y.Status &&
			x.Source.Title == y.Source.Title && x.Source.Published == y.Source.Published
	})
}

// maxCompared bounds a file of the corpus that is read for a comparison, in bytes.
const maxCompared = 64 << 20

func readWhole(root *os.Root, name string) ([]byte, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxCompared+1))
	if err == nil && len(data) > maxCompared {
		err = fmt.Errorf("%s is too large", name)
	}
	return data, err
}
