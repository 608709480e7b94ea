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
	if !ok || !d.canSpeak(p) && !(t.cls.is(clsPaper) && d.paper(p)) || d.otherVerb(p, v) || p.pronoun && d.low(p.head) == "you" {
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
	case m.held || d.apart(p, v) || m.last && (r.to < last || d.resumes(r.from, r.to)) || m.negated && r.polarity != quotes.Asserted:
		r.held = true
	case m.negated && t.cls.is(clsThat) && r.read.pattern != patObject:
		r.polarity = quotes.Denied
	case m.negated:
		r.held = true
	}
	return r, true
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

// apart reports whether another clause stands between the subject p and the verb
// at token v: "chose a town where building experts say".
func (d *cast) apart(p np, v int) bool {
	_, i := d.withTail(p, v)
	for k := i; k < v-1; k++ {
		switch t := &d.toks[k]; {
		case t.kind != word:
			return false // what stands between is an apposition
		case d.relative(k):
			return false
		case t.cls.is(clsSub), k > i && !t.cls.is(clsAux) && d.finite(k, p.first):
			return !d.toks[v-1].cls.is(clsConj)
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
		if d.toks[k].kind != comma && d.toks[k].kind != dash && !writings[d.low(k)] {
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
		if !ok || !d.canSpeak(p) || d.toks[p.head].caps == lower && d.toks[p.head].cls.is(clsSay) {
			return nil
		}
		r, ok := d.content(report{held: d.othersBetween(p, k) || d.subordinated(first, k), read: reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}}}, last)
		if !ok {
			continue
		}
		r.read.pattern = patAdding
		return []report{r}
	}
	return nil
}

// writings are in whose words somebody speaks: "issued a statement saying that".
var writings = map[string]bool{"statement": true, "email": true, "e-mail": true, "letter": true, "tweet": true, "note": true, "message": true, "post": true, "memo": true}

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
		case "while", "when", "as", "after", "although", "though", "but":
			return true
		}
	}
	return false
}

// content finds what the cue of a report governs: a clause behind "that" or
// without it, a question, a claim, or only a noun.
func (d *cast) content(r report, last int) (report, bool) {
	v := r.read.cue[0]
	t := &d.toks[v]
	from := r.read.cue[1] + 1
	if from >= last {
		return r, false
	}
	if t.cls.is(clsTell) && d.low(from) != "that" {
		if w, ok := d.phraseAt(from, last); ok {
			_, end := d.withTail(w, last)
			if end >= last {
				return r, false // "told The New York Times" and nothing more
			}
			if d.low(end) == "that" || !t.cls.is(clsSay) {
				if end > w.last+1 && d.isThat(end, last) {
					return r, false // "told them after a meeting that was held"
				}
				r.read.toWhom = &w
				from = end
			}
		}
	}
	if t.cls.is(clsTell) && !t.cls.is(clsSay) && r.read.toWhom == nil {
		from = d.toThat(from, last)
	}
	from = d.behindWhere(from, last)
	if last-from < 3 {
		return r, false
	}
	switch w := d.low(from); {
	case t.cls.is(clsAsk|clsDeny) && questionWords[w]:
		return d.question(r, from, last)
	case w == "that" && !d.isThat(from, last):
		return d.thatClause(r, from+1, last)
	}
	if rr, ok := d.claim(r, from, last); ok {
		return rr, true
	}
	paper := t.cls.is(clsPaper) && d.paper(r.read.who)
	if verb, ok := d.clauseAt(from, last); ok && (t.cls.is(clsBare) || paper) && d.bareClause(r, from, verb) {
		r.read.pattern = patClause
		r.from, r.to = from, d.clauseEnd(verb, last)
		r.held = r.held || d.leadsToMore(r.to, last)
		r.polarity = d.condition(r.from, r.to)
		return r, true
	}
	return d.object(r, from, last)
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

// bareClause reports whether a clause may begin at token from right behind the cue
// of r: "said in a report, and those at the bottom" does not.
func (d *cast) bareClause(r report, from, verb int) bool {
	if t := &d.toks[r.read.cue[0]]; t.cls.is(clsTell) && !t.cls.is(clsSay) && r.read.toWhom == nil {
		return false
	}
	t := &d.toks[from]
	if !d.toks[r.read.cue[0]].cls.is(clsTell|clsThink) && !d.says(r.read.cue[0]) && !d.plainClause(from, verb) {
		return false
	}
	switch w := d.low(from); {
	case t.kind != word || d.mention(from) != nil:
		return true
	case w == "to" || w == "whether" || w == "why" || w == "how" || w == "who" || w == "which" || w == "where":
		return false
	default:
		return !t.cls.is(clsPrep) || t.cls.is(clsSub|clsPron|clsDet) || d.toks[from+1].kind == number // "about 20 people"
	}
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
	if !ok {
		return r, false
	}
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
	case t.cls.is(clsThat) || d.particle(r.read.cue[0]) || t.cls.is(clsPaper) && d.paper(r.read.who):
		r.read.pattern, r.polarity = patReport, d.condition(r.from, r.to)
	default:
		return r, false
	}
	return r, true
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
	case t.cls.is(clsReject) && !none && claims[w]:
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

// claims are what somebody rejects who says that it is not so.
var claims = map[string]bool{
	"claim": true, "claims": true, "suggestion": true, "suggestions": true, "allegation": true, "allegations": true,
	"accusation": true, "accusations": true, "notion": true, "idea": true, "report": true, "reports": true,
	"charge": true, "charges": true, "assertion": true, "assertions": true, "rumor": true, "rumors": true, "rumour": true, "rumours": true,
	"speculation": true, "argument": true, "arguments": true, "criticism": true, "theory": true, "insinuation": true, "insinuations": true,
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
	switch strings.TrimSuffix(d.low(head), "s") {
	case "researcher", "investigator", "auditor", "inspector", "court", "panel", "jury", "tribunal", "commission", "committee",
		"study", "studie", "survey", "poll", "report", "data", "analysi", "review", "document", "figure", "statistic", "research", "finding", "record", "email", "letter", "memo", "investigation", "inquiry":
		return true
	}
	return false
}

// behindWhere moves over when and where something was said: "said last week
// that", "said after the convention he would". It stays where it is if it finds
// neither a "that" nor the subject of what was said.
func (d *cast) behindWhere(from, last int) int {
	t := &d.toks[from]
	if t.kind == word && d.low(from) == "that" {
		return from
	}
	if t.kind != comma && !t.cls.is(clsPrep|clsAdv|clsTime) && !d.timeWord(from) {
		return from
	}
	for k := from; k+2 < last && k < from+18; k++ {
		switch t := &d.toks[k]; {
		case t.kind == quoted || t.kind == colon || t.kind == semicolon:
			return from
		case t.kind == word && d.low(k) == "that" && !d.isThat(k, last):
			if d.nounThat(k) {
				return from
			}
			return k
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
		case claims[w] || speechNouns[strings.TrimSuffix(w, "s")] && w != "statement" && w != "tweet" && w != "message":
			return true
		case w == "condition" || w == "fact" || w == "hope" || w == "evidence" || w == "announcement" || w == "news" || w == "decision" || w == "ruling":
			return true
		}
	}
	return false
}

// behindTime moves over the time behind a verb: "said on Tuesday the plan",
// "said after the convention he would".
func (d *cast) behindTime(from, last int) int {
	i := from
	for i < last && d.toks[i].kind == word && (d.timeWord(i) || (d.toks[i].cls.is(clsPrep) || d.low(i) == "last" || d.low(i) == "this" || d.low(i) == "earlier" || d.low(i) == "late" || d.low(i) == "early") && i+1 < last && (d.timeWord(i+1) || i > from && d.timeWord(i-1))) {
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
