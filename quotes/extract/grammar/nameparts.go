package grammar

import (
	"slices"
	"strings"
)

// ordinal reports whether token i is the number of a pope or a king, behind his name:
// Benedict XVI.
func (d *doc) ordinal(i int) bool {
	t := &d.toks[i]
	return t.kind == word && t.caps == all && (len(t.low) > 1 || d.toks[i-1].is(clsFirst)) && d.toks[i-1].caps == initial && !d.apart(i) && strings.Trim(t.low, "ivx") == ""
}

// startsAnother reports whether a first name at token k, with a surname behind it, begins
// a name of its own behind a word that is none: "мер Полтави Олександр Мамай".
func (d *doc) startsAnother(first, k, limit int) bool {
	if !d.toks[k].is(clsFirst) || k+1 >= limit || !d.mayName(k+1) && !(d.toks[k+1].is(clsParticle) && d.mayParticle(k+1, limit) && d.lang.subjectsStand()) || d.apart(k+1) || d.lang.patronymic(d.toks[k+1].low) {
		return false
	}
	if first > 0 && d.toks[first-1].is(cue) && d.toks[first-1].caps == small && d.lang.caseless() {
		return false // no place follows a verb: "said Falah Mustafa Bakir"
	}
	if t := &d.toks[first]; k > first+1 && t.is(clsFirst) && t.has(oblique) && !t.has(nominative) && d.toks[k].has(nominative) {
		return true // "doradca Adama Nowaka Jan Lipski"
	}
	for j := first; j < k; j++ {
		if d.toks[j].is(clsFirst|clsParticle) || d.toks[j].dotted {
			return false
		}
	}
	return !d.ownsFirstName(first, k)
}

// ownsFirstName reports whether the words [first, k) before a first name, of which a Romance
// language knows nothing, begin the name: no preposition makes a place of them, and nothing
// else that has a name stands before them. "La actriz Evan Rachel Wood".
func (d *doc) ownsFirstName(first, k int) bool {
	if !d.romance() || k != first+1 || d.toks[first].cls != 0 || d.abbreviates(first) {
		return false
	}
	if d.sentenceStart(first) {
		return d.surnames[d.toks[first].low]
	}
	p := &d.toks[first-1]
	return p.kind == comma || p.kind == word && !d.lowerSeen[d.toks[first].low] && p.caps == small && !p.is(clsPrep|clsDet|clsBody|clsWork|clsNoun|clsParticle|clsConj)
}

// casesPart reports whether the word before token k is in another case than a nominative
// and the one at k looks like one: "напередодні Євромайдану Гришко виступив".
func (d *doc) casesPart(k int) bool {
	p, t := &d.toks[k-1], &d.toks[k]
	if len(d.lang.endings) > 0 && p.is(clsFirst) && p.has(oblique) && !p.has(nominative) && t.is(clsFirst) && t.has(nominative) && !t.has(oblique) && !d.lang.patronymic(t.low) {
		return true // "мама Андрія Ольга", "Тому Віктор"
	}
	return len(d.lang.endings) > 0 && !p.is(clsFirst|clsParticle) && !p.dotted && p.kind == word &&
		d.lang.onlyOblique(p.low) && !d.lang.onlyOblique(t.low)
}

// namedAfter reports whether the body at token p is called after somebody whose name follows: no
// preposition governs it, as it does in "the vice-president of the Commission John Brown".
func (d *doc) namedAfter(p int) bool {
	return d.lang.subjectsStand() && d.toks[p].is(clsBody) && p > 0 && d.toks[p-1].is(clsDet) && !d.toks[p-1].is(clsPrep) && !d.governed(p-1, d.sents[d.toks[p].sent].first)
}

// demonym reports whether the word with a capital at token i, behind an article, only tells where
// somebody is from: "la Namuroise", "la Namuroise Coraline". No name of a person has an article.
func (d *doc) demonym(i int) bool {
	t := &d.toks[i]
	if len(d.lang.demonyms) == 0 || i == 0 || t.caps != initial || t.is(clsFirst) || d.apart(i) {
		return false
	}
	p := &d.toks[i-1]
	if p.kind != word || p.caps != small && !(p.is(clsThis) && d.sentenceStart(i-1)) || !p.is(clsDet) || i > 1 && d.toks[i-2].kind == word && d.toks[i-2].caps == initial && !d.apart(i-1) {
		return false // "Nathalie le Galois"
	}
	return slices.ContainsFunc(d.lang.demonyms, func(s string) bool { return strings.HasSuffix(t.low, s) })
}

// ofPlace reports whether the first word of a name of three belongs to what is before it: nobody's
// name has an article, "the governor of the Hainaut John Brown", and what stands between a verb of
// saying and its subject is to whom it is said, "told Northwind John Brown".
func (d *doc) ofPlace(r *run) bool {
	if !d.languageAt(r.first).subjectsStand() || r.first < 2 || d.toks[r.first].is(clsFirst|clsParticle) || d.toks[r.first+1].is(clsParticle) || r.last-r.first != 3 || d.apart(r.first) {
		return false
	}
	p, v := &d.toks[r.first-1], &d.toks[r.first-2]
	switch {
	case p.kind != word || p.caps != small:
		return false
	case p.is(clsDet):
		return p.is(clsPrep) || v.kind == word && v.is(clsPrep)
	}
	return p.is(clsPrep) && !p.is(clsParticle) && v.kind == word && v.is(cue)
}

// agedBehind reports whether somebody's age follows a name that ends at token end: "Lucie, 32 ans".
func (d *doc) agedBehind(end, limit int) bool {
	return end+2 < limit && d.toks[end].kind == comma && d.toks[end+1].kind == number && d.toks[end+1].end-d.toks[end+1].start == 2 &&
		d.toks[end+2].kind == word && d.toks[end+2].is(clsTime) && d.closes(end+3)
}

// behindTitle reports whether a title stands right before a name, where names have one form: behind
// it stands a surname, be it a first name elsewhere. "M. Thomas".
func (d *doc) behindTitle(r *run) bool {
	return d.languageAt(r.first).on("particles behind titles") && r.first > 0 && d.toks[r.first-1].is(clsTitle) && !d.apart(r.first)
}

// namesBroadcaster reports whether the word at token k, before the name of a run, is by its
// capitals the whole name of those who are told something: "à l'AFP Lucie Martin", "au
// Courrier Lucie Martin".
func (d *doc) namesBroadcaster(k, run int) bool {
	switch d.toks[k].caps {
	case all:
		return true
	case initial:
		return len(d.runs[run].words) > 1
	}
	return false
}

// roleIn reports whether a role stands in [lo, hi), whose the name behind it is: "a spokesman of
// the president of the European Council Lucy Martin".
func (d *doc) roleIn(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsRole) && d.toks[k].kind == word {
			return true
		}
	}
	return false
}
