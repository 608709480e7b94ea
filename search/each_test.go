package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// Each gives what is shown, whether edits wait beside the generation or were built in.
func TestEachGivesWhatIsShown(t *testing.T) {
	const guild, other = "123456789012345678", "223456789012345678"
	inGuild := said("Ann Lee", "only this guild may read it")
	inGuild.Scope = guild
	lang := said("Ann Lee", "що було, те було")
	lang.Lang = "uk"
	review := reported("a.md", 0, "nobody is sure about this", quotes.Review)
	all := append(sayings(20), inGuild, lang, review)
	dir := t.TempDir()
	mustBuild(t, dir, all...)
	l := mustOpen(t, dir, Options{})
	hidden, corrected := all[3], all[4]
	for _, e := range []Edit{{Op: Hide, ID: hidden.ID}, {Op: Correct, ID: corrected.ID, Speaker: "Bob Ray"}} {
		if _, err := l.Edit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	got := func(f Filter) []string {
		t.Helper()
		var out []string
		err := l.Each(t.Context(), f, func(q quotes.Quote) error {
			out = append(out, q.Words+" — "+q.Attributions[0].Speakers[0].Name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(out)
		return out
	}
	want := func(keep func(q quotes.Quote) bool) []string {
		var out []string
		for _, q := range all {
			name := q.Attributions[0].Speakers[0].Name
			if q.ID == corrected.ID {
				name = "Bob Ray"
			}
			if q.ID != hidden.ID && q.ID != review.ID && keep(q) {
				out = append(out, q.Words+" — "+name)
			}
		}
		slices.Sort(out)
		return out
	}
	for range 2 {
		for name, c := range map[string]struct {
			f    Filter
			keep func(quotes.Quote) bool
		}{
			"everyone":      {Filter{}, func(q quotes.Quote) bool { return q.Scope == "" }},
			"the guild":     {Filter{Scope: guild}, func(quotes.Quote) bool { return true }},
			"another guild": {Filter{Scope: other}, func(q quotes.Quote) bool { return q.Scope == "" }},
			"a language":    {Filter{Language: "uk"}, func(q quotes.Quote) bool { return q.Lang == "uk" }},
			"corrected to":  {Filter{Speaker: "Bob Ray"}, func(q quotes.Quote) bool { return q.ID == corrected.ID }},
			"nobody":        {Filter{Speaker: "Zora Nobody"}, func(quotes.Quote) bool { return false }},
		} {
			if diff := cmp.Diff(want(c.keep), got(c.f)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		mustBuild(t, dir, all...)
		mustRefresh(t, l)
	}
	enough := errors.New("enough")
	calls := 0
	if err := l.Each(t.Context(), Filter{}, func(quotes.Quote) error { calls++; return enough }); !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := l.Each(ctx, Filter{}, func(quotes.Quote) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
	var ids []string
	if err := l.Each(t.Context(), Filter{}, func(q quotes.Quote) error { ids = append(ids, fmt.Sprint(q.ID)); return nil }); err != nil || !slices.IsSorted(ids) {
		t.Errorf("%v: %v", err, ids)
	}
}
