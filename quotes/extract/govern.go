package extract

import "strings"

// govern finds the subject of the reporting verb at token v for a quotation at q.
func (d *cast) govern(v int, form class, lb, q int) reading {
	r := reading{cue: [2]int{v, d.cueEnd(v)}, pattern: d.leadBy(v, q)}
	switch form {
	case formPart:
		d.passiveSubject(&r, v, q)
	case formIng:
		r.participle = true
		if r.who, r.overheard = d.perceived(v, lb); r.overheard {
			r.found = true
			break
		}
		if p, ok := d.quotedAs(v, lb); ok {
			r.who, r.found = p, true
			break
		}
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
		if p, ok := d.phraseAt(k+1, q); ok && !d.ownPredicate(p.last+1, q) {
			r.who, r.found, r.pattern = p, true, patPassive
		}
		return
	}
}

// ownPredicate reports whether a verb of its own stands between token i, behind the one
// by whom something was said, and the quotation at q: "the version told by Smith was
// “...”".
func (d *cast) ownPredicate(i, q int) bool {
	for ; i < q && d.toks[i].kind != comma; i++ {
		switch w := d.wordAt(i); {
		case be(w) && w != "be":
			return true
		case w == "to" && d.toks[i+1].caps == lower && !d.toks[i+1].cls.is(function|clsRole|clsBody) && !pluralNoun(d.low(i+1)):
			return true
		}
	}
	return false
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

// perceived reads the one whom somebody saw or heard as he spoke: "Smith saw Jones in
// front of the car and shouting".
func (d *cast) perceived(v, lb int) (np, bool) {
	for k := v - 1; k > lb && d.toks[k].kind == word; k-- {
		switch d.low(k) {
		case "saw", "sees", "seen", "heard", "hears", "watched", "noticed", "observed", "filmed", "caught":
		default:
			continue
		}
		p, ok := d.phraseAt(k+1, v)
		return p, ok && p.name != nil && (p.name.kind == person || p.name.kind == unknown)
	}
	return np{}, false
}

// quotedAs reads the one whom somebody else quotes: "The Gazette quoted Jones as saying".
func (d *cast) quotedAs(v, lb int) (np, bool) {
	if v-2 <= lb || d.low(v-1) != "as" {
		return np{}, false
	}
	for k := v - 3; k > lb && k > v-16 && (d.toks[k].kind == word || d.toks[k].kind == comma); k-- {
		if !quoting[d.low(k)] {
			continue
		}
		if j := d.prevWord(k, lb); j < 0 || be(d.wordAt(j)) {
			return np{}, false // "Jones was quoted by the Gazette as saying"
		}
		return d.phraseAt(k+1, v-1)
	}
	return np{}, false
}

// quoting are the verbs whose object is the one who speaks: "cites Jones as saying".
var quoting = map[string]bool{"quote": true, "quotes": true, "quoted": true, "quoting": true, "cite": true, "cites": true, "cited": true, "citing": true}

// invertedSubject reads “...,” said Smith, “...” and "Said Smith: “...”".
func (d *cast) invertedSubject(r reading, form class, lb, q int) (np, bool) {
	v := r.cue[0]
	opens := v == lb || d.toks[v-1].kind == quoted || d.toks[v-1].kind == comma && v-2 >= lb && d.toks[v-2].kind == quoted
	if !opens || form == formBase || !d.toks[v].cls.is(clsSay|clsAside) {
		return np{}, false
	}
	p, ok := d.phraseAt(r.cue[1]+1, q)
	if !ok || !d.endsInverted(p, q) || v > lb && d.toks[q-1].kind == word && d.toks[q-1].caps == lower && d.low(q-1) != "that" && d.startsLower(q) {
		return np{}, false // “...,” said Smith, the head of what they call “the circle.”
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
		if p, ok := d.phraseEnding(i-1, lb); ok && (p.name != nil || p.pronoun) {
			return p, true
		}
		return d.blamed(v, i, lb)
	}
	if d.toks[i].cls.is(clsPrep | clsConj | clsAdv | clsAux) {
		return np{}, false
	}
	if p, ok := d.withWhom(v, lb); ok {
		return p, true
	}
	start := d.phraseStart(i, lb)
	if start > lb && start <= i && (d.low(start-1) == "with" || d.low(start-1) == "of" && d.mention(i) != nil) {
		return d.phraseAt(start, i+1)
	}
	if p, ok := d.nearest(start, i, lb); ok {
		return p, true
	}
	p, ok := d.phraseEnding(i, lb)
	if !ok || d.bare(p) || d.timeWord(p.head) || p.pronoun && d.low(p.head) == "it" {
		return np{}, false
	}
	if p.name != nil && p.name.kind != person && p.first > lb {
		switch d.low(p.first - 1) {
		case "left", "quit", "joined", "leave", "leaving", "quitting", "joining":
			return np{}, false // "Smith left UKIP saying"
		}
	}
	if p.name == nil && !p.pronoun && d.carriesWords(p.head) && p.first > lb && d.toks[p.first-1].kind == word {
		if q, _, ok := d.clauseSubject(lb, p.first, true); ok && !d.bare(q) {
			return q, true
		}
	}
	return p, true
}

// nearest reads the person right before a participle, from token start to i, though more
// hangs on it: "the murder by a police officer shouting", "a post from Jane Low saying".
func (d *cast) nearest(start, i, lb int) (np, bool) {
	if start-1 <= lb || start > i {
		return np{}, false
	}
	p, ok := d.phraseAt(start, i+1)
	if !ok || p.last != i {
		return np{}, false
	}
	switch w := d.low(start - 1); {
	case w == "from" || w == "by":
		return p, p.name != nil && p.name.kind == person && (d.lex.speechNouns[d.low(start-2)] || d.carriesWords(start-2))
	case w == "of" && (d.low(start-2) == "hands" || d.low(start-2) == "clip" || d.low(start-2) == "video"), w == "by":
		return p, d.toks[p.head].cls.is(clsRole)
	}
	return np{}, false
}

// withWhom reads who says something behind "with", where more hangs on him than his
// name: "with the campaign of the former senator from Hull saying".
func (d *cast) withWhom(v, lb int) (np, bool) {
	for k := v - 2; k > lb && k > v-14 && (d.toks[k].kind == word || d.toks[k].kind == number); k-- {
		if d.low(k) != "with" || d.toks[k-1].kind != comma {
			continue
		}
		p, ok := d.phraseAt(k+1, v)
		if !ok || p.last+1 >= v || d.low(p.last+1) != "of" {
			return np{}, false
		}
		p, end := d.withTail(p, v)
		return p, end == v
	}
	return np{}, false
}

// blamed finds the one whom somebody judges for what he says, where more stands
// between the two than his name: "slammed Smith as aloof for suggesting".
func (d *cast) blamed(v, i, lb int) (np, bool) {
	if !d.toks[v].cls.is(clsSay) {
		return np{}, false
	}
	for u := i - 1; u > lb && u > i-12 && d.toks[u].kind == word; u-- {
		if d.toks[u].cls.is(clsJudge) && d.verbAt(u, lb).is(formPast|formThird|formIng|formBase) {
			p, ok := d.phraseAt(u+1, i)
			return p, ok && p.name != nil
		}
	}
	return np{}, false
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

// clauseAsSubject reports whether the sentence from token lb on has a clause with "that"
// for its subject, behind which another verb leads to the quotation at token q.
func (d *cast) clauseAsSubject(lb, q int) bool {
	if d.wordAt(lb) != "that" || d.mention(lb+1) == nil && !subjectPronouns[d.low(lb+1)] {
		return false
	}
	verbs := 0
	for k := lb + 2; k < min(q, lb+40); k++ {
		verbs += b2i(d.finite(k, lb+1))
	}
	return verbs >= 2
}

// trails reports whether the verb at token v stands behind the one comma of its clause, so
// that it tells of the words before that: "won it for his discovery, termed".
func (d *prose) trails(v, lb int) bool {
	if v-1 <= lb || d.toks[v-1].kind != comma {
		return false
	}
	for k := lb; k < v-1; k++ {
		if d.toks[k].kind == comma || d.toks[k].kind == quoted {
			return false
		}
	}
	return true
}

// wasPut reports whether the words at token q are a question, or stand in one, that
// somebody was asked; nobody says by whom, and the answer behind it is another's:
// "Smith was asked, “Is it safe?” He answered", "Asked if it is “safe,” Smith said".
func (d *prose) wasPut(q, first int) bool {
	if q-1 <= first {
		return false
	}
	switch t := &d.toks[q-1]; {
	case t.kind == comma || t.kind == colon:
		return q-3 >= first && d.low(q-2) == "asked" && be(d.low(q-3))
	case t.kind != word:
		return false
	}
	i := first
	if d.low(i) == "when" {
		for k := i + 2; k < q; k++ {
			if w := d.low(k); (w == "asked" || w == "pressed") && !be(d.low(k-1)) && d.startsLower(q) {
				return true // "When Jones asked Smith about the pier, which is “not safe,” Smith said"
			}
		}
		i++
	}
	if d.low(i) != "asked" || i+1 >= q {
		return false
	}
	for k := i + 1; k < q; k++ {
		if k := d.toks[k].kind; k == comma || k == quoted {
			return false
		}
	}
	return true
}
