package extract

import (
	"strings"

	"verbatim/quotes"
)

// report is what a sentence without quotation marks says that somebody said: the
// words [from, to) of the article's own, and those from again on when the cue
// stands in their midst.
type report struct {
	read       reading
	from, to   int // tokens
	again, end int // 0: nothing
	polarity   quotes.Polarity
	held       bool // for review: who says it, or whether he does, is not sure
}

// statements reads what a sentence reports. Words that hold a quotation are left
// to the quotation.
func (d *cast) statements(s sentence) []report {
	first, last := s.first, s.last
	for last > first && d.toks[last-1].kind == stop {
		last--
	}
	first = d.skipDateline(first, last)
	if last-first < 4 || last-first > 120 {
		return nil
	}
	var best []report
	for _, construction := range [...]func(first, last int) []report{d.sourceReports, d.trailingReports, d.leadingReports, d.participleReports} {
		rs := d.withoutQuotes(construction(first, last))
		if len(rs) > 0 && (best == nil || best[0].held && !rs[0].held) {
			best = rs
		}
	}
	heading := d.noSentence(s)
	for i := range best {
		best[i].held = best[i].held || heading || d.quotesSingly(best[i].from, best[i].to)
	}
	return best
}

// speaksOf finds the one who speaks, thinks or judges in a sentence that reports
// nothing: "Smith praised the builders of the bridge."
func (d *cast) speaksOf(s sentence) reading {
	for v := s.first; v < s.last && v < s.first+60; v++ {
		t := &d.toks[v]
		if v > s.first+1 && d.toks[v-1].kind == comma && t.kind == word && t.caps == lower && t.cls.is(speech|clsJudge) && t.cls.is(formIng) {
			p, doubt, ok := d.clauseSubject(s.first, v-1, true)
			return reading{who: p, found: ok && d.canSpeak(p), cue: [2]int{v, v}, pattern: patThat, doubt: doubt}
		}
		if t.kind != word || t.caps != lower && !t.headline || !t.cls.is(speech|clsJudge|clsThink|clsShow) || t.cls.is(clsDeed) || !d.verbAt(v, s.first).is(formPast|formThird|formBase) {
			continue
		}
		if p, doubt, ok := d.subjectBefore(v, s.first); ok && d.canSpeak(p) && !(p.pronoun && d.low(p.head) == "you") && !d.inRelative(p, s.first) {
			return reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}, pattern: patThat, doubt: doubt}
		}
	}
	return reading{}
}

func (d *prose) withoutQuotes(rs []report) []report {
	kept := rs[:0]
	for _, r := range rs {
		if r.to-r.from >= 2 && !d.hasQuote(r.from, r.to) && (r.again == 0 || !d.hasQuote(r.again, r.end)) {
			kept = append(kept, r)
		}
	}
	return kept
}

func (d *prose) hasQuote(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == quoted && !d.regionAt(i).makeshift {
			return true
		}
	}
	return false
}

// quotesSingly reports whether a quotation between single marks begins in the
// words [from, to): "the team had ‘gone on holiday".
func (d *prose) quotesSingly(from, to int) bool {
	for i := from; i < to; i++ {
		if start := int(d.toks[i].start); i > 0 && strings.HasSuffix(d.text[int(d.toks[i-1].full):start], " ‘") {
			return true
		}
	}
	return false
}

// noSentence reports whether a line is a heading, a caption or a link beside the
// text: it ends without a full stop, or a photographer's name leads to it.
func (d *prose) noSentence(s sentence) bool {
	switch t := &d.toks[s.last-1]; {
	case t.kind == stop, t.kind == quoted, t.kind == word && t.dotted:
	case s.last-2 >= s.first && d.toks[s.last-2].kind == stop:
	default:
		return true
	}
	for i := s.first; i < s.last && i < s.first+8; i++ {
		if t := &d.toks[i]; t.kind == other && d.text[t.start] == '/' {
			return true
		}
	}
	return false
}

// surePronoun is how sure it must be whom "he" means for a report to be served.
// Where it was less, four in seven reports of the dev articles named somebody else.
const surePronoun = .95

// emitReport keeps a report as a quotation of kind indirect.
func (d *reader) emitReport(r report, v voice, si int) {
	segs := d.segmentsOf(r)
	if len(segs) == 0 {
		return
	}
	s := d.sents[si]
	if r.polarity == quotes.Asserted && (d.condition(r.from, r.to) || d.condition(r.again, r.end)) {
		r.polarity = quotes.Conditional
	}
	q := Quotation{Text: joined(d.text, segs), Kind: quotes.Indirect, Polarity: r.polarity, Segments: segs}
	q.Context, q.ContextSpans = d.contextOf(s, segs)
	cue := d.span(r.read.cue[0], r.read.cue[1])
	q.CueSpan, q.Cue = &cue, d.text[cue.Start:cue.End]
	span := v.span
	if len(v.speakers) > 0 {
		q.Speakers, q.SpeakerSpan = inOneLine(v.speakers), &span
	}
	q.Confidence = sure[r.read.pattern] * v.sure
	why := quotes.DoubtSpeaker
	switch {
	case r.read.who.pronoun && d.low(r.read.who.head) != "they" && v.sure < surePronoun:
		why = quotes.DoubtPronoun
	case r.held, d.hollow(r), v.writer: // what a writer thinks is no news of his
		why = quotes.DoubtReport
	case len(v.speakers) > 0 && d.initials(v):
		why = quotes.DoubtName
	}
	if why != quotes.DoubtSpeaker {
		q.Confidence *= .7
	}
	q.Status = quotes.Extracted
	if q.Confidence < served {
		q.Status, q.Unsure = quotes.Review, why
	}
	q.Via = d.viaOf(r.read, s, [2]int{r.from, r.to})
	if r.from > r.read.cue[1] {
		q.Said = d.saidOn(r.read.cue[1]+1, r.from)
	} else {
		q.Said = d.saidOn(r.read.cue[1]+1, s.last)
	}
	if q.Via == "" && si+1 < len(d.sents) {
		q.Via = d.viaBehind(d.sents[si+1])
	}
	d.out = append(d.out, q)
	d.by = append(d.by, r.read.pattern)
}

// initials reports whether all that is known of a speaker is a letter or two, and
// not those of a body: "the EU", "VW".
func (d *cast) initials(v voice) bool {
	if len(v.speakers[0].Name) > 2 {
		return false
	}
	return !v.speakers[0].Body || strings.ToUpper(v.speakers[0].Name) != v.speakers[0].Name || strings.HasSuffix(strings.TrimRight(d.text[:v.span.Start], " "), ",")
}

// segmentsOf returns the words of a report as bytes of the text.
func (d *prose) segmentsOf(r report) []quotes.Span {
	var segs []quotes.Span
	for _, part := range [...][2]int{{r.from, r.to}, {r.again, r.end}} {
		if part[1] == 0 {
			continue
		}
		if seg, ok := trimmed(d.text, int(d.toks[part[0]].start), int(d.toks[part[1]-1].full)); ok {
			segs = append(segs, d.insideBrackets(seg))
		}
	}
	return segs
}

// inRelative reports whether a phrase is the subject of a relative clause: "the gown
// that Donnell had called brave".
func (d *prose) inRelative(p np, lb int) bool {
	i := p.first - 1
	if i <= lb || d.toks[i].kind != word {
		return false
	}
	w := d.low(i)
	return w == "which" || w == "whom" || w == "that" && !d.toks[i-1].cls.is(anyCue)
}

// insideBrackets cuts off the bracket that closes what was opened before the words,
// with the full stop before it: "(The port said it was closed.)".
func (d *prose) insideBrackets(s quotes.Span) quotes.Span {
	words := d.text[s.Start:s.End]
	if strings.HasSuffix(words, ")") && strings.Count(words, "(") < strings.Count(words, ")") {
		s.End = s.Start + len(strings.TrimRight(words[:len(words)-1], ".!? "))
	}
	return s
}

// hollow reports whether what is left of a report says nothing: a clause that only
// leads to another ("the attorney said that", "he told them"), or what somebody
// thought and did not say.
func (d *prose) hollow(r report) bool {
	if d.low(r.read.cue[0]) == "thought" {
		return true
	}
	last := max(r.to, r.end) - 1
	switch d.low(last) {
	case "that", "said", "says":
		return true
	case "him", "her", "them", "me", "us":
		return d.toks[last-1].cls.is(clsTell)
	}
	return false
}
