package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/quotes/store/storetest"
)

// damagedFolder is a data folder with decisions of all kinds, some of which are built in.
func damagedFolder(t *testing.T) (dir string, h *history, forgotten quotes.Quote) {
	dir = t.TempDir()
	h = newHistory(t, dir)
	h.disk = store.Machine()
	h.open()
	for _, s := range faultSteps() {
		if s.name == "purge" { // so that there are two generations
			continue
		}
		if err := h.try(s); err != nil {
			t.Fatal(err)
		}
	}
	mustBuild(t, dir, h.qs...)
	mustRefresh(t, h.l)
	mustEdit(t, h.l, Edit{Op: Correct, ID: h.qs[6].ID, Speaker: "Zoe Later"})
	h.want[h.qs[2].ID], h.want[h.qs[6].ID] = "Speaker2 Jones", "Zoe Later"
	h.log = h.l.Edits()
	h.close()
	forgotten = quotes.Quote{Words: "nobody wrote this down anywhere", Attributions: []quotes.Attribution{{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Zoe Added"}}}}}
	forgotten.ID = quotes.IDOf(forgotten.Words)
	return dir, h, forgotten
}

// Damages of every kind to any file of the data folder, while nobody serves from it and
// while somebody does: nothing is shown but what is so, every decision is kept, and
// after one reading of the corpus all is as it was. VERBATIM_DAMAGES says how many.
func TestNoDamageShowsWrongWordsOrLosesADecision(t *testing.T) {
	count := 4
	if n, err := strconv.Atoi(os.Getenv("VERBATIM_DAMAGES")); err == nil {
		count = n
	}
	base, h, forgotten := damagedFolder(t)
	random := rand.New(rand.NewPCG(13, 13))
	outcomes := map[string]int{}
	for n := 0; n < count; {
		dir := copyOf(t, base)
		serving := n%2 == 1
		var l *Library
		if serving {
			var err error
			if l, err = Open(dir, Options{}); err != nil {
				t.Fatal(err)
			}
		}
		what := storetest.DamageAFile(t, dir, random)
		if what == "" {
			if l != nil {
				_ = l.Close()
			}
			continue
		}
		n++
		if !serving {
			var err error
			if l, err = openLibrary(dir, Options{}, 0); err != nil {
				t.Errorf("damage %d, %s: opening: %v", n, what, err)
				continue
			}
		}
		outcomes[h.onlyTrue(fmt.Sprintf("damage %d, %s, serving %v", n, what, serving), l)]++
		// An edit that is acknowledged in the midst of it is kept as well.
		late, lateErr := l.Edit(t.Context(), Edit{Op: Hide, ID: h.qs[5].ID})
		if err := l.Close(); err != nil {
			t.Errorf("damage %d, %s: closing: %v", n, what, err)
		}
		h.comesBack(fmt.Sprintf("damage %d, %s", n, what), dir, late, lateErr == nil, forgotten)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d damages; queries: %v", count, outcomes)
}

// onlyTrue asks for everything in every way. What is answered has to be so; an error is
// no wrong answer.
func (h *history) onlyTrue(what string, l *Library) string {
	h.t.Helper()
	outcome := "all answered"
	failed := func(err error) bool {
		if err != nil {
			outcome = "some failed"
		}
		return err != nil
	}
	right := func(how string, q quotes.Quote) {
		h.t.Helper()
		name := ""
		if len(q.Attributions) > 0 && len(q.Attributions[0].Speakers) > 0 {
			name = q.Attributions[0].Speakers[0].Name
		}
		i := slices.IndexFunc(h.qs, func(o quotes.Quote) bool { return o.ID == q.ID })
		if i < 0 || h.qs[i].Words != q.Words || h.want[q.ID] != name {
			h.t.Errorf("%s: %s shows %q by %q, which is %q", what, how, q.Words, name, h.want[q.ID])
		}
	}
	for _, q := range h.qs {
		got, err := l.Get(h.t.Context(), q.ID, "")
		if h.want[q.ID] == isHidden && !errors.Is(err, ErrHidden) && err == nil {
			h.t.Errorf("%s: what is hidden is shown", what)
		}
		if h.want[q.ID] != isHidden && !failed(err) {
			right("Get", got)
		}
		r, err := l.Search(h.t.Context(), Query{Words: q.Words})
		if failed(err) {
			continue
		}
		for _, hit := range r.Hits {
			right("Search", hit.Quote)
		}
		drawn, err := l.Random(h.t.Context(), Filter{})
		if !failed(err) {
			right("Random", drawn)
		}
		many, err := l.SuggestIDs(h.t.Context(), string(q.ID)[:3], Filter{}, 10)
		if !failed(err) {
			for _, q := range many {
				right("SuggestIDs", q)
			}
		}
	}
	failed(l.Each(h.t.Context(), Filter{}, func(q quotes.Quote) error { right("Each", q); return nil }))
	return outcome
}

// comesBack opens the folder anew, reads the corpus once, and expects all to be as it was.
func (h *history) comesBack(what, dir string, late store.Edit, acknowledged bool, forgotten quotes.Quote) {
	h.t.Helper()
	l, err := Open(dir, Options{})
	if err != nil {
		h.t.Errorf("%s: opening again: %v", what, err)
		return
	}
	defer func() {
		if err := l.Close(); err != nil {
			h.t.Errorf("%s: closing again: %v", what, err)
		}
	}()
	h.onlyTrueOr(what, l, late.ID)
	if _, err := Build(h.t.Context(), BuildOptions{DataDir: dir, Quotes: reading(append(slices.Clone(h.qs), forgotten)...)}); err != nil {
		h.t.Errorf("%s: reading the corpus: %v", what, err)
		return
	}
	if _, err := l.Refresh(h.t.Context()); err != nil {
		h.t.Errorf("%s: moving over: %v", what, err)
	}
	got := l.Edits()
	for _, e := range h.log {
		if !slices.ContainsFunc(got, func(g store.Edit) bool { return g.Seq == e.Seq && g.Op == e.Op && g.At.Equal(e.At) }) {
			h.t.Errorf("%s: edit %d is lost", what, e.Seq)
		}
	}
	want := shown{}
	for id, w := range h.want {
		want[id] = w
	}
	if acknowledged {
		want[late.ID] = isHidden
	}
	want[forgotten.ID] = isGone
	for id, w := range want {
		q, err := l.Get(h.t.Context(), id, "")
		switch {
		case w == isHidden && !errors.Is(err, ErrHidden), w == isGone && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrGone):
			h.t.Errorf("%s: %s is %q, want it %s: %v", what, id, q.Words, w, err)
		case w != isHidden && w != isGone && (err != nil || q.Attributions[0].Speakers[0].Name != w):
			h.t.Errorf("%s: %s is %v, want %q: %v", what, id, q.Attributions, w, err)
		}
	}
	if s := l.Status(); s.Generation == 0 || s.Damage != nil || s.LogCutShort {
		h.t.Errorf("%s: status %+v", what, s)
	}
}

// onlyTrueOr is onlyTrue where one quotation may be hidden meanwhile.
func (h *history) onlyTrueOr(what string, l *Library, hidden quotes.ID) {
	h.t.Helper()
	was, known := h.want[hidden]
	if !known {
		h.onlyTrue(what, l)
		return
	}
	if _, err := l.Get(h.t.Context(), hidden, ""); errors.Is(err, ErrHidden) {
		h.want[hidden] = isHidden
	}
	h.onlyTrue(what, l)
	h.want[hidden] = was
}
