package extract

import "strings"

// setBetween completes a report whose cue stands in its midst: the words before it
// are the subject or an introduction, those from token again on the rest.
func (d *cast) setBetween(r report, again, last int) []report {
	if t := &d.toks[r.to-1]; t.kind == word && (t.cls.is(clsConj|clsSub|clsPrep) || d.relative(r.to-1)) {
		return nil // "which, Smith said, is"
	}
	r.held = r.held || d.reportsInside(r.from, r.to)
	_, whole := d.clauseAt(again, last)
	if !whole && !(d.beginsSubject(r.from) && !d.introduces(r.from, r.to) && !d.timeWord(r.from+1) && d.predicate(again)) {
		return nil
	}
	if r.read.pattern != patSource {
		r.read.pattern = patMidst
	}
	r.again, r.end = again, d.clauseEnd(again, last)
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
		r := d.trailingCue(i+1, last)
		if !r.found {
			continue
		}
		k := d.behindAddressee(r.cue[1]+1, last)
		if k+2 < last && d.toks[k].kind == comma {
			return d.parted(report{read: r, from: first, to: i}, k+1, last)
		}
		if d.endsWith(k, last) {
			return d.before(report{read: r}, first, i)
		}
	}
	return nil
}

// trailingCue reads "Smith said" from token i on, behind what was said.
func (d *cast) trailingCue(i, last int) reading {
	r := d.subjectVerb(i, last, false)
	if !r.found || !d.canSpeak(r.who) || d.toks[r.who.first].cls.is(clsSub) {
		return reading{}
	}
	v := r.cue[0]
	if !d.toks[v].cls.is(clsThat) || d.toks[v].cls.is(clsNounlike) && d.toks[v-1].kind == number {
		return reading{}
	}
	if m := d.moodOf(r.who, v, i); m.negated || m.held || be(d.low(v-1)) && d.verbAt(v, i) == formPart {
		return reading{} // "and a playground has also been added"
	}
	return r
}

// parted completes a report whose cue stands in its midst; from token again on
// the sentence goes on behind the comma that closes the cue.
func (d *cast) parted(r report, again, last int) []report {
	if d.toks[again].kind == quoted {
		return nil // the quotation is what was said
	}
	whole := d.before(r, r.from, r.to)
	if whole != nil && d.reportsInside(again, last) {
		return append(whole, d.leadingReports(again, last)...)
	}
	if whole != nil && strings.HasSuffix(d.low(again), "ing") && d.aside(again, last) {
		return whole // "..., he said, swiping at those who had built it"
	}
	if rs := d.setBetween(r, again, last); rs != nil {
		return rs
	}
	if whole != nil && !d.aside(again, last) && !d.hasQuote(again, last) {
		whole[0].again, whole[0].end = again, d.clauseEnd(again, last)
	}
	return whole
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
// Ms. Smith and", but "in May".
func (d *prose) complete(to int) bool {
	t := &d.toks[to-1]
	return t.kind != word || t.caps == initial || !t.cls.is(clsConj|clsSub|clsPrep|clsAux) || t.cls.is(clsAdv)
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
	return reading{who: d.namedBeside(p, last), found: true, cue: [2]int{v, d.cueEnd(v)}}
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
