package extract

import (
	"strings"

	"verbatim/quotes"
)

// content finds what the cue of a report governs: a clause behind "that" or
// without it, a question, a claim, or only a noun.
func (d *cast) content(r report, last int) (report, bool) {
	from, ok := d.addressee(&r.read, last)
	if !ok {
		return r, false
	}
	if from > r.read.cue[1]+1 && d.infinitive(r.read.cue[1]+1, from+1) {
		return r, false
	}
	from = d.behindWhere(from, last)
	if last-from < 3 {
		return r, false
	}
	t := &d.toks[r.read.cue[0]]
	switch w := d.low(from); {
	case w == "that" && d.respondsTo(r.read.cue):
		return r, false
	case t.cls.is(clsAsk|clsDeny) && questionWords[w]:
		return d.question(r, from, last)
	case w == "that" && !d.isThat(from, last):
		return d.thatClause(r, from+1, last)
	}
	for _, kind := range [...]func(r report, from, last int) (report, bool){d.claim, d.bareClause, d.object} {
		if found, ok := kind(r, from, last); ok {
			return found, true
		}
	}
	return r, false
}

// respondsTo reports whether a cue tells what somebody answers, not what he says:
// "responded to the mayor's remark that the bridge was safe".
func (d *cast) respondsTo(cue [2]int) bool {
	verb, next := d.low(cue[0]), cue[1]+1
	return (strings.HasPrefix(verb, "respond") || strings.HasPrefix(verb, "react")) && next < len(d.toks) && d.low(next) == "to"
}

// infinitive reports whether the tokens [from, to) tell somebody to do something:
// "told the tenant to sell the house".
func (d *cast) infinitive(from, to int) bool {
	for i := from; i < to && i+1 < len(d.toks); i++ {
		if n := &d.toks[i+1]; d.low(i) == "to" && d.toks[i].kind == word && n.kind == word && n.caps == lower && !n.cls.is(function|clsRole|clsBody) && !d.timeWord(i+1) && d.mention(i+1) == nil {
			return true
		}
	}
	return false
}

// addressee moves over the one spoken to, "told the council that", and returns
// where the content can begin; false if nothing but the one spoken to follows.
func (d *cast) addressee(r *reading, last int) (int, bool) {
	t, from := &d.toks[r.cue[0]], r.cue[1]+1
	if from >= last || !t.cls.is(clsTell) || d.low(from) == "that" {
		return from, from < last
	}
	p, ok := d.phraseAt(from, last)
	if !ok {
		if t.cls.is(clsSay) {
			return from, true
		}
		return d.toThat(from, last), true
	}
	_, end := d.withTail(p, last)
	switch {
	case end >= last, end > p.last+1 && d.isThat(end, last):
		return end, false // "told The New York Times", "told them after a talk that was held"
	case d.low(end) != "that" && t.cls.is(clsSay):
		return from, true
	}
	r.toWhom = &p
	return end, true
}

// toThat moves to the "that" behind those spoken to, if their phrase is not seen
// through: "told a crowded hall at the harbour that".
func (d *cast) toThat(from, last int) int {
	for k := from; k < last && k < from+14 && d.toks[k].kind == word && !d.finite(k, from); k++ {
		if d.low(k) == "that" {
			return k
		}
	}
	return from
}

// bareClause reads "said the bridge was safe".
func (d *cast) bareClause(r report, from, last int) (report, bool) {
	t := &d.toks[r.read.cue[0]]
	verb, ok := d.clauseAt(from, last)
	if !ok || !t.cls.is(clsBare) && !(t.cls.is(clsPaper) && d.paper(r.read.who)) || !d.mayBeBare(r, from, verb) {
		return r, false
	}
	r.read.pattern = patClause
	r.from, r.to = from, d.clauseEnd(verb, last)
	r.held = r.held || d.leadsToMore(r.to, last)
	return r, true
}

// mayBeBare reports whether a clause may begin at token from right behind the cue
// of r: "said in a report, and those at the bottom" does not.
func (d *cast) mayBeBare(r report, from, verb int) bool {
	v := r.read.cue[0]
	if t := &d.toks[v]; t.cls.is(clsTell) && !t.cls.is(clsSay) && r.read.toWhom == nil || !t.cls.is(clsTell|clsThink) && !d.says(v) && !d.plainClause(from, verb) {
		return false
	}
	t := &d.toks[from]
	if t.kind != word || d.mention(from) != nil {
		return true
	}
	switch d.low(from) {
	case "to", "whether", "why", "how", "who", "which", "where":
		return false
	}
	return !t.cls.is(clsPrep) || t.cls.is(clsSub|clsPron|clsDet) || d.toks[from+1].kind == number // "about 20 people"
}

// says reports whether token v is a form of say, which takes no noun for its
// object as "confirmed the losses" does.
func (d *prose) says(v int) bool {
	switch d.low(v) {
	case "say", "says", "said", "saying":
		return true
	}
	return false
}

// plainClause reports whether the clause from token from to its verb cannot be an
// object with what hangs on it: "the outcome of every vote based on".
func (d *cast) plainClause(from, verb int) bool {
	for k := from; k < verb; k++ {
		if t := &d.toks[k]; t.kind != word && t.kind != number || t.cls.is(clsConj) || k > from && (d.relative(k) || t.cls.is(clsPrep)) {
			return false
		}
	}
	m := d.mention(from)
	if n := verb + 1; n < len(d.toks) && (d.toks[n].cls.is(clsDet|clsPoss) || d.mention(n) != nil) {
		return true // "the second debate erased the first"
	}
	return d.toks[verb].cls.is(clsAux) || subjectPronouns[d.low(from)] || d.low(from) == "there" || m != nil && m.last == verb-1
}

var questionWords = map[string]bool{"whether": true, "if": true, "why": true, "how": true, "who": true, "what": true, "where": true, "when": true, "which": true}

// leadsToMore reports whether what a clause says stands behind the colon that
// ends it ("he had two choices: ..."), or an outer clause goes on behind it.
func (d *prose) leadsToMore(to, last int) bool {
	return to < last && d.toks[to].kind == colon || to+1 < last && d.toks[to].kind == comma && d.toks[to+1].kind == word && d.toks[to+1].cls.is(clsAux)
}

// question reads "asked whether the bridge was safe", "doubted if it was".
func (d *cast) question(r report, from, last int) (report, bool) {
	t := &d.toks[r.read.cue[0]]
	verb, ok := d.clauseAt(from+1, last)
	for i := r.read.cue[1] + 1; i < from; i++ {
		ok = ok && d.low(i) != "to" // "asked them to clap if they agreed"
	}
	if !ok {
		return r, false
	}
	r.held = r.held || d.paper(r.read.who)
	r.read.pattern, r.polarity = patAsked, quotes.Asked
	r.from, r.to = from, d.clauseEnd(verb, last)
	if !t.cls.is(clsAsk) {
		if d.low(from) != "whether" && d.low(from) != "if" {
			return r, false
		}
		r.read.pattern, r.polarity, r.from = patDenied, quotes.Denied, from+1
	}
	return r, true
}

// thatClause reads the clause from token from on, behind "that".
func (d *cast) thatClause(r report, from, last int) (report, bool) {
	t := &d.toks[r.read.cue[0]]
	if d.toks[from].kind == comma {
		from++ // "that, if elected, he would"
	}
	verb, ok := d.clauseAt(from, last)
	if !ok {
		return r, false
	}
	r.from, r.to = from, d.clauseEnd(verb, last)
	r.held = r.held || d.leadsToMore(r.to, last)
	switch {
	case t.cls.is(clsDeny):
		r.read.pattern, r.polarity = patDenied, quotes.Denied
		r.to = d.onlyClause(verb, r.to)
	case t.cls.is(clsThat) || d.particle(r.read.cue[0]) || t.cls.is(clsPaper) && d.paper(r.read.who):
		r.read.pattern = patReport
	default:
		return r, false
	}
	return r, true
}

// onlyClause cuts what follows "and" off a clause that is denied: whether that is
// denied, too, the sentence does not tell.
func (d *cast) onlyClause(verb, to int) int {
	for k := verb + 1; k+1 < to; k++ {
		if w := d.low(k); w != "and" && w != "but" {
			continue
		}
		_, clause := d.clauseAt(k+1, to)
		if n := &d.toks[k+1]; clause || d.predicate(k+1) || n.kind == word && n.caps == lower && strings.HasSuffix(d.str(k+1), "s") && !n.cls.is(function|clsRole|clsBody) && d.opensObject(k+2) {
			if d.toks[k-1].kind == comma {
				return k - 1
			}
			return k
		}
	}
	return to
}

// claim reads "rejected the claim that the bridge was safe" and "found no
// evidence that it was".
func (d *cast) claim(r report, from, last int) (report, bool) {
	t := &d.toks[r.read.cue[0]]
	i := from
	none := d.low(i) == "no" || d.low(i) == "little"
	if none || d.low(i) == "the" || d.low(i) == "any" || d.low(i) == "a" {
		i++
	}
	if i+3 >= last || d.low(i+1) != "that" || d.isThat(i+1, last) {
		return r, false
	}
	w := d.low(i)
	switch {
	case t.cls.is(clsReject) && !none && d.lex.claims[w]:
	case none && (w == "evidence" || w == "proof" || w == "indication" || w == "sign"):
	default:
		return r, false
	}
	verb, ok := d.clauseAt(i+2, last)
	if !ok {
		return r, false
	}
	r.read.pattern, r.polarity = patDenied, quotes.Denied
	r.from, r.to = i+2, d.clauseEnd(verb, last)
	return r, true
}

// object keeps a noun phrase behind a verb for review.
func (d *cast) object(r report, from, last int) (report, bool) {
	n := &d.toks[from]
	if n.kind != word && n.kind != number || n.cls.is(clsPrep|clsConj|clsSub|clsAdv) && !n.cls.is(clsDet|clsPron) || d.timeWord(from) {
		return r, false
	}
	r.read.pattern, r.held = patObject, true
	r.from, r.to = from, d.clauseEnd(from, last)
	if d.toks[r.read.cue[0]].cls.is(clsDeny | clsReject) {
		r.polarity = quotes.Denied
	}
	return r, true
}

// paper reports whether a phrase means a paper, a poll or a study, or those who
// find out.
func (d *prose) paper(p np) bool {
	head := p.head
	if p.pronoun {
		return false
	}
	if p.name != nil {
		head = p.name.last + 1 // "the Lincoln University poll"
	}
	return d.lex.papers[d.low(head)]
}

// behindWhere moves over when and where something was said: "said last week
// that", "said after the convention he would". It stays where it is if it finds
// neither a "that" nor the subject of what was said.
func (d *cast) behindWhere(from, last int) int {
	t := &d.toks[from]
	if t.kind == word && d.low(from) == "that" || d.infinitive(from, from+1) || d.low(from) == "to" && (d.low(from+1) == "be" || d.low(from+1) == "have") {
		return from
	}
	thisMonth := (d.low(from) == "this" || d.low(from) == "last") && d.timeWord(from+1)
	if t.kind != comma && !t.cls.is(clsPrep|clsAdv|clsTime) && !d.timeWord(from) && !thisMonth {
		return from
	}
	for k := from; k+2 < last && k < from+18; k++ {
		switch t := &d.toks[k]; {
		case t.kind == quoted || t.kind == colon || t.kind == semicolon:
			return from
		case t.kind == word && d.low(k) == "that" && !d.isThat(k, last):
			if d.nounThat(k) && !d.inWriting(from, k) {
				return from
			}
			return k
		}
		switch d.low(k) {
		case "when", "while", "whilst", "if", "because", "asked":
			return d.behindTime(from, last)
		}
		if k > from && d.finite(k, from) || d.toks[k].kind == word && (d.low(k) == "by" && strings.HasSuffix(d.low(k+1), "ing") || len(d.low(k)) > 4 && strings.HasSuffix(d.low(k), "ing") && d.toks[k].caps == lower && !d.timeWord(k) && d.low(k) != "meeting" && d.low(k) != "hearing" && d.low(k) != "briefing") {
			break
		}
	}
	return d.behindTime(from, last)
}

// nounThat reports whether "that" at token k belongs to a noun before it: "a claim
// that", "the announcement on Friday that".
func (d *prose) nounThat(k int) bool {
	for i := k - 1; i > 0 && i > k-4 && d.toks[i].kind == word; i-- {
		switch w := d.low(i); {
		case d.lex.claims[w] || d.lex.speechNouns[strings.TrimSuffix(w, "s")] && w != "statement" && w != "tweet" && w != "message":
			return true
		case d.lex.thatNouns[w]:
			return true
		}
	}
	return false
}

// inWriting reports whether the tokens [from, to) tell only in what something was
// said: "said in its annual report that".
func (d *cast) inWriting(from, to int) bool {
	if d.low(from) != "in" {
		return false
	}
	p, ok := d.phraseAt(from+1, to)
	if !ok || p.last != to-1 {
		return false
	}
	return d.lex.writings[d.low(p.head)]
}

// behindTime moves over the time behind a verb: "said on Tuesday the plan",
// "said after the convention he would".
func (d *cast) behindTime(from, last int) int {
	i := from
	for i < last && d.toks[i].kind == word && !d.toks[i].possessive() && (d.timeWord(i) || (d.toks[i].cls.is(clsPrep) || d.low(i) == "last" || d.low(i) == "this" || d.low(i) == "earlier" || d.low(i) == "late" || d.low(i) == "early") && i+1 < last && (d.timeWord(i+1) || i > from && d.timeWord(i-1))) {
		i++
	}
	if i > from && i < last && d.timeWord(i-1) {
		return i
	}
	if !d.toks[from].cls.is(clsPrep) || d.low(from) == "of" || d.low(from) == "about" {
		return from
	}
	for k := from + 1; k+2 < last && k < from+8 && d.toks[k].kind == word && !d.finite(k, from); k++ {
		if w := d.low(k); (w == "he" || w == "she" || w == "they" || w == "we") && d.toks[k+1].cls.is(clsModal) && d.mention(k) == nil && !d.toks[k-1].cls.is(clsSub|clsPrep|clsConj) {
			return k
		}
	}
	return from
}
