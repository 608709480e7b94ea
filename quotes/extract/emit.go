package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// trimmed cuts space, and the comma that American style puts inside the marks,
// off a quotation's words.
func trimmed(text string, start, end int) (quotes.Span, bool) {
	s := text[start:end]
	left := len(s) - len(strings.TrimLeftFunc(s, edge))
	s = strings.TrimRightFunc(s[left:], edge)
	for {
		t := strings.TrimRightFunc(strings.TrimSuffix(s, ","), edge)
		if t == s {
			break
		}
		s = t
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return quotes.Span{}, false
	}
	return quotes.Span{Start: start + left, End: start + left + len(s)}, true
}

func edge(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

func wordCount(s string) int { return len(strings.Fields(s)) }

// emit turns a finished turn into a Quotation.
func (d *reader) emit(t turn) {
	q := Quotation{Text: joined(d.text, t.segments), Segments: t.segments, Context: d.context(t)}
	q.Kind = d.kindOf(t)
	if q.Kind == quotes.Direct && makeshift(t) {
		// Nobody can tell such marks from others of the archive's: the words are
		// shown as a report, not as verbatim.
		q.Kind = quotes.Indirect
		q.Context, q.ContextSpans = d.contextOf(d.sents[t.sent], t.segments)
	}
	if t.read.found && !t.read.pattern.structural() && !t.read.pattern.cueless() {
		cue := d.span(t.read.cue[0], t.read.cue[1])
		q.CueSpan = &cue
		q.Cue = d.text[cue.Start:cue.End]
		rs := d.sentenceAt(t.read.cue[0], t.sent)
		q.Via = d.viaOf(t.read, rs, [2]int{})
		q.Said = d.saidBeside(t.read, rs)
	}
	if len(t.voice.speakers) > 0 {
		span := t.voice.span
		q.Speakers, q.SpeakerSpan = inOneLine(t.voice.speakers), &span
	}
	d.by = append(d.by, t.read.pattern)
	d.grade(&q, t)
	d.out = append(d.out, q)
}

// inOneLine returns speakers without the line ends of a column in what they are called.
func inOneLine(speakers []quotes.Speaker) []quotes.Speaker {
	out := slices.Clone(speakers)
	for i := range out {
		for _, s := range [...]*string{&out[i].Name, &out[i].AsWritten, &out[i].Role} {
			if strings.ContainsAny(*s, "\r\n") {
				*s = strings.Join(strings.Fields(*s), " ")
			}
		}
	}
	return out
}

// makeshift reports whether the words stand between two apostrophes each.
func makeshift(t turn) bool {
	for _, r := range t.regions {
		if r.makeshift {
			return true
		}
	}
	return false
}

// sentenceAt returns the sentence of token i, which is near sentence si.
func (d *prose) sentenceAt(i, si int) sentence {
	for si > 0 && d.sents[si].first > i {
		si--
	}
	for si+1 < len(d.sents) && d.sents[si].last <= i {
		si++
	}
	return d.sents[si]
}

// saidBeside looks for a time behind the cue, then just before the speaker.
func (d *cast) saidBeside(r reading, s sentence) quotes.Date {
	if on := d.saidOn(r.cue[1]+1, min(r.cue[1]+12, s.last)); on != "" {
		return on
	}
	if r.who.last+1 < r.cue[0] {
		if on := d.saidOn(r.who.last+1, min(r.who.last+8, r.cue[0])); on != "" {
			return on
		}
	}
	if r.who.first > s.first {
		return d.saidOn(max(r.who.first-6, s.first), r.who.first)
	}
	return ""
}

// context returns the sentence around the first segment.
func (d *prose) context(t turn) string {
	return d.around(d.sents[t.sent], t.segments[0])
}

// contextLimit is how many bytes a context may have: a sentence is shorter, a
// text without full stops is not.
const contextLimit = 1500

// around returns the sentence, or what stands around a segment in a long one.
func (d *prose) around(s sentence, seg quotes.Span) string {
	c := d.aroundSpan(s, seg)
	return d.text[c.Start:c.End]
}

// contextOf returns the sentence of a report and where its segments stand in it;
// no spans if they do not all lie in it whole.
func (d *prose) contextOf(s sentence, segs []quotes.Span) (string, []quotes.Span) {
	c := d.aroundSpan(s, segs[0])
	spans := make([]quotes.Span, len(segs))
	for i, seg := range segs {
		if seg.Start < c.Start || seg.End > c.End {
			return d.text[c.Start:c.End], nil
		}
		spans[i] = quotes.Span{Start: seg.Start - c.Start, End: seg.End - c.Start}
	}
	return d.text[c.Start:c.End], spans
}

// aroundSpan is around as bytes of the text.
func (d *prose) aroundSpan(s sentence, seg quotes.Span) quotes.Span {
	return cutAround(d.text, quotes.Span{Start: int(d.toks[s.first].start), End: int(d.toks[s.last-1].full)}, seg)
}

// cutAround returns of a sentence what stands around a segment, if it is too long.
func cutAround(text string, s, seg quotes.Span) quotes.Span {
	start, end := s.Start, s.End
	if end-start > contextLimit {
		start = max(start, seg.Start-contextLimit/2)
		end = min(end, max(seg.Start+contextLimit/2, start+contextLimit))
		for start < end && !utf8.RuneStart(text[start]) {
			start++
		}
		for end < len(text) && end > start && !utf8.RuneStart(text[end]) {
			end--
		}
	}
	return quotes.Span{Start: start, End: end}
}

// kindOf tells whether at least a clause is the speaker's own.
func (d *prose) kindOf(t turn) quotes.Kind {
	if t.read.pattern.structural() && (t.read.pattern != patCite || len(t.regions) == 0) {
		return quotes.Direct
	}
	first := t.segments[0]
	r, _ := utf8.DecodeRuneInString(d.text[first.Start:first.End])
	if unicode.IsLower(r) && t.words < 12 && t.read.pattern != patAfter && t.read.pattern != patInverted {
		return quotes.Partial
	}
	if t.words < 3 && t.read.pattern != patBefore && t.read.pattern != patAfter && t.read.pattern != patInverted {
		return quotes.Partial
	}
	if unicode.IsLower(r) {
		return quotes.Partial
	}
	return quotes.Direct
}
