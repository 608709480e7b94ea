package extract

import "verbatim/quotes/article"

// Patterns returns the quotations and, for each, the construction that
// attributed it.
func Patterns(a article.Article) ([]Quotation, []string) {
	d := read(a)
	names := make([]string, len(d.by))
	for i, p := range d.by {
		names[i] = p.String()
	}
	return d.out, names
}
