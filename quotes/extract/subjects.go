package extract

import "strings"

// subjectBefore finds the subject of the verb at token v, looking left no
// farther than lb.
func (d *cast) subjectBefore(v, lb int) (p np, doubt, ok bool) {
	lb = max(lb, v-reach)
	i, doubt := d.beforeVerb(v, lb)
	if i < lb {
		return np{}, doubt, false
	}
	switch t := &d.toks[i]; {
	case t.kind == closeParen:
		if p, ok = d.phraseEnding(i, lb); !ok {
			p, ok = d.acrossComma(i, lb)
		}
	case t.kind == comma || t.kind == dash:
		p, ok = d.acrossComma(i, lb)
	case t.kind == quoted && i > lb && (d.namesOnly(i) || d.titleAside(i)):
		p, ok = d.acrossComma(i, lb)
	case t.kind != word && t.kind != number:
	case d.low(i) == "to":
		// An infinitive: its subject is that of the verb before it.
		if i > lb+1 && d.low(i-1) == "heard" && be(d.low(i-2)) {
			return d.subjectBefore(i-1, lb) // "was heard to mutter"
		}
		if p, ok = d.moved(i, lb); ok {
			break
		}
		p, _, ok = d.clauseSubject(lb, v, true)
		doubt = false
	case d.relative(i):
		p, ok = d.relativeSubject(i, lb)
	case t.cls.is(clsConj):
		if p, ok = d.newcomer(i, lb); !ok {
			p, _, ok = d.clauseSubject(d.clauseStart(i, lb), i, true)
			doubt = doubt || d.hadDone(i, lb)
		}
	default:
		if p, ok = d.phraseEnding(i, lb); !ok || d.bare(p) {
			p, _, ok = d.clauseSubject(lb, v, false)
		} else {
			p = d.unclosed(d.aroundRelative(d.joinedBefore(p, lb), lb, v), lb)
		}
	}
	return p, doubt, ok
}

// moved reads whom something makes do what the infinitive at token i tells: "prompting
// his friend Jane Low to tweet".
func (d *cast) moved(i, lb int) (np, bool) {
	for k := i - 2; k > lb && k > i-14 && d.toks[k].kind == word; k-- {
		switch d.low(k) {
		case "prompting", "prompted", "leading", "led", "causing", "caused", "provoking", "provoked", "inspiring", "inspired", "driving", "spurring", "spurred", "allowed", "allows", "allowing", "enabled", "enables", "enabling":
			p, ok := d.phraseAt(k+1, i)
			return p, ok && p.last == i-1
		}
	}
	return np{}, false
}

// namesOnly reports whether the quotation at token i is only a name by which
// somebody goes: "who gave his name as “Fitz”".
func (d *prose) namesOnly(i int) bool {
	words := d.wordsAt(i)
	if wordCount(words) > 3 || !startsUpper(strings.TrimSpace(words)) {
		return false
	}
	switch d.low(i - 1) {
	case "as", "was", "only", "name", "called":
		return true
	}
	return false
}

// hadDone reports whether the "and" at token i goes on with what the article has somebody
// tell that another one had done: "Smith wrote that Jones had turned to him and said".
// Who of them said it, nobody knows.
func (d *cast) hadDone(i, lb int) bool {
	for k := i - 3; k > lb && k > i-30; k-- {
		if d.wordAt(k) != "that" || !d.toks[k-1].cls.is(anyCue) && d.toks[k-1].kind != quoted {
			continue
		}
		p, ok := d.phraseAt(k+1, i)
		return ok && !p.pronoun && (p.name != nil || d.toks[p.head].cls.is(clsRole)) && d.wordAt(p.last+1) == "had"
	}
	return false
}

// newcomer finds the person without a name who comes in between the clause's
// subject and the "and" at token i: "he laughed so hard a woman passing by leant
// over and said".
func (d *cast) newcomer(i, lb int) (np, bool) {
	for k := i - 1; k > lb && k > i-20 && d.toks[k].kind == word; k-- {
		before := &d.toks[k-1]
		if w := d.low(k); w != "a" && w != "an" || before.kind != word || before.cls.is(function&^clsAdv|anyForm|clsPast|clsPoss) || d.mention(k-1) != nil {
			continue
		}
		p, ok := d.phraseAt(k, i)
		return p, ok && p.name == nil && p.last > k && d.strange(p) && (d.participle(p.last+1) || d.finite(p.last+1, k))
	}
	return np{}, false
}

// beforeVerb returns the token before the verb at token v and its auxiliaries,
// adverbs and times, and whether one of them denies or supposes.
func (d *cast) beforeVerb(v, lb int) (i int, doubt bool) {
	for i = v - 1; i >= lb; i-- {
		t := &d.toks[i]
		if t.kind == number && i > lb && d.timeWord(i-1) {
			continue
		}
		if t.kind != word {
			break
		}
		w := d.low(i)
		named := d.mention(i) != nil
		switch {
		case w == "to":
			return i, doubt
		case t.cls.is(clsAux|clsNeg) && !named && w != "no":
			doubt = doubt || d.doubts(i)
			continue
		case !named && t.caps == lower && (t.cls.is(clsAdv) && !t.cls.is(clsDet|clsPron) || len(w) > 4 && strings.HasSuffix(w, "ly")):
			continue
		case d.timeBeside(i, lb):
			continue
		case (w == "on" || w == "in" || w == "last" || w == "this") && i+1 < v && (d.timeWord(i+1) || d.toks[i+1].kind == number && w != "this"):
			continue
		}
		break
	}
	return i, doubt
}

// relativeSubject finds whom the "who", "which" or "that" at token i means: the
// words before it say who.
func (d *cast) relativeSubject(i, lb int) (np, bool) {
	if d.low(i) == "that" && i > lb && d.toks[i-1].kind == word && d.toks[i-1].cls.is(anyCue) {
		return np{}, false
	}
	k := i - 1
	if k >= lb && d.toks[k].kind == comma {
		k--
	}
	if k >= lb && d.low(i) == "who" {
		// Whatever governs it, the noun right before it is who speaks.
		if p, ok := d.phraseAt(d.phraseStart(k, lb), k+1); ok && p.last == k && (p.name != nil && p.name.kind == person || p.name == nil && d.toks[p.head].cls.is(clsRole)) {
			return p, true
		}
	}
	p, ok := d.phraseEnding(k, lb)
	if !ok && k >= lb && d.toks[k].kind == closeParen {
		return d.acrossComma(k, lb)
	}
	return p, ok
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
				if q, ok := d.phraseAt(p.first, i+1); ok && q.last == i {
					return q, true // "former secretary of state Jane Smith"
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
				if first, ok := d.phraseAt(q, start-1); ok && first.name != nil && first.last == start-2 && (q == lb || !d.toks[q-1].cls.is(clsPrep) || conjunctive[d.low(q-1)]) {
					first.also = &p
					return first, true
				}
			}
		}
		return d.joinedRoles(p, lb), true
	}
	return np{}, false
}

// joinedRoles widens a phrase of one noun over the noun that "and" joins to it: "the
// singer and guitarist" is one person, "Businesses and residents" are all who speak.
func (d *cast) joinedRoles(p np, lb int) np {
	k := p.first - 2
	if q := d.peoplesBefore(p, lb); q < p.first {
		p.first = q
		return p
	}
	if p.name != nil || p.pronoun || p.first < p.last || k < lb || d.low(k+1) != "and" || d.toks[k].kind != word {
		return p
	}
	switch {
	case k > lb && d.low(k-1) == "the" && d.oneRole(k) && d.oneRole(p.head):
		p.first = k - 1
	case k == lb && pluralNoun(d.low(k)) && pluralNoun(d.low(p.head)) && d.mention(k) == nil:
		p.first = k
	}
	return p
}

// peoplesBefore returns where a phrase of several bodies begins that "and" joins to
// another people: "the Danish and Swedish governments"; else where the phrase begins.
func (d *cast) peoplesBefore(p np, lb int) int {
	k := p.first - 2
	if k < lb || p.name != nil || p.first == p.last || d.low(k+1) != "and" || !pluralNoun(d.low(p.head)) || !d.toks[p.first].cls.is(clsPeople) || !d.toks[k].cls.is(clsPeople) {
		return p.first
	}
	return k - b2i(k > lb && d.low(k-1) == "the")
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
		if j < i && d.endsPost(j) {
			break // "the envoy to Britain Anna Low"
		}
		if m := d.mention(j); m != nil {
			team := d.toks[i].cls.is(clsBody) && m.first > lb && d.toks[m.first-1].cls.is(clsDet) // "the Smith transition team"
			if j < i && !t.possessive() && m.kind == person && !d.toks[start].cls.is(clsRole|clsBody) && !team {
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
		if t.caps == lower && t.cls.is(clsAdv) && !t.cls.is(clsRole|clsBody) && !(j < i && d.between(j)) {
			break
		}
		if t.cls.is(clsWeekday) || t.caps == lower && !t.cls.is(clsRole|clsBody) && d.governs(j, lb) {
			break
		}
		start = j
	}
	return start
}

// governs reports whether the word at token j is the verb of a subject before it, so that
// the noun behind it is its object: "Smith also encouraged supporters", "will mean
// people".
func (d *cast) governs(j, lb int) bool {
	t := &d.toks[j]
	if t.cls.is(speech) && t.cls.is(formPast|formThird) {
		return true
	}
	i := d.prevWord(j, lb)
	if i < 0 || d.toks[i].kind != word {
		return false
	}
	return t.cls.is(anyCue) && t.cls.is(formPast|formThird) && (d.mention(i) != nil || d.toks[i].cls.is(clsPron)) || d.toks[i].cls.is(clsModal) && d.mention(i) == nil
}

// acrossComma finds the subject of a verb that stands behind a comma, a dash or
// a bracket, token i: "X, a doctor who moved here in May, said".
func (d *cast) acrossComma(i, lb int) (np, bool) {
	p, _, ok := d.clauseSubject(lb, i, false)
	return p, ok
}

// aroundRelative takes the clause's subject where the phrase before the verb only
// ends its relative clause: "the group that speaks for 95,000 Realtors said". A
// verb must stand in that clause before the phrase.
func (d *cast) aroundRelative(p np, lb, v int) np {
	if p.pronoun || p.also != nil || p.first <= lb {
		return p
	}
	q, _, ok := d.clauseSubject(lb, v, false)
	if !ok || q.name != nil || q.pronoun || q.last+2 > p.first || q.last+2 == p.first && (p.name != nil || p.first == p.last) || !d.relative(q.last+1) || !d.toks[q.head].cls.is(clsRole|clsBody) {
		return p
	}
	for k := q.last + 2; k < p.first; k++ {
		if d.toks[k].kind != word && d.toks[k].kind != number {
			return p
		}
	}
	if k := q.last + 2; !d.toks[k].cls.is(formThird|formPast) && !d.verbEnding(k) {
		return p
	}
	for k := q.last + 3; k < p.first; k++ {
		if d.toks[k].cls.is(clsSay|clsTell) && d.verbAt(k, q.last+2).is(formPast|formThird) {
			return p // "one man who knew Low claimed the mayor told him"
		}
	}
	q.last = p.last
	return q
}

// clauseSubject finds the subject of the clause of the token v: the first noun
// phrase of the stretch [lb, v) that no preposition governs. wide says that the
// verb is tied to the main clause ("..., adding", "and said"), so that neither a
// quotation nor a "that" in between begins a new one.
func (d *cast) clauseSubject(lb, v int, wide bool) (p np, doubt, ok bool) {
	lb = max(lb, v-reach)
	i := d.skipDateline(d.clauseBreak(lb, v, wide), v)
	town := -1
	for n := 0; i < v && n < 40; n++ {
		if next := d.behindSetting(i, v); next > i {
			i = next
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
		if t := &d.toks[i]; d.mention(i) == nil && (t.cls.is(clsConj|clsAdv) && !t.cls.is(clsDet|clsPron) || strings.HasSuffix(d.low(i), "ly") && i+1 < v && d.toks[i+1].cls.is(clsPrep|clsSub) && t.cls&^clsAdv == 0) {
			i++ // "Shortly after the call ended,"
			continue
		}
		if d.appended(i, lb) {
			for i < v && d.toks[i].kind != comma {
				i++ // "When Smith, now an executive, began, the answer"
			}
			i++
			continue
		}
		p, ok := d.phraseAt(i, v)
		if !ok {
			i++
			continue
		}
		if next := d.behindPlace(p, v); next > 0 {
			if town = -1; next == d.behindTown(p, v) {
				town = p.name.first
			}
			i = next
			continue
		}
		p = d.namedBeside(p, v)
		if town >= 0 && p.role != nil {
			p.role.first = town // "Marlow, South Dakota, police chief"
		}
		return p, false, true
	}
	return np{}, false, false
}

// clauseBreak returns where the clause of token v begins: behind a semicolon and,
// unless wide, behind a quotation, a colon, ", but" or "said that".
func (d *cast) clauseBreak(lb, v int, wide bool) int {
	for i := v - 1; i >= lb; i-- {
		t := &d.toks[i]
		if t.kind == semicolon || !wide && (t.kind == quoted && !d.titleAside(i) || t.kind == colon) {
			return i + 1
		}
		if wide || i == lb || t.kind != word {
			continue
		}
		switch before := &d.toks[i-1]; d.low(i) {
		case "while", "whilst", "whereas", "but":
			if before.kind == comma && i+1 < v {
				return i + 1
			}
		case "that":
			if before.kind == word && (before.cls.is(speech) || d.low(i-1) == "fact" && i+1 < v && d.toks[i+1].kind == word) {
				return i + 1 // "He says so, despite the fact that the Times reported"
			}
		}
	}
	return lb
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
		case "as", "while", "whilst":
			if d.toks[k+1].cls.is(clsPron) {
				return lb // "leaned over the fence as I worked and said"
			}
			fallthrough
		case "when", "because", "after", "before", "until", "once":
			if k+2 < i && d.toks[k+1].kind == word && !d.toks[k+1].cls.is(formIng) {
				return k + 1
			}
		}
	}
	return lb
}

// reach is how many tokens the rules look back inside a sentence.
const reach = 150

// bare reports whether a phrase is one common noun without an article that
// stands for nobody: "long", "stored".
func (d *cast) bare(p np) bool {
	if p.name != nil || p.pronoun {
		return false
	}
	c := d.toks[p.head].cls
	return !d.toks[p.first].cls.is(clsDet|clsPoss) && !d.toks[p.first].possessive() && !c.is(clsRole|clsBody|clsStarter|clsPeople) && d.toks[p.first].kind != number && d.mention(p.first) == nil
}
