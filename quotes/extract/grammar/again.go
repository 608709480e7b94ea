package grammar

import (
	"slices"

	"verbatim/quotes"
)

// A role that a text gives to nobody takes up who was just spoken of where something
// tells so: a word that points at him, "this baker", or one that tells that he goes on, "adds the
// baker".

// takesUpAgain leads a role that is nobody's, or that of a head of state whom the text calls so
// nowhere else, to whom it takes up.
func (r *reader) takesUpAgain(s subject, list []int) voice {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	t := &r.toks[s.head]
	if !r.lang.subjectsStand() || len(list) > 0 || s.spoken || t.is(clsKin|clsUnnamed|clsPlural) || !r.toks[s.first].is(clsDet) || r.toks[s.first].has(indefinite|possessive) {
		return none
	}
	switch {
	case r.tellsOfMore(s.first) && r.stillSpeaking(s):
		return voice{ent: r.last, sure: .9}
	case r.toks[s.first].is(clsThis) && !t.is(clsAnyone):
		v := r.leadPronoun(s, s.first)
		if v.ent >= 0 && !r.onlyPlace(v.ent, s.first) && r.surelyPerson(v.ent) && !r.governedLast(v.ent, s.first) {
			v.sure = .9
			return v
		}
	}
	return none
}

// headOfState leads "the head of state", whom the text calls president nowhere, to the one person
// of whom it tells before: a subject, whom it gives no other role.
func (r *reader) headOfState(s subject) voice {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	one, stands := -1, false
	if !r.lang.subjectsStand() {
		return none
	}
	for k := r.first[max(0, r.para-1)]; k < s.first; k++ {
		n := r.toks[k].run
		if n == 0 || r.runs[n-1].first != k {
			continue
		}
		e := r.runs[n-1].ent
		switch {
		case e < 0 || one >= 0 && e != one && r.isPerson(e):
			return none
		case !r.isPerson(e):
			continue
		}
		one = e
		stands = stands || r.stands(n-1, r.sents[r.toks[k].sent].first)
	}
	if !stands || !r.namedBefore(one, r.first[min(2, len(r.first)-1)]) || r.ents[one].feat&gender != 0 && r.ents[one].feat&s.feat&gender == 0 || !r.surelyPerson(one) || len(r.ents[one].roles) > 0 || len(r.ents[one].words) < 2 || r.otherGender(one, s) || r.unnamed > r.first[max(0, r.para-1)] {
		return none
	}
	return voice{ent: one, sure: .88}
}

// aged reports whether the text tells how old somebody is, right behind one of the first mentions
// of a name of one word: "Lucie, 32 ans".
func (r *reader) aged(ent int) bool {
	e := &r.ents[ent]
	return len(e.words) == 1 && r.lang.subjectsStand() && slices.ContainsFunc(e.runs[:min(len(e.runs), 5)], func(n int) bool {
		return r.agedBehind(r.runs[n].last, len(r.toks))
	})
}

// namedBefore reports whether one of the longest mentions of somebody, or the only ones, stands
// before token at.
func (r *reader) namedBefore(ent, at int) bool {
	runs := r.ents[ent].runs
	return slices.ContainsFunc(runs[:min(len(runs), 60)], func(n int) bool { return r.runs[n].first < at })
}

// tellsOfMore reports whether the verb before the subject at token i, or a word beside it, tells
// that its speaker goes on: "adds", "also says".
func (r *reader) tellsOfMore(i int) bool {
	for k := i - 1; k >= 0 && k > i-7 && r.toks[k].kind == word; k-- {
		if r.toks[k].is(clsGoesOn) && r.toks[k].run == 0 {
			return true
		}
	}
	return false
}

// stillSpeaking reports whether he who spoke last, in this paragraph or the one before, can be
// whom a role means, and nobody else can: nobody has spoken or been a subject since.
func (r *reader) stillSpeaking(s subject) bool {
	e := r.last
	if e < 0 || r.para-r.lastPara > 1 || r.ents[e].body || !r.surelyPerson(e) || r.unnamed > r.lastAt || r.otherGender(e, s) {
		return false
	}
	f, g := r.ents[e].feat&gender, s.feat&gender
	if f != 0 && g != 0 && f&g == 0 || r.stranger(s, r.lastAt, s.first) {
		return false
	}
	if k := s.head + 2; k < len(r.toks) && r.toks[k-1].genitive() && r.toks[k].run > 0 && !r.isBody(r.toks[k].run-1) {
		return false // "the mother of Smith"
	}
	return !r.namedSince(e, func(o int) bool { return r.isPerson(o) || r.saysBesides(o) }, s.first)
}

// governedLast reports whether a preposition governs the name of somebody, or its role, where it
// stands last before token at.
func (r *reader) governedLast(ent, at int) bool {
	for k := at - 1; k >= 0 && k > at-400; k-- {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return r.governedRole(r.runs[n-1].first, 0)
		}
	}
	return false
}

// roleSince returns the token of the role of a pronoun's gender, which the text gives to somebody, with which a sentence
// begins between the one at which somebody is named and the pronoun at token at: it is about who
// has it. -1 if there is none.
func (r *reader) roleSince(s subject, sent, at int) int {
	if !r.lang.subjectsStand() {
		return -1
	}
	for k := r.sents[r.toks[at].sent].first; k > 0; {
		before := r.sents[r.toks[k-1].sent]
		if r.toks[before.first].sent <= sent || before.first < r.first[max(0, r.para-1)] {
			break
		}
		who := r.behind(before.first, min(before.last, before.first+14))
		if t := &r.toks[before.first]; who.ok && who.run < 0 && !who.pronoun && who.head >= 0 && who.first == before.first && t.is(clsDet) && !t.is(clsThis) && !t.has(indefinite|possessive) {
			h := &r.toks[who.head]
			if f := who.feat & gender; h.is(clsRole) && !h.is(clsPlural|clsBody) && who.feat&plural == 0 && (f == 0 || f&s.feat != 0) && len(r.byRole[r.roleKey(who.head)]) > 0 && !r.pronounIn(who.last, before.last, s.feat) {
				return who.head
			}
		}
		k = before.first
	}
	return -1
}

// pronounIn reports whether a pronoun of a gender stands in [lo, hi).
func (r *reader) pronounIn(lo, hi int, f feature) bool {
	for k := lo; k < hi; k++ {
		if t := &r.toks[k]; t.kind == word && t.is(clsPron) && !t.is(clsDet) && !t.has(possessive) && t.feat&f&gender != 0 {
			return true
		}
	}
	return false
}

// ofRole is the one person with the role at token k, nobody where that cannot be told.
func (r *reader) ofRole(k int, s subject) voice {
	list := r.byRole[r.roleKey(k)]
	if len(list) != 1 || r.hasOther(list[0], k) || r.ents[list[0]].body {
		return voice{ent: -1, why: quotes.DoubtPronoun}
	}
	if f := r.ents[list[0]].feat & gender; f != 0 && f&s.feat == 0 {
		return voice{ent: -1, why: quotes.DoubtPronoun}
	}
	return voice{ent: list[0], sure: .87}
}

// onlyPlace reports whether a name of one word stands behind a preposition where it is named
// last before token at, as places do.
func (r *reader) onlyPlace(ent, at int) bool {
	for k := at - 1; k >= 0 && len(r.ents[ent].words) == 1; k-- {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return r.governed(r.runs[n-1].first, 0)
		}
	}
	return false
}
