package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// ListEdits writes every decision of moderators in a data folder, the first one
// first, with the words that it is about.
func ListEdits(ctx context.Context, p Program, l *search.Library) error {
	all, err := l.History(ctx, "")
	if err != nil {
		return fmt.Errorf("reading the edits: %w", err)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(p.Stdout, "No moderator has decided anything.")
		return err
	}
	for i, change := range all {
		if i > 0 {
			fmt.Fprintln(p.Stdout)
		}
		if _, err := writeEdit(ctx, p.Stdout, l, change); err != nil {
			return err
		}
	}
	return nil
}

// Decide takes an edit and writes what it did, of which words, and what holds now. A
// restore of what is not hidden changes nothing, which is told.
func Decide(ctx context.Context, p Program, l *search.Library, e search.Edit) error {
	m := messages.For("en").Plain()
	stored, err := l.Edit(ctx, e)
	if err != nil {
		return err
	}
	switch {
	case stored.Seq == 0 && e.Op == search.Restore:
		fmt.Fprintln(p.Stderr, Neutralise(m.NotHidden(string(stored.ID))))
		return ErrReported
	case stored.Seq == 0:
		_, err := fmt.Fprintln(p.Stdout, "It is so already.")
		return err
	}
	history, err := l.History(ctx, stored.ID)
	if err != nil {
		return fmt.Errorf("the decision holds, but reading it back failed: %w", err)
	}
	for _, change := range history {
		if change.Seq != stored.Seq {
			continue
		}
		found, err := writeEdit(ctx, p.Stdout, l, change)
		if err != nil || change.ID == "" {
			return err
		}
		_, err = fmt.Fprintln(p.Stdout, "    "+Neutralise(command.Holds(m, change.After, found)))
		return err
	}
	return nil
}

// writeEdit writes one edit and returns the quotation as the corpus has it, if it
// still does.
func writeEdit(ctx context.Context, w io.Writer, l *search.Library, change search.Decided) (quotes.Quote, error) {
	m := messages.For("en").Plain()
	q, err := l.Moderated(ctx, change.ID, "")
	lead, _ := q.Found.Lead()
	words := m.Quoted(quotes.Parted(q.Found.Words, lead.Partings(q.Found.Words))) + " — " + command.SpeakerOf(q.Found, m)
	switch {
	case change.ID == "": // it is about all of them
	case errors.Is(err, search.ErrGone), errors.Is(err, search.ErrNotFound):
		words = m.IsGone(string(change.ID))
	case err != nil:
		return q.Found, fmt.Errorf("reading a quotation: %w", err)
	}
	lines := []string{command.Numbered(m, change, q.Found) + " · " + m.Person(change.By) + " · " + m.Time(change.At)}
	if change.ID != "" {
		lines = append(lines, "    "+words, "    "+string(change.ID))
	}
	if change.Reason != "" {
		lines = append(lines, "    "+m.ReasonGiven(change.Reason))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, Neutralise(line)); err != nil {
			return q.Found, err
		}
	}
	return q.Found, nil
}
