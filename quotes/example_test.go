package quotes_test

import (
	"fmt"

	"verbatim/quotes"
)

// Case, punctuation and Unicode form make no difference to an ID.
func ExampleIDOf() {
	a := quotes.IDOf("Brevity is the soul of wit.")
	b := quotes.IDOf("brevity is the soul of wit")
	c := quotes.IDOf("Brevity is the soul of lingerie.")
	fmt.Println(a == b, a == c)
	// Output: true false
}

// A date is as exact as it was written.
func ExampleParseDate() {
	for _, s := range []string{"1863", "1863-11", "1863-11-19", "yesterday"} {
		d, err := quotes.ParseDate(s)
		fmt.Println(d, err == nil)
	}
	// Output:
	// 1863 true
	// 1863-11 true
	// 1863-11-19 true
	//  false
}
