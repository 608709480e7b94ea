package search_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

	"verbatim/quotes/corpus"
	"verbatim/search"
)

// A corpus is read into a generation, from which a library answers.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "verbatim-example-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	files := fstest.MapFS{"letters.csv": {Data: []byte("quote,author\n" +
		"A map is a promise that somebody walked there first.,Mara Lindqvist\n" +
		"The shortest way between two villages is a quarrel.,Mara Lindqvist\n")}}

	var report corpus.Report
	reader := &corpus.Reader{FS: files}
	_, err = search.Build(ctx, search.BuildOptions{DataDir: dir, Corpus: "1", Quotes: search.Input(reader.Read(ctx, &report))})
	if err != nil {
		panic(err)
	}
	library, err := search.Open(dir, search.Options{ReadOnly: true})
	if err != nil {
		panic(err)
	}
	defer library.Close()

	// Half remembered: out of order, a letter missing.
	result, err := library.Search(ctx, search.Query{Words: "quarel shortest way", Limit: 1})
	if err != nil {
		panic(err)
	}
	for _, hit := range result.Hits {
		lead, _ := hit.Quote.Lead()
		fmt.Printf("%s\n%s, %s\n", hit.Quote.Words, lead.Speakers[0].Name, result.Confidence)
	}
	// Output:
	// The shortest way between two villages is a quarrel.
	// Mara Lindqvist, found
}
