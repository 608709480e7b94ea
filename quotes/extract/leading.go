package extract

import (
	"strings"

	"verbatim/quotes"
)

// leadingReports reads "Smith said that ..." and all that follows it in the
// sentence: "..., adding that ...", "..., but Jones said ...".
func (d *cast) leadingReports(first, last int) []report {
	var rs []report
	lb := first
	last = d.withoutTrailingCue(first, last)
	for v := first; v < last-2 && v < first+100; v++ {
		r, ok := d.leading(v, lb, last)
		if n := len(rs); !ok && n > 0 && rs[n-1].to <= v {
			r, ok = d.goingOn(rs[n-1], v, last)
		}
		if !ok {
			continue
		}
		if n := len(rs); n > 0 && rs[n-1].held && !r.held {
			rs = rs[:0]
		}
		if rs = append(rs, r); len(rs) == 5 {
			break
		}
		if r.read.pattern == patObject {
			continue
		}
		v, lb = r.to-1, r.to
		for lb < last && (d.toks[lb].kind == comma || d.toks[lb].kind == semicolon || d.toks[lb].kind == dash) {
			lb++
		}
	}
	return rs
}

// withoutTrailingCue returns where the words end that somebody told of another's
// report: "Smith said the bridge was safe, Jones testified".
func (d *cast) withoutTrailingCue(first, last int) int {
	for i := last - 3; i > first+4 && i > last-12; i-- {
		if d.toks[i].kind != comma {
			continue
		}
		if r := d.trailingCue(i+1, last); r.found && r.who.first == i+1 && d.endsWith(d.behindAddressee(r.cue[1]+1, last), last) {
			return i
		}
	}
	return last
}

// leading reads the report that the verb at token v makes of what follows it.
func (d *cast) leading(v, lb, last int) (report, bool) {
	t := &d.toks[v]
	if t.kind != word || t.caps != lower && !t.headline || !t.cls.is(clsThat|clsPaper|clsDeny|clsReject|clsAsk) && !d.particle(v) {
		return report{}, false
	}
	if !d.verbAt(v, lb).is(formPast|formThird|formBase) && !d.severalSay(v, lb) || v > lb && d.toks[v-1].kind == word && d.toks[v-1].cls.is(clsSub) && !d.relative(v-1) {
		return report{}, false // no verb, or "when asked"
	}
	if v > lb && d.mention(v-1) != nil && !t.cls.is(formPast|formThird) && !d.severalSay(v, lb) {
		return report{}, false // "a Times report"
	}
	lb = d.mainClause(v, lb)
	p, _, ok := d.subjectBefore(v, lb)
	if !ok || d.low(p.head) == "having" || !d.canSpeak(p) && !(t.cls.is(clsPaper) && d.paper(p)) || d.otherVerb(p, v) || p.pronoun && d.low(p.head) == "you" {
		return report{}, false
	}
	r, ok := d.content(report{read: reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}}}, last)
	if !ok {
		return report{}, false
	}
	m := d.moodOf(p, v, lb)
	if m.modal && r.polarity == quotes.Asserted {
		r.polarity = quotes.Conditional
	}
	switch {
	case m.held || d.cutName(p, v) || d.apart(p, v) || m.last && (r.to < last || d.resumes(r.from, r.to)) || m.negated && r.polarity != quotes.Asserted:
		r.held = true
	case m.negated && d.unsaidIsDenied(v) && r.read.pattern != patObject:
		r.polarity = quotes.Denied
	case m.negated:
		r.held = true
	}
	return r, true
}

// unsaidIsDenied reports whether not to do what the verb at token v says leaves
// the clause open or denied: "did not say that it fell". Who did not mention it
// does not deny it.
func (d *prose) unsaidIsDenied(v int) bool {
	switch d.low(v) {
	case "say", "said", "says", "tell", "told", "claim", "claimed", "claims", "argue", "argued", "suggest", "suggested", "allege", "alleged",
		"assert", "asserted", "think", "thinks", "thought", "believe", "believes", "believed", "promise", "promised", "imply", "implied":
		return true
	}
	return false
}

// resumes reports whether the clause around a report seems to go on inside the
// words [from, to): ", who said the bridge was safe, left".
func (d *cast) resumes(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if d.toks[i-1].kind == comma && d.predicate(i) {
			return true
		}
	}
	return false
}

// severalSay reports whether the verb at token v, in its base form, has several for
// its subject: "Smith and Jones say", "people close to her say".
func (d *cast) severalSay(v, lb int) bool {
	t := &d.toks[v]
	if v <= lb || !t.cls.is(formBase) || t.cls.is(clsNounlike|clsRole|clsBody) || d.toks[v-1].kind == word && d.toks[v-1].cls.is(clsAux|clsPrep|clsConj|clsPoss) {
		return false
	}
	if m := d.mention(v - 1); m != nil && m.kind == person && m.first-2 >= lb && d.low(m.first-1) == "and" && d.mention(m.first-2) != nil {
		return true
	}
	switch d.low(v) {
	case "say", "argue", "believe", "think", "insist", "contend", "maintain", "acknowledge", "agree":
	default:
		return false
	}
	p, _, ok := d.subjectBefore(v, lb)
	return ok && p.name == nil && !p.pronoun && d.toks[p.head].kind == word && (pluralNoun(d.low(p.head)) && d.toks[p.head].cls.is(clsRole|clsBody|clsStarter|clsPeople) || p.also != nil)
}

// cutName reports whether the name of the subject p is only the beginning or the
// end of it: "Civil" of "Civil rights activists", the state's letter behind a
// representative.
func (d *cast) cutName(p np, limit int) bool {
	if p.name == nil {
		return false
	}
	if n := d.str(p.name.last); len(n) == 2 && n[1] == '.' && p.name.first == p.name.last {
		return true
	}
	i := p.last + 1
	if i >= limit {
		return false
	}
	t := &d.toks[i]
	return t.kind == word && t.caps == lower && !t.cls.is(function|clsAdv|anyForm|clsPast) && !d.timeWord(i) && !strings.HasSuffix(d.str(i), "ly") && !d.finite(i, p.first)
}

// apart reports whether another clause stands between the subject p and the verb
// at token v: "chose a town where building experts say".
func (d *cast) apart(p np, v int) bool {
	_, i := d.withTail(p, v)
	j := d.beforeAdverbs(v, p.last)
	for j > p.last && d.toks[j].kind == word && (d.toks[j].cls.is(clsAux|clsNeg) || d.timeWord(j)) {
		j--
	}
	if t := &d.toks[j]; j < i || d.relative(i) || t.kind != word || t.cls.is(clsConj|clsPrep|clsDet) || d.relative(j) || d.low(j) == "to" {
		return false // nothing stands between, or an apposition does
	}
	for k := i; k <= j; k++ {
		if t := &d.toks[k]; t.kind == word && (t.cls.is(clsSub) && !d.relative(k) || k > i && !t.cls.is(clsAux) && d.finite(k, p.first)) {
			return true
		}
	}
	return false
}

// otherVerb reports whether the subject p has its verb before the comma that
// stands before the verb at token v: "He met the mayor, said a friend."
func (d *cast) otherVerb(p np, v int) bool {
	if d.toks[v-1].kind != comma || p.last >= v-1 {
		return false
	}
	_, i := d.withTail(p, v)
	i, _ = d.skipAdverbs(i, v)
	return i < v && i > p.first && (d.finite(i, p.first) || i > p.last+1 && d.toks[i-1].cls.is(clsAux))
}

// mainClause returns where the last main clause before the verb at token v
// begins: behind ", and" or ", but", if a subject follows there and the clause
// before has a verb.
func (d *cast) mainClause(v, lb int) int {
	for k := v - 1; k > lb+1; k-- {
		if t := &d.toks[k]; t.kind != word || !t.cls.is(clsConj) || d.toks[k-1].kind != comma || k+1 >= v || !d.beginsSubject(k+1) || d.predicate(k+1) {
			continue
		}
		for i := lb + 1; i < k-1; i++ {
			if d.finite(i, lb) {
				return k + 1
			}
		}
		return lb
	}
	return lb
}

// goingOn reads the next report of the same speaker: ", adding that ...", "and
// warned that ...".
func (d *cast) goingOn(before report, v, last int) (report, bool) {
	t := &d.toks[v]
	if t.kind != word || t.caps != lower || !t.cls.is(clsThat|clsDeny) || !t.cls.is(formIng|formPast|formThird) || t.cls.is(clsNounlike|clsRole|clsBody) {
		return report{}, false
	}
	i := v - 1
	for i > before.to && d.toks[i].kind == word && d.toks[i].cls.is(clsAdv|clsConj) {
		i--
	}
	if i > before.to || d.toks[before.to].kind != comma && d.low(before.to) != "and" && d.low(before.to) != "but" {
		return report{}, false
	}
	if d.takenBack(v, before.to) {
		return report{}, false
	}
	read := before.read
	read.cue, read.toWhom = [2]int{v, d.cueEnd(v)}, nil
	r, ok := d.content(report{read: read, held: before.held && before.read.pattern != patObject}, last)
	if ok && t.cls.is(formIng) {
		r.read.pattern = patAdding
	}
	return r, ok
}

// participleReports reads "Smith left the room, saying that ...".
func (d *cast) participleReports(first, last int) []report {
	for k := first + 1; k+2 < last; k++ {
		if d.toks[k].kind != comma && d.toks[k].kind != dash && !d.lex.writings[d.low(k)] {
			continue
		}
		v := k + 1
		for v < last-2 && d.toks[v].kind == word && d.mention(v) == nil && d.toks[v].cls.is(clsConj|clsAdv) {
			v++
		}
		if t := &d.toks[v]; t.kind != word || t.caps != lower || !t.cls.is(clsThat) || !t.cls.is(formIng) {
			continue
		}
		p, _, ok := d.clauseSubject(first, k, true)
		if d.takenBack(v, k) {
			continue
		}
		if !ok || !d.canSpeak(p) || d.toks[p.head].caps == lower && d.toks[p.head].cls.is(clsSay) {
			return nil
		}
		r, ok := d.content(report{held: d.cutName(p, k) || d.othersBetween(p, k) || d.subordinated(first, k), read: reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}}}, last)
		if !ok {
			continue
		}
		r.read.pattern = patAdding
		return []report{r}
	}
	return nil
}

// takenBack reports whether the verb at token v was not said: ", not even
// suggesting that", ", without saying that".
func (d *prose) takenBack(v, from int) bool {
	for i := v - 1; i > from; i-- {
		if d.toks[i].kind == word && (d.toks[i].cls.is(clsNeg) || d.low(i) == "than" || d.low(i) == "of") {
			return true
		}
	}
	return false
}

// othersBetween reports whether another person stands between the subject p and
// the comma before a participle: "showed Smith in the hall, saying that".
func (d *cast) othersBetween(p np, to int) bool {
	for i := p.last + 1; i < to; i++ {
		if m := d.mention(i); m != nil && m.kind == person && m.first == i && (p.name == nil || m.ent != p.name.ent) {
			return true
		}
	}
	return false
}

// subordinated reports whether the words [first, to) hold another clause, whose
// subject may be the one that was found.
func (d *prose) subordinated(first, to int) bool {
	for i := first; i < to; i++ {
		switch d.low(i) {
		case "while", "whilst", "when", "as", "after", "although", "though", "but":
			return true
		}
	}
	return false
}
