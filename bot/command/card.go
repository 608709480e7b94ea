package command

import (
	"cmp"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Card is a quotation as a reader sees it, whatever the medium. Its texts are
// clean ([messages.Clean]) and hold no markup and no escapes: a medium that has
// markup escapes them (the words with [messages.EscapeAt], the parts of lines
// with [messages.EscapeSaid]). Right-to-left text is isolated only where it
// stands inside a sentence; elsewhere a part or a run is all somebody's text.
type Card struct {
	ID   quotes.ID
	Kind quotes.Kind // of the lead attribution
	// Head stands over everything: that the line was read otherwise, or that this is
	// only what comes nearest. It is empty for what was asked for.
	Head Line
	// Over stands over the words of a report: that it is one, whose it is, and
	// whether he stands by it. It is empty for other kinds.
	Over Line
	// Words is the whole quotation, with LF line ends, [quotes.PartingMark] where
	// something stood between its segments; of a report the source's sentence. It
	// is empty for a quotation that may not be shown.
	Words []Run
	// Who names the speakers, with their roles; it is empty for a report. Of a
	// quotation that may not be shown it says so.
	Who Line
	// Disputes tell of whom else the words are said to be, or that they are no
	// quotation elsewhere.
	Disputes []Line
	// Source is where the words stand; Link leads there, "" if nothing does.
	Source Line
	Link   string // http or https, free of markup
	// Notes are the small print: how the words came, and the sentence around them.
	Notes []Line
	// Also names other sources with the same words.
	Also Line
	// Place is which of Total hits this is, from 1; 0 when it is no hit.
	Place, Total int

	excerpted  bool   // Words are a part of them
	open, shut string // the quotation marks of the reader's language
	gone       string // why the quotation is not there any more, in Discord's markdown
}

// Foot is the ID and the place among the hits.
func (c Card) Foot(m *messages.Catalogue) string {
	if c.Place == 0 {
		return string(c.ID)
	}
	return string(c.ID) + choiceSeparator + m.Plain().Place(c.Place, c.Total)
}

// Lines returns what stands under the words, for a medium that draws line by line.
func (c Card) Lines() []Line {
	who := c.Who
	if c.Kind != "" && len(who.Parts) > 0 {
		who.Parts = slices.Concat([]Part{{Text: "— "}}, who.Parts)
	}
	lines := append([]Line{who}, c.Disputes...)
	source := c.Source
	if c.Link != "" {
		source.Parts = append(source.Parts[:len(source.Parts):len(source.Parts)], Part{Text: choiceSeparator}, Part{Text: c.Link})
	}
	lines = append(append(lines, source), c.Notes...)
	if len(c.Also.Parts) > 0 {
		lines = append(lines, c.Also)
	}
	return lines
}

// Run is a part of the words that is matched, or not, and of a report's sentence
// what is reported, or not.
type Run struct {
	Text     string
	Matched  bool
	Reported bool
}

// Line is one line under the words.
type Line struct {
	Parts []Part
	Minor bool // may be drawn smaller or fainter
}

// text is the line without what is special about its parts.
func (l Line) text() string {
	var b strings.Builder
	for _, p := range l.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Part is a piece of a line.
type Part struct {
	Text   string // one line
	Strong bool
	Title  bool // of a work: in italics where there are such
	Code   bool // to be copied as it is: an ID
}

// Bounds of what a card says beside the words, in UTF-16 code units. They keep
// the lines of any card below what [Card.Blocks] leaves for them.
const (
	maxPerson    = 100
	maxRole      = 160
	maxPeople    = 320 // all speakers of one line together
	maxTitle     = 200
	maxPublisher = 100
	maxCardPlace = 100
	maxContext   = 300
	maxCue       = 60
	listed       = 3 // other sources, and other speakers, by name
)

// NewCard lays out a quotation. matched are the matched words as bytes into
// q.Words; place is which of total hits this is, from 1, and 0 when it is no
// hit. Attributions that may not be served are left out; a quotation that has
// no other is not shown.
func NewCard(q quotes.Quote, matched []quotes.Span, place, total int, m *messages.Catalogue) Card {
	l := layout{m: m.Plain()}
	card := Card{ID: q.ID, Place: place, Total: total}
	card.open, card.shut = m.Marks()
	lead, ok := q.Lead()
	if !ok {
		card.Who = Line{Parts: []Part{{Text: l.m.Withheld()}}}
		return card
	}
	card.Kind = lead.Kind
	if lead.Kind == quotes.Indirect {
		card.Over = l.over(lead)
		card.Words = reportRuns(q.Words, matched, lead)
	} else {
		card.Words = marked{text: q.Words, matched: merge(q.Words, matched), partings: lead.Partings(q.Words)}.runs()
		card.Who = Line{Parts: l.speakers(lead)}
	}
	others := l.accountsOf(q.Attributions, lead)
	card.Disputes = l.disputes(lead, others)
	card.Source = Line{Parts: l.provenance(lead)}
	card.Link, _ = messages.Link(lead.Source.URL)
	card.Notes = l.notes(q.Words, lead)
	if q.Edited {
		card.Notes = append(card.Notes, Line{Parts: []Part{{Text: l.m.EditedNote()}}, Minor: true})
	}
	card.Also = l.also(others.elsewhere)
	return card
}

// WithConfidence returns the card with a line over it if the search read the line
// otherwise than it was typed, or without its quotation marks, or found only what
// comes nearest, or nothing of whom it was asked for.
func (c Card) WithConfidence(r search.Result, m *messages.Catalogue) Card {
	var says []string
	if r.NotQuoted != "" {
		says = append(says, m.Plain().NoQuotesOf(r.NotQuoted))
	}
	if r.Unquoted {
		says = append(says, m.Plain().NotExactly())
	}
	if r.ReadAs != "" {
		says = append(says, m.Plain().ReadAs(r.ReadAs))
	}
	if r.Confidence == search.Closest {
		says = append(says, m.Plain().Closest(r.Unfound))
	}
	if len(says) > 0 {
		c.Head = Line{Parts: []Part{{Text: strings.Join(says, " ")}}}
	}
	return c
}

// merge brings spans into order, into the text, and apart.
func merge(text string, spans []quotes.Span) []quotes.Span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b quotes.Span) int { return cmp.Compare(a.Start, b.Start) })
	var out []quotes.Span
	for _, s := range spans {
		s.Start, s.End = max(s.Start, 0), min(s.End, len(text))
		switch last := len(out) - 1; {
		case s.Start >= s.End:
		case last >= 0 && s.Start <= out[last].End:
			out[last].End = max(out[last].End, s.End)
		default:
			out = append(out, s)
		}
	}
	return out
}

// layout makes the lines of a card.
type layout struct{ m *messages.Catalogue }

// notes is the small print: what kind of quotation it is, how the words came, and
// the sentence around a phrase.
func (l layout) notes(words string, a quotes.Attribution) []Line {
	var notes []Line
	add := func(text string) { notes = append(notes, Line{Parts: []Part{{Text: text}}, Minor: true}) }
	if a.Kind == quotes.Partial {
		add(l.m.PartialNote())
	}
	if reported := l.reported(a); reported != "" {
		add(reported)
	}
	context := line(a.Context, maxContext)
	if a.Kind != quotes.Direct && !hasSentence(a) && context != "" && quotes.Normalize(context) != quotes.Normalize(words) {
		add(l.m.Context(context))
	}
	return notes
}

// speakers returns "Name · role; Name".
func (l layout) speakers(a quotes.Attribution) []Part {
	if len(a.Speakers) == 0 {
		return []Part{{Text: l.m.SpeakerUnknown()}}
	}
	var parts []Part
	used := 0
	for i, s := range a.Speakers {
		name, role, written := line(s.Name, maxPerson), line(s.Role, maxRole), line(s.AsWritten, maxCue)
		if used += messages.Len16(name + role + written); i > 0 && used > maxPeople {
			return append(parts, Part{Text: "; "}, Part{Text: l.m.AndMore(len(a.Speakers) - i)})
		}
		if i > 0 {
			parts = append(parts, Part{Text: "; "})
		}
		parts = append(parts, Part{Text: name, Strong: true})
		if role != "" {
			parts = append(parts, Part{Text: choiceSeparator}, Part{Text: role})
		}
		if written != "" && written != name {
			parts = append(parts, Part{Text: " (" + l.m.AsWritten(written) + ")"})
		}
	}
	return parts
}

// source returns "Title · Publisher · by Author · place · date", or the title and
// the date alone.
func (l layout) source(s quotes.Source, full bool) []Part {
	parts := l.label(s)
	add := func(text string) {
		if text != "" {
			parts = append(parts, Part{Text: choiceSeparator}, Part{Text: text})
		}
	}
	if author := line(s.Author, maxPerson); author != "" && full {
		add(l.m.ByAuthor(author))
	}
	if full {
		add(line(s.Place, maxCardPlace))
	}
	add(line(l.m.Date(string(s.Published)), maxPerson))
	return parts
}

// label names a source: by title and publisher, else by file and line.
func (l layout) label(s quotes.Source) []Part {
	var parts []Part
	if title := line(s.Title, maxTitle); title != "" {
		parts = append(parts, Part{Text: title, Title: true})
	} else if line(s.File, maxTitle) != "" {
		parts = append(parts, Part{Text: l.m.FileLine(s.File, s.Line)})
	}
	if publisher := line(s.Publisher, maxPublisher); publisher != "" {
		if len(parts) > 0 {
			parts = append(parts, Part{Text: choiceSeparator})
		}
		parts = append(parts, Part{Text: publisher})
	}
	if len(parts) == 0 {
		parts = append(parts, Part{Text: l.unnamed(s)})
	}
	return parts
}

// unnamed names a source without title, publisher and file: by the host of its address.
func (l layout) unnamed(s quotes.Source) string {
	if link, ok := messages.Link(s.URL); ok {
		if u, err := url.Parse(link); err == nil {
			return u.Hostname()
		}
	}
	return l.m.SourceUnknown()
}

// provenance is the source of what leads. What was not read in a file was written by a
// moderator.
func (l layout) provenance(a quotes.Attribution) []Part {
	s := a.Source
	s.Published = ""
	if a.Status == quotes.Curated && reflect.DeepEqual(s, quotes.Source{}) {
		return []Part{{Text: l.m.ByModerator()}}
	}
	return l.source(a.Source, true)
}

// sourceKey is equal for sources that a reader takes for the same.
func (l layout) sourceKey(s quotes.Source) string {
	return Line{Parts: l.label(s)}.text()
}

// reported tells with which verb, through whom and when the words came. A verb
// that says no more than that they were said, and one that the card shows in its
// sentence, is left out.
func (l layout) reported(a quotes.Attribution) string {
	var pieces []string
	if verb := line(a.Cue, maxCue); verb != "" && !onlySays(verb) && !hasSentence(a) {
		pieces = append(pieces, l.m.Cue(verb))
	}
	if via := line(a.Via, maxPerson); via != "" {
		pieces = append(pieces, l.m.Via(via))
	}
	if a.Said != "" {
		pieces = append(pieces, l.m.Said(string(a.Said)))
	}
	if a.Checked {
		pieces = append(pieces, l.m.Checked())
	}
	return strings.Join(pieces, choiceSeparator)
}

// onlySays reports whether a reporting verb tells nothing but that somebody spoke
// or wrote.
func onlySays(verb string) bool {
	switch strings.ToLower(verb) {
	case "say", "says", "said", "saying", "tell", "tells", "told", "telling", "add", "adds", "added", "adding",
		"write", "writes", "wrote", "written", "state", "states", "stated", "note", "notes", "noted", "explain", "explains", "explained",
		"continue", "continues", "continued", "reply", "replies", "replied", "answer", "answers", "answered":
		return true
	}
	return false
}

// speakerKey is equal for attributions to the same speakers.
func speakerKey(a quotes.Attribution) string {
	var names []string
	for _, s := range a.Speakers {
		names = append(names, quotes.Normalize(s.Name))
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// line makes somebody else's text one clean line of bounded length. Of a record
// of many kilobytes it reads no more than it needs.
func line(s string, limit int) string {
	if most := 16*limit + 64; len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return messages.Shorten(strings.Join(strings.Fields(messages.Clean(s)), " "), limit)
}
