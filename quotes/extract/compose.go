package extract

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
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
func (d *reader) attribute(ctx context.Context) {
	var prev []turn // of the paragraph before
	var lines []line
	at := 0 // the paragraph of prev
	finish := func() {
		if l, ok := d.lineOf(at, prev); ok {
			lines = append(lines, l)
		} else {
			d.emitAll(prev)
		}
	}
	for pi := range d.paras {
		turns := d.readParagraph(ctx, pi, prev)
		if ctx.Err() != nil {
			return
		}
		if n := len(prev); n > 0 && len(turns) == 0 && prev[n-1].open && captionLine(d.text, d.paras[pi]) {
			continue
		}
		if n := len(prev); n > 0 && len(turns) > 0 && prev[n-1].open && turns[0].follows() {
			last, first := &prev[n-1], &turns[0]
			switch {
			case d.sameVoice(last, first):
				last.goOn(first)
				if !last.read.found && first.read.found {
					last.read, last.voice = first.read, first.voice
				}
				if turns = turns[1:]; len(turns) == 0 {
					continue // it may go on again
				}
			case first.read.pattern != patTurn && first.voice.ent != last.voice.ent:
				last.read.doubt = true // it goes on in the words of somebody else
			}
		}
		finish()
		prev, at = turns, pi
	}
	finish()
	d.reply(ctx, lines)
	for _, l := range lines {
		if ctx.Err() != nil {
			return
		}
		d.emitAll(l.turns)
	}
}

func (d *reader) emitAll(turns []turn) {
	for _, t := range turns {
		d.emit(t)
	}
}

// follows reports whether the words go on from the paragraph before.
func (t *turn) follows() bool { return len(t.regions) > 0 && t.regions[0].follows }

// goOn adds what the same speaker says next to a turn.
func (t *turn) goOn(next *turn) {
	t.segments = append(t.segments, next.segments...)
	t.regions = append(t.regions, next.regions...)
	t.words += next.words
	t.open = next.open
}

// sameVoice reports whether b, which goes on where a was left open, has no
// attribution of its own: two cues are two quotations.
func (d *prose) sameVoice(a, b *turn) bool {
	return !b.read.found || !a.read.found || b.read.pattern == patNext
}

// readParagraph attributes the quotations of paragraph pi; prev are those of the
// paragraph before.
func (d *reader) readParagraph(ctx context.Context, pi int, prev []turn) []turn {
	p := &d.paras[pi]
	if p.lang != "" {
		return nil // see attributeForeign
	}
	if d.separator(p) {
		d.said = newDiscourse(p.lastSent)
		return nil
	}
	if ts, ok := d.laidOut(pi); ok {
		return ts
	}
	var turns []turn
	for si := p.firstSent; si < p.lastSent && ctx.Err() == nil; si++ {
		turns = d.readSentence(ctx, pi, si, turns, prev)
		d.note(si)
	}
	d.giveBeats(pi, turns)
	return turns
}

// readSentence attributes the quotations of sentence si and appends them to the
// turns of its paragraph pi.
func (d *reader) readSentence(ctx context.Context, pi, si int, turns, prev []turn) []turn {
	s := d.sents[si]
	pure := d.onlyQuotes(s)
	if !pure && !d.paras[pi].foreign {
		d.readReports(s, si)
	}
	for q := s.first; q < s.last && ctx.Err() == nil; q++ {
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
		if n := len(turns); n > 0 && !d.linked(q, s) && d.continuesTurn(&turns[n-1], &t) {
			turns[n-1].goOn(&t)
			turns[n-1].token = t.token
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

// isConversation reports whether people ask and others answer in the next paragraph,
// as in a story.
func (d *prose) isConversation() bool {
	asked, all := 0, 0
	for i := range d.paras {
		p := &d.paras[i]
		if len(p.regions) == 0 {
			continue
		}
		all++
		if i+1 == len(d.paras) || len(d.paras[i+1].regions) == 0 || d.paras[i+1].regions[0].open > d.paras[i+1].start+1 {
			continue
		}
		if r := p.regions[len(p.regions)-1]; r.closed && lastSign(d.text[r.start:r.end]) == '?' && (p.regions[0].open <= p.start+1 || r.close >= p.end-1) {
			asked++
		}
	}
	return asked >= 2 && asked*16 >= all
}

// isStory counts the quotations that are spoken as in a story, where people cry, murmur
// and retort, and reports whether they are many: there another answers in the next
// paragraph.
func (d *prose) isStory() (told int, often bool) {
	all := 0
	for i := range d.toks {
		if d.toks[i].kind != quoted {
			continue
		}
		all++
		for k := i + 1; k < min(i+4, len(d.toks)) && d.toks[k].kind == word; k++ {
			if d.lex.storyVerbs[d.low(k)] {
				told++
				break
			}
		}
	}
	return told, told >= 3 && told*10 >= all
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
	if !ok || pageLine(d.text[seg.Start:seg.End]) {
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
	if !t.read.found {
		t.read = d.takesUp(t.sent, pure)
	}
	if d.citedCase(t) {
		return
	}
	switch {
	case t.read.found:
		t.voice = d.voiceOf(t.read.who, t.sent, d.wordsOf(t))
		if !t.read.overheard {
			d.remember(t.voice, t.sent)
		}
	case pure && len(turns) == 0 && d.hearBeside(t, pi):
	case pure || (t.first == s.first || d.linked(t.first, s)) && !d.saidByAnother(t.first, s):
		d.carry(t, turns, prev, pi, t.sent)
	}
}

// linked reports whether the sentence of the quotation at token q has no words besides
// it but one that ties it to what was said before: "But “...”", "Indeed, “...”".
func (d *prose) linked(q int, s sentence) bool {
	if q <= s.first || q > s.first+2 || d.toks[s.first].kind != word || q == s.first+2 && d.toks[q-1].kind != comma || d.startsLower(q) {
		return false
	}
	for i := q + 1; i < s.last; i++ {
		if k := d.toks[i].kind; k == word || k == number || k == quoted {
			return false
		}
	}
	switch d.low(s.first) {
	case "but", "and", "yet", "so", "still", "indeed", "also", "besides", "moreover", "however", "specifically", "plus", "adding", "instead":
		return true
	}
	return false
}

// wordsOf returns the words of a turn's first segment.
func (d *prose) wordsOf(t *turn) string {
	return d.text[t.segments[0].Start:t.segments[0].End]
}

// separator reports whether a paragraph is only a line between sections: "___",
// "* * *".
func (d *prose) separator(p *para) bool {
	return p.end-p.start <= 80 && strings.Trim(d.text[p.start:p.end], "_*-–—.=~#•· ") == ""
}

// readReports keeps what sentence si reports without marks, and remembers who
// spoke.
func (d *reader) readReports(s sentence, si int) {
	rs := d.statements(s)
	caption := d.captions(s)
	if len(rs) == 0 && !caption && !d.hasQuote(s.first, s.last) {
		// "Smith agreed." reports nothing, but tells who speaks next.
		if r := d.speaksOf(s); r.found {
			v := d.voiceOf(r.who, si, "")
			d.remember(v, si)
			if v.ent >= 0 || d.toks[r.who.head].cls.is(clsRole) { // not "Many companies offer a blog."
				d.said.report, d.said.reportVoice, d.said.reportAt = r, v, si
			}
		}
	}
	before := voice{ent: -1}
	for _, r := range rs {
		v := d.voiceOf(r.read.who, si, "")
		if r.read.who.pronoun && v.ent >= 0 && v.ent == before.ent {
			v.sure = max(v.sure, surePronoun) // "Smith said it was old, but she said it was safe"
		}
		before = v
		d.emitReport(r, v, si)
		if caption {
			continue
		}
		d.remember(v, si)
		d.said.report, d.said.reportVoice, d.said.reportAt = r.read, v, si
	}
}

// read finds the best reading of the quotation at token q of sentence s.
func (d *cast) read(q int, s sentence, pure bool) reading {
	if pure {
		return reading{}
	}
	if d.wasPut(q, s.first) {
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
	if d.secondHalf(before, after, q, s.first) || d.toldOn(before, after, q, s) || d.namedAhead(before, after, q) || after.found && after.pattern == patSigned && before.found && before.pattern != patThink {
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

// namedAhead reports whether a cue before the quotation at token q names who speaks, and
// the one behind it only takes him up ("Smith fired back: “Well,” he wrote"; "Smith said
// it was “too late,” he said") or begins a sentence of its own (“... run!” She replied to
// him).
func (d *prose) namedAhead(before, after reading, q int) bool {
	if !before.found || !after.found || !after.who.pronoun || before.participle && !d.beginsAnother(after, q) {
		return false
	}
	if w := d.low(after.who.head); w != "he" && w != "she" {
		return false
	}
	named := before.who.name != nil && before.who.also == nil && after.pattern == patAfter
	gap := 2
	switch before.pattern {
	case patBefore:
	case patThat:
		if named && d.startsLower(q) && d.toks[before.cue[0]].cls.is(clsSay) && !d.goesOnBehindCue(after) {
			return true
		}
	case patJudge:
		if d.toks[q-1].kind != colon || d.goesOnBehindCue(after) {
			return false
		}
		gap = 4 // "scolded him:"
	default:
		return false
	}
	if d.toks[before.cue[0]].cls.is(clsTell) {
		gap = 4 // "telling her,"
	}
	return q-before.cue[1] <= gap && (d.beginsAnother(after, q) || named)
}

// goesOnBehindCue reports whether the words go on right behind the clause that
// attributes them: “..., ” she said. “...”
func (d *prose) goesOnBehindCue(r reading) bool {
	i := max(r.cue[1], r.who.last) + 2
	return i < len(d.toks) && d.toks[i].kind == quoted && d.toks[i-1].kind != word
}

// beginsAnother reports whether the pronoun of a reading behind the quotation at token
// q is capitalised as the first word of a sentence is.
func (d *prose) beginsAnother(after reading, q int) bool {
	return after.who.first > q && d.toks[after.who.first].caps != lower && strings.ContainsRune(".?!", d.signOf(q))
}

// leadsOn reports whether the clause behind a quotation leads to the next one:
// "Clinton answered, “Why now?” Mills then wrote, “You look cute.”"
func (d *cast) leadsOn(after reading, limit int) bool {
	i := after.cue[1] + 1
	if i < limit && d.low(i) == "back" {
		i++
	}
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
