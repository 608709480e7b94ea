package grammar

import "strings"

// ordinal reports whether token i is the number of a pope or a king, behind his name:
// Benedict XVI.
func (d *doc) ordinal(i int) bool {
	t := &d.toks[i]
	return t.kind == word && t.caps == all && (len(t.low) > 1 || d.toks[i-1].is(clsFirst)) && d.toks[i-1].caps == initial && !d.apart(i) && strings.Trim(t.low, "ivx") == ""
}

// startsAnother reports whether a first name at token k, with a surname behind it, begins
// a name of its own behind a word that is none: "мер Полтави Олександр Мамай".
func (d *doc) startsAnother(first, k, limit int) bool {
	if !d.toks[k].is(clsFirst) || k+1 >= limit || !d.mayName(k+1) || d.apart(k+1) || d.lang.patronymic(d.toks[k+1].low) {
		return false
	}
	if first > 0 && d.toks[first-1].is(cue) && d.toks[first-1].caps == small && d.lang.caseless() {
		return false // no place follows a verb: "said Falah Mustafa Bakir"
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
	if !d.romance() || k != first+1 || d.toks[first].cls != 0 {
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
