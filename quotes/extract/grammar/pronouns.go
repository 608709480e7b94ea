package grammar

import (
	"slices"
	"strings"

	"verbatim/quotes"
)

// leadPronoun leads a pronoun to the one person of its gender whom the nearest sentence
// names that names any, in this paragraph or the one before; else to who spoke last.
func (r *reader) leadPronoun(s subject, at int) voice {
	none := voice{ent: -1, why: quotes.DoubtPronoun}
	if s.feat&gender == 0 || s.feat&neuter != 0 && s.feat&(masculine|feminine) == 0 {
		return none
	}
	fits := func(e int) bool {
		f := r.ents[e].feat & gender
		return r.isPerson(e) && (f == 0 || f&s.feat != 0) && (s.feat&gender != feminine || r.mayBeWoman(e))
	}
	kinds := clsHim
	if !r.lang.caseless() {
		kinds |= clsAccording
	}
	him := r.phraseEnd(s.first, len(r.toks), kinds) > s.first // "according to him"
	latter := s.pronoun && s.last > s.first+1 && !him
	lo := r.first[max(0, r.para-1)]
	one, sent, another := -1, -1, false
	for k := at - 1; k >= lo && (one < 0 || r.toks[k].sent == sent); k-- {
		n := r.toks[k].run
		if t := &r.toks[k]; n == 0 && t.is(clsPron) && t.feat&s.feat&gender != 0 && !t.has(possessive) && !t.has(oblique) && one >= 0 {
			return none // "he spoke of Smith": another one
		}
		if n == 0 && s.pronoun && r.anotherHim(s, k, at) || n > 0 && s.pronoun && one < 0 && r.severalOfName(n-1) {
			return none
		}
		if n == 0 || r.runs[n-1].ent < 0 || !fits(r.runs[n-1].ent) || r.setsScene(n-1, at) || r.insideObject(n-1, s, at) || him && r.lang.caseless() && r.toks[k].sent == r.toks[at].sent && r.governed(r.runs[n-1].first, 0) {
			continue
		}
		if e := r.runs[n-1].ent; one < 0 {
			one, sent = e, r.toks[k].sent
		} else if e != one {
			another = true
		}
	}
	if another {
		// Of several, the one who is said to say something: "Petrenko denied that Koval had left".
		in := r.sents[sent]
		who, _ := r.statement(span{max(in.first, at-widest), min(in.last, at)})
		switch {
		case latter:
			return voice{ent: one, sure: .88}
		case who.ok && who.run >= 0 && r.runs[who.run].ent >= 0 && fits(r.runs[who.run].ent):
			return voice{ent: r.runs[who.run].ent, sure: .86}
		case r.last >= 0 && r.para-r.lastPara <= 1 && fits(r.last) && !r.namedSince(r.last, fits, at):
			return voice{ent: r.last, sure: .86}
		}
		if e := r.opensSubject(in, at); s.pronoun && e >= 0 && fits(e) && (r.unnamed == 0 || r.unnamed < in.first) && !r.stranger(s, in.first, at) && r.roleSince(s, sent, at) < 0 {
			return voice{ent: e, sure: .86}
		}
		return none
	}
	if k := r.roleSince(s, sent, at); k >= 0 && s.pronoun && !latter && !(one >= 0 && slices.Contains(r.byRole[r.roleKey(k)], one)) {
		return r.ofRole(k, s)
	}
	if from := max(lo, r.sentenceOf(one, sent)); (r.unnamed > from || r.unnamed == from && one < 0) && r.unnamed < at || r.stranger(s, from, at) {
		return none
	}
	switch {
	case one >= 0 && latter:
		return voice{ent: one, sure: .88}
	case one >= 0 && r.calledOther(one, s, r.sents[sent].first, at):
		return none
	case s.pronoun && (r.roleOpens(s, one, at) || r.mayMeanUnknown(s, one, at)):
		return none
	case one >= 0 && r.saidByAnother(one, r.sents[sent], at):
		return none
	case one >= 0 && one != r.last && r.last >= 0 && r.para-r.lastPara <= 1 && r.ents[one].feat&gender == 0 && fits(r.last) && r.ents[r.last].feat&gender != 0:
		return none // he who spoke is of the pronoun's gender, and whose the other's is nobody knows
	case one >= 0 && (one == r.last || r.last < 0 || r.lastPara < r.para || r.sents[sent].first > r.lastAt || !fits(r.last)):
		return voice{ent: one, sure: .88}
	case one < 0 && r.lang.subjectsStand() && r.last >= 0 && (r.namedSince(r.last, fits, at) || r.source.ent >= 0 && r.sourceAt > r.lastAt && r.source.ent != r.last):
		return none // somebody else was spoken of since
	case one < 0 && r.last >= 0 && r.para-r.lastPara <= 3 && fits(r.last):
		return voice{ent: r.last, sure: .85}
	}
	return none
}

// calledOther reports whether, where the verb is second, a pronoun of another gender than that of
// s is a subject in tokens [first, at), behind the name of somebody whose gender nothing tells:
// "Smith lit the lamp. Er wartete, bis die Magd kam. “...”, sagte sie."
func (r *reader) calledOther(ent int, s subject, first, at int) bool {
	if !r.lang.on("verb second") || !s.pronoun || r.ents[ent].feat&gender != 0 {
		return false
	}
	named := false
	for k := first; k < at; k++ {
		t := &r.toks[k]
		named = named || t.run > 0 && r.runs[t.run-1].ent == ent
		if f := t.feat & (masculine | feminine); named && t.run == 0 && t.is(clsPron) && !t.is(clsDet) && !t.has(possessive) && !t.has(oblique) && !t.has(plural) && f != 0 && f&s.feat == 0 {
			return true
		}
	}
	return false
}

// setsScene reports whether a preposition governs the name of a run, with which the sentence
// of a pronoun at token at begins: "Aboard the Smith, he says".
func (r *reader) setsScene(run, at int) bool {
	n := &r.runs[run]
	if !r.lang.caseless() || slices.Contains(r.lang.sets["as for"], r.toks[r.sents[r.toks[at].sent].first].low) || r.toks[n.first].sent != r.toks[at].sent || r.toks[at-1].kind != comma || n.last >= len(r.toks) || r.toks[n.last].kind != comma {
		return false
	}
	k := n.first - 1
	for k > r.sents[r.toks[at].sent].first && r.toks[k].kind == word && r.toks[k].run == 0 && r.toks[k].caps == small && !r.toks[k].is(function) {
		k-- // "the frigate"
	}
	return k > 0 && r.toks[k].is(clsPrep) || r.governed(k+1, 0)
}

// insideObject reports whether, where all nouns have capitals, a preposition governs the name of
// a run in the very sentence in which the pronoun at token at stands behind its verb: "The try
// under Smith to go on, he called". A role in a pronoun's place means nobody whom a
// preposition governs in its own sentence.
func (r *reader) insideObject(run int, s subject, at int) bool {
	n := &r.runs[run]
	if !r.lang.on("nouns have capitals") || r.toks[n.first].sent != r.toks[at].sent || n.last >= at {
		return false
	}
	if !s.pronoun {
		return r.governed(n.first, 0) // "the wing of Smith will win, says the chairman"
	}
	lo := r.sents[r.toks[at].sent].first
	if p := n.first - 1; p > lo && r.toks[p].is(clsBody) && r.determinerOf(lo, p) == masculine {
		return true // "was er der Regierung Smith versprach, sagt er"
	}
	return r.toks[at-1].is(cue|clsJudge|clsSeparable) && r.governed(n.first, 0)
}

// saidByAnother reports whether sentence s, which names somebody behind prepositions only, is
// what somebody says of whom the text tells too little: "A voter says he likes the ideas of
// Smith." Names have one form only.
func (r *reader) saidByAnother(ent int, s span, at int) bool {
	if !r.lang.caseless() || s.last > at {
		return false
	}
	for k := s.first; k < s.last; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent && !r.governedRole(r.runs[n-1].first, s.first) {
			return false
		}
	}
	who, cue := r.statement(s)
	return cue && !who.ok
}

// sentenceOf is the first token of the sentence in which somebody is named, 0 if nobody is.
func (r *reader) sentenceOf(ent, sent int) int {
	if ent < 0 {
		return 0
	}
	return r.sents[sent].first
}

// stranger reports whether tokens [first, at) tell of somebody without a name whom a
// pronoun can mean as well: a role of its gender that is nobody's in the article, or that
// an indefinite article introduces. "“...”, sagte ein Sprecher. “...”, fügte er hinzu."
func (r *reader) stranger(s subject, first, at int) bool {
	inverted := strings.HasPrefix(r.toks[s.first].low, "-") // "dit-il": mostly whom the sentence before is about
	for k := first; k < at; k++ {
		t := &r.toks[k]
		if t.kind == word && t.is(clsDet) && t.has(indefinite) && !t.has(oblique) && t.feat&s.feat&gender != 0 && k+1 < at && r.toks[k+1].is(clsOrigin) {
			return true // "jeden z nich"
		}
		if t.kind != word || !t.is(clsRole) || t.is(clsKin|clsPlural) || t.run > 0 || t.has(oblique) || t.feat&gender != 0 && t.feat&s.feat&gender == 0 {
			continue
		}
		if k+1 < at && r.toks[k+1].run > 0 {
			continue // a named person's
		}
		if k > first && r.toks[k-1].is(clsDet) && r.toks[k-1].has(indefinite) && (!inverted || k-1 == r.sents[t.sent].first) {
			return true
		}
	}
	return false
}

// roleOpens reports whether the sentence before the one of the pronoun at token at begins with
// a role of its gender that is nobody's of whom it could be taken: "The doctor of Smith was
// hopeful. He said" is the doctor. The verb is second there, and its subject before it.
func (r *reader) roleOpens(s subject, ent, at int) bool {
	first := r.sents[r.toks[at].sent].first
	if !r.lang.on("nouns have capitals") || first <= r.first[r.para] {
		return false
	}
	before := r.sents[r.toks[first-1].sent]
	who := r.behind(before.first, min(before.last, before.first+12))
	if !who.ok || who.run >= 0 || who.pronoun || who.head < 0 || who.first != before.first || !r.toks[who.head].is(clsRole) || who.feat&plural != 0 {
		return false
	}
	if f := r.toks[who.head].feat & gender; f != 0 && f&s.feat == 0 {
		return false
	}
	list := r.byRole[r.roleKey(who.head)]
	return !slices.Contains(list, ent) && !(ent < 0 && slices.Contains(list, r.last))
}

// mayMeanUnknown reports whether, where all nouns have capitals, somebody whose name the text
// does not show to be one may stand between a person named in the paragraph before and the
// pronoun at token at that would take her up: what opens a sentence with an article of the
// pronoun's gender, or a word with letters of other languages.
func (r *reader) mayMeanUnknown(s subject, ent, at int) bool {
	if !r.lang.on("nouns have capitals") {
		return false
	}
	lo := r.first[r.para]
	for k := lo; k < at && ent >= 0; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return r.foreignWord(r.sents[r.toks[at].sent].first, at)
		}
	}
	for k := lo; k+1 < at; k++ {
		t := &r.toks[k]
		if t.kind != word || t.run > 0 {
			continue
		}
		if t.is(clsDet) && !t.has(oblique) && t.feat&s.feat&gender != 0 && k == r.sents[t.sent].first && r.toks[k+1].kind == word && r.toks[k+1].caps == initial && !r.toks[k+1].is(clsRole|clsBody) {
			return true
		}
	}
	return r.foreignWord(lo, at)
}

// foreignWord reports whether a word among tokens [lo, hi) that is no known name has letters of
// other languages, and a capital.
func (r *reader) foreignWord(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		t := &r.toks[k]
		if t.kind == word && t.run == 0 && t.caps == initial && t.cls == 0 && strings.ContainsFunc(t.low, func(c rune) bool { return c > 0x7f && !strings.ContainsRune("äöüßéà", c) }) {
			return true
		}
	}
	return false
}

// namedSince reports whether somebody else who fits is named between the last words of
// the last speaker and token at, and not behind a preposition.
func (r *reader) namedSince(last int, fits func(int) bool, at int) bool {
	for k := r.lastAt; k < at; k++ {
		if n := r.toks[k].run; n > 0 {
			if e := r.runs[n-1].ent; e >= 0 && e != last && fits(e) && !r.governed(r.runs[n-1].first, r.lastAt) {
				return true
			}
		}
	}
	return false
}
