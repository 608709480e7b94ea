package extract

import "strings"

// subjectBefore finds the subject of the verb at token v, looking left no
// farther than lb.
func (d *cast) subjectBefore(v, lb int) (p np, doubt, ok bool) {
	lb = max(lb, v-reach)
	i := v - 1
	for ; i >= lb; i-- {
		t := &d.toks[i]
		if t.kind == number && i > lb && d.timeWord(i-1) {
			continue
		}
		if t.kind != word {
			break
		}
		w := d.low(i)
		if w == "to" {
			// An infinitive: its subject is that of the verb before it.
			return d.clauseSubject(lb, v, true)
		}
		if t.cls.is(clsAux|clsNeg) && d.mention(i) == nil && w != "no" {
			doubt = doubt || d.doubts(i)
			continue
		}
		if d.mention(i) == nil && (t.cls.is(clsAdv) && !t.cls.is(clsDet|clsPron) && t.caps == lower || len(w) > 4 && strings.HasSuffix(w, "ly") && t.caps == lower) {
			continue
		}
		if d.timeBeside(i, lb) {
			continue
		}
		if w == "on" || w == "in" || w == "last" || w == "this" && i+1 < v && d.timeWord(i+1) {
			if i+1 < v && (d.timeWord(i+1) || d.toks[i+1].kind == number) {
				continue
			}
		}
		break
	}
	if i < lb {
		return np{}, doubt, false
	}
	t := &d.toks[i]
	switch {
	case t.kind == closeParen:
		if p, ok = d.phraseEnding(i, lb); ok {
			return p, doubt, true
		}
		p, ok = d.acrossComma(i, lb)
		return p, doubt, ok
	case t.kind == comma || t.kind == dash:
		p, ok = d.acrossComma(i, lb)
		return p, doubt, ok
	case t.kind != word && t.kind != number:
		return np{}, doubt, false
	case d.low(i) == "who" || d.low(i) == "which" || d.low(i) == "that":
		if d.low(i) == "that" && i > lb && d.toks[i-1].kind == word && d.toks[i-1].cls.is(anyCue) {
			return np{}, doubt, false
		}
		// A relative clause: the words before it say who.
		k := i - 1
		if k >= lb && d.toks[k].kind == comma {
			k--
		}
		if k >= lb && d.low(i) == "who" {
			// Whatever governs it, the noun right before it is who speaks.
			if p, ok = d.phraseAt(d.phraseStart(k, lb), k+1); ok && p.last == k && (p.name != nil && p.name.kind == person || p.name == nil && d.toks[p.head].cls.is(clsRole)) {
				return p, doubt, true
			}
		}
		p, ok = d.phraseEnding(k, lb)
		if !ok && k >= lb && d.toks[k].kind == closeParen {
			p, ok = d.acrossComma(k, lb)
		}
		return p, doubt, ok
	case t.cls.is(clsConj):
		p, doubt2, ok := d.clauseSubject(d.clauseStart(i, lb), i, true)
		return p, doubt || doubt2, ok
	}
	p, ok = d.phraseEnding(i, lb)
	if !ok || d.bare(p) {
		p, doubt2, ok := d.clauseSubject(lb, v, false)
		return p, doubt || doubt2, ok
	}
	return d.joinedBefore(p, lb), doubt, true
}

// timeWord reports whether token i belongs to a time: "on Tuesday", "last week".
func (d *cast) timeWord(i int) bool {
	t := &d.toks[i]
	return t.kind == word && t.cls.is(clsWeekday|clsMonth|clsTime) && !(t.cls.is(clsModal) && t.caps == lower) && d.mention(i) == nil
}

// timeBeside reports whether token i is a time that stands between a subject and
// its verb ("Smith this week said"), not the subject itself ("the week showed").
func (d *cast) timeBeside(i, lb int) bool {
	if !d.timeWord(i) {
		return false
	}
	if i == lb || d.toks[i-1].kind != word || !d.toks[i-1].cls.is(clsDet|clsPoss) {
		return true
	}
	switch d.low(i - 1) {
	case "this", "that", "each", "every", "some", "one", "other", "another":
		return true
	}
	return false
}

// phraseEnding reads the noun phrase that ends at token i. If a preposition
// stands before it ("a spokesman for Trump"), the phrase before that is taken.
func (d *cast) phraseEnding(i, lb int) (np, bool) {
	for guard := 0; guard < 6; guard++ {
		if i < lb {
			return np{}, false
		}
		if d.toks[i].kind == closeParen {
			j := i
			for j > lb && i-j < 16 && d.toks[j].kind != openParen {
				j--
			}
			i = j - 1
			continue
		}
		if d.toks[i].kind != word && d.toks[i].kind != number {
			return np{}, false
		}
		start := d.phraseStart(i, lb)
		if start > i {
			return np{}, false
		}
		if start > lb && d.toks[start-1].kind == word && d.toks[start-1].cls.is(clsPrep) && !d.toks[start-1].cls.is(clsSub) && !conjunctive[d.low(start-1)] {
			k := start - 2
			if p, ok := d.phraseEnding(k, lb); ok && !p.pronoun && (p.name == nil || p.name.kind != place && d.low(start-1) == "of") {
				if p.name == nil && !d.toks[p.head].cls.is(clsRole|clsBody|clsPron|clsDet) && p.first == p.last {
					return np{}, false
				}
				return p, true
			}
			return np{}, false
		}
		p, ok := d.phraseAt(start, i+1)
		if !ok || p.last < i {
			// "the story John Kennedy told": the name alone is the subject.
			if m := d.mention(i); m != nil && m.last == i && m.kind == person && m.first > lb && !d.toks[i].possessive() {
				return np{first: m.first, last: m.last, head: m.last, name: m}, true
			}
			return np{}, false
		}
		// "Smith and Jones said": two speakers.
		if start-2 >= lb && d.low(start-1) == "and" && p.name != nil {
			if q := d.phraseStart(start-2, lb); q <= start-2 {
				if first, ok := d.phraseAt(q, start-1); ok && first.name != nil && first.last == start-2 && (q == lb || !d.toks[q-1].cls.is(clsPrep)) {
					first.also = &p
					return first, true
				}
			}
		}
		return p, true
	}
	return np{}, false
}

// conjunctive are prepositions that just as well begin a clause: "after Smith
// said" is not "the day after Smith".
var conjunctive = map[string]bool{"after": true, "before": true, "since": true, "until": true, "till": true, "as": true, "than": true, "like": true, "plus": true}

// phraseStart walks left from token i to where its noun phrase begins.
func (d *cast) phraseStart(i, lb int) int {
	if subjectPronouns[d.low(i)] && d.mention(i) == nil {
		return i
	}
	start := i + 1
	for j := i; j >= lb && i-j < 16; j-- {
		t := &d.toks[j]
		if m := d.mention(j); m != nil {
			if j < i && !t.possessive() && m.kind == person && !d.toks[start].cls.is(clsRole|clsBody) {
				break
			}
			j = max(m.first, lb)
			start = j
			continue
		}
		if t.kind != word && t.kind != number {
			break
		}
		if j < i && t.possessive() && t.caps != lower {
			start = j
			break
		}
		if t.cls.is(clsDet|clsPoss) && !(t.cls.is(clsPrep|clsConj) && !t.cls.is(clsPoss)) {
			if t.cls.is(clsSub) && !t.cls.is(clsPoss) {
				break
			}
			start = j
			if j > lb && d.toks[j-1].kind == word && d.toks[j-1].cls.is(clsDet) && !d.toks[j-1].cls.is(clsPrep|clsSub|clsConj) {
				continue
			}
			break
		}
		if t.cls.is(function) && !t.cls.is(clsRole|clsBody) && !(t.cls.is(clsMonth) && t.caps != lower) {
			if j == i && t.cls.is(clsPron) {
				start = j
			}
			break
		}
		if t.caps == lower && t.cls.is(clsAdv) && !t.cls.is(clsRole|clsBody) {
			break
		}
		if t.cls.is(clsWeekday) || t.cls.is(formPast|formThird) && (t.cls.is(speech) || t.cls.is(anyCue) && j > lb && (d.mention(j-1) != nil || d.toks[j-1].cls.is(clsPron))) && !t.cls.is(clsRole|clsBody) && t.caps == lower {
			break
		}
		start = j
	}
	return start
}

// acrossComma finds the subject of a verb that stands behind a comma, a dash or
// a bracket, token i: "X, a doctor who moved here in May, said".
func (d *cast) acrossComma(i, lb int) (np, bool) {
	p, _, ok := d.clauseSubject(lb, i, false)
	return p, ok
}

// clauseSubject finds the subject of the clause of the token v: the first noun
// phrase of the stretch [lb, v) that no preposition governs. wide says that the
// verb is tied to the main clause ("..., adding", "and said"), so that neither a
// quotation nor a "that" in between begins a new one.
func (d *cast) clauseSubject(lb, v int, wide bool) (p np, doubt, ok bool) {
	lb = max(lb, v-reach)
	for i := v - 1; i >= lb; i-- {
		t := &d.toks[i]
		if t.kind == semicolon || !wide && (t.kind == quoted || t.kind == colon) {
			lb = i + 1
			break
		}
		if !wide && i > lb && t.kind == word && d.toks[i-1].kind == comma && i+1 < v && (d.low(i) == "while" || d.low(i) == "whereas" || d.low(i) == "but") {
			lb = i + 1
			break
		}
		if !wide && i > lb && t.kind == word && d.low(i) == "that" && d.toks[i-1].kind == word && d.toks[i-1].cls.is(speech) {
			lb = i + 1
			break
		}
	}
	lb = d.skipDateline(lb, v)
	i := lb
	for n := 0; i < v && n < 40; n++ {
		t := &d.toks[i]
		if t.kind != word && t.kind != number || d.timeWord(i) {
			i++
			continue
		}
		if i+1 < v && d.toks[i+1].kind == comma && (t.caps == all && t.end-t.start == 2 || t.dotted && t.cls.is(clsAbbr) && !t.cls.is(clsTitle)) {
			i += 2 // the state behind a town: "Berea, OH,", "Aspen, Colo.,"
			continue
		}
		if d.introduces(i, v) {
			// An introduction ("In an interview,"): on to its comma.
			j := i
			for j < v && d.toks[j].kind != comma && d.toks[j].kind != dash && d.toks[j].kind != quoted {
				j++
			}
			if j >= v {
				return d.afterIntroduction(i, v)
			}
			i = j + 1
			continue
		}
		if t.cls.is(clsConj|clsAdv) && d.mention(i) == nil && !t.cls.is(clsDet|clsPron) {
			i++
			continue
		}
		if p, ok := d.phraseAt(i, v); ok {
			_, after := d.withTail(p, v)
			if (p.name != nil && (p.name.kind == place || d.postal(p.name)) || d.bare(p)) && after < v && (d.toks[after].kind == comma || d.timeWord(after)) {
				i = after + 1 // "Hudson, New Hampshire, Monday,"
				continue
			}
			if next := d.behindTown(p, v); next > 0 {
				i = next
				continue
			}
			return d.namedBeside(p, v), doubt, true
		}
		i++
	}
	return np{}, doubt, false
}

// clauseStart returns where the clause of time or reason begins that the verb
// behind token i still belongs to ("when the receptionist put down the phone and
// said"), or lb if there is none: a comma would have closed it.
func (d *cast) clauseStart(i, lb int) int {
	for k := i - 1; k > lb && k > i-reach; k-- {
		t := &d.toks[k]
		if t.kind != word {
			return lb
		}
		switch d.low(k) {
		case "when", "while", "as", "because", "after", "before", "until", "once":
			if k+2 < i && d.toks[k+1].kind == word && !d.toks[k+1].cls.is(formIng) {
				return k + 1
			}
		}
	}
	return lb
}

// behindTown returns the token where a role begins behind the town and the state
// that it belongs to: "The Marlow, South Dakota, police chief"; 0 otherwise.
func (d *cast) behindTown(p np, limit int) int {
	i := p.last + 1
	if p.name == nil || p.name.first != p.last || i+1 >= limit || d.toks[i].kind != comma {
		return 0
	}
	m := d.mention(i + 1)
	if m == nil || m.first != i+1 || m.kind != place || m.last+2 >= limit || d.toks[m.last+1].kind != comma {
		return 0
	}
	q, ok := d.phraseAt(m.last+2, limit)
	if !ok || q.name != nil || !d.toks[q.head].cls.is(clsRole) || d.toks[q.head].caps != lower || d.toks[q.first].cls.is(clsDet|clsPoss) {
		return 0
	}
	return m.last + 2
}

// reach is how many tokens the rules look back inside a sentence.
const reach = 150

// introduces reports whether token i begins an adverbial phrase or clause.
func (d *cast) introduces(i, v int) bool {
	t := &d.toks[i]
	if d.mention(i) != nil {
		return false
	}
	w := d.low(i)
	switch {
	case w == "that" || w == "this" || w == "one":
		return false
	case t.cls.is(clsPrep|clsSub) || w == "to" || w == "given":
		return true
	case t.kind == number || t.cls.is(clsDet):
		// "Fifteen minutes after Pence was picked,"
		return i+2 < v && d.toks[i+1].cls.is(clsTime) && (d.toks[i+2].cls.is(clsPrep|clsSub|clsTime) || d.toks[i+2].kind == comma)
	case t.cls.is(clsRole | clsBody):
		return false
	case strings.HasSuffix(w, "ing") && len(w) > 4:
		return true
	case strings.HasSuffix(w, "ed") && i+1 < v:
		n := &d.toks[i+1]
		return n.kind == word && n.cls.is(clsPrep|clsSub|clsDet|clsAdv)
	}
	return t.cls.is(formPart) && t.cls.is(speech) && i+1 < v && d.toks[i+1].cls.is(clsPrep|clsSub)
}

// skipDateline moves over "WASHINGTON, Dec. 8 (UPI) —" at the beginning of a
// paragraph.
func (d *prose) skipDateline(lb, v int) int {
	for i := lb; i < v && i < lb+5 && d.toks[lb].kind == number; i++ {
		if d.toks[i].kind == dash {
			return i + 1 // "10:58 p.m. — "
		}
	}
	if lb >= v || d.toks[lb].caps != all {
		return lb
	}
	for i := lb; i < v && i < lb+14; i++ {
		t := &d.toks[i]
		if t.kind == dash {
			return i + 1
		}
		if t.kind == word && t.caps == lower || t.kind == quoted {
			break
		}
	}
	return lb
}

// postal reports whether a name is the abbreviation of a state: "Berea, OH,".
func (d *prose) postal(m *mention) bool {
	return m.first == m.last && d.toks[m.first].caps == all && d.toks[m.first].end-d.toks[m.first].start == 2
}

// bare reports whether a phrase is one common noun without an article that
// stands for nobody: "long", "stored".
func (d *cast) bare(p np) bool {
	if p.name != nil || p.pronoun {
		return false
	}
	c := d.toks[p.head].cls
	return !d.toks[p.first].cls.is(clsDet|clsPoss) && !d.toks[p.first].possessive() && !c.is(clsRole|clsBody|clsStarter|clsPeople) && d.toks[p.first].kind != number && d.mention(p.first) == nil
}

// afterIntroduction finds the subject when no comma sets the introduction off:
// the last name before the verb that is followed by a word.
func (d *cast) afterIntroduction(i, v int) (np, bool, bool) {
	for j := v - 1; j > i; j-- {
		if m := d.mention(j); m != nil && m.last == j && !d.toks[j].possessive() && m.first > i && !d.toks[m.first-1].cls.is(clsPrep|clsConj) {
			return np{first: m.first, last: m.last, head: m.last, name: m}, false, true
		}
		if t := &d.toks[j]; t.kind == word && subjectPronouns[d.low(j)] && d.mention(j) == nil && d.low(j) != "it" && d.low(j) != "who" {
			return np{first: j, last: j, head: j, pronoun: true}, false, true
		}
	}
	return np{}, false, false
}
