package extract_test

import (
	"fmt"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// A quotation that its cue interrupts has several segments.
func ExampleExtract() {
	a := article.Article{Text: "“The steel is sound,” the engineer Omar Quist said. “It is the river bed that has moved.”\n"}
	for _, q := range extract.Extract(a) {
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
