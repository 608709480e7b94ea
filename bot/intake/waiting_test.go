package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/bot/fetch"
	"verbatim/quotes"
)

// desk returns a desk and what its fetcher gets: a page for each address.
func desk(t *testing.T, corpusDir string) (d *Desk, pages map[string]string) {
	t.Helper()
	pages = map[string]string{}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages["https://"+r.Host+r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(s.Close)
	f := fetch.New(fetch.Options{DialTLS: func(ctx context.Context, network, _ string) (net.Conn, error) {
		dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a server of the test
		return dialer.DialContext(ctx, network, s.Listener.Addr().String())
	}})
	return NewDesk(f, t.TempDir(), corpusDir, nil), pages
}

func TestWhatWaitsIsAppliedOnceOrForgotten(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	const address, attached = "https://news.example/bridge", "https://cdn.discordapp.com/attachments/1/2/x.csv"
	pages[address] = story
	pages[attached] = "text,speaker\nThe dam holds,Anna Kowalska\n"
	for _, s := range []Source{{Address: address, By: "1"}, {Address: attached, Attachment: true, By: "1"}} {
		o, err := d.Take(t.Context(), s)
		if err != nil || o.ID == "" {
			t.Fatal(o, err)
		}
		if all, _ := read(t, dir); len(all) > 0 {
			t.Errorf("%v is in the corpus before anybody said so", all)
		}
		// After a restart.
		d = NewDesk(d.fetcher, filepath.Dir(d.dir), dir, nil)
		f, err := d.Apply(t.Context(), o.ID)
		if err != nil || f.Name != o.Name {
			t.Fatal(f.Name, err)
		}
		if all, _ := read(t, dir); len(all) != 1 {
			t.Errorf("the corpus has %v", all)
		}
		if _, err := d.Apply(t.Context(), o.ID); !errors.Is(err, ErrGone) {
			t.Errorf("applied again: %v", err)
		}
		if err := d.Discard(o.ID); !errors.Is(err, ErrGone) {
			t.Errorf("discarded after it was applied: %v", err)
		}
		if o, err = d.Take(t.Context(), s); err != nil || o.Before == nil || !o.Before.Same || o.ID != "" {
			t.Errorf("taken again: %+v, %v", o, err)
		}
		if err := os.RemoveAll(filepath.Join(dir, Folder)); err != nil {
			t.Fatal(err)
		}
	}
	o, err := d.Take(t.Context(), Source{Address: address})
	if err == nil {
		err = d.Discard(o.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(t.Context(), o.ID); !errors.Is(err, ErrGone) {
		t.Errorf("applied after it was discarded: %v", err)
	}
	if waiting, _ := os.ReadDir(d.dir); len(waiting) > 0 {
		t.Errorf("there wait %v", waiting)
	}
	for range 2 {
		if o, err = d.Take(t.Context(), Source{Address: address}); err == nil {
			err = d.Discard("")
		}
		if _, gone := d.Apply(t.Context(), o.ID); err != nil || !errors.Is(gone, ErrGone) {
			t.Errorf("applied after everything was discarded: %v, %v", err, gone)
		}
	}
	for _, id := range []string{"", "../../../etc/hostname", strings.Repeat("a", 16)} {
		if _, err := d.Apply(t.Context(), id); !errors.Is(err, ErrGone) {
			t.Errorf("applied %q: %v", id, err)
		}
	}
	if _, err := d.Take(t.Context(), Source{Address: attached, Attachment: true, OnlyArticles: true}); !errors.Is(err, ErrNoArticle) {
		t.Errorf("a table for an article: %v", err)
	}
	large := "https://cdn.discordapp.com/attachments/1/2/x.html"
	pages[large] = story + strings.Repeat(" ", fetch.MaxBytes)
	for _, only := range []bool{true, false} {
		if o, err := d.Take(t.Context(), Source{Address: large, Attachment: true, OnlyArticles: only}); !errors.Is(err, fetch.ErrTooLarge) || !o.IsArticle() {
			t.Errorf("a large article: %v", err)
		}
	}
	d.corpusDir = ""
	if _, err := d.Take(t.Context(), Source{Address: address}); !errors.Is(err, ErrNoFolder) {
		t.Errorf("into the starter corpus: %v", err)
	}
}

func TestAnotherVersionIsCompared(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	const address = "https://news.example/bridge"
	page := func(title string, paragraphs ...string) string {
		return "<title>" + title + "</title><p>" + strings.Join(paragraphs, "</p><p>") + "</p>"
	}
	pages[address] = page("Bridge", "“We will rebuild the bridge before winter,” mayor Anna Kowalska said.", "“I have never seen the water so high,” said Jan Nowak.")
	first, err := d.Take(t.Context(), Source{Address: address})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	pages[address] = page("Bridge, again", "A new paragraph.", "“We will rebuild the bridge before winter,” engineer Maria Santos said.", "“Nobody asked the river for its opinion,” said Jan Nowak.")
	second, err := d.Take(t.Context(), Source{Address: address})
	if err != nil || second.Before == nil || second.Before.Same || second.Name != first.Name {
		t.Fatal(second, err)
	}
	words := func(all []quotes.Quote) string {
		var out []string
		for _, q := range all {
			out = append(out, q.Words)
		}
		return strings.Join(out, "; ")
	}
	if c := second.Before; words(c.Came) != "Nobody asked the river for its opinion" || words(c.Went) != "I have never seen the water so high" || words(c.Changed) != "We will rebuild the bridge before winter" {
		t.Errorf("came %q, went %q, changed %q", words(c.Came), words(c.Went), words(c.Changed))
	}
	// Somebody edits the file before it is applied.
	name := filepath.Join(dir, filepath.FromSlash(first.Path()))
	edited := append([]byte("<!-- mine -->"), first.Data...)
	if err := os.WriteFile(name, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(t.Context(), second.ID); !errors.Is(err, ErrChanged) {
		t.Errorf("applied over another file: %v", err)
	}
	if got, _ := os.ReadFile(name); string(got) != string(edited) {
		t.Errorf("the file has %q", got)
	}
	if err := os.WriteFile(name, first.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(t.Context(), second.ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(name); string(got) != string(second.Data) {
		t.Errorf("the file has %q", got)
	}
}

func TestNothingWaitsForEver(t *testing.T) {
	d, pages := desk(t, t.TempDir())
	now := time.Now()
	d.now = func() time.Time { return now }
	var ids []string
	for i := range maxWaiting + 5 {
		address := fmt.Sprintf("https://news.example/%d", i)
		pages[address] = story
		o, err := d.Take(t.Context(), Source{Address: address})
		if err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(i-100) * time.Second)
		if err := os.Chtimes(filepath.Join(d.dir, o.ID), at, at); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, o.ID)
	}
	if all, _ := os.ReadDir(d.dir); len(all) != maxWaiting {
		t.Errorf("%d wait", len(all))
	}
	if err := d.Discard(ids[4]); !errors.Is(err, ErrGone) {
		t.Errorf("one of the oldest: %v", err)
	}
	if err := d.Discard(ids[5]); err != nil {
		t.Errorf("one of the others: %v", err)
	}
	now = now.Add(MaxAge + time.Minute)
	if _, err := d.Apply(t.Context(), ids[len(ids)-1]); !errors.Is(err, ErrGone) {
		t.Errorf("a day later: %v", err)
	}
	if _, err := d.Take(t.Context(), Source{Address: "https://news.example/1"}); err != nil {
		t.Fatal(err)
	}
	if all, _ := os.ReadDir(d.dir); len(all) != 1 {
		t.Errorf("%d wait a day later", len(all))
	}
}

func TestDamageIsNotApplied(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	pages["https://news.example/"] = story
	o, err := d.Take(t.Context(), Source{Address: "https://news.example/"})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(d.dir, o.ID)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(good); i += 7 {
		bad := append([]byte(nil), good...)
		bad[i] ^= 1
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Apply(t.Context(), o.ID); !errors.Is(err, ErrGone) {
			t.Fatalf("byte %d is another: %v", i, err)
		}
	}
	if all, _ := read(t, dir); len(all) > 0 {
		t.Errorf("the corpus has %v", all)
	}
}
