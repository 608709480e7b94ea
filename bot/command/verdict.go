package command

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// drawVerdict says what a check told: the verdict first, in a few words, then what
// it means, how the words differ, and whether it was the claimed speaker.
func drawVerdict(p checkedPart, m *messages.Catalogue) string {
	heading, says := verdictText(p, m)
	lines := []string{"## " + mark(p) + " " + heading, says}
	switch {
	case len(p.Found) == 0: // no card tells what was checked
		open, shut := m.Marks()
		lines = []string{lines[0], "> " + open + messages.EscapeLine(line(p.text, maxUnfound)) + shut, says}
	case p.Verdict == search.Spliced:
		lines = append(lines, splicedLines(p, m)...)
	default:
		f := p.Found[0]
		if pieces := compare(p.text, f); len(pieces) > 0 {
			lines = append(lines, "> "+drawComparison(pieces), legend(pieces, m))
		}
		if note := claimNote(p.Claimed, f, m); note != "" {
			lines = append(lines, note)
		}
	}
	return cutLines(lines, maxVerdict)
}

// legend explains the signs of a comparison that it has.
func legend(pieces []piece, m *messages.Catalogue) string {
	sides := map[side]bool{}
	for _, p := range pieces {
		sides[p.side] = true
	}
	var says []string
	if sides[typed] {
		says = append(says, "~~"+m.StruckThrough()+"~~ = "+m.OnlyTyped())
	}
	if sides[really] {
		says = append(says, "**"+m.InBold()+"** = "+m.OnlySaid())
	}
	return "-# " + strings.Join(says, "\n-# ")
}

// maxUnfound is how much is shown of what was checked and not found, in UTF-16 code
// units: escaped, it has twice as many at most.
const maxUnfound = 240

// cutLines draws as many lines as fit; the first two always do.
func cutLines(lines []string, limit int) string {
	out, used := lines[0], messages.Len16(lines[0])
	for _, l := range lines[1:] {
		if used += messages.Len16(l) + 1; used > limit {
			break
		}
		out += "\n" + l
	}
	return out
}

// mark is a sign before a verdict, for who looks at a screen of them: it says
// nothing that the words do not.
func mark(p checkedPart) string {
	switch {
	case reverses(p):
		return "⚠️"
	case p.Verdict == search.Exact:
		return "✅"
	case p.Verdict == search.Cut:
		return "✂️"
	case p.Verdict == search.Spliced:
		return "🧩"
	case p.Verdict == search.AnotherSpeaker:
		return "👥"
	case p.Verdict == search.Nothing:
		return "🔍"
	}
	return "✏️"
}

// reverses reports whether a passage turns round what any of its quotations says.
func reverses(p checkedPart) bool {
	for _, f := range p.Found {
		if f.Verdict == search.Reversed {
			return true
		}
	}
	return false
}

func verdictText(p checkedPart, m *messages.Catalogue) (heading, says string) {
	switch p.Verdict {
	case search.Exact:
		if lead, _ := p.Found[0].Quote.Lead(); lead.Kind == quotes.Indirect {
			return m.VerdictExact(), m.ExactReport()
		}
		return m.VerdictExact(), m.Exact()
	case search.Reversed:
		if onlyNumbers(p.Found[0]) {
			return m.VerdictNumber(), m.OtherNumber()
		}
		return m.VerdictReversed(), m.Reversed()
	case search.Cut:
		return m.VerdictCut(), m.CutOut()
	case search.Spliced:
		if reverses(p) {
			return m.VerdictReversed(), m.SplicedReversed(len(p.Found))
		}
		return m.VerdictSpliced(), m.Spliced(len(p.Found))
	case search.AnotherSpeaker:
		return m.VerdictAnotherSpeaker(), m.AnotherSpeaker(leadName(p.Found[0].Quote), p.Claimed)
	case search.Nothing:
		return m.VerdictNothing(), m.NothingChecked()
	}
	return m.VerdictAltered(), m.Altered()
}

// onlyNumbers reports whether what turns a quotation round are numbers alone.
func onlyNumbers(f search.Finding) bool {
	numbers := false
	for _, c := range f.Changes {
		if c.Reverses && !c.Number {
			return false
		}
		numbers = numbers || c.Number
	}
	return numbers
}

// claimNote says whether a quotation is by the claimed speaker, where the verdict
// does not.
func claimNote(claimed string, f search.Finding, m *messages.Catalogue) string {
	lead, _ := f.Quote.Lead()
	switch {
	case claimed == "" || f.Verdict == search.AnotherSpeaker:
		return ""
	case search.NobodyNamed(lead.Speakers):
		return m.SpeakerUnconfirmed(claimed)
	case f.Misattributed:
		return m.NotBy(leadName(f.Quote), claimed)
	}
	return m.SpeakerConfirmed(leadName(f.Quote))
}

// leadName names the first speaker of a quotation.
func leadName(q quotes.Quote) string {
	lead, _ := q.Lead()
	if len(lead.Speakers) == 0 {
		return ""
	}
	return line(lead.Speakers[0].Name, maxPerson)
}

// splicedLines lists the parts of a passage, each with whose words it has.
func splicedLines(p checkedPart, m *messages.Catalogue) []string {
	const most, words = 5, 90
	var lines []string
	open, shut := m.Marks()
	for _, f := range p.Found[:min(most, len(p.Found))] {
		by, _ := choiceSpeaker(f.Quote, m.Plain())
		part := line(p.text[f.Passage.Start:f.Passage.End], words)
		lines = append(lines, "- "+open+messages.EscapeLine(part)+shut+saidBy+messages.EscapeLine(by)+" ("+m.VerdictLabel(string(f.Verdict))+")")
	}
	if more := len(p.Found) - most; more > 0 {
		lines = append(lines, "-# "+m.AndMore(more))
	}
	return lines
}

// piece is a part of a passage beside its quotation.
type piece struct {
	text string
	side side
}

// side says whose words a piece has.
type side int

const (
	inBoth side = iota
	typed       // only in the passage
	really      // only in the quotation
)

// compare lays a passage beside what it quotes: what both have as the passage
// writes it, and where they differ first its words, then the quotation's. Of words
// that were cut out of a sentence the rest of it is there too.
func compare(passage string, f search.Finding) []piece {
	var out []piece
	add := func(s side, text string) {
		if hasWord(text) || s == inBoth && text != "" {
			out = append(out, piece{text, s})
		}
	}
	cut := f.Verdict == search.Cut || f.Verdict == search.AnotherSpeaker
	if cut {
		add(really, f.Quote.Words[f.Sentences.Start:f.Words.Start])
	}
	at, end := f.Passage.Start, f.Passage.End
	if n := len(f.Changes); n > 0 {
		at, end = min(at, f.Changes[0].Pair.Passage.Start), max(end, f.Changes[n-1].Pair.Passage.End)
	}
	for _, pair := range joined(passage, f) {
		is, was := pair.Passage, pair.Words
		add(inBoth, passage[at:max(at, is.Start)])
		add(typed, passage[max(at, is.Start):max(at, is.End)])
		add(really, f.Quote.Words[was.Start:was.End])
		at = max(at, is.End)
	}
	add(inBoth, passage[at:max(at, end)])
	if cut {
		add(really, f.Quote.Words[f.Words.End:max(f.Words.End, f.Sentences.End)])
	}
	for _, p := range out {
		if p.side != inBoth {
			return out
		}
	}
	return nil
}

// joined returns where words differ, as one what no word of both parts.
func joined(passage string, f search.Finding) []search.Pair {
	var out []search.Pair
	for _, c := range f.Changes {
		if last := len(out) - 1; last >= 0 {
			p := &out[last]
			if p.Passage.End <= c.Pair.Passage.Start && p.Words.End <= c.Pair.Words.Start &&
				!hasWord(passage[p.Passage.End:c.Pair.Passage.Start]) && !hasWord(f.Quote.Words[p.Words.End:c.Pair.Words.Start]) {
				p.Passage, p.Words = spanning(p.Passage, c.Pair.Passage), spanning(p.Words, c.Pair.Words)
				continue
			}
		}
		out = append(out, c.Pair)
	}
	return out
}

// spanning returns what two parts cover, of which an empty one is only a place.
func spanning(a, b quotes.Span) quotes.Span {
	switch {
	case a.Start == a.End:
		return b
	case b.Start == b.End:
		return a
	}
	return quotes.Span{Start: a.Start, End: b.End}
}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// drawComparison draws pieces on one line: what is only in the passage struck
// through, what is only in the quotation bold. What both have is shortened between.
func drawComparison(pieces []piece) string {
	const some, much = 90, 240 // UTF-16 code units of what both have, and of what only one has
	var b strings.Builder
	used := 0
	for i, p := range pieces {
		text := strings.Join(strings.Fields(messages.Clean(p.text)), " ")
		before, after := "", ""
		limit := some
		switch p.side {
		case typed:
			before, after, limit = "~~", "~~", much
		case really:
			before, after, limit = "**", "**", much
		}
		if messages.Len16(text) > limit {
			text = shortenedTo(text, limit, i == 0 && p.side == inBoth, i == len(pieces)-1 && p.side == inBoth)
		}
		drawn := messages.EscapeLine(text)
		if drawn == "" {
			continue
		}
		if used += messages.Len16(drawn) + 5; used > maxComparison {
			b.WriteString(" …")
			break
		}
		if b.Len() > 0 && spaced(pieces, i) {
			b.WriteByte(' ')
		}
		b.WriteString(before + drawn + after)
	}
	return b.String()
}

// shortenedTo leaves out the middle of a text; of the first piece its beginning, of
// the last one its end.
func shortenedTo(text string, limit int, first, last bool) string {
	switch {
	case first:
		return "… " + messages.Tail(text, limit/2)
	case last:
		return messages.Head(text, limit/2) + " …"
	}
	return messages.Head(text, limit/2) + " … " + messages.Tail(text, limit/2-3)
}

// spaced reports whether a space stands before a piece: not before what ends a
// clause, nor in scripts that set none.
func spaced(pieces []piece, i int) bool {
	next, _ := utf8.DecodeRuneInString(pieces[i].text)
	last, _ := utf8.DecodeLastRuneInString(pieces[i-1].text)
	unspaced := []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}
	return !strings.ContainsRune(",.;:!?…)]”’»-–、。」』", next) && !strings.ContainsRune("-–([“‘«、。「『", last) &&
		!unicode.In(next, unspaced...) && !unicode.In(last, unspaced...)
}
