package extract

import "strings"

// beforeQuote reads the attribution that leads to the quotation at token q:
// "Smith said, “...”", "calling it “...”". lb is the sentence's first token.
func (d *cast) beforeQuote(q, lb int) reading {
	for _, rule := range [...]func(q, lb int) reading{d.labelled, d.wordsLead, d.ownWords, d.nounBefore} {
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
			by := patColon
			if d.givesWords(p, q-1) || d.speaksIn(p, sentence{first: v.lb, last: q - 1}, q) || d.tellsAndSays(p, q) {
				by = patLead
			}
			return reading{who: p, found: true, cue: [2]int{q - 1, q - 1}, pattern: by, doubt: doubt}
		}
	}
	if r := d.nounCue(q, v.lb); r.found {
		return r
	}
	if r := d.labelledClause(q, lb); r.found {
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
	b := verbsBefore{lb: d.behindBracket(q, lb)}
	for v := q - 1; v >= max(b.lb, q-80) && !b.governed && !b.settled; v-- {
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
	if b.governed && b.weak.found && b.weak.who.first > b.best.cue[1] && b.weak.who.name != nil && d.canSpeak(b.weak.who) && !d.reportedDeed(b) {
		b.governed = false // "..., while Unger thought it “...”": she is nearer
	}
	return b
}

// behindBracket returns the token behind the bracket that is still open at the
// quotation at q; lb if there is none.
func (d *prose) behindBracket(q, lb int) int {
	depth := 0
	for i := q - 1; i >= max(lb, q-80); i-- {
		switch d.toks[i].kind {
		case closeParen:
			depth++
		case openParen:
			if depth--; depth < 0 {
				return i + 1
			}
		}
	}
	return lb
}

// reportedDeed reports whether the nearer of two verbs only tells what somebody did
// according to the subject of the other: "Cruz says Rubio ran “...”". A new clause
// between the two would be the article's own.
func (d *prose) reportedDeed(b verbsBefore) bool {
	if v := &d.toks[b.best.cue[0]]; !v.cls.is(clsSay|clsTell) || !d.toks[b.weak.cue[0]].cls.is(clsAct) {
		return false
	}
	if i := b.weak.who.first - 1; i > b.best.cue[1] && d.toks[i].kind == word && !d.toks[i].cls.is(function|clsTime|clsWeekday) {
		return false // "highlighted comments Rubio made, saying “...”"
	}
	for i := b.best.cue[1] + 1; i < b.weak.who.first; i++ {
		switch t := &d.toks[i]; {
		case t.kind == semicolon, t.kind == comma && d.toks[i+1].cls.is(clsConj), d.low(i) == "while", d.low(i) == "whilst", d.low(i) == "whereas":
			return false
		}
	}
	return true
}

// weighVerb notes what the verb at token v says of the quotation at token q.
func (d *cast) weighVerb(b *verbsBefore, v int, form class, q int) {
	t := &d.toks[v]
	if form == formIng && d.low(v-1) == "without" {
		return // "she said, without opening her eyes, “...”"
	}
	if strings.HasPrefix(d.low(v), "shar") && !(d.toks[q-1].kind != word && startsUpper(d.wordsAt(q))) {
		return // "Smith and Jones shared “the same views”"
	}
	if t.cls.is(clsJudge) && !t.cls.is(speech) && d.toks[q-1].kind == comma && q-v > 2 && startsUpper(d.wordsAt(q)) {
		return // "who had dismissed the story, “Now, you said ...”"
	}
	if d.clauseAsSubject(b.lb, q) || q == v+1 && form == formPast && t.cls.is(clsJudge) && !t.cls.is(speech) && d.trails(v, b.lb) {
		return // "That Smith announced it signals a “...”", "his discovery, termed “...”"
	}
	r := d.govern(v, form, b.lb, q)
	r.doubt = r.doubt || d.unsaid(v, b.lb) || r.found && (d.share(r.who) || d.shows(r.who, v)) || form == formBase && d.expected(v, b.lb)
	switch {
	case r.found && (d.subordinate(r, v, b.lb, q) || d.ofObject(r, v, b.lb) || d.relativeAside(v, q) || d.hangsOnNoun(v)):
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
	if noun := d.nounCue(q, r.cue[1]+1); noun.found && (!d.toks[r.cue[0]].cls.is(clsSay|clsTell) || d.nounLeads(noun, q)) {
		return noun // "Smith said a claim by Jones that “...”"
	}
	r.doubt = r.doubt || d.toldToHer(r, lb)
	return d.outer(r, lb)
}

// nounLeads reports whether a noun for something said leads right to the quotation
// at q: "a claim that “...”", not "Smith said the claim was “...”".
func (d *prose) nounLeads(r reading, q int) bool {
	i := max(r.cue[1], r.who.last) + 1
	for i < q && d.toks[i].kind == word && (d.low(i) == "that" || d.toks[i].cls.is(clsPrep)) {
		i++
	}
	return i >= q-1 || d.low(i-1) == "that"
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
	end := q - 2
	if d.toks[end].kind == closeParen {
		for end > lb && d.toks[end].kind != openParen {
			end--
		}
		end-- // "Rep. Jane Smith (R-S.C.):"
	}
	if end < lb {
		return reading{}
	}
	m := d.mention(end)
	if m == nil || m.last != end || m.first < lb || m.kind == place || m.kind == roleOnly || d.toks[m.last].possessive() {
		return reading{}
	}
	if t := &d.toks[m.first]; m.first == lb && m.last > m.first && t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) && !t.cls.is(clsFirst|clsTitle|clsRole) {
		return reading{} // "Added Smith:"
	}
	if m.first > lb && d.toks[m.first-1].kind == word {
		p, ok := d.phraseAt(lb, q-1)
		if !ok || p.name != m {
			return reading{} // not "Former governor Jane Smith:"
		}
	}
	for v := lb; v < m.first; v++ {
		if d.toks[v].cls.is(clsTell) && d.verbAt(v, lb).is(formPast|formThird|formIng) {
			return reading{} // "She asked her friend, Jane:"
		}
	}
	p := np{first: m.first, last: m.last, head: m.last, name: m}
	return reading{who: p, found: true, cue: [2]int{q - 1, q - 1}, pattern: patLabel}
}

// labelledClause reads "Volker: The allegations are “not credible”", a person's name,
// a colon, and a clause of his in which words stand in marks.
func (d *cast) labelledClause(q, lb int) reading {
	m := d.mention(lb)
	if m == nil || m.first != lb || m.kind != person || m.ent < 0 || d.toks[m.last].possessive() {
		return reading{}
	}
	c := m.last + 1
	if e := &d.reg.ents[m.ent]; c >= q-2 || q-c > 16 || d.toks[c].kind != colon || e.first == "" || e.seen == m.first || !d.startsLower(q) {
		return reading{}
	}
	for i := c + 1; i < q; i++ {
		if t := &d.toks[i]; t.kind != word && t.kind != number || i > c+1 && d.finite(i, c+1) && t.cls.is(speech|clsJudge|clsThink) {
			return reading{} // "Smith: Jones calls it “...”"
		}
	}
	if !be(d.low(q-1)) && !be(d.low(q-2)) && !d.toks[q-1].cls.is(clsModal) {
		return reading{}
	}
	p := np{first: m.first, last: m.last, head: m.last, name: m}
	return reading{who: p, found: true, cue: [2]int{c, c}, pattern: patLabel}
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

// hangsOnNoun reports whether the verb at token v is an infinitive that tells what a
// noun is for: "the way to attack it".
func (d *prose) hangsOnNoun(v int) bool {
	if v < 2 || d.low(v-1) != "to" {
		return false
	}
	switch d.low(v - 2) {
	case "way", "ways", "chance", "time", "reason", "thing", "things":
		return true
	}
	return false
}

// ofObject reports whether the subject of the verb v is somebody spoken to or of:
// "told a woman who suggested", "saying anybody who complains". Then the outer
// verb governs.
func (d *cast) ofObject(r reading, v, lb int) bool {
	i := r.who.first - 1
	if i < lb || r.who.last+1 >= v || d.low(r.who.last+1) != "who" || d.toks[i].kind != word {
		return false
	}
	return d.toks[i].cls.is(speech) && d.verbAt(i, lb) != 0 && !quoting[d.low(i)]
}

// relativeAside reports whether the verb at v only tells something of somebody
// ("a candidate who promised mass deportation: “...”"), so that the clause around
// it leads to the quotation at q.
func (d *prose) relativeAside(v, q int) bool {
	if v > 0 && d.low(v-1) == "who" && (d.toks[q-1].kind == colon && q-1-v > 2 && !(q-1-v <= 4 && d.toks[v].cls.is(clsSay) && d.toks[v+1].cls.is(clsPrep)) || q-1-v > 4 && d.low(v+1) != "that" && !d.toks[v].cls.is(clsSay|clsTell|clsAside)) {
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
func (d *cast) subordinate(r reading, v, lb, q int) bool {
	i := r.who.first - 1
	if i < lb || i >= v || d.toks[i].kind != word {
		return false
	}
	switch d.low(i) {
	case "when", "while", "whilst", "after", "before", "because", "if", "since", "though", "although", "until", "once", "unless", "as":
	default:
		return false
	}
	switch d.low(i) {
	case "as":
		if d.saysAside(v, q) {
			return false
		}
	case "once", "if", "unless":
		if d.toks[q-1].kind == comma {
			return true // "said that once the board goes on holiday, “...”"
		}
	}
	setOff := i > lb && d.toks[i-1].kind == dash // "— as Smith noted in May —"
	for k := v + 1; k < q-1; k++ {
		if t := d.toks[k].kind; t == comma || t == dash && setOff {
			return true
		}
	}
	// "until Norvia reassures the world about its reactor, “...”": what stands
	// between verb and comma is more than whom it was said to.
	return d.toks[q-1].kind == comma && q-2-v > 2
}

// saysAside reports whether nothing but when, where or to whom it was said stands
// between the verb of saying at v and the quotation at q, which is a sentence: "As
// Smith said last week in Tel Aviv, “We ...”".
func (d *cast) saysAside(v, q int) bool {
	end := d.cueEnd(v)
	if !d.toks[v].cls.is(clsSay|clsTell) && !d.particle(v) || d.toks[q-1].kind != comma || !startsUpper(d.wordsAt(q)) {
		return false
	}
	for i := end + 1; i < q-1; i++ {
		t := &d.toks[i]
		if t.kind == comma || t.kind == quoted || t.kind == word && (t.cls.is(clsSub) && !t.cls.is(clsPrep) || d.low(i) == "that") || i > end+1 && d.finite(i, end) {
			return false
		}
	}
	n := end + 1
	return n == q-1 || d.toks[v].cls.is(clsTell) || d.toks[n].cls.is(clsPrep) || d.timeWord(n) || d.timeWord(n+1)
}

// speaksHere reports whether the subject of a plain verb of saying may be any
// noun with an article or in the plural: "small businesses have said".
func (d *cast) speaksHere(r reading, v int, form class) bool {
	if form == formIng && d.low(v) == "saying" && r.who.last < v-1 && d.toks[r.who.first].cls.is(clsDet) {
		// "The town released a statement Wednesday saying"
		k := v - 1
		for k > r.who.last && d.timeWord(k) {
			k--
		}
		return d.lex.speechNouns[d.low(k)] && k > r.who.last+1
	}
	if form&(formPast|formThird) == 0 || r.who.last >= v || d.toks[r.who.head].cls.is(clsTime) {
		return false
	}
	if !plainSay[d.low(v)] {
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
	t := &d.toks[p.head]
	if p.first == p.last && t.caps == initial && t.cls.is(formBase) && !t.cls.is(clsRole|clsBody|clsPeople) {
		if next := p.last + 1; next >= len(d.toks) || !d.toks[next].cls.is(clsAux|clsAdv|formPast|formThird) {
			return false // "Add in the sales, and maybe he makes a profit"
		}
	}
	return t.cls.is(clsRole|clsBody|clsPron|clsStarter|clsPeople) || t.caps != lower || strings.Contains(d.str(p.head), "-old")
}

// nounCue reads "Smith's claim that “...”" and "a statement from Smith: “...”".
func (d *cast) nounCue(q, lb int) reading {
	for i := q - 1; i >= lb && i > q-24; i-- {
		t := &d.toks[i]
		if t.kind == quoted || t.kind == semicolon {
			break
		}
		if i <= q-12 && !d.claimedBy(i, q) {
			continue
		}
		if r := d.orderedBy(i, q); r.found {
			return r
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
				r := reading{who: p, found: true, cue: [2]int{i, i}, pattern: patNoun}
				if d.claimedBy(i, q) {
					r.pattern = patThat
				}
				return r
			}
		}
	}
	return reading{}
}

// orderedBy reads "an order from Smith to “...”", a noun for what somebody is told to do
// and who tells it, right before the words.
func (d *cast) orderedBy(i, q int) reading {
	switch strings.TrimSuffix(d.low(i), "s") {
	case "order", "directive", "instruction", "call", "plea", "appeal", "command", "demand", "request":
	default:
		return reading{}
	}
	if w := d.low(i + 1); w != "from" && w != "by" || d.low(q-1) != "to" || !d.startsLower(q) {
		return reading{}
	}
	p, ok := d.phraseAt(i+2, q-1)
	if !ok || p.name == nil || p.last != q-2 {
		return reading{}
	}
	return reading{who: p, found: true, cue: [2]int{i, i}, pattern: patThat}
}

// claimedBy reports whether somebody and "that" follow the noun at token i, so that
// all of the clause is his, however long: "a claim by Smith that the mayor is “...”".
func (d *cast) claimedBy(i, q int) bool {
	if d.low(i+1) != "by" && d.low(i+1) != "from" {
		return false
	}
	p, ok := d.phraseAt(i+2, q)
	return ok && p.name != nil && d.low(p.last+1) == "that"
}

// subjectOf leads a possessive to its pronoun.
var subjectOf = map[string]string{"his": "he", "her": "she", "their": "they", "its": "it", "my": "i", "our": "we"}
