package extract

import "strings"

// beforeQuote reads the attribution that leads to the quotation at token q:
// "Smith said, “...”", "calling it “...”". lb is the sentence's first token.
func (d *cast) beforeQuote(q, lb int) reading {
	for _, rule := range [...]func(q, lb int) reading{d.labelled, d.wordsLead, d.nounBefore} {
		if r := rule(q, lb); r.found {
			return r
		}
	}
	v := d.verbsBefore(q, lb)
	switch {
	case v.settled:
		return v.best
	case v.governed:
		return d.governing(v.best, q, v.lb)
	}
	if d.toks[q-1].kind == colon {
		if p, doubt, ok := d.clauseSubject(v.lb, q-1, true); ok && d.canSpeak(p) {
			return reading{who: p, found: true, cue: [2]int{q - 1, q - 1}, pattern: patColon, doubt: doubt}
		}
	}
	if r := d.nounCue(q, v.lb); r.found {
		return r
	}
	if v.weak.found && d.canSpeak(v.weak.who) {
		return v.weak
	}
	return reading{}
}

// nounBefore reads "I had to change my answer: “...”", a noun for something said
// right before the colon.
func (d *cast) nounBefore(q, lb int) reading {
	if q-2 > lb && d.toks[q-1].kind == colon && d.lex.speechNouns[d.low(q-2)] {
		return d.nounCue(q, lb)
	}
	return reading{}
}

// verbsBefore is what the verbs before a quotation say of it.
type verbsBefore struct {
	best, weak reading // by a verb of saying; by one of thinking or doing
	governed   bool    // best leads to the quotation, by somebody who can speak
	settled    bool    // no other rule is asked besides best, even if it found nobody
	lb         int     // where the clauses begin: behind a bracket that is still open
}

// verbsBefore goes left from the quotation at token q for the verb that governs
// it.
func (d *cast) verbsBefore(q, lb int) verbsBefore {
	b := verbsBefore{lb: lb}
	depth := 0
	for v := q - 1; v >= max(b.lb, q-80) && !b.governed && !b.settled; v-- {
		switch d.toks[v].kind {
		case closeParen:
			depth++
		case openParen:
			if depth--; depth < 0 {
				b.lb = v + 1 // the quotation stands inside the brackets
			}
		}
		if d.isAccording(v, q) {
			if p, ok := d.phraseAt(v+2, q); ok {
				b.best = reading{who: d.namedBeside(p, q), found: true, cue: [2]int{v, v + 1}, pattern: patAccording}
				b.settled = true
				break
			}
		}
		if form := d.verbAt(v, b.lb); form != 0 {
			d.weighVerb(&b, v, form, q)
		}
	}
	if b.governed && b.weak.found && b.weak.who.first > b.best.cue[1] && b.weak.who.name != nil && d.canSpeak(b.weak.who) {
		b.governed = false // "..., while Unger thought it “...”": she is nearer
	}
	return b
}

// weighVerb notes what the verb at token v says of the quotation at token q.
func (d *cast) weighVerb(b *verbsBefore, v int, form class, q int) {
	t := &d.toks[v]
	if t.cls.is(clsJudge) && !t.cls.is(speech) && d.toks[q-1].kind == comma && q-v > 2 && startsUpper(d.wordsAt(q)) {
		return // "who had dismissed the story, “Now, you said ...”"
	}
	r := d.govern(v, form, b.lb, q)
	r.doubt = r.doubt || d.unsaid(v, b.lb) || form == formBase && d.expected(v, b.lb)
	switch {
	case r.found && (d.subordinate(r, v, b.lb, q) || d.ofObject(r, v, b.lb) || d.relativeAside(v, q)):
	case r.found && (d.low(r.who.head) == "anyone" || d.low(r.who.head) == "anybody"): // "asked whether anyone had seen “...”"
	case form == formPart && !r.found && q-r.cue[1] <= 6 && t.cls.is(clsJudge|clsSay):
		b.best, b.settled = reading{}, true // "is described as a “...”": nobody is named
	case t.cls.is(speech|clsJudge) || d.particle(v) || t.cls.is(clsThink|clsShow) && d.low(v+1) == "that":
		if r.found && (d.canSpeak(r.who) || d.speaksHere(r, v, form)) {
			b.best, b.governed = r, true
		}
	case !b.weak.found && r.found:
		b.weak = r
		b.weak.pattern = patThink
	}
}

// governing leads the words at token q to somebody nearer than the subject of the
// verb that governs them, where the words between the two name one.
func (d *cast) governing(r reading, q, lb int) reading {
	if d.toks[q-1].kind == colon && q-r.cue[1] > 6 {
		if last := d.lastClause(r.cue[1], q-1); last.found {
			return last
		}
	}
	if noun := d.nounCue(q, r.cue[1]+1); noun.found {
		return noun // "Smith said a claim by Jones that “...”"
	}
	r.doubt = r.doubt || d.toldToHer(r, lb)
	return d.outer(r, lb)
}

// toldToHer reports whether the cue only tells who says that somebody else said
// the words: "She had been told, she said, that “...”".
func (d *prose) toldToHer(r reading, lb int) bool {
	i := r.who.first - 1
	if i <= lb || d.toks[i].kind != comma || d.toks[r.cue[1]+1].kind != comma {
		return false
	}
	for k := lb + 1; k < i; k++ {
		if be(d.low(k-1)) && (d.low(k) == "told" || d.low(k) == "informed" || d.low(k) == "warned" || d.low(k) == "assured") {
			return true
		}
	}
	return false
}

// labelled reads "Carl Bialik: “...”", a name and a colon right before the marks.
func (d *cast) labelled(q, lb int) reading {
	if q-2 < lb || d.toks[q-1].kind != colon {
		return reading{}
	}
	m := d.mention(q - 2)
	if m == nil || m.first < lb || m.kind == place || m.kind == roleOnly || d.toks[m.last].possessive() {
		return reading{}
	}
	if m.first > lb && d.toks[m.first-1].kind == word {
		return reading{}
	}
	p := np{first: m.first, last: m.last, head: m.last, name: m}
	return reading{who: p, found: true, cue: [2]int{q - 1, q - 1}, pattern: patLabel}
}

// outer leads "Clinton said she applauded him for “...”" to the one who said it
// by name: the pronoun right behind the outer verb means its subject.
func (d *cast) outer(r reading, lb int) reading {
	if !r.who.pronoun || r.who.first-1 < lb || r.participle {
		return r
	}
	v := r.who.first - 1
	if v > lb && d.low(v) == "that" {
		v--
	}
	if v <= lb || d.toks[v].kind != word || !d.toks[v].cls.is(clsSay|clsThink) || !d.verbAt(v, lb).is(formPast|formThird) {
		return r
	}
	p, _, ok := d.subjectBefore(v, lb)
	if !ok || !d.canSpeak(p) || p.name != nil && p.name.kind == body || p.name == nil && r.pattern == patBefore {
		return r // "A clerk recalled that he said, “...”"
	}
	r.who, r.cue, r.pattern = p, [2]int{v, v}, patThat
	return r
}

// lastClause reads the clause that begins behind ", but" between token i and the
// colon at token end: "Reid said both are nonentities, but he gave him a
// compliment: “...”".
func (d *cast) lastClause(i, end int) reading {
	for k := end - 1; k > i; k-- {
		if d.toks[k].kind != comma || k+2 >= end || !d.toks[k+1].cls.is(clsConj) {
			continue
		}
		if p, ok := d.phraseAt(k+2, end); ok && (p.pronoun || p.name != nil) {
			return reading{who: p, found: true, cue: [2]int{end, end}, pattern: patColon}
		}
	}
	return reading{}
}

// ofObject reports whether the subject of the verb v is somebody spoken to or of:
// "told a woman who suggested", "saying anybody who complains". Then the outer
// verb governs.
func (d *cast) ofObject(r reading, v, lb int) bool {
	i := r.who.first - 1
	if i < lb || r.who.last+1 >= v || d.low(r.who.last+1) != "who" || d.toks[i].kind != word {
		return false
	}
	return d.toks[i].cls.is(speech) && d.verbAt(i, lb) != 0
}

// relativeAside reports whether the verb at v only tells something of somebody
// ("a candidate who promised mass deportation: “...”"), so that the clause around
// it leads to the quotation at q.
func (d *prose) relativeAside(v, q int) bool {
	if v > 0 && d.low(v-1) == "who" && (d.toks[q-1].kind == colon && q-1-v > 2 && !(q-1-v <= 4 && d.toks[v].cls.is(clsSay) && d.toks[v+1].cls.is(clsPrep)) || q-1-v > 4 && d.low(v+1) != "that" && !d.toks[v].cls.is(clsSay|clsTell)) {
		return true
	}
	// "a letter, which she was quoting, says “...”"
	for i := v - 1; i > 0 && i > v-7 && d.toks[i].kind == word; i-- {
		if w := d.low(i); (w == "which" || w == "who" || w == "whom") && d.toks[i-1].kind == comma {
			for k := v + 1; k < q-1; k++ {
				if d.toks[k].kind == comma {
					return true
				}
			}
		}
	}
	return false
}

// subordinate reports whether the verb at v stands in a clause of time or reason
// that a comma closes before the quotation: "When Trump mentioned her, the crowd
// broke into “...”".
func (d *prose) subordinate(r reading, v, lb, q int) bool {
	i := r.who.first - 1
	if i < lb || i >= v || d.toks[i].kind != word {
		return false
	}
	switch d.low(i) {
	case "when", "while", "after", "before", "because", "if", "since", "though", "although", "until", "once", "unless", "as":
	default:
		return false
	}
	for k := v + 1; k < q-1; k++ {
		if d.toks[k].kind == comma {
			return true
		}
	}
	// "until Norvia reassures the world about its reactor, “...”": what stands
	// between verb and comma is more than whom it was said to.
	return d.toks[q-1].kind == comma && q-2-v > 2
}

// speaksHere reports whether the subject of a plain verb of saying may be any
// noun with an article or in the plural: "small businesses have said".
func (d *cast) speaksHere(r reading, v int, form class) bool {
	if form&(formPast|formThird) == 0 || r.who.last >= v || d.toks[r.who.head].cls.is(clsTime) {
		return false
	}
	switch d.low(v) {
	case "said", "says", "told", "tells", "wrote", "writes", "asked", "asks", "replied", "replies", "added", "adds", "explained":
	default:
		return false // "the year promised “a lot of trouble”"
	}
	return d.toks[r.who.first].cls.is(clsDet|clsPoss) || pluralNoun(d.str(r.who.head))
}

// canSpeak reports whether a phrase names somebody or something that speaks: a
// name, a pronoun, a role or a body.
func (d *prose) canSpeak(p np) bool {
	if p.pronoun || p.name != nil {
		return true
	}
	return d.toks[p.head].cls.is(clsRole|clsBody|clsPron|clsStarter|clsPeople) || d.toks[p.head].caps != lower || strings.Contains(d.str(p.head), "-old")
}

// govern finds the subject of the reporting verb at token v for a quotation at q.
func (d *cast) govern(v int, form class, lb, q int) reading {
	r := reading{cue: [2]int{v, d.cueEnd(v)}, pattern: d.leadBy(v, q)}
	switch form {
	case formPart:
		d.passiveSubject(&r, v, q)
	case formIng:
		r.participle = true
		r.who, r.doubt, r.found = d.ingSubject(v, lb)
	default:
		if p, ok := d.invertedSubject(r, form, lb, q); ok {
			r.who, r.found = p, true
			break
		}
		return d.finiteSubject(r, lb, q)
	}
	return r
}

// leadBy tells how the verb at token v leads to a quotation at q.
func (d *prose) leadBy(v, q int) pattern {
	t := &d.toks[v]
	switch sign := d.toks[q-1].kind; {
	case t.cls.is(speech) && (sign == comma || sign == colon || q-1 == d.cueEnd(v)):
		return patBefore
	case t.cls.is(clsJudge) && !t.cls.is(speech):
		return patJudge
	}
	return patThat
}

// passiveSubject reads the one behind "by": "described by Smith as “...”".
func (d *cast) passiveSubject(r *reading, v, q int) {
	for k := v + 1; k < q && k < v+20; k++ {
		if d.wordAt(k) != "by" {
			continue
		}
		if p, ok := d.phraseAt(k+1, q); ok {
			r.who, r.found, r.pattern = p, true, patPassive
		}
		return
	}
}

// ingSubject finds whose the participle at token v is: "with Smith noting", "Smith
// was asking", "Smith left the room, saying".
func (d *cast) ingSubject(v, lb int) (p np, doubt, ok bool) {
	if p, ok := d.participleSubject(v, lb); ok {
		return p, false, true
	}
	if v > lb && d.toks[v-1].kind == word && d.toks[v-1].cls.is(clsAux) {
		return d.subjectBefore(v, lb)
	}
	return d.clauseSubject(d.clauseStart(v, lb), v, true)
}

// invertedSubject reads “...,” said Smith, “...” and "Said Smith: “...”".
func (d *cast) invertedSubject(r reading, form class, lb, q int) (np, bool) {
	v := r.cue[0]
	opens := v == lb || d.toks[v-1].kind == quoted || d.toks[v-1].kind == comma && v-2 >= lb && d.toks[v-2].kind == quoted
	if !opens || form == formBase || !d.toks[v].cls.is(clsSay|clsAside) {
		return np{}, false
	}
	p, ok := d.phraseAt(r.cue[1]+1, q)
	if !ok || !d.endsInverted(p, q) {
		return np{}, false
	}
	return d.namedBeside(p, q), true
}

// finiteSubject reads the subject before a finite verb, and whom he told.
func (d *cast) finiteSubject(r reading, lb, q int) reading {
	v := r.cue[0]
	t := &d.toks[v]
	p, doubt, ok := d.subjectBefore(v, lb)
	if ok && d.low(v) == "called" && d.calledSo(p, v) {
		return reading{cue: r.cue}
	}
	if v > lb && d.toks[v-1].kind == comma && t.cls.is(clsSay) && (!ok || !d.canSpeak(p)) {
		// "The paradox, says Carl Anthony, is that": set in between.
		if w, found := d.phraseAt(r.cue[1]+1, q); found && w.name != nil && d.endsInverted(w, q) {
			p, ok = w, true
		}
	}
	r.who, r.found, r.doubt = p, ok, doubt
	if ok && t.cls.is(clsTell) && r.cue[1]+1 < q {
		if w, ok := d.phraseAt(r.cue[1]+1, q); ok {
			r.toWhom = &w
		}
	}
	return r
}

// calledSo reports whether "called" at token v belongs to a noun before it, since the
// subject p has its verb already: "issued advice on its site called “...”".
func (d *cast) calledSo(p np, v int) bool {
	j := d.beforeAdverbs(v, p.last)
	if t := &d.toks[j]; j <= p.last || t.kind != word || d.mention(j) != nil || t.cls.is(clsAux|clsConj|clsPron|clsNeg) && !t.cls.is(clsTime) {
		return false
	}
	found := false
	for k := p.last + 1; k < v; k++ {
		if d.toks[k].kind != word && d.toks[k].kind != number || d.toks[k].cls.is(clsConj) || d.relative(k) {
			return false
		}
		found = found || d.finite(k, p.first)
	}
	return found
}

// participleSubject reads the subject that stands right before a participle:
// "with Smith noting", "criticized Smith for saying". A paper that says
// something ("issued a statement saying") leaves it to the clause's subject.
func (d *cast) participleSubject(v, lb int) (np, bool) {
	i := v - 1
	for i > lb && d.toks[i].kind == word && d.mention(i) == nil && (strings.HasSuffix(d.str(i), "ly") || d.toks[i].cls.is(clsAdv) && !d.toks[i].cls.is(clsPrep|clsDet|clsPron)) {
		i--
	}
	if i > lb+1 && d.toks[i].kind == comma {
		// "..., Smith said, adding": the one who said is the one who adds.
		for u := i - 1; u > lb && u > i-6 && d.toks[u].kind == word; u-- {
			if form := d.verbAt(u, lb); form.is(formPast|formThird) && d.toks[u].cls.is(clsSay|clsTell) {
				p, _, ok := d.subjectBefore(u, lb)
				return p, ok && d.canSpeak(p)
			}
		}
	}
	if i < lb || d.toks[i].kind != word {
		return np{}, false
	}
	if (d.low(i) == "and" || d.low(i) == "or") && i > lb {
		// "with Smith calling it a disaster and asking": he who calls asks.
		for u := i - 1; u > lb && u > i-16; u-- {
			if form := d.verbAt(u, lb); form == formIng && d.toks[u].cls.is(anyCue) {
				return d.participleSubject(u, lb)
			}
		}
		return np{}, false
	}
	if d.low(i) == "for" && i > lb {
		p, ok := d.phraseEnding(i-1, lb)
		return p, ok && (p.name != nil || p.pronoun)
	}
	if d.toks[i].cls.is(clsPrep | clsConj | clsAdv | clsAux) {
		return np{}, false
	}
	start := d.phraseStart(i, lb)
	if start > lb && start <= i && (d.low(start-1) == "with" || d.low(start-1) == "of" && d.mention(i) != nil) {
		return d.phraseAt(start, i+1)
	}
	p, ok := d.phraseEnding(i, lb)
	if !ok || d.bare(p) || d.timeWord(p.head) || p.pronoun && d.low(p.head) == "it" {
		return np{}, false
	}
	if p.name == nil && !p.pronoun && d.carriesWords(p.head) && p.first > lb && d.toks[p.first-1].kind == word {
		if q, _, ok := d.clauseSubject(lb, p.first, true); ok && !d.bare(q) {
			return q, true
		}
	}
	return p, true
}

// carriesWords reports whether the noun at token i is a paper or a post in which
// somebody says something: "uploaded a clip calling it".
func (d *prose) carriesWords(i int) bool {
	switch d.low(i) {
	case "clip", "video", "comment":
		return true
	}
	return d.toks[i].cls.is(clsBody) && !d.toks[i].cls.is(clsRole)
}

// endsInverted reports whether the subject of an inverted clause is followed by
// a sign, as it must be when the clause ends with it.
func (d *cast) endsInverted(p np, q int) bool {
	_, i := d.withTail(p, q+1)
	k := d.toks[min(i, q)].kind
	return k == comma || k == colon || k == quoted || k == dash
}

// nounCue reads "Smith's claim that “...”" and "a statement from Smith: “...”".
func (d *cast) nounCue(q, lb int) reading {
	for i := q - 1; i >= lb && i > q-12; i-- {
		t := &d.toks[i]
		if t.kind == quoted || t.kind == semicolon {
			break
		}
		if t.kind != word || t.caps != lower || !d.lex.speechNouns[strings.TrimSuffix(d.low(i), "s")] && !d.lex.speechNouns[d.low(i)] {
			continue
		}
		start := d.phraseStart(i, lb)
		for k := start; k < i; k++ {
			if !d.toks[k].possessive() && !(d.toks[k].cls.is(clsPoss) && subjectOf[d.low(k)] != "") {
				continue
			}
			p := np{first: k, last: k, head: k}
			if m := d.mention(k); m != nil {
				p.first, p.name = m.first, m
			} else if d.toks[k].cls.is(clsPoss) && !d.toks[k].possessive() {
				p.pronoun = true
			} else {
				p.first = start
			}
			return reading{who: p, found: true, cue: [2]int{i, i}, pattern: patNoun}
		}
		if i+2 < q && (d.low(i+1) == "from" || d.low(i+1) == "by") {
			if p, ok := d.phraseAt(i+2, q); ok {
				return reading{who: p, found: true, cue: [2]int{i, i}, pattern: patNoun}
			}
		}
	}
	return reading{}
}

// subjectOf leads a possessive to its pronoun.
var subjectOf = map[string]string{"his": "he", "her": "she", "their": "they", "its": "it", "my": "i", "our": "we"}
