package extract

import "strings"

// A report is served when what it reports is a clause: a subject and a finite
// verb. There is no tagger here; the rules below ask only what they must, and take
// a clause that they do not see through for none.

// clauseAt reports whether the tokens [from, to) begin with a clause, and returns
// its verb. A phrase or a clause in front of the subject must end with a comma.
func (d *cast) clauseAt(from, to int) (verb int, ok bool) {
	i := from
	for n := 0; n < 3; n++ {
		for i < to && d.toks[i].kind == word && d.mention(i) == nil && d.low(i) != "there" && d.toks[i].cls.is(clsConj|clsAdv) && !d.toks[i].cls.is(clsDet|clsPron) {
			if i++; i < to && d.toks[i].kind == comma {
				i++
			}
		}
		if i >= to || !d.introduces(i, to) || d.isThat(i, to) {
			break
		}
		if !d.toks[i].cls.is(clsPrep|clsSub) && d.low(i) != "to" {
			if verb, ok := d.clauseVerb(i, to); ok {
				return verb, true // "building the bridge was a mistake"
			}
		}
		for i < to && d.toks[i].kind != comma {
			i++
		}
		if i++; i < to && d.toks[i].kind == word && d.toks[i].cls.is(clsConj) {
			return 0, false
		}
	}
	if i >= to || !d.beginsSubject(i) {
		return 0, false
	}
	return d.clauseVerb(i, to)
}

// clauseVerb finds the verb of the clause whose subject begins at token i.
func (d *cast) clauseVerb(i, to int) (verb int, ok bool) {
	relative, commas, list := 0, 0, false
	for k := i + 1; k < to && k < i+40; k++ {
		switch t := &d.toks[k]; {
		case t.kind == comma:
			commas++
		case t.kind == openParen || t.kind == dash:
			if k = d.inserted(k, to); k < 0 {
				return 0, false
			}
		case t.kind == stop || t.kind == semicolon || t.kind == colon || t.kind == quoted:
			return 0, false
		case t.kind != word:
		case d.low(k) == "to" && d.toks[k-1].cls.is(clsPron):
			return 0, false // "believes it to be"
		case d.relative(k) || d.low(k) == "whose" || d.low(k) == "where":
			relative++
		case t.cls.is(clsConj):
			list = d.toks[k-1].kind != comma
		case d.finite(k, i):
			if relative > 0 {
				relative--
				continue
			}
			if p := k - 1; p > i+1 && subjectPronouns[d.low(p)] && d.mention(p) == nil && !d.toks[p-1].cls.is(clsSub|clsPrep|clsConj) {
				continue // "breathlessness by the time he saw a doctor"
			}
			return k, (commas%2 == 0 || list) && !d.toks[k-1].cls.is(clsConj)
		case commas > 0 && commas%2 == 0 && d.toks[k-1].kind == comma && d.predicate(k):
			return k, true // "the bridge, which is old, collapsed"
		}
	}
	return 0, false
}

// inserted returns the token that ends what is put in between at token k, a bracket
// or a dash; -1 if nothing does before token to.
func (d *prose) inserted(k, to int) int {
	end := d.toks[k].kind
	if end == openParen {
		end = closeParen
	}
	for j := k + 1; j < to; j++ {
		if d.toks[j].kind == end {
			return j
		}
	}
	return -1
}

// isThat reports whether "that" or "this" at token i is a subject by itself:
// "that had nothing to do with it".
func (d *cast) isThat(i, to int) bool {
	return i+1 < to && (d.low(i) == "that" || d.low(i) == "this") && d.finite(i+1, i) && !d.setBefore(i+1, to)
}

// setBefore reports whether a participle at token i opens a phrase that a comma
// parts from the clause to which it belongs: "based on a count, the bridge is full".
func (d *cast) setBefore(i, to int) bool {
	if !strings.HasSuffix(d.low(i), "ed") || i+1 >= to || !d.toks[i+1].cls.is(clsPrep) {
		return false
	}
	for j := i + 2; j < to && j < i+16; j++ {
		if d.toks[j].kind == comma {
			_, ok := d.clauseAt(j+1, to)
			return ok
		}
	}
	return false
}

// beginsSubject reports whether a subject can begin at token i.
func (d *cast) beginsSubject(i int) bool {
	t := &d.toks[i]
	if t.kind == number || t.kind == openParen {
		return true
	}
	if t.kind != word {
		return false
	}
	if d.mention(i) != nil || d.low(i) == "there" || d.low(i) == "what" || d.low(i) == "that" {
		return true
	}
	switch d.low(i) {
	case "nothing", "little", "so", "no", "yes", "him", "her", "them", "me", "us", "himself", "herself", "themselves", "itself":
		return d.low(i) == "no" || d.low(i) == "nothing" || d.low(i) == "her" && d.toks[i+1].kind == word && !d.toks[i+1].cls.is(function)
	}
	if t.cls.is(clsDet | clsPron | clsPoss) {
		return true
	}
	if t.caps == lower && strings.HasSuffix(d.str(i), "ed") && i+1 < len(d.toks) && d.toks[i+1].cls.is(clsPrep) {
		return false // "in an interview aired on Monday"
	}
	if t.cls.is(clsWeekday) && !t.possessive() {
		return i+1 < len(d.toks) && d.toks[i+1].cls.is(clsAux)
	}
	return !t.cls.is(function|clsAux) && !(t.caps == lower && t.cls.is(clsAdv))
}

// notFinite are forms of be and have that need another verb before them.
var notFinite = map[string]bool{"be": true, "been": true, "being": true, "having": true}

// finite reports whether token i can be the verb of the clause whose subject
// begins at token from.
func (d *cast) finite(i, from int) bool {
	t := &d.toks[i]
	if t.kind != word || t.possessive() || d.mention(i) != nil {
		return false
	}
	j := d.beforeAdverbs(i, from)
	if j < from {
		return false
	}
	w, p := d.low(i), &d.toks[j]
	if t.cls.is(clsAux) && !(t.cls.is(clsMonth) && t.caps != lower) {
		return (p.kind != word || d.low(j) != "to") && !notFinite[w]
	}
	if t.caps != lower || t.cls.is(function) || !d.endsSubjectAt(j) {
		return false
	}
	switch {
	case t.cls.is(clsPast):
		return true
	case t.cls.is(formPast), len(w) > 3 && strings.HasSuffix(w, "ed") && !strings.Contains(w, "-"):
		return p.kind != comma && !(i+1 < len(d.toks) && d.toks[i+1].kind == word && d.low(i+1) == "by")
	case len(w) > 2 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return d.thirdPerson(i, j)
	}
	return d.pluralVerb(i, j)
}

// beforeAdverbs returns the token before the adverbs that stand before token i,
// no farther left than from.
func (d *cast) beforeAdverbs(i, from int) int {
	j := i - 1
	for j > from && d.toks[j].kind == word && d.toks[j].caps == lower && d.mention(j) == nil && !d.toks[j].cls.is(clsDet|clsPron|clsAux|clsPrep) && (d.toks[j].cls.is(clsAdv) || len(d.low(j)) > 4 && strings.HasSuffix(d.low(j), "ly")) {
		j--
	}
	return j
}

// endsSubjectAt reports whether a subject can end at token j, so that a verb can
// follow.
func (d *cast) endsSubjectAt(j int) bool {
	p := &d.toks[j]
	switch {
	case p.kind == comma || p.kind == closeParen || p.kind == number:
		return true
	case p.kind != word:
		return false
	case d.relative(j):
		return true
	case p.possessive():
		return false
	case d.mention(j) != nil:
		return true
	}
	return !p.cls.is(clsPrep|clsAux|clsConj|clsSub|clsPoss|clsNeg) && (!p.cls.is(clsDet) || p.cls.is(clsPron) || d.lex.vague[d.low(j)])
}

// opensObject reports whether token i can follow a verb: "shows the town", not
// "shows" at the end of a row of nouns.
func (d *cast) opensObject(i int) bool {
	return i >= len(d.toks) || d.toks[i].kind != word || d.mention(i) != nil || d.toks[i].cls.is(function|clsAdv|clsPoss)
}

// thirdPerson reports whether token i, which ends in s, is the verb of what ends
// at token j: "he wants", "the bridge needs repair".
func (d *cast) thirdPerson(i, j int) bool {
	t, p := &d.toks[i], &d.toks[j]
	next := i+1 < len(d.toks) && d.toks[i+1].kind == word
	if t.cls.is(clsRole|clsBody) || next && d.toks[i+1].cls.is(clsAux) || p.kind != word {
		return false
	}
	switch w := d.low(j); {
	case w == "he" || w == "she" || w == "it" || w == "this" || d.relative(j):
		return true
	case d.mention(j) != nil:
		return !(t.cls.is(clsNounlike) && d.mention(j).kind != person) && (d.opensObject(i+1) || t.cls.is(formThird))
	default:
		return p.caps == lower && !strings.HasSuffix(w, "s") && !(next && d.toks[i+1].cls.is(clsPrep|clsConj))
	}
}

// pluralVerb reports whether token i, a base form, is the verb of what ends at
// token j: "they want", "voters think".
func (d *cast) pluralVerb(i, j int) bool {
	t, p := &d.toks[i], &d.toks[j]
	if p.kind != word {
		return false
	}
	switch w := d.low(j); w {
	case "i", "we", "you", "they", "who":
		return true
	default:
		return (strings.HasSuffix(w, "s") || w == "people" || w == "police") && (p.caps == lower || d.mention(j) == nil) && t.cls.is(formBase) && !t.cls.is(clsRole|clsBody) && (d.opensObject(i+1) || t.cls.is(clsThink))
	}
}

// clauseEnd returns where the clause with its verb at token verb ends: before
// what somebody else does or says, or what the writer adds.
func (d *cast) clauseEnd(verb, last int) int {
	for k := verb + 1; k+1 < last; k++ {
		switch t := &d.toks[k]; {
		case t.kind == semicolon || t.kind == colon:
			return k
		case t.kind == dash && t.start == d.toks[k-1].full && d.text[t.start] == '-' && t.end-t.start == 1:
			// "low- and middle-income"
		case t.kind == dash || t.kind == openParen:
			j := d.inserted(k, last)
			if j < 0 {
				return k
			}
			k = j
		case t.kind == comma && d.leavesClause(k+1, last):
			return k
		case t.kind == word && t.caps == lower && d.low(k) == "but" && d.toks[k+1].cls.is(clsAux) && d.low(k+1) != d.low(verb):
			return k
		case t.kind == word && t.caps == lower && (d.low(k) == "and" || d.low(k) == "but") && (d.saysMore(k+1, last) || d.othersSay(k+1, last)):
			return k
		}
	}
	return last
}

// saysMore reports whether a reporting verb without a subject of its own stands
// at token v, behind "and" or "but": "and warned that".
func (d *cast) saysMore(v, last int) bool {
	for v < last && d.toks[v].kind == word && d.mention(v) == nil && d.toks[v].cls.is(clsAdv) && !d.toks[v].cls.is(clsDet|clsPron) {
		v++
	}
	return v < last && d.toks[v].kind == word && d.toks[v].caps == lower && d.toks[v].cls.is(clsSay|clsTell|clsJudge) && d.toks[v].cls.is(formPast|formThird|formIng) && !d.toks[v].cls.is(clsNounlike|clsRole|clsBody)
}

// addsToEnd reports whether what begins at token i is a last apposition and no
// part of a list: ", a plan that was never carried out".
func (d *prose) addsToEnd(i, last int) bool {
	for k := i; k < last; k++ {
		switch d.toks[k].kind {
		case comma, quoted:
			return false
		case word:
			if w := d.low(k); w == "and" || w == "or" {
				return false
			}
		}
	}
	return true
}

// plural reports whether token v, which was taken for the verb of a clause, is as
// likely the plural that a list ends with: "anxiety, and body image disturbances".
func (d *prose) plural(v int) bool {
	t := &d.toks[v]
	ends := v+1 >= len(d.toks) || d.toks[v+1].kind != word
	return ends && strings.HasSuffix(d.low(v), "s") && !t.cls.is(anyForm|clsAux|clsPast)
}

// inserts reports whether the comma at token i closes what stands between "and" and
// the word it joins: "and, in one case, a helicopter".
func (d *cast) inserts(i int) bool {
	for k := i - 1; k > 0 && k > i-8; k-- {
		if d.toks[k].kind == comma {
			return d.toks[k-1].kind == word && d.toks[k-1].cls.is(clsConj)
		}
	}
	return false
}

// othersSay reports whether somebody else speaks from token i on: "and others
// said".
func (d *cast) othersSay(i, last int) bool {
	v, ok := d.clauseAt(i, min(last, i+10))
	if !ok {
		return false
	}
	for v < last && d.toks[v].kind == word && d.toks[v].cls.is(clsAux|clsAdv|clsNeg) && !be(d.low(v)) {
		v++
	}
	return v < last && d.toks[v].kind == word && d.toks[v].caps == lower && d.toks[v].cls.is(clsSay|clsTell|clsJudge) && d.toks[v].cls.is(formPast|formThird) && !d.toks[v].cls.is(clsNounlike)
}

// leavesClause reports whether what begins at token i, behind a comma, is no
// longer part of the clause before it.
func (d *cast) leavesClause(i, last int) bool {
	t := &d.toks[i]
	if t.kind != word {
		return false
	}
	w := d.low(i)
	switch w {
	case "but":
		return !(i+1 < last && d.low(i+1) == "that")
	case "yet", "while", "whilst", "whereas", "although", "though", "despite", "according", "who", "which", "whose", "where":
		return true
	case "however":
		return i+1 >= last
	case "even":
		return i+1 < last && (d.low(i+1) == "though" || d.low(i+1) == "as")
	case "as":
		_, ok := d.clauseAt(i+1, min(last, i+10))
		return ok
	case "and", "nor", "or":
		if i+1 < last && d.low(i+1) == "that" {
			return false // "said that it fell, and that it would be built anew"
		}
		v, ok := d.clauseAt(i+1, min(last, i+14))
		return ok && !d.plural(v) || d.saysMore(i+1, last) || i+1 < last && d.toks[i+1].kind == word && d.toks[i+1].cls.is(clsAux)
	case "a", "an":
		return d.addsToEnd(i, last) && !d.inserts(i-1)
	case "claims", "remarks", "comments", "allegations":
		return i+1 < last && d.toks[i+1].kind == word && d.relative(i+1)
	}
	if t.cls.is(clsAux) {
		return true // the clause around it goes on
	}
	return t.caps == lower && len(w) > 4 && strings.HasSuffix(w, "ing") && !t.cls.is(function|clsRole|clsBody) && d.mention(i) == nil
}
