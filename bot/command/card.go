package command

import (
	"cmp"
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
	// Over stands over the words of a report: whose it is, and whether he stands by
	// it. It is empty for other kinds.
	Over Line
	// Words is the whole quotation, with LF line ends, [quotes.PartingMark] where
	// something stood between its segments; of a report the source's sentence. It
	// is empty for a quotation that may not be shown.
	Words []Run
	// Lines stand under the words: who said it, where, how it was reported,
	// what other sources say.
	Lines []Line
	// Foot is the ID and the place among the hits.
	Foot string
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

// Part is a piece of a line.
type Part struct {
	Text   string // one line
	Strong bool
	// URL is where Text leads: http or https, free of markup. Text is then a
	// word of the catalogue, never somebody else's: a link whose text came from
	// the corpus could name another place than it leads to.
	URL string
}

// Bounds of what a card says beside the words, in UTF-16 code units. They keep
// the lines of any card below what [Card.Embed] leaves for them.
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
	card := Card{ID: q.ID, Foot: string(q.ID)}
	if place > 0 {
		card.Foot += choiceSeparator + l.m.Place(place, total)
	}
	lead, ok := q.Lead()
	if !ok {
		card.Lines = []Line{{Parts: []Part{{Text: l.m.Withheld()}}}}
		return card
	}
	card.Kind = lead.Kind
	if lead.Kind == quotes.Indirect {
		card.Over = Line{Parts: l.reportLine(lead)}
		card.Words = reportRuns(q.Words, matched, lead)
	} else {
		card.Words = marked{text: q.Words, matched: merge(q.Words, matched), partings: lead.Partings(q.Words)}.runs()
	}
	others := l.accountsOf(q.Attributions, lead)
	l.lead(q.Words, lead, others.disputing)
	l.others(others)
	card.Lines = l.lines
	return card
}

// WithConfidence returns the card with a line over it if the search read the line
// otherwise than it was typed, or found only what comes nearest.
func (c Card) WithConfidence(r search.Result, m *messages.Catalogue) Card {
	var says []string
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

type layout struct {
	m     *messages.Catalogue
	lines []Line
}

func (l *layout) add(minor bool, parts ...Part) {
	l.lines = append(l.lines, Line{Parts: parts, Minor: minor})
}

// lead tells about the attribution that speaks for the quotation, and which ones
// name somebody else.
func (l *layout) lead(words string, a quotes.Attribution, disputing []quotes.Attribution) {
	if a.Kind != quotes.Indirect {
		l.add(false, l.speakers(a)...)
	}
	l.dispute(a, disputing)
	l.add(false, l.source(a.Source, true)...)
	switch a.Kind {
	case quotes.Partial:
		l.add(false, Part{Text: l.m.PartialNote()})
	case quotes.Indirect:
		l.add(false, Part{Text: l.m.IndirectNote()})
	}
	if reported := l.reported(a); reported != "" {
		l.add(true, Part{Text: reported})
	}
	context := line(a.Context, maxContext)
	if a.Kind != quotes.Direct && !hasSentence(a) && context != "" && quotes.Normalize(context) != quotes.Normalize(words) {
		l.add(true, Part{Text: l.m.Context(context)})
	}
}

// speakers returns "— Name, role".
func (l *layout) speakers(a quotes.Attribution) []Part {
	if len(a.Speakers) == 0 {
		return []Part{{Text: "— "}, {Text: l.m.SpeakerUnknown()}}
	}
	parts := []Part{{Text: "— "}}
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
			parts = append(parts, Part{Text: ", "}, Part{Text: role})
		}
		if written != "" && written != name {
			parts = append(parts, Part{Text: " (" + l.m.AsWritten(written) + ")"})
		}
	}
	return parts
}

// source returns "Title, Publisher · by Author · place · date · link", or the
// title and the date alone.
func (l *layout) source(s quotes.Source, full bool) []Part {
	parts := l.label(s)
	add := func(text, link string) {
		if text != "" {
			parts = append(parts, Part{Text: choiceSeparator}, Part{Text: text, URL: link})
		}
	}
	if author := line(s.Author, maxPerson); author != "" && full {
		add(l.m.ByAuthor(author), "")
	}
	if full {
		add(line(s.Place, maxCardPlace), "")
	}
	add(line(l.m.Date(string(s.Published)), maxPerson), "")
	if link, ok := messages.Link(s.URL); ok && full {
		add(l.m.OpenSource(), link)
	}
	return parts
}

// label names a source: by title and publisher, else by file and line.
func (l *layout) label(s quotes.Source) []Part {
	var parts []Part
	if title := line(s.Title, maxTitle); title != "" {
		parts = append(parts, Part{Text: title})
	} else if line(s.File, maxTitle) != "" {
		parts = append(parts, Part{Text: l.m.FileLine(s.File, s.Line)})
	}
	if publisher := line(s.Publisher, maxPublisher); publisher != "" {
		if len(parts) > 0 {
			parts = append(parts, Part{Text: ", "})
		}
		parts = append(parts, Part{Text: publisher})
	}
	if len(parts) == 0 {
		parts = append(parts, Part{Text: l.m.SourceUnknown()})
	}
	return parts
}

// sourceKey is equal for sources that a reader takes for the same.
func (l *layout) sourceKey(s quotes.Source) string {
	var b strings.Builder
	for _, p := range l.label(s) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// reported tells with which verb, through whom and when the words came.
func (l *layout) reported(a quotes.Attribution) string {
	var pieces []string
	if verb := line(a.Cue, maxCue); verb != "" {
		pieces = append(pieces, l.m.Cue(verb))
	}
	if via := line(a.Via, maxPerson); via != "" {
		pieces = append(pieces, l.m.Via(via))
	}
	if a.Said != "" {
		pieces = append(pieces, l.m.Said(string(a.Said)))
	}
	return strings.Join(pieces, " · ")
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
