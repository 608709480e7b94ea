package extract

import (
	"context"

	"verbatim/quotes/article"
)

// Of returns the quotations of an article, whose reading nothing ends.
func Of(a article.Article) []Quotation {
	qs, err := Extract(context.Background(), a)
	if err != nil {
		panic(err)
	}
	return qs
}

// Patterns returns the quotations and, for each, the construction that
// attributed it.
func Patterns(a article.Article) ([]Quotation, []string) {
	d, err := read(context.Background(), a)
	if err != nil {
		panic(err)
	}
	names := make([]string, len(d.by))
	for i, p := range d.by {
		names[i] = p.String()
	}
	return d.out, names
}
