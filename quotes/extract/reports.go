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
		if p, doubt, ok := d.subjectBefore(v, s.first); ok && d.canSpeak(p) && !(p.pronoun && d.low(p.head) == "you") {
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

// sourceReports reads "According to Smith, the bridge is safe", "The bridge is
// safe, according to Smith" and "The bridge, according to Smith, is safe".
func (d *cast) sourceReports(first, last int) []report {
	for i := first; i < last; i++ {
		if !d.isAccording(i, last) {
			continue
		}
		p, ok := d.phraseAt(i+2, last)
		if !ok || p.first == p.last && d.toks[p.head].cls.is(clsPron) {
			return nil
		}
		read := reading{who: d.namedBeside(p, last), found: true, cue: [2]int{i, i + 1}, pattern: patSource}
		_, next := d.withTail(read.who, last)
		held := next < last && read.who.name != nil && d.toks[next].kind == word && !d.toks[next].cls.is(function|clsAdv) && !d.timeWord(next) // "Crowdpac data"
		if i <= first+1 || i == first+2 && d.toks[first+1].kind == comma {
			return d.sourceBefore(report{read: read, held: held}, next, last)
		}
		return d.sourceBehind(report{read: read, held: held}, first, i, next, last)
	}
	return nil
}

func (d *cast) sourceBefore(r report, next, last int) []report {
	for j := next; j < last; j++ {
		if d.toks[j].kind != comma {
			continue
		}
		if verb, ok := d.clauseAt(j+1, last); ok {
			r.from, r.to = j+1, d.clauseEnd(verb, last)
			return []report{r}
		}
	}
	return nil
}

func (d *cast) sourceBehind(r report, first, at, next, last int) []report {
	r.from, r.to = first, at
	for r.to > first && d.toks[r.to-1].kind == comma {
		r.to--
	}
	for k := first; k < at; k++ {
		switch d.toks[k].kind {
		case colon, semicolon:
			r.from = k + 1
		case openParen:
			r.held = true
		case closeParen:
			r.held = false
		}
	}
	if verb, ok := d.clauseAt(r.from, r.to); ok {
		r.held = r.held || d.reportsInside(verb, r.to)
		return []report{r}
	}
	if next < last && d.toks[next].kind == comma && r.to < at {
		return d.setBetween(r, next+1, last)
	}
	return nil
}

// reportsInside reports whether the words hold a report of somebody else.
func (d *cast) reportsInside(from, to int) bool {
	for v := from + 1; v < to; v++ {
		if t := &d.toks[v]; t.kind == word && t.caps == lower && t.cls.is(clsBare) && t.cls.is(speech) && d.verbAt(v, from).is(formPast|formThird|formIng) {
			return true
		}
	}
	return false
}

// setBetween completes a report whose cue stands in its midst: the words before it
// are the subject or an introduction, those from token again on the rest.
func (d *cast) setBetween(r report, again, last int) []report {
	if t := &d.toks[r.to-1]; t.kind == word && (t.cls.is(clsConj|clsSub|clsPrep) || d.relative(r.to-1)) {
		return nil // "which, Smith said, is"
	}
	r.held = r.held || d.reportsInside(r.from, r.to)
	verb := again
	_, whole := d.clauseAt(again, last)
	if !whole && !(d.beginsSubject(r.from) && !d.introduces(r.from, r.to) && !d.timeWord(r.from+1) && d.predicate(again)) {
		return nil
	}
	r.again, r.end = again, d.clauseEnd(verb, last)
	return []report{r}
}

// trailingReports reads "The bridge is safe, Smith said on Monday", "..., said
// Smith" and "The bridge, Smith said, is safe".
func (d *cast) trailingReports(first, last int) []report {
	if k := first + b2i(d.toks[first].cls.is(clsConj)); d.low(k) == "as" {
		return nil // "As the letters of Smith attest, ..."
	}
	for i := last - 2; i > first+1 && i > last-40; i-- {
		if d.toks[i].kind != comma {
			continue
		}
		if r := d.invertedCue(i+1, last); r.found {
			return d.before(report{read: r}, first, i)
		}
		r := d.subjectVerb(i+1, last, false)
		if !r.found || !d.toks[r.cue[0]].cls.is(clsThat) || !d.canSpeak(r.who) || d.toks[r.who.first].cls.is(clsSub) {
			continue
		}
		if m := d.moodOf(r.who, r.cue[0], i+1); m.negated || m.held || d.toks[r.cue[0]].cls.is(clsNounlike) && d.toks[r.cue[0]-1].kind == number {
			continue
		}
		k := d.behindAddressee(r.cue[1]+1, last)
		if k+2 < last && d.toks[k].kind == comma {
			if d.toks[k+1].kind == quoted {
				return nil // the quotation is what was said
			}
			if rs := d.before(report{read: r}, first, i); rs != nil && d.reportsInside(k+1, last) {
				return append(rs, d.leadingReports(k+1, last)...)
			}
			if rs := d.setBetween(report{read: d.midst(r), from: first, to: i}, k+1, last); rs != nil {
				return rs
			}
			rs := d.before(report{read: r}, first, i)
			if rs != nil && !d.aside(k+1, last) && !d.hasQuote(k+1, last) {
				rs[0].again, rs[0].end = k+1, d.clauseEnd(k+1, last)
			}
			return rs
		}
		if d.endsWith(k, last) {
			return d.before(report{read: r}, first, i)
		}
	}
	return nil
}

// predicate reports whether token i, behind the comma that parts it from its
// subject, begins with a finite verb.
func (d *cast) predicate(i int) bool {
	t := &d.toks[i]
	return t.kind == word && t.caps == lower && (t.cls.is(clsAux|clsPast|formPast|formThird) && !notFinite[d.low(i)] || len(d.low(i)) > 3 && strings.HasSuffix(d.low(i), "ed"))
}

// aside reports whether what stands behind the cue from token i on tells how,
// when or where it was said: ", he said, wiping his face", ", on condition of".
func (d *cast) aside(i, last int) bool {
	t := &d.toks[i]
	if t.kind != word || d.timeWord(i) || d.reportsInside(i, last) || len(d.low(i)) > 4 && strings.HasSuffix(d.low(i), "ing") && d.low(i) != "including" {
		return true
	}
	if w := d.low(i); w != "on" && w != "in" && w != "at" && w != "during" && w != "after" {
		return false
	}
	for k := i + 1; k < last && k < i+6; k++ {
		switch d.low(k) {
		case "condition", "interview", "statement", "speech", "conference", "email", "briefing", "letter":
			return true
		}
		if d.timeWord(k) {
			return true
		}
	}
	return false
}

func (d *prose) midst(r reading) reading {
	r.pattern = patMidst
	return r
}

// behindAddressee moves over to whom and when something was said, if a comma
// follows: "The bridge, he told me on Friday, is safe."
func (d *cast) behindAddressee(i, last int) int {
	if i+1 < last && !d.toks[i-1].cls.is(clsTell) && !d.timeWord(i) && !d.timeWord(i+1) {
		return i
	}
	for k := i; k < last && k < i+7; k++ {
		if d.toks[k].kind == comma {
			return k
		}
		if d.toks[k].kind != word || d.finite(k, i-1) && k > i || d.toks[k].cls.is(clsSub) {
			break
		}
	}
	return i
}

// before completes a report whose cue stands behind it.
func (d *cast) before(r report, first, to int) []report {
	if d.toks[first].kind == openParen {
		first++
	}
	if _, ok := d.clauseAt(first, to); !ok || !d.complete(to) || d.low(first) == "whether" {
		return nil
	}
	r.held = r.held || d.reportsInside(first, to)
	r.read.pattern = patBehind
	r.from, r.to = first, to
	return []report{r}
}

// complete reports whether a clause can end before token to: not "it was" or "and
// Ms. Smith and".
func (d *prose) complete(to int) bool {
	t := &d.toks[to-1]
	return t.kind != word || !t.cls.is(clsConj|clsSub|clsPrep|clsAux) || t.cls.is(clsAdv)
}

// invertedCue reads ", said Smith" at the end of a sentence.
func (d *cast) invertedCue(v, last int) reading {
	if !d.speechVerb(v, last) || !d.toks[v].cls.is(clsThat) || d.toks[v].cls.is(clsTell) && !d.toks[v].cls.is(clsSay) || !d.toks[v].cls.is(formPast|formThird) {
		return reading{}
	}
	p, ok := d.phraseAt(d.cueEnd(v)+1, last)
	if !ok || p.name == nil && !d.toks[p.head].cls.is(clsRole) || !d.endsWith(d.behind(p, last), last) {
		return reading{}
	}
	return reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}}
}

// endsWith reports whether what stands from token i on says only when, where or
// to whom something was said.
func (d *cast) endsWith(i, last int) bool {
	if i >= last {
		return true
	}
	if !d.closes(i, last) || d.hasQuote(i, last) || d.low(i) == "to" && i+1 < last && d.mention(i+1) == nil && !d.toks[i+1].cls.is(clsDet|clsPron|clsPoss|clsRole) {
		return false
	}
	for k := i + 1; k < last; k++ {
		if d.toks[k].kind == comma && d.toks[i].kind != comma {
			return true // what follows is the writer's
		}
		if d.toks[k].kind == colon || d.finite(k, i) && d.toks[i].kind != comma {
			return false
		}
	}
	return true
}

// emitReport keeps a report as a quotation of kind indirect.
func (d *reader) emitReport(r report, v voice, si int) {
	var segs []quotes.Span
	for _, part := range [...][2]int{{r.from, r.to}, {r.again, r.end}} {
		if part[1] == 0 {
			continue
		}
		if seg, ok := trimmed(d.text, int(d.toks[part[0]].start), int(d.toks[part[1]-1].full)); ok {
			segs = append(segs, seg)
		}
	}
	if len(segs) == 0 {
		return
	}
	s := d.sents[si]
	q := Quotation{Text: joined(d.text, segs), Kind: quotes.Indirect, Polarity: r.polarity, Segments: segs}
	q.Context, q.ContextSpans = d.contextOf(s, segs)
	cue := d.span(r.read.cue[0], r.read.cue[1])
	q.CueSpan, q.Cue = &cue, d.text[cue.Start:cue.End]
	span := v.span
	if len(v.speakers) > 0 {
		q.Speakers, q.SpeakerSpan = v.speakers, &span
	}
	q.Confidence = sure[r.read.pattern] * v.sure
	if r.held || v.writer { // what a writer thinks is no news of his
		q.Confidence *= .7
	}
	q.Status = quotes.Extracted
	if q.Confidence < served {
		q.Status = quotes.Review
	}
	q.Via = d.viaOf(r.read, s)
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
