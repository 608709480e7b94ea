package search_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// Words of articles that nobody published, in which the extraction is not sure of much.
var (
	givenNames  = []string{"Ann", "Tom", "Jane", "Piet", "Rosa", "Karl", "Ida", "Hugh", "Mary", "Paul"}
	familyNames = []string{"Lee", "Fry", "Smith", "Holm", "Delgado", "Ober", "Strand", "Barlow", "Gale", "Reed", "Minter", "Boyce"}
	things      = []string{"bridge", "ferry", "harbour", "lighthouse", "library", "market", "mill", "orchard", "quarry", "school", "station", "theatre", "tower", "well"}
	doings      = []string{"closed before the winter", "sold to nobody", "painted in one colour", "left to the gulls", "opened on Sundays", "moved across the river", "built of stone", "lit through the night"}
	towns       = []string{"Foss", "Aldby", "Norrum", "Kelda", "Wexcombe", "Tarn", "Ostrey", "Marrow"}
)

// doubtfulArticles are articles with six quotations each that wait for a review.
func doubtfulArticles(n int) fstest.MapFS {
	files := fstest.MapFS{}
	random := rand.New(rand.NewPCG(7, 11))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	for i := range n {
		var b strings.Builder
		for k := range 6 {
			words := fmt.Sprintf("the %s of %s in street %d will be %s", pick(things), pick(towns), i*6+k, pick(doings))
			name := pick(givenNames) + " " + pick(familyNames)
			form := []string{
				"%s did not say “%s.”\n\n", "If %s says “%s,” the council will meet again.\n\n", "%s refused to say that %s.\n\n",
				"%s might say, “It is late, and %s.”\n\n",
			}[(i+k)%4]
			fmt.Fprintf(&b, form, name, words)
		}
		files[fmt.Sprintf("articles/%03d.txt", i)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return files
}

// reviewedCorpus is the starter corpus and these articles. A newer extraction is sure of
// some, names somebody else for others, or does both.
func reviewedCorpus(t *testing.T, newer bool) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		for q, err := range (&corpus.Reader{FS: corpus.Starter()}).Read(t.Context(), &corpus.Report{}) {
			if !yield(q, err) {
				return
			}
		}
		i := 0
		for q, err := range (&corpus.Reader{FS: doubtfulArticles(200)}).Read(t.Context(), &corpus.Report{}) {
			if a := &q.Attributions[0]; newer && a.Status == quotes.Review {
				i++
				if i%2 == 0 {
					a.Status, a.Unsure = quotes.Extracted, ""
				}
				if i%3 == 0 {
					a.Speakers = []quotes.Speaker{{Name: "Somebody Newly Read"}}
				}
			}
			if !yield(q, err) {
				return
			}
		}
	}
}

// TestReviewsAreKept decides, in the order of the queue, and reads the corpus three times
// meanwhile, the last time with a newer extraction. VERBATIM_REVIEWS=full in the
// environment decides a thousand times; .ci/run sets it.
func TestReviewsAreKept(t *testing.T) {
	t.Parallel()
	decisions := 90
	if os.Getenv("VERBATIM_REVIEWS") == "full" {
		decisions = 1000
	}
	const readings = 3
	dir := t.TempDir()
	build := func(newer bool) {
		t.Helper()
		if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: reviewedCorpus(t, newer)}); err != nil {
			t.Fatal(err)
		}
	}
	build(false)
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	type decision struct{ rejected, speaker string }
	made := map[search.Task]decision{}
	kept := func(when string) {
		t.Helper()
		lost := 0
		for task, d := range made {
			q, err := l.Get(t.Context(), task.ID, "")
			shown := err == nil && len(q.Attributions[0].Speakers) > 0 && q.Attributions[0].Speakers[0].Name == d.speaker && q.Attributions[0].Checked
			if d.rejected != "" {
				shown = errors.Is(err, search.ErrNotFound)
			}
			if !shown {
				if lost++; lost <= 3 {
					t.Errorf("%s: %+v, %v; decided was %+v", when, q, err, d)
				}
			}
			if r, err := l.Task(t.Context(), "", task); err != nil || r.Waits {
				t.Errorf("%s: %s waits again: %v", when, task.ID, err)
			}
		}
		if lost > 0 {
			t.Errorf("%s: %d of %d decisions are lost", when, lost, len(made))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	var last search.Task
	before := l.Status().InReview
	for n := range decisions {
		r, err := l.NextTask(t.Context(), "", last, func(search.Task) bool { return true })
		if err != nil {
			t.Fatalf("after %d decisions: %v", n, err)
		}
		e := search.Edit{Op: search.Accept, ID: r.ID, File: r.Unsure.Source.File}
		d := decision{}
		switch random.IntN(3) {
		case 0:
			e.Op, d.rejected = search.Reject, "yes"
		case 1:
			e.Speaker = fmt.Sprintf("Grace Hopper the %dth", n)
		}
		stored, err := l.Edit(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		d.speaker = stored.Speaker
		made[r.Task], last = d, r.Task
		if reading := (n + 1) * readings / decisions; reading > n*readings/decisions {
			build(reading == readings)
			if _, err := l.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			kept(fmt.Sprintf("reading %d", reading))
		}
	}
	if len(made) != decisions || before < decisions {
		t.Errorf("%d of %d tasks were decided", len(made), before)
	}
	again, err := search.Open(dir, search.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	l, again = again, l
	kept("opened anew")
	l, again = again, l
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}
