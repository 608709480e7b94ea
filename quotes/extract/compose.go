package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// turn is a quotation on its way: its regions, the reading that attributes it
// and the voice behind it.
type turn struct {
	segments []quotes.Span
	regions  []*region
	read     reading
	voice    voice
	sent     int // sentence of the first segment
	first    int // token of the first segment
	token    int // of the last segment
	words    int
	open     bool // its last region goes on in the next paragraph
}

// attribute goes through the paragraphs and attributes every quotation.
func (d *reader) attribute() {
	var prev []turn // of the paragraph before
	for pi := range d.paras {
		turns := d.readParagraph(pi, prev)
		if len(turns) > 0 && len(prev) > 0 && len(turns[0].regions) > 0 && turns[0].regions[0].follows && prev[len(prev)-1].open && d.sameVoice(&prev[len(prev)-1], &turns[0]) {
			// The first one goes on from the paragraph before: one quotation.
			last := &prev[len(prev)-1]
			last.segments = append(last.segments, turns[0].segments...)
			last.regions = append(last.regions, turns[0].regions...)
			last.words += turns[0].words
			last.open = turns[0].open
			if !last.read.found && turns[0].read.found {
				last.read, last.voice = turns[0].read, turns[0].voice
			}
			if len(turns) == 1 {
				continue
			}
			held := *last
			for _, t := range prev[:len(prev)-1] {
				d.emit(t)
			}
			d.emit(held)
			prev = turns[1:]
			continue
		}
		if n := len(prev); n > 0 && len(turns) > 0 && len(turns[0].regions) > 0 && turns[0].regions[0].follows && prev[n-1].open && turns[0].read.pattern != patTurn && turns[0].voice.ent != prev[n-1].voice.ent {
			prev[n-1].read.doubt = true // it goes on in the words of somebody else
		}
		for _, t := range prev {
			d.emit(t)
		}
		prev = turns
	}
	for _, t := range prev {
		d.emit(t)
	}
}

// sameVoice reports whether b, which goes on where a was left open, has no
// attribution of its own: two cues are two quotations.
func (d *prose) sameVoice(a, b *turn) bool {
	return !b.read.found || !a.read.found || b.read.pattern == patNext
}

// readParagraph attributes the quotations of paragraph pi; prev are those of the
// paragraph before.
func (d *reader) readParagraph(pi int, prev []turn) []turn {
	p := &d.paras[pi]
	if d.separator(p) {
		d.said = newDiscourse(p.lastSent)
		return nil
	}
	if ts, ok := d.laidOut(pi); ok {
		return ts
	}
	var turns []turn
	for si := p.firstSent; si < p.lastSent; si++ {
		turns = d.readSentence(pi, si, turns, prev)
		d.note(si)
	}
	return turns
}

// readSentence attributes the quotations of sentence si and appends them to the
// turns of its paragraph pi.
func (d *reader) readSentence(pi, si int, turns, prev []turn) []turn {
	s := d.sents[si]
	pure := d.onlyQuotes(s)
	if !pure && !d.paras[pi].foreign {
		d.readReports(s, si)
	}
	for q := s.first; q < s.last; q++ {
		if d.toks[q].kind != quoted {
			continue
		}
		t, ok := d.newTurn(q, si)
		if !ok {
			continue
		}
		if d.labelledTurn(&t) {
			turns = append(turns, t)
			continue
		}
		d.attributeTurn(&t, pi, pure, turns, prev)
		if n := len(turns); n > 0 && d.continuesTurn(&turns[n-1], &t) {
			last := &turns[n-1]
			last.segments = append(last.segments, t.segments...)
			last.regions = append(last.regions, t.regions...)
			last.words += t.words
			last.token, last.open = t.token, t.open
			continue
		}
		turns = append(turns, t)
	}
	return turns
}

// isDialogue reports whether many quotations are a paragraph by themselves, closed
// and without a cue, as where people answer each other. There nobody goes on in the
// next paragraph just because he spoke in this one.
func (d *prose) isDialogue() bool {
	alone, all := 0, 0
	for i := range d.paras {
		p := &d.paras[i]
		if len(p.regions) == 0 {
			continue
		}
		all++
		if r := p.regions[0]; len(p.regions) == 1 && r.closed && r.open <= p.start+1 && r.close >= p.end-1 {
			alone++
		}
	}
	return alone >= 3 && alone*4 >= all
}

// onlyQuotes reports whether a sentence has no words outside of quotation marks.
func (d *prose) onlyQuotes(s sentence) bool {
	for i := s.first; i < s.last; i++ {
		if k := d.toks[i].kind; k == word || k == number {
			return false
		}
	}
	return true
}

// newTurn begins a turn with the quotation at token q of sentence si.
func (d *prose) newTurn(q, si int) (turn, bool) {
	r := d.regionAt(q)
	seg, ok := trimmed(d.text, r.start, r.end)
	if !ok {
		return turn{}, false
	}
	return turn{
		segments: []quotes.Span{seg}, regions: []*region{r}, sent: si, first: q, token: q,
		open: !r.closed && !r.torn, words: wordCount(d.text[seg.Start:seg.End]),
	}, true
}

// labelledTurn reads a speaker in capitals inside the marks: “SMITH: ...”.
func (d *reader) labelledTurn(t *turn) bool {
	r := t.regions[0]
	name, words, ok := label(d.text, r.start, r.end)
	if !ok || notSpeakers[d.text[name.Start:name.End]] {
		return false
	}
	inner, ok := trimmed(d.text, words, r.end)
	if !ok {
		return false
	}
	t.segments[0] = inner
	t.voice = d.labelledVoice(name)
	t.read = reading{found: true, pattern: patTurn, cue: [2]int{t.first, t.first}}
	d.remember(t.voice, t.sent)
	return true
}

// attributeTurn finds who speaks the turn: by a cue of its own sentence, by the
// name below it, or because he goes on.
func (d *reader) attributeTurn(t *turn, pi int, pure bool, turns, prev []turn) {
	s := d.sents[t.sent]
	t.read = d.read(t.first, s, pure)
	if n := len(turns); n > 0 && t.read.participle && turns[n-1].sent == t.sent && turns[n-1].read.found && turns[n-1].read.cue[0] > turns[n-1].token {
		t.read.who = turns[n-1].read.who // “...,” he said, adding “...”
	}
	if r := t.read; r.found && r.who.pronoun && d.low(r.who.head) == "i" && r.cue[0]-r.who.last > 6 {
		t.read = reading{} // "I watched as a woman leant over and said": not the writer
	}
	if r := t.read; r.found && (r.pattern == patThat || r.pattern == patBefore) && r.who.last < r.cue[0] && d.cutName(r.who, r.cue[0]) && !d.toks[r.who.last+1].cls.is(clsRole|clsBody|clsMediumWord) {
		t.read.doubt = true // "Democratic inquisitors"
	}
	if !t.read.found {
		t.read = d.signedBelow(pi, t.sent, pure)
	}
	switch {
	case t.read.found:
		t.voice = d.voiceOf(t.read.who, t.sent, d.wordsOf(t))
		d.remember(t.voice, t.sent)
	case pure && len(turns) == 0 && d.hearBeside(t, pi):
	case pure || t.first == s.first:
		d.carry(t, turns, prev, pi, t.sent)
	}
}

// wordsOf returns the words of a turn's first segment.
func (d *prose) wordsOf(t *turn) string {
	return d.text[t.segments[0].Start:t.segments[0].End]
}

// separator reports whether a paragraph is only a line between sections: "___",
// "* * *".
func (d *prose) separator(p *para) bool {
	return p.end-p.start <= 12 && strings.Trim(d.text[p.start:p.end], "_*-–—.=~#•· ") == ""
}

// readReports keeps what sentence si reports without marks, and remembers who
// spoke.
func (d *reader) readReports(s sentence, si int) {
	rs := d.statements(s)
	if len(rs) == 0 && !d.hasQuote(s.first, s.last) {
		// "Smith agreed." reports nothing, but tells who speaks next.
		if r := d.speaksOf(s); r.found {
			v := d.voiceOf(r.who, si, "")
			d.remember(v, si)
			d.said.report, d.said.reportVoice, d.said.reportAt = r, v, si
		}
	}
	before := voice{ent: -1}
	for _, r := range rs {
		v := d.voiceOf(r.read.who, si, "")
		if r.read.who.pronoun && v.ent >= 0 && v.ent == before.ent {
			v.sure = max(v.sure, surePronoun) // "Smith said it was old, but she said it was safe"
		}
		before = v
		d.remember(v, si)
		d.emitReport(r, v, si)
		d.said.report, d.said.reportVoice, d.said.reportAt = r.read, v, si
	}
}

// read finds the best reading of the quotation at token q of sentence s.
func (d *cast) read(q int, s sentence, pure bool) reading {
	if pure {
		return reading{}
	}
	after := d.afterQuote(q, s.last)
	var before reading
	if q > s.first {
		before = d.beforeQuote(q, s.first)
	}
	if after.found && before.found && before.pattern != patThink && (d.leadsOn(after, s.last) || d.startsLower(q) && after.pattern == patAfter && !d.closes(after.cue[1]+1, s.last)) {
		return before
	}
	if d.toldOn(before, after, q, s) {
		return before
	}
	switch {
	case after.found && before.found && before.pattern != patThink && d.toks[q-1].kind == word && q-before.cue[1] <= 3 && d.startsLower(q),
		after.found && after.pattern != patInverted && before.found && before.pattern != patThink && d.low(q-1) == "that":
		return before
	case after.found && after.pattern != patOpenVerb:
		return after
	case before.found && before.pattern == patPassive:
		if t := d.trailing(q, s.last); t.found && !d.toks[t.cue[0]].cls.is(clsAside) {
			return t // "The tax announced by Smith is a “mistake” for us, Jones said."
		}
		return before
	case before.found && before.pattern != patThink:
		return before
	case after.found:
		return after
	}
	if t := d.trailing(q, s.last); t.found {
		return t
	}
	return before
}

// toldOn reports whether the quotation at token q has a cue of its own right before
// it, and the one behind it only tells who says so: "He shouted, “Run!” the court
// said."
func (d *cast) toldOn(before, after reading, q int, s sentence) bool {
	if !before.found || !after.found || before.pattern != patBefore || before.cue[1] != q-2 || d.toks[q-1].kind != comma || !d.toks[before.cue[0]].cls.is(clsSay) || d.verbAt(before.cue[0], s.first)&(formPast|formThird) == 0 {
		return false
	}
	if m := after.who.name; before.who.pronoun && m != nil && after.who.head == m.last && (m.kind == person || d.speaks(m)) {
		return false // "He warned, “Run!” Smith told the BBC."
	}
	for p := before.cue[0] - 1; p >= s.first; p-- {
		if d.toks[p].kind == quoted {
			return d.afterQuote(p, s.last).cue != before.cue
		}
	}
	return true
}

// leadsOn reports whether the clause behind a quotation leads to the next one:
// "Clinton answered, “Why now?” Mills then wrote, “You look cute.”"
func (d *cast) leadsOn(after reading, limit int) bool {
	i := after.cue[1] + 1
	for n := 0; n < 3 && i < limit && d.toks[i].kind == word && d.mention(i) == nil; n++ {
		i++
	}
	return i+1 < limit && (d.toks[i].kind == comma || d.toks[i].kind == colon) && d.toks[i+1].kind == quoted && startsUpper(d.wordsAt(i+1))
}

// wordsAt returns the words of the quotation at token q.
func (d *prose) wordsAt(q int) string {
	r := d.regionAt(q)
	return d.text[r.start:r.end]
}

func (d *prose) startsLower(q int) bool {
	r := d.regionAt(q)
	c, _ := utf8.DecodeRuneInString(d.text[r.start:r.end])
	return unicode.IsLower(c)
}

// carry gives a quotation without a cue of its own to the one who spoke before
// it: in the same paragraph, or in the one before.
func (d *reader) carry(t *turn, turns, prev []turn, pi, si int) {
	n := len(turns)
	if n > 0 && turns[n-1].regions[0].torn {
		return // a mark is missing: who knows where his words end
	}
	if d.said.reportAt == si-1 && si > 0 && d.sents[si-1].para == pi && (n == 0 || turns[n-1].sent < si-1) {
		t.read, t.voice = d.said.report, d.said.reportVoice
		t.read.pattern = patCarry
		return
	}
	if n > 0 {
		last := turns[n-1]
		if last.read.found && si-last.sent <= 2 {
			t.read, t.voice = last.read, last.voice
			t.read.pattern = patCarry
			t.read.who.also = nil
		}
		return
	}
	// "Smith was blunt:" at the end of the paragraph before.
	if pi > 0 {
		p := d.paras[pi-1]
		if p.lastSent > p.firstSent {
			s := d.sents[p.lastSent-1]
			if d.toks[s.last-1].kind == colon {
				r := d.beforeQuoteAt(s)
				if r.found {
					t.read = r
					t.voice = d.voiceOf(r.who, p.lastSent-1, d.wordsOf(t))
					d.remember(t.voice, si)
					return
				}
			}
		}
	}
	if n := len(prev); n > 0 && prev[n-1].read.found && prev[n-1].read.pattern != patSigned && !d.dialogue && !d.crosshead(t, pi) {
		last := prev[n-1]
		t.read, t.voice = last.read, last.voice
		t.read.pattern = patNext
		return
	}
}

// crosshead reports whether a quotation that is a paragraph by itself stands over
// what follows, as a heading does: the page says so, it ends without a stop, or it
// begins in the midst of a sentence.
func (d *prose) crosshead(t *turn, pi int) bool {
	p, words := &d.paras[pi], d.wordsOf(t)
	if t.words < 16 && (strings.HasPrefix(words, "…") || strings.HasPrefix(words, "...")) {
		return true
	}
	for _, b := range d.art.Blocks {
		if b.Kind == article.Heading && b.Start <= p.start && p.end <= b.End {
			return true
		}
	}
	r := t.regions[0]
	return r.closed && r.open <= p.start+1 && r.close >= p.end-1 && t.words < 12 && !strings.ContainsRune(".?!,…—–-", lastSign(d.text[r.start:r.end]))
}

// titled reports whether the words of a turn that stands in the midst of its
// sentence are capitalised as a title is: "After playing “Down by the River,” he".
func (d *prose) titled(t turn) bool {
	return t.first > d.sents[t.sent].first && t.words >= 2 && titleCase(d.wordsOf(&t))
}

// signedBelow reads the name of the speaker in the paragraph below a quotation
// that is a paragraph by itself: "- Jane Smith".
func (d *cast) signedBelow(pi, si int, pure bool) reading {
	if !pure || pi+1 >= len(d.paras) || si != d.paras[pi].lastSent-1 || d.paras[pi].firstSent != si {
		return reading{}
	}
	p := &d.paras[pi+1]
	if p.firstSent >= p.lastSent || p.end-p.start > 120 {
		return reading{}
	}
	s := d.sents[p.firstSent]
	if d.toks[s.first].kind != dash || s.first+1 >= s.last {
		return reading{}
	}
	return d.signed(s.first+1, s.last)
}

// beforeQuoteAt reads a sentence that ends in a colon and leads to the next
// paragraph.
func (d *cast) beforeQuoteAt(s sentence) reading {
	if s.last-1 <= s.first {
		return reading{}
	}
	r := d.beforeQuote(s.last-1, s.first)
	if !r.found || r.pattern == patThink {
		if p, doubt, ok := d.clauseSubject(s.first, s.last-1, true); ok {
			return reading{who: p, found: true, cue: [2]int{s.last - 1, s.last - 1}, doubt: doubt, pattern: patIntro}
		}
	}
	if r.pattern == patColon {
		r.pattern = patIntro
	} else if r.pattern != patNoun && r.pattern != patWords {
		r.pattern = patLead
	}
	return r
}

// goesOnBehind reports whether the sentence goes on behind the quotation at token q
// as if it were a part of it: “Super-fast” would be “sol 60.”
func (d *prose) goesOnBehind(q int) bool {
	if strings.ContainsRune(",.?!…", d.signOf(q)) || q+1 >= len(d.toks) {
		return false
	}
	t := &d.toks[q+1]
	return t.kind == word && t.caps == lower
}

// setIn reports whether what attributes b is only a relative clause between the
// halves of one sentence: “If it rains,” he said to a man who never listened, “I
// shall swim.”
func (d *prose) setIn(a, b *turn) bool {
	if a.sent != b.sent || d.signOf(a.token) != ',' || d.toks[b.token-1].kind != comma {
		return false
	}
	for k := a.read.cue[1] + 1; k < b.read.cue[0]; k++ {
		if w := d.low(k); w == "who" || w == "which" {
			return b.read.who.first >= k-1
		}
	}
	return false
}

// runsOn reports whether b goes on in the midst of a sentence of the same speaker's
// that a breaks off, with no more than a cue between them, although it has one of
// its own: “A bridge,” said Reed, “is no toy. It is,” he went on, “a road.”
func (d *cast) runsOn(a, b *turn) bool {
	if !a.read.found || !b.read.found || a.voice.ent < 0 || a.voice.ent != b.voice.ent || d.notSpoken(*a) || b.token-a.token > 10 ||
		d.signOf(a.token) != ',' || d.toks[b.token-1].kind != comma || !d.startsLower(b.token) {
		return false
	}
	for k := a.token + 1; k < b.token; k++ {
		if d.toks[k].kind == stop {
			return false
		}
	}
	between := func(r reading) bool { return r.cue[0] > a.token && r.cue[1] < b.token }
	return between(a.read) || between(b.read)
}

// continuesTurn reports whether one cue stands between the two segments, so that
// they are one quotation.
func (d *cast) continuesTurn(a, b *turn) bool {
	if d.runsOn(a, b) {
		return true
	}
	if !a.read.found || len(a.segments) > 1 {
		return false
	}
	switch a.read.pattern {
	case patInverted, patAfter, patOpenVerb, patAccording:
	default:
		return false
	}
	if a.sent == b.sent && d.toks[b.token-1].kind == word || d.notSpoken(*b) || d.titled(*a) || d.goesOnBehind(b.token) {
		return false // "..., Smith said on “This Week”"
	}
	between := a.read.cue[0] > a.token && a.read.cue[0] < b.token
	same := b.read.found && (b.read.cue == a.read.cue || d.setIn(a, b))
	if a.read.pattern == patOpenVerb && a.sent == b.sent {
		// “It missed me,” he grinned, “and hit the physio.”
		same = same || !b.read.found && d.startsLower(b.token)
	}
	return between && same && d.sents[a.sent].para == d.sents[b.sent].para && b.sent-a.sent <= 1
}
