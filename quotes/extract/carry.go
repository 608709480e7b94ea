package extract

import (
	"strings"

	"verbatim/quotes/article"
)

// carry gives a quotation without a cue of its own to the one who spoke before
// it: in the same paragraph, or in the one before.
func (d *reader) carry(t *turn, turns, prev []turn, pi, si int) {
	n := len(turns)
	if n > 0 && turns[n-1].regions[0].torn {
		return // a mark is missing: who knows where his words end
	}
	if q := t.first - 2; q >= d.sents[si].first && d.toks[q].kind == quoted && d.headsWords(q, d.sents[si]) {
		return
	}
	if d.said.reportAt == si-1 && si > 0 && d.sents[si-1].para == pi && (n == 0 || turns[n-1].sent < si-1) {
		t.read, t.voice = d.said.report, d.said.reportVoice
		t.read.pattern = patCarry
		return
	}
	if n > 0 {
		last := turns[n-1]
		if n > 1 && d.inTail(turns[n-2], last) {
			last = turns[n-2]
		}
		if last.read.found && si-last.sent <= 2 && !d.otherActs(si-1, last) && !d.cutIn(last) {
			t.read, t.voice = last.read, last.voice
			t.read.pattern = patCarry
			t.read.who.also = nil
		}
		return
	}
	if r := d.leadAbove(pi); r.found {
		t.read = r
		t.voice = d.voiceOf(r.who, d.paras[pi-1].lastSent-1, d.wordsOf(t))
		d.remember(t.voice, si)
		return
	}
	if d.reportedAbove(t, pi) {
		return
	}
	if n := len(prev); n > 0 && prev[n-1].read.found && prev[n-1].read.pattern != patSigned && prev[n-1].read.pattern != patCite && prev[n-1].read.pattern != patHeading && !d.dialogue && !d.crosshead(t, pi) {
		last := prev[n-1]
		t.read, t.voice = last.read, last.voice
		t.read.pattern = patNext
	}
}

// inTail reports whether the quotation b stands in what tells who spoke a: “...,” said
// Smith, who wrote “The Boat.”
func (d *prose) inTail(a, b turn) bool {
	return a.sent == b.sent && a.read.found && a.read.cue[0] > a.token && a.read.cue[1] < b.first && d.toks[b.first-1].kind == word && d.low(b.first-1) != "that"
}

// cutIn reports whether the sentence of a turn ends with what somebody else does behind
// its cue, and so the next words may be his: “...,” Smith said, and her husband cut in.
func (d *cast) cutIn(t turn) bool {
	i, limit := max(t.read.cue[1], t.read.who.last)+1, d.sents[t.sent].last
	if t.read.cue[0] < t.token || i+3 >= limit || d.toks[i].kind != comma || d.low(i+1) != "and" {
		return false
	}
	p, ok := d.phraseAt(i+2, limit)
	if !ok || p.pronoun || p.name == nil && !d.toks[p.head].cls.is(clsRole) {
		return false
	}
	switch d.low(p.last + 1) {
	case "cut", "broke", "chimed", "jumped", "butted", "interrupted", "interjected", "answered", "replied", "responded":
		return true
	}
	return false
}

// saidByAnother reports whether a verb of saying stands behind the quotation at token
// q, with a subject that no rule read: “...,” a man in the back row said. Whoever that
// is, it is not the one who spoke before.
func (d *prose) saidByAnother(q int, s sentence) bool {
	asked := strings.ContainsRune("?!", d.signOf(q)) && q+1 < s.last && d.toks[q+1].kind == word && d.toks[q+1].caps == lower
	if !asked && d.signOf(q) != ',' && (q+1 >= s.last || d.toks[q+1].kind != comma) {
		return false
	}
	if q+1 < s.last && be(d.wordAt(q+1)) {
		return true // “...,” is a common saying here
	}
	for i := q + 1; i < s.last && d.toks[i].kind != quoted && d.toks[i].kind != stop; i++ {
		t := &d.toks[i]
		if t.kind == word && t.caps == lower && t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) && !t.cls.is(clsNounlike) {
			return true
		}
	}
	return false
}

// reportedAbove gives a paragraph that is nothing but a quotation to whom the report
// that ends the paragraph above it names: "The road is closed, said Smith. ¶ “...”"
func (d *reader) reportedAbove(t *turn, pi int) bool {
	if pi == 0 || d.dialogue || len(d.paras[pi].regions) != 1 || d.said.reportAt != d.paras[pi].firstSent-1 || d.said.reportAt < d.paras[pi-1].firstSent {
		return false
	}
	v := d.said.reportVoice
	if len(v.speakers) != 1 || d.crosshead(t, pi) || !d.onlyQuotes(d.sents[t.sent]) {
		return false
	}
	t.read, t.voice = d.said.report, v
	t.read.pattern = patNext
	return true
}

// otherActs reports whether sentence si, between a turn and a quotation without a cue,
// tells of somebody else by name: “...,” Smith said. Jones shook her head. “...”
func (d *reader) otherActs(si int, last turn) bool {
	n := len(d.said.scenes)
	if si <= last.sent || n == 0 || d.said.scenes[n-1].sent != si || last.voice.ent < 0 {
		return false
	}
	other := false
	for _, p := range d.said.scenes[n-1].parts {
		if p.how == asSubject {
			if p.ent == last.voice.ent {
				return false
			}
			other = other || d.reg.ents[p.ent].kind == person
		}
	}
	return other
}

// leadAbove reads the sentence that ends the paragraph before pi, if it ends in a
// colon ("Smith was blunt:"), or in a comma or a dash behind a verb of saying ("Smith
// answered at once,").
func (d *cast) leadAbove(pi int) reading {
	if pi == 0 || d.paras[pi-1].lastSent == d.paras[pi-1].firstSent {
		return reading{}
	}
	s := d.sents[d.paras[pi-1].lastSent-1]
	if d.toks[s.last-1].kind == colon {
		return d.beforeQuoteAt(s)
	}
	end := s.last
	for end > s.first+1 && (d.toks[end-1].kind == comma || d.toks[end-1].kind == dash) {
		end--
	}
	if end == s.last || d.hasQuote(s.first, end) {
		return reading{}
	}
	if d.toks[end].kind == comma {
		end++
	}
	r := d.beforeQuote(end, s.first)
	if !r.found || r.who.pronoun || r.pattern != patBefore || !d.toks[r.cue[0]].cls.is(clsSay|clsTell|clsAside) {
		return reading{}
	}
	r.pattern = patLead
	return r
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
// that is a paragraph by itself: "- Jane Smith", "Jane Smith, head of the works".
func (d *cast) signedBelow(pi, si int, pure bool) reading {
	if !pure || pi+1 >= len(d.paras) || si != d.paras[pi].lastSent-1 || d.paras[pi].firstSent != si {
		return reading{}
	}
	p := &d.paras[pi+1]
	if p.firstSent >= p.lastSent || p.end-p.start > 120 {
		return reading{}
	}
	s := d.sents[p.firstSent]
	if d.toks[s.first].kind == dash && s.first+1 < s.last {
		return d.signed(s.first+1, s.last)
	}
	if d.signature(pi+1) && (pi == 0 || !d.signature(pi-1)) && !d.quoteOpens(pi+2) {
		r := d.signed(s.first, s.last)
		r.cue, r.pattern = [2]int{s.first, s.first}, patCite
		return r
	}
	return reading{}
}

// signature reports whether a paragraph is nothing but somebody's full name and what he
// is, as below words that a page sets apart: "Jane Smith, head of the works". Where one
// stands above the words too, or below them and above others, nobody knows which is theirs.
func (d *cast) signature(pi int) bool {
	p := &d.paras[pi]
	if p.lastSent != p.firstSent+1 || p.end-p.start > 120 || len(p.regions) > 0 || d.marked(pi, article.Heading) || endsAsSpeech(d.text[p.start:p.end]) {
		return false
	}
	s := d.sents[p.firstSent]
	m := d.mention(s.first)
	if m == nil || m.first != s.first || m.last == m.nameFrom || m.last+2 >= s.last || m.kind != person || d.toks[m.last+1].kind != comma {
		return false
	}
	for i := m.last + 1; i < s.last; i++ {
		if t := &d.toks[i]; t.kind == word && t.caps == lower && (t.cls.is(clsPron|clsAux|clsModal|clsSub) && !t.cls.is(clsPrep) || t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) && !t.cls.is(clsNounlike)) {
			return false
		}
	}
	return d.hasRole(m.last+2, s.last) || d.toks[s.last-1].cls.is(clsBody)
}

// quoteOpens reports whether paragraph pi begins with a quotation.
func (d *prose) quoteOpens(pi int) bool {
	return pi < len(d.paras) && len(d.paras[pi].regions) > 0 && d.paras[pi].regions[0].open <= d.paras[pi].start+1
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
			if d.canSpeak(p) && d.givesWords(p, s.last-1) {
				return reading{who: p, found: true, cue: [2]int{s.last - 1, s.last - 1}, doubt: doubt, pattern: patLead}
			}
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

// behindColon reports whether b goes on with the sentence that a breaks off, as old books set
// it: “That would be grand,” said Smith: “but I should not be hungry.”
func (d *cast) behindColon(a, b *turn) bool {
	if !a.read.found || a.sent != b.sent || d.signOf(a.token) != ',' || d.toks[b.token-1].kind != colon || !d.startsLower(b.token) || d.notSpoken(*b) {
		return false
	}
	end := max(a.read.cue[1], a.read.who.last)
	if a.read.pattern != patInverted && a.read.pattern != patAfter || a.read.who.first < a.token || end >= b.token || b.token-end > 4 {
		return false
	}
	return true
}

// continuesTurn reports whether one cue stands between the two segments, so that
// they are one quotation.
func (d *cast) continuesTurn(a, b *turn) bool {
	if d.runsOn(a, b) || d.behindColon(a, b) {
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
	if a.sent == b.sent && !b.read.found {
		// “It missed me,” he grinned, “and hit the physio.” “Well,” said Low at last,
		// “Monday it is.”
		same = same || a.read.pattern == patOpenVerb && d.startsLower(b.token) || d.signOf(a.token) == ',' && (d.toks[b.token-1].kind == comma || d.toks[b.token-1].kind == semicolon)
	}
	return between && same && d.sents[a.sent].para == d.sents[b.sent].para && b.sent-a.sent <= 1
}
