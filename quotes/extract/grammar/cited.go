package grammar

import (
	"strings"
	"unicode"
)

// readCited reads who is quoted by somebody else: “...”, the agency quotes Smith; “...”,
// the agency carries the words of Smith. The verb comes before both or between them, and
// cases tell who is who.
func (d *doc) readCited(q int, s span) reading {
	k := q + 1
	for k < s.last && (d.toks[k].kind == comma || d.toks[k].kind == dash) {
		k++
	}
	if k == q+1 {
		return reading{}
	}
	v := k
	for n := 0; n < 5 && v < s.last && !d.toks[v].is(clsCite); n++ {
		if t := &d.toks[v]; t.kind != word && t.kind != quoted || t.is(cue|clsPrep|clsThat) {
			return reading{}
		}
		v++
	}
	if v >= s.last || !d.toks[v].is(clsCite) {
		return reading{}
	}
	r := reading{by: cited, cue: span{v, v + 1}, verb: -1}
	if r.who = d.ofWords(v+1, s.last); r.who.ok || d.toks[v].is(clsSay) {
		return r.orNone()
	}
	r.who = d.quotedOne(v+1, s.last)
	return r.orNone()
}

func (r reading) orNone() reading {
	if !r.who.ok {
		return reading{}
	}
	return r
}

// ofWords reads whose words a verb at the token before lo carries: "слова Петрова".
func (d *doc) ofWords(lo, hi int) subject {
	for k := lo; k < hi && k < lo+9; k++ {
		switch t := &d.toks[k]; {
		case t.kind == comma, t.kind == stop:
			return subject{}
		case t.is(clsWords):
			if t := &d.toks[k-1]; k > lo && t.is(clsPron) && t.feat&gender != 0 && t.has(possessive) {
				return d.pronounAt(k - 1)
			}
			return d.inAnyCase(k+1, hi)
		}
	}
	return subject{}
}

// quotedOne reads who is quoted, among the tokens behind the verb: a pronoun in the
// accusative, or what is neither an agency nor something in marks.
func (d *doc) quotedOne(lo, hi int) subject {
	if d.lang.on("nouns have capitals") {
		return d.quotedInAccusative(lo, hi)
	}
	for k := lo; k < hi && k < lo+9; k++ {
		switch t := &d.toks[k]; {
		case t.kind == quoted, t.is(clsNoun), t.run > 0 && d.isBody(t.run-1):
			continue
		case t.is(clsBody) && !t.is(clsRole):
			continue
		case t.is(clsPron) && t.feat&gender != 0:
			return d.pronounAt(k)
		case t.is(clsDet) && t.has(indefinite), t.run > 0 && d.declined(&d.runs[t.run-1]):
			return subject{} // "cytuje jednego z mieszkańców portal Mewa"
		case t.run > 0 || t.is(clsRole):
			return d.inAnyCase(k, hi)
		case t.kind != word:
			return subject{}
		}
	}
	return subject{}
}

// quotedInAccusative reads who is quoted where only an article tells it: "zitiert die Zeitung
// den Minister Voss".
func (d *doc) quotedInAccusative(lo, hi int) subject {
	for k := lo; k+1 < hi && k < lo+9; k++ {
		switch t := &d.toks[k]; {
		case t.kind != word && t.kind != quoted && t.kind != number, t.is(cue | clsThat):
			return subject{}
		case t.is(clsDet) && t.has(oblique) && (d.toks[k+1].run > 0 || d.toks[k+1].is(clsRole)):
			return d.inAnyCase(k+1, hi)
		}
	}
	return subject{}
}

func (d *doc) pronounAt(k int) subject {
	return subject{span: span{k, k + 1}, run: -1, head: k, pronoun: true, feat: d.toks[k].feat, ok: true}
}

// inAnyCase reads a role, a name, or both, in whatever case they stand.
func (d *doc) inAnyCase(i, hi int) subject {
	head := -1
	for k := i; k < hi && k < i+10; k++ {
		switch t := &d.toks[k]; {
		case t.run > 0:
			s := d.nameSubject(i, t.run-1)
			s.head = head
			s.joined = head >= 0 && d.toks[head].is(clsUnnamed) && d.holdsOther(head+1, d.runs[t.run-1].first)
			return s
		case t.is(clsRole|clsTitle) && head < 0:
			head = k
		case t.kind == quoted && head >= 0:
		case t.kind != word || t.is(cue|clsThat|clsConj|clsPrep) || t.is(clsPron) && !t.has(possessive):
			k = hi
		}
	}
	if head < 0 {
		return subject{}
	}
	if n := d.nameAfterRole(head, hi); n >= 0 {
		s := d.nameSubject(i, n)
		s.head = head
		return s
	}
	return subject{span: span{i, head + 1}, run: -1, head: head, feat: d.toks[head].feat & (gender | plural), ok: true}
}

// holdsOther reports whether an office stands in [lo, hi), before a name: the name is that of
// whom a spokesman speaks for, "слова представителя президента Петрова".
func (d *doc) holdsOther(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsOffice) {
			return true
		}
	}
	return false
}

// nameAfterRole returns the first full name in another case than the nominative behind the
// role at token head, which a long complement may part from it: "директора по развитию в
// Европе и Азии Анну Лозовую". -1 without one.
func (d *doc) nameAfterRole(head, hi int) int {
	for k := head + 1; k < hi && k < head+24 && d.toks[k].kind != stop && !d.toks[k].is(cue|clsThat|clsCite); k++ {
		if n := d.toks[k].run; n > 0 && d.runs[n-1].first == k && len(d.runs[n-1].words) > 1 && d.toks[k].is(clsFirst) && d.isOblique(n-1) {
			return n - 1
		}
	}
	return -1
}

// addressed returns where the words end that tell to whom something is said, from token k
// on: "рассказал корреспонденту ТАСС министр".
func (d *doc) addressed(k, hi int) int {
	from := k
	for k < hi {
		t := &d.toks[k]
		switch {
		case t.kind == word && t.is(clsNoun), t.kind == quoted && !d.spokenAt(k), t.caps == all && t.run > 0 && d.runs[t.run-1].last == k+1 && k > from:
		case t.kind == word && t.run == 0 && t.is(clsRole|clsBody|clsPlural) && t.has(oblique) && !t.has(nominative):
		case t.kind == word && t.is(clsAdjective) && k+1 < hi && d.toks[k+1].is(clsRole|clsBody) && d.toks[k+1].has(oblique) && !d.toks[k+1].has(nominative):
		case k > from && d.toks[k-1].is(clsRole|clsBody) && t.run > 0 && !d.toks[k].is(clsFirst):
			return from // it may be the name of the one spoken to
		default:
			return k
		}
		k++
	}
	return from
}

// firstOf returns the subject with which the sentence begins, of a verb that a
// conjunction joins to an earlier one: "Petrenko denied it, and said that".
func (d *doc) firstOf(v, lo int) subject {
	if v-1 <= lo || !d.toks[v-1].is(clsConj) {
		return subject{}
	}
	s := d.behind(lo, v)
	if !s.ok || s.joined || s.last >= v-1 || !d.agrees(s, v) {
		return subject{}
	}
	for k := s.last; k < v; k++ {
		if d.toks[k].kind == quoted && d.spokenAt(k) {
			return subject{}
		}
	}
	return s
}

// isTold reports whether the body of a run, right behind the verb at token v, is told what is
// said: somebody who is not known stands before the verb. "Saif ul-Malook сообщил AFP, что".
func (d *doc) isTold(run, v, lo int) bool {
	if d.lang.caseless() || !d.lang.on("no articles") || !d.isBody(run) || v == lo || v == 0 {
		return false
	}
	t := &d.toks[v-1]
	return t.kind == word && t.run == 0 && strings.ContainsFunc(d.text[t.start:t.end], unicode.IsUpper)
}

// tellsBody reports whether a body in the dative stands right before the name at token k, which
// is its own: "источник агентству Франс Пресс".
func (d *doc) tellsBody(k int) bool {
	t := &d.toks[k-1]
	return d.lang.on("no articles") && !d.lang.latin && t.kind == word && t.is(clsBody) && t.caps == small && t.has(oblique) && !t.has(nominative) && t.feat&neuter != 0 && strings.HasSuffix(t.low, "у")
}
