package extract_test

import (
	"context"
	"fmt"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// A quotation that its cue interrupts has several segments.
func ExampleExtract() {
	a := article.Article{Text: "“The steel is sound,” the engineer Omar Quist said. “It is the river bed that has moved.”\n"}
	found, err := extract.Extract(context.Background(), a)
	if err != nil {
		fmt.Println(err) // the context was done
		return
	}
	for _, q := range found {
		fmt.Printf("%s (%s), %s:\n", q.Speakers[0].Name, q.Speakers[0].Role, q.Cue)
		for _, s := range q.Segments {
			fmt.Println(" ", a.Text[s.Start:s.End])
		}
	}
	// Output:
	// Omar Quist (engineer), said:
	//   The steel is sound
	//   It is the river bed that has moved.
}
