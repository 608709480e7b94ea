package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// described reads, from an article on, somebody who is told by his age, by where he is from
// or by a noun that only people are called by: "der 48-Jährige", "de 31-jarige Duitse", "de
// oud-kampioen". It takes up, as a pronoun does, whom the article has named.
func (d *doc) described(i, hi int) subject {
	if len(d.lang.people) == 0 || i+1 >= hi || !d.toks[i].is(clsDet) || d.toks[i].has(indefinite|possessive) {
		return subject{}
	}
	aged, nouns := false, 0
	for k := i + 1; k < hi && k < i+6; k++ {
		t := &d.toks[k]
		if t.kind == number {
			continue
		}
		if t.kind != word || t.run > 0 && (len(d.runs[t.run-1].words) > 1 || t.is(clsFirst)) || t.is(clsBody|clsPlural|cue) || t.is(function) && !t.is(clsAdjective) {
			return subject{}
		}
		age := d.lang.age(t.low) || t.is(clsTime) && d.toks[k-1].kind == number // "48 Jahre"
		if age && t.low[0] >= '0' && t.low[0] <= '9' && d.someOfAge(t.low, i) {
			return subject{}
		}
		aged = aged || age
		if d.lang.on("nouns have capitals") && t.caps == initial && !age && !strings.HasSuffix(t.low, "er") {
			nouns++
		}
		if d.nounFollows(k+1, hi) && !(d.romance() && d.lang.calls(t.low)) || t.is(clsTime) {
			continue // adjectives stand behind nouns in Romance languages
		}
		if nouns > 1 {
			return subject{} // a noun and a name
		}
		if !aged && !d.lang.calls(t.low) && !(d.toks[i].is(clsThis) && d.demonym(k)) || d.lang.on("nouns have capitals") && t.caps != initial {
			return subject{}
		}
		f := d.toks[i].feat & (masculine | feminine)
		if f == 0 {
			f = masculine | feminine
		}
		return subject{span: span{i, k + 1}, run: -1, head: k, feat: f, ok: true}
	}
	return subject{}
}

// nounFollows reports whether the word at token k can go on with a phrase that has not had
// its noun.
func (d *doc) nounFollows(k, hi int) bool {
	if k >= hi || d.toks[k].kind != word {
		return false
	}
	t := &d.toks[k]
	if d.lang.on("nouns have capitals") {
		return t.caps == initial || t.caps == small && t.cls == 0 && k+1 < hi && d.toks[k+1].kind == word && d.toks[k+1].caps == initial
	}
	return t.run > 0 || !t.is(function|cue|clsTime) && (t.cls != 0 || t.caps != small || !d.lang.endsAdverb(t.low))
}

// mayBeNamed reports whether a role that a tale does not give to anybody may be that of one
// whom it names: he speaks by his name too, and is of its gender. French tales
// call one person by name and by what he is in turns.
func (r *reader) mayBeNamed(s subject) bool {
	if !r.lang.subjectsStand() && (!r.lang.on("no articles") || r.toks[s.head].is(clsAnyone|clsKin) || r.contrasted(s.head)) {
		return false
	}
	for e := range r.ents[:min(len(r.ents), 40)] {
		f := r.ents[e].feat & gender
		if !r.ents[e].body && (f == 0 || s.feat&gender == 0 || f&s.feat != 0) && len(r.ents[e].roles) == 0 && r.saysBesides(e) {
			return true
		}
	}
	return r.lang.subjectsStand() && r.titledLately(s)
}

// contrasted reports whether a sentence among the first ones that have the role at token head
// also names somebody: the two are two.
func (r *reader) contrasted(head int) bool {
	key, n := r.roleKey(head), 0
	for k := range r.toks {
		if t := &r.toks[k]; !t.is(clsRole) || t.run > 0 || r.roleKey(k) != key {
			continue
		}
		for j := r.sents[r.toks[k].sent].first; j < min(r.sents[r.toks[k].sent].last, k+40); j++ {
			if n := r.toks[j].run; n > 0 && r.runs[n-1].ent >= 0 && r.isPerson(r.runs[n-1].ent) {
				return true
			}
		}
		if n++; n > 20 {
			break
		}
	}
	return false
}

// titledLately reports whether a title of the gender of a role and a surname that particles
// begin, which is not read as a name, stand a little before it: "M. de la Tour".
func (r *reader) titledLately(s subject) bool {
	for k := max(0, s.first-600); k+2 < s.first; k++ {
		t, p := &r.toks[k], &r.toks[k+1]
		if !t.is(clsTitle) || !p.is(clsParticle) || p.run > 0 || p.caps != small || r.apart(k+1) || t.feat&gender != 0 && s.feat&gender != 0 && t.feat&s.feat&gender == 0 {
			continue
		}
		if n := &r.toks[k+2]; n.kind == word && n.caps == initial {
			return true
		}
	}
	return false
}

// someOfAge reports whether the article tells before token i of somebody of the age of a word,
// "48-jährige", whom it does not name: "ein 48-Jähriger".
func (d *doc) someOfAge(w string, i int) bool {
	years, _, _ := strings.Cut(w, "-")
	for k := 1; k < i; k++ {
		if t := &d.toks[k]; t.kind == word && strings.HasPrefix(t.low, years+"-") && d.toks[k-1].is(clsDet) && d.toks[k-1].has(indefinite) && (k+1 >= len(d.toks) || d.toks[k+1].run == 0) {
			return true
		}
	}
	return false
}

// age reports whether a word tells of somebody how old he is: "31-jarige".
func (l *language) age(w string) bool {
	return slices.ContainsFunc(l.ages, func(s string) bool { return strings.HasSuffix(w, s) })
}

// calls reports whether a word ends as those do that only people are called by.
func (l *language) calls(w string) bool {
	return slices.ContainsFunc(l.people, func(s string) bool {
		return w == s || strings.HasSuffix(w, s) && utf8.RuneCountInString(w) > utf8.RuneCountInString(s)+1
	})
}

// behindAge reports whether somebody's age stands before the name at token i, or before the
// noun that it follows: "die 24-jährige Lea Voss", "der 24-jährige Schlosser Lea Voss".
func (d *doc) behindAge(i int) bool {
	if i > 1 && d.toks[i-1].kind == word && d.toks[i-1].caps == initial && d.toks[i-1].cls&^clsRole == 0 {
		i--
	}
	return i > 0 && d.toks[i-1].kind == word && d.lang.age(d.toks[i-1].low)
}

// trade reports whether a word ends as one for what people do for a living.
func (l *language) trade(w string) bool {
	for _, s := range l.trades {
		if strings.HasSuffix(w, s) && len(w) >= 8 {
			return true
		}
	}
	return false
}

// callsName reports whether nothing but a few words that tell what somebody is stand between
// tokens k and his full name: "zegt senior econoom Jan Smit". The language may not know them.
func (d *doc) callsName(k, hi int) bool {
	if d.lang.on("subject left out") {
		return false
	}
	for n := 0; n < 4 && k < hi && d.toks[k].kind == word; k, n = k+1, n+1 {
		t := &d.toks[k]
		if t.run > 0 {
			return n > 0 && (len(d.runs[t.run-1].words) > 1 || t.is(clsFirst)) && !d.isBody(t.run-1)
		}
		if t.caps != small || t.is(function|cue|clsThink|clsTime|clsParticle|clsPlural) {
			return false
		}
	}
	return false
}

// namesIt reports whether an article, a role and a name stand from token k on, which tell who
// the role before the comma is.
func (d *doc) namesIt(k, hi int) bool {
	if !d.lang.caseless() || k+2 >= hi || !d.toks[k].is(clsDet) || d.toks[k].has(indefinite) {
		return false
	}
	for k++; k < hi && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsRole|clsAdjective); k++ {
	}
	return k < hi && d.toks[k].run > 0 && d.toks[k-1].is(clsRole|clsAdjective)
}

// leadsToName reports whether only words in small letters, of which none is a verb of
// saying, stand between the conjunction before token i and a name in the nominative: "the
// minister of energy and industry Smith".
func (d *doc) leadsToName(i, hi int) bool {
	for k := i; k < hi && k < i+7 && d.toks[k].kind == word; k++ {
		switch t := &d.toks[k]; {
		case t.run > 0 && t.caps == all: // of what: "with the UN"
		case t.run > 0:
			return k > i && !d.toks[k-1].is(clsPrep) && !d.isOblique(t.run-1)
		case t.is(cue | clsThink | clsThat | clsConj | clsPron | clsAux):
			return false
		}
	}
	return false
}

// oneOf returns the token of the name that tells who is meant by "one of them" at token i,
// right behind a verb of saying: “...”, says one of them, Lucy Martin. i if there is none.
func (d *doc) oneOf(i, hi int) int {
	v := i - 1
	if v > 0 && d.toks[v].is(clsDet) {
		v-- // "l'un"
	}
	if !d.lang.caseless() || v < 0 || !d.toks[v].is(cue) {
		return i
	}
	k := i
	if k+1 < hi && d.toks[k].is(clsDet) && d.toks[k+1].is(clsDet) {
		k++ // "l'un"
	}
	if k+2 >= hi || !d.toks[k].has(indefinite) || !d.toks[k+1].is(clsParticle|clsWithArticle) || !d.toks[k+1].is(clsPrep|clsDet) {
		return i
	}
	for k++; k < hi && k < i+9; k++ {
		t := &d.toks[k]
		if t.kind == comma {
			if k+2 < hi && d.toks[k+1].run > 0 && len(d.runs[d.toks[k+1].run-1].words) > 1 && d.toks[k+2].kind == word && d.closes(d.runs[d.toks[k+1].run-1].last) {
				return k + 1
			}
			return i
		}
		if t.kind != word || t.run > 0 || t.is(cue|clsThat|clsRelative|clsConj) {
			return i
		}
	}
	return i
}
