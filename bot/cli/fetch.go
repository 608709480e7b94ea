package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"verbatim/bot/command"
	"verbatim/bot/intake"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// Fetched shows what would come of a page and, if it is applied, puts it into the
// corpus folder. The error is that of [intake.File.Put].
func Fetched(ctx context.Context, p Program, page intake.Preview, corpusDir string, apply bool) error {
	t := newTerminal(p.Stdout, p.Getenv)
	drawArticle(t, page.Name, page.Article, page.Quotes)
	drawComparison(t, page)
	say := func(format string, args ...any) error {
		_, err := fmt.Fprintln(p.Stdout, Neutralise(fmt.Sprintf(format, args...)))
		return err
	}
	switch {
	case page.Before != nil && page.Before.Same:
		return say("The corpus has the very same page already, as %s.", page.Path())
	case !apply:
		return say("Nothing was kept; --apply puts the page into the corpus folder, as %s.", page.Path())
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := page.Put(corpusDir, page.Before); err != nil {
		return err
	}
	return say("The page is in the corpus folder as %s. Searches find it once the corpus was read again: verbatim index, or /corpus reindex.", page.Path())
}

// drawComparison lists what another version of a page changes.
func drawComparison(t terminal, page intake.Preview) {
	c := page.Before
	if c == nil || c.Same {
		return
	}
	t.print("", textRun{fmt.Sprintf("Compared with %s: %d new, %d gone, %d changed.", page.Path(), len(c.Came), len(c.Went), len(c.Changed)), plain})
	m := messages.For("en").Plain()
	for _, kind := range []struct {
		mark string
		all  []quotes.Quote
	}{{"+", c.Came}, {"-", c.Went}, {"~", c.Changed}} {
		for _, q := range kind.all {
			words := strings.Join(strings.Fields(q.Words), " ")
			t.print("  ", textRun{kind.mark + " " + m.Quoted(words) + " — " + cmp.Or(command.SpeakerOf(q, m), "?"), plain})
		}
	}
	fmt.Fprintln(t.w)
}
