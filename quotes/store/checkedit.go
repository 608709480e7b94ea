package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// Bounds of what an edit may hold, in characters.
const (
	MaxSpeaker = 200
	MaxReason  = 1000
	MaxWords   = 20_000 // of Quote
	maxFile    = 1000
	maxLocale  = 35   // RFC 5646, 4.4.1
	maxText    = 2000 // of each other text of Quote
	maxNamed   = 20   // speakers
)

// Check says whether the edit makes sense by itself; its error wraps [ErrBadEdit].
//
// Every edit has an ID but a merge, an undo of one, and what was forgotten, which has
// a hash. A correction and a merge have a speaker, an
// acceptance may have one; an acceptance and a rejection have a file, a merge has
// the name that goes, a report a reason, an undo the number of another edit. What
// is added or amended stands in Quote, with at most one attribution. No other
// operation has any of these.
func (e Edit) Check() error {
	if e.ID != "" || e.Op != Merge && e.Op != Undo && e.Op != Forget {
		if _, err := Pack(e.ID); err != nil {
			return fmt.Errorf("%w: %w", ErrBadEdit, err)
		}
	}
	for _, check := range []func() error{e.checkFields, e.checkText, e.checkQuote} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrBadEdit, err)
		}
	}
	return nil
}

// checkFields says whether an edit has the fields that its operation has, and no
// others.
func (e Edit) checkFields() error {
	for _, field := range []struct {
		name     string
		has      bool
		required []Op
		optional Op
	}{
		{"the number of another edit", e.Undoes > 0, []Op{Undo}, ""},
		{"a speaker", strings.TrimSpace(e.Speaker) != "", []Op{Correct, Merge}, Accept},
		{"a file", e.File != "", []Op{Accept, Reject}, ""},
		{"a name that goes", strings.TrimSpace(e.From) != "", []Op{Merge}, ""},
		{"a part", e.Part != "", []Op{Amend}, ""},
		{"a quotation", e.Quote != nil, []Op{Add, Amend}, ""},
		{"an author", e.Author != "", nil, Add},
		{"a hash", e.Hash != "", []Op{Forget}, ""},
		{"a locale to tell the outcome in", e.Tell != "", nil, Report},
		{"a reason", strings.TrimSpace(e.Reason) != "", []Op{Report}, e.Op}, // any may have one
	} {
		required := slices.Contains(field.required, e.Op)
		switch {
		case required && !field.has:
			return fmt.Errorf("%s needs %s", e.Op, field.name)
		case field.has && !required && e.Op != field.optional:
			return fmt.Errorf("%s has no use for %s", e.Op, field.name)
		}
	}
	if !slices.Contains([]Op{Hide, Restore, Correct, Undo, Accept, Reject, Report, Settle, Add, Amend, Merge, Forget}, e.Op) {
		return fmt.Errorf("there is no operation %q", e.Op)
	}
	return nil
}

// checkText says whether what is typed is text, and not too much of it.
func (e Edit) checkText() error {
	for what, name := range map[string]string{"the speaker's name": e.Speaker, "the name that goes": e.From} {
		switch {
		case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
			return fmt.Errorf("%s has characters that are not for names", what)
		case utf8.RuneCountInString(name) > MaxSpeaker:
			return fmt.Errorf("%s has more than %d characters", what, MaxSpeaker)
		}
	}
	switch {
	case !utf8.ValidString(e.Reason) || utf8.RuneCountInString(e.Reason) > MaxReason:
		return fmt.Errorf("the reason has more than %d characters", MaxReason)
	case !utf8.ValidString(e.Tell) || utf8.RuneCountInString(e.Tell) > maxLocale:
		return fmt.Errorf("the locale has more than %d characters", maxLocale)
	case !utf8.ValidString(e.File) || utf8.RuneCountInString(e.File) > maxFile:
		return fmt.Errorf("the file's name has more than %d characters", maxFile)
	}
	return nil
}

// checkQuote says whether what is added or amended is a quotation, or a part of one.
func (e Edit) checkQuote() error {
	if e.Quote == nil {
		return nil
	}
	q := *e.Quote
	words := e.Op == Add || e.Part == WordsPart
	least, most := 1, 1
	if words {
		least = 0
	}
	if e.Part == WordsPart {
		most = 0
	}
	switch {
	case e.Op == Amend && !slices.Contains([]Part{WordsPart, AttributionPart, SourcePart}, e.Part):
		return fmt.Errorf("a quotation has no part %q", e.Part)
	case words && strings.TrimSpace(q.Words) == "":
		return fmt.Errorf("%s needs words", e.Op)
	case !utf8.ValidString(q.Words) || utf8.RuneCountInString(q.Words) > MaxWords:
		return fmt.Errorf("the words have more than %d characters", MaxWords)
	case e.Op == Add && e.ID != quotes.IDOf(q.Words):
		return fmt.Errorf("the ID is not that of the words")
	case len(q.Attributions) > most || len(q.Attributions) < least:
		return fmt.Errorf("%s has %d attributions, and takes %d to %d", e.Op, len(q.Attributions), least, most)
	}
	for _, a := range q.Attributions {
		texts := []string{a.Cue, a.Context, a.Via, string(a.Said), a.Source.Title, a.Source.Publisher, a.Source.Author, a.Source.URL, a.Source.Place, string(a.Source.Published), a.Source.File}
		for _, s := range a.Speakers[:min(len(a.Speakers), maxNamed)] {
			texts = append(texts, s.Name, s.AsWritten, s.Role)
		}
		if len(a.Speakers) > maxNamed || slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText }) {
			return fmt.Errorf("the attribution has more than %d speakers, or a text of more than %d characters", maxNamed, maxText)
		}
	}
	return nil
}
