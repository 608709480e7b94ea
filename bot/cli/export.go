package cli

import (
	"context"
	"fmt"

	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// Export writes the quotations that a filter lets through, as they are shown, to the
// standard output, and says on the standard error how many there are.
func Export(ctx context.Context, p Program, l *search.Library, f search.Filter, format corpus.Format) error {
	w := corpus.NewWriter(p.Stdout, format)
	n := 0
	err := l.Each(ctx, f, func(q quotes.Quote) error {
		n++
		return w.Write(q)
	})
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Fprintf(p.Stderr, "%s\n", messages.For("en").Plain().QuotationCount(n))
	return nil
}
