package command

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/messages"
	"verbatim/quotes"
)

// extent is a part of a card's words, bytes into [Card.text].
type extent struct{ from, to int }

// text is the words without the runs.
func (c Card) text() string {
	var b strings.Builder
	for _, r := range c.Words {
		b.WriteString(r.Text)
	}
	return b.String()
}

// part returns the card with a part of its words, an ellipsis where it was cut.
func (c Card) part(e extent) Card {
	const mark = "…"
	var words []Run
	if e.from > 0 {
		words = append(words, Run{Text: mark + " "})
	}
	at := 0
	for _, r := range c.Words {
		start, end := max(e.from, at), min(e.to, at+len(r.Text))
		if start < end {
			part := r
			part.Text = r.Text[start-at : end-at]
			words = append(words, part)
		}
		at += len(r.Text)
	}
	if e.to < at {
		words = append(words, Run{Text: " " + mark})
	}
	c.Words, c.excerpted = words, true
	return c
}

// matches returns where the matched words stand.
func (c Card) matches() []quotes.Span {
	var out []quotes.Span
	at := 0
	for _, r := range c.Words {
		if r.Matched {
			out = append(out, quotes.Span{Start: at, End: at + len(r.Text)})
		}
		at += len(r.Text)
	}
	return out
}

// largest returns the part of the words that is drawn within room for the largest
// limit that choose is given, both in UTF-16 code units.
func (c Card) largest(room int, choose func(limit int) extent) extent {
	if room <= 0 {
		return extent{}
	}
	best, fits, limit := extent{}, 0, room+1
	for fits+1 < limit {
		middle := (fits + limit) / 2
		if e := choose(middle); messages.Len16(c.part(e).drawn()) <= room {
			best, fits = e, middle
		} else {
			limit = middle
		}
	}
	return best
}

// fits reports whether all words fit into room.
func (c Card) fits(room int) bool {
	// Drawn, they are never shorter.
	return messages.Len16(c.text()) <= room && messages.Len16(c.drawn()) <= room
}

// excerpt returns the part of the words that fits into room and holds most of the
// matched ones: the beginning, if that does.
func (c Card) excerpt(room int) extent {
	text, matched := c.text(), c.matches()
	at := positions(text, matched)
	return c.largest(room, func(limit int) extent { return choose(text, matched, at, limit) })
}

// position is where a span begins and ends in UTF-16 code units.
type position struct{ start, end int }

func positions(text string, spans []quotes.Span) []position {
	out := make([]position, len(spans))
	at, done := 0, 0
	for i, s := range spans {
		out[i].start = at + messages.Len16(text[done:s.Start])
		out[i].end = out[i].start + messages.Len16(text[s.Start:s.End])
		at, done = out[i].end, s.End
	}
	return out
}

// choose returns a part of at most limit UTF-16 code units around the matched words
// that stand closest, with more behind them than before them.
func choose(text string, matched []quotes.Span, at []position, limit int) extent {
	first, last := densest(at, limit*3/4)
	if first > last || at[last].end <= limit { // none, or the beginning has them
		return extent{0, len(head(text, limit, 0))}
	}
	start, end := matched[first].Start, matched[last].End
	room := limit - (at[last].end - at[first].start)
	before := room / 3
	if rest := messages.Len16(messages.Head(text[end:], room)); rest < room-before {
		before = room - rest // the end of the text is near
	}
	from := start - len(tail(text[:start], before))
	return extent{from, from + len(head(text[from:], limit, end-from))}
}

// densest returns the spans, from the first to the last, that lie within so many
// UTF-16 code units and have the most of these together.
func densest(at []position, within int) (first, last int) {
	first, last = 0, -1
	most, sum, i := 0, 0, 0
	for j, p := range at {
		sum += p.end - p.start
		for ; i <= j && p.end-at[i].start > within; i++ {
			sum -= at[i].end - at[i].start
		}
		if sum > most {
			first, last, most = i, j, sum
		}
	}
	return first, last
}

// head is [messages.Head], up to the end of a sentence where that leaves at least
// half of it and the first bytes that must stay.
func head(s string, limit, least int) string {
	out := messages.Head(s, limit)
	rest := strings.TrimLeftFunc(s[len(out):], unicode.IsSpace)
	if rest == "" {
		return out
	}
	least = max(least, len(out)/2)
	for i := len(s) - len(rest); i > least; i-- {
		if !utf8.RuneStart(s[i]) || !startsSentence(s, i) {
			continue
		}
		if end := len(strings.TrimRightFunc(s[:i], unicode.IsSpace)); end >= least {
			return s[:end]
		}
	}
	return out
}

// tail is [messages.Tail], from the first beginning of a sentence on if it has one.
func tail(s string, limit int) string {
	out := messages.Tail(s, limit)
	for i := range out {
		if startsSentence(s, len(s)-len(out)+i) {
			return out[i:]
		}
	}
	return out
}

// startsSentence reports whether a sentence or a line begins at a byte of a text,
// other than the first.
func startsSentence(s string, i int) bool {
	if next, _ := utf8.DecodeRuneInString(s[i:]); i == 0 || unicode.IsSpace(next) {
		return false
	}
	before := strings.TrimRightFunc(s[:i], unicode.IsSpace)
	gap := s[len(before):i]
	if gap != "" {
		before = strings.TrimRight(before, `"'”’»)]`)
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	switch last {
	case '。', '！', '？':
		return true
	case '.', '!', '?', '…':
		return gap != ""
	}
	return strings.Contains(gap, "\n")
}
