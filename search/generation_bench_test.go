package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// benchQuotes makes n quotations of 6 to 30 words out of a vocabulary in which,
// as in any language, few words are frequent and many are rare.
func benchQuotes(n int) []quotes.Quote {
	random := rand.New(rand.NewPCG(5, 6))
	rare := rand.NewZipf(random, 1.07, 8, 60_000)
	qs := make([]quotes.Quote, n)
	for i := range qs {
		words := make([]string, 6+random.IntN(25))
		for j := range words {
			words[j] = fmt.Sprintf("w%x", rare.Uint64()*7919)
		}
		words = append(words, fmt.Sprint("number", i)) // no two are the same
		qs[i] = said(fmt.Sprintf("Given%d Family%d", random.IntN(50), random.IntN(2000)), strings.Join(words, " "))
	}
	return qs
}

func BenchmarkBuild(b *testing.B) {
	qs := benchQuotes(10_000)
	b.ReportAllocs()
	for b.Loop() {
		mustBuild(b, b.TempDir(), qs...)
	}
	b.ReportMetric(float64(len(qs))*float64(b.N)/b.Elapsed().Seconds(), "quotations/s")
}

func BenchmarkRebuildOfTheSameCorpus(b *testing.B) {
	qs := benchQuotes(10_000)
	dir := b.TempDir()
	mustBuild(b, dir, qs...)
	for b.Loop() {
		mustBuild(b, dir, qs...)
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	mustBuild(b, dir, benchQuotes(10_000)...)
	b.ReportAllocs()
	for b.Loop() {
		l, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	qs := benchQuotes(10_000)
	dir := b.TempDir()
	mustBuild(b, dir, qs...)
	l := mustOpen(b, dir, Options{ReadOnly: true})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := l.Get(b.Context(), qs[n%len(qs)].ID, ""); err != nil {
			b.Fatal(err)
		}
		n += 7919
	}
}

func BenchmarkEdit(b *testing.B) {
	qs := benchQuotes(10_000)
	dir := b.TempDir()
	mustBuild(b, dir, qs...)
	l := mustOpen(b, dir, Options{})
	n := 0
	for b.Loop() { // with up to 500 edits waiting, as many as there should be
		id := qs[n%250].ID
		op := store.Hide
		if n/250%2 == 1 {
			op = store.Restore
		}
		if _, err := l.Edit(b.Context(), store.Edit{Op: op, ID: id}); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

func BenchmarkVerify(b *testing.B) {
	dir := b.TempDir()
	mustBuild(b, dir, benchQuotes(10_000)...)
	for b.Loop() {
		if problems, err := Verify(b.Context(), dir); len(problems) > 0 || err != nil {
			b.Fatal(problems, err)
		}
	}
}
