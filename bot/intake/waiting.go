package intake

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"verbatim/bot/fetch"
	"verbatim/quotes/store"
)

const (
	// MaxAge is how long something waits.
	MaxAge = 24 * time.Hour
	// maxWaiting is how many wait: with more the oldest go.
	maxWaiting = 40
)

// Desk takes what moderators bring and keeps it until they say yes or no, also while
// the program is down. Safe for concurrent use by one process.
//
// Each thing that waits is a file DATA_DIR/intake/ID: a sealed line (see
// [store.Seal]) with the fields of held, and the bytes.
type Desk struct {
	fetcher   *fetch.Fetcher
	dir       string
	corpusDir string
	shared    Shared // nil: no other process has a corpus folder
	now       func() time.Time
	taking    chan struct{} // one thing is read at a time, as that takes memory

	mu sync.Mutex
}

// held is what is kept with the bytes.
type held struct {
	Name string    `json:"name"`
	URL  string    `json:"url,omitempty"`
	By   string    `json:"by"` // a Discord user ID
	At   time.Time `json:"at"`
	Sum  string    `json:"sum"`              // SHA-256 of the bytes
	Over string    `json:"before,omitempty"` // that of the file in the corpus that it was compared with
	// Review is how many of its quotations will wait for a review.
	Review int `json:"review,omitempty"`
}

// NewDesk returns a desk. corpusDir is "" for the starter corpus, or where only other
// processes have a folder, with which files are shared; nil for none.
func NewDesk(f *fetch.Fetcher, dataDir, corpusDir string, shared Shared) *Desk {
	return &Desk{fetcher: f, dir: filepath.Join(dataDir, "intake"), corpusDir: corpusDir, shared: shared, now: time.Now, taking: make(chan struct{}, 1)}
}

// Source says what to take.
type Source struct {
	Address      string
	Attachment   bool   // it is one of Discord's; otherwise it is a page
	OnlyArticles bool   // and nothing else, if it is an attachment
	By           string // who brings it
}

// Offer is what was taken, and waits.
type Offer struct {
	Preview
	ID string // "" where the corpus has the very same file: nothing waits
}

// Take gets and reads what a moderator brings. The error is one of this package's, of
// package fetch's or of ctx.
func (d *Desk) Take(ctx context.Context, s Source) (Offer, error) {
	if d.corpusDir == "" && d.shared == nil {
		return Offer{}, ErrNoFolder
	}
	select {
	case d.taking <- struct{}{}:
		defer func() { <-d.taking }()
	case <-ctx.Done():
		return Offer{}, ctx.Err()
	}
	var f File
	var err error
	if s.Attachment {
		var p fetch.Page
		if p, err = d.fetcher.Attachment(ctx, s.Address); err == nil {
			f, err = Attachment(ctx, p, s.OnlyArticles)
		}
	} else {
		var p fetch.Page
		if p, err = d.fetcher.Page(ctx, s.Address); err == nil {
			f, err = Page(ctx, p)
		}
	}
	switch {
	case err != nil:
		return Offer{}, err
	case f.IsArticle() && len(f.Data) > fetch.MaxBytes:
		// Reading takes three seconds a megabyte at the worst, in this process.
		return Offer{Preview: Preview{File: f}}, fetch.ErrTooLarge
	}
	p, err := f.Read(ctx, d.corpusDir)
	if err != nil {
		return Offer{}, err
	}
	if s.OnlyArticles && p.Report.Articles == 0 {
		return Offer{}, ErrNoArticle
	}
	o := Offer{Preview: p}
	if p.Before == nil || !p.Before.Same {
		o.ID, err = d.keep(p, s.By)
	}
	return o, err
}

// keep has a file wait.
func (d *Desk) keep(p Preview, by string) (id string, err error) {
	sum := sha256.Sum256(p.Data)
	h := held{Name: p.Name, URL: p.URL, By: by, At: d.now().UTC(), Sum: hex.EncodeToString(sum[:]), Review: p.Report.InReview}
	if p.Before != nil {
		h.Over = hex.EncodeToString(p.Before.sum[:])
	}
	line, err := store.Seal(h)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return "", fmt.Errorf("keeping what waits: %w", err)
	}
	if err := d.sweep(maxWaiting - 1); err != nil {
		return "", err
	}
	id = strings.ToLower(rand.Text()[:16])
	if err := store.Machine().WriteFile(filepath.Join(d.dir, id), append(line, p.Data...)); err != nil {
		return "", fmt.Errorf("keeping what waits: %w", err)
	}
	return id, nil
}

// sweep removes what is too old, and the oldest beyond so many. The caller holds d.mu.
func (d *Desk) sweep(most int) error {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return fmt.Errorf("looking through what waits: %w", err)
	}
	var all []fs.FileInfo
	for _, e := range entries {
		if i, err := e.Info(); err == nil {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for n, i := range all {
		if n < most && d.now().Sub(i.ModTime()) <= MaxAge {
			continue
		}
		if err := os.Remove(filepath.Join(d.dir, i.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing what waited: %w", err)
		}
	}
	return nil
}

// waits returns what waits under an ID. The error wraps [ErrGone]. The caller holds
// d.mu.
func (d *Desk) waits(id string) (held, []byte, error) {
	if len(id) != 16 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return held{}, nil, ErrGone
	}
	raw, err := os.ReadFile(filepath.Join(d.dir, id))
	if err != nil {
		return held{}, nil, fmt.Errorf("%w: %w", ErrGone, err)
	}
	line, data, _ := bytes.Cut(raw, []byte("\n"))
	var h held
	if err := store.Unseal(line, &h); err != nil {
		return held{}, nil, fmt.Errorf("%w: %w", ErrGone, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != h.Sum {
		return held{}, nil, fmt.Errorf("%w: its bytes are damaged", ErrGone)
	}
	if d.now().Sub(h.At) > MaxAge {
		return held{}, nil, ErrGone
	}
	return h, data, nil
}

// Applied is a file that was put into the corpus.
type Applied struct {
	File
	InReview int // of its quotations, how many will wait for a review once it was read
}

// Apply puts what waits into the corpus, and where other processes find it. The error
// wraps [ErrGone] or [ErrNotShared] or is that of [File.Put], and then it waits on.
func (d *Desk) Apply(ctx context.Context, id string) (Applied, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h, data, err := d.waits(id)
	if err != nil {
		return Applied{}, err
	}
	f := Applied{File{Name: h.Name, URL: h.URL, Data: data}, h.Review}
	var before *Comparison
	if h.Over != "" {
		before = &Comparison{}
		if n, err := hex.Decode(before.sum[:], []byte(h.Over)); err != nil || n != len(before.sum) {
			return Applied{}, fmt.Errorf("%w: what it was compared with", ErrGone)
		}
	}
	if d.corpusDir != "" || d.shared == nil {
		if err := f.Put(d.corpusDir, before); err != nil {
			return f, err
		}
	}
	if d.shared != nil {
		if err := d.shared.PutImport(ctx, f.Name, data, h.Over); err != nil {
			return f, fmt.Errorf("%w: %w", ErrNotShared, err)
		}
	}
	// What stays is put again at the most, which changes nothing.
	_ = d.drop(id)
	return f, nil
}

// Discard forgets what waits, or everything for "". The error wraps [ErrGone].
func (d *Desk) Discard(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id == "" {
		if err := os.RemoveAll(d.dir); err != nil {
			return fmt.Errorf("removing what waited: %w", err)
		}
		return nil
	}
	if _, _, err := d.waits(id); err != nil {
		return err
	}
	return d.drop(id)
}

func (d *Desk) drop(id string) error {
	if err := os.Remove(filepath.Join(d.dir, id)); err != nil {
		return fmt.Errorf("removing what waited: %w", err)
	}
	return nil
}
