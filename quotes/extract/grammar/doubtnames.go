package grammar

import "strings"

// Names that may be nobody's, or stand in another case only.

// besideNameless reports whether the name of a run has one word and the capital of a word that
// nothing is known of stands right before it: it may be the half of a name.
func (d *doc) besideNameless(n *run) bool {
	if len(n.words) > 1 || n.first == 0 || len(d.languageAt(n.first).endings) == 0 || d.apart(n.first) || d.inLatin(n.first) {
		return false
	}
	p := &d.toks[n.first-1]
	return p.kind == word && p.caps == initial && !d.inLatin(n.first-1) && (p.cls == 0 || p.is(clsFirst)) && !d.sentenceStart(n.first-1)
}

// seenOnce reports whether an article has a name of one word once, and nothing tells that it is
// a person's: no role, no first name, no verb of saying beside it.
func (d *doc) seenOnce(ent int) bool {
	e := &d.ents[ent]
	if len(e.runs) != 1 || len(e.words) != 1 || len(e.roles) > 0 || e.body {
		return false
	}
	n := &d.runs[e.runs[0]]
	return len(d.languageAt(n.first).endings) > 0 && !d.toks[n.first].is(clsFirst) && d.mayBeOblique(e.runs[0]) && !d.besideCue(n.first, n.last)
}

// neverNominative reports whether somebody's name stands in the nominative nowhere, as far as
// the words before it tell, was not led to one, and is not the same in all cases. The run
// cited, if any, is in another case: “...”, the agency quotes Smith.
func (d *doc) neverNominative(ent int, name string, cited int) bool {
	e := &d.ents[ent]
	lang := d.languageAt(d.runs[e.runs[0]].first)
	if len(lang.endings) == 0 || e.body || lang.lower(name) != strings.Join(e.words, " ") {
		return false
	}
	if w := lang.words[e.words[0]]; w.is(clsFirst) && w.has(nominative) && !w.has(oblique) && lang.declines(e.words[0]) {
		return false
	}
	full := len(e.words)
	for i, ri := range e.runs {
		n := &d.runs[ri]
		if i > 50 || len(n.words) == full && ri != cited && !d.obliquePlace(n) {
			return false
		}
	}
	for _, w := range e.words {
		if len(lang.bases(w)) > 1 && !lang.words[w].is(clsFirst) {
			return true
		}
	}
	return false
}

// obliquePlace reports whether a preposition, a role in another case or "according to" stands
// right before a name.
func (d *doc) obliquePlace(n *run) bool {
	if n.first == 0 {
		return false
	}
	p := &d.toks[n.first-1]
	if p.kind != word || p.sent != d.toks[n.first].sent {
		return false
	}
	if p.is(clsPrep) || p.is(clsRole|clsTitle) && p.has(oblique) && !p.has(nominative) {
		return true
	}
	for k := max(0, n.first-3); k < n.first; k++ {
		if e := d.phraseEnd(k, n.first, clsAccording); e == n.first && e > k+1 && !d.toks[e-1].is(cue) {
			return true
		}
	}
	return false
}

// onlyHere reports whether an article has somebody of one word nowhere else.
func (d *doc) onlyHere(run int) bool {
	e := d.runs[run].ent
	return e < 0 || len(d.ents[e].runs) == 1 && len(d.ents[e].words) == 1
}

// mayNameNobody reports whether a name may be that of a place, the half of one, or one that
// the article has only in another case.
func (d *doc) mayNameNobody(ent int, name string, read reading) bool {
	e, quoted := &d.ents[ent], -1
	if read.by == cited {
		quoted = read.who.run
	}
	if d.seenOnce(ent) || d.neverNominative(ent, name, quoted) {
		return true
	}
	for n, ri := range e.runs {
		if n > 50 || len(e.words) > 1 || !d.besideNameless(&d.runs[ri]) {
			return false
		}
	}
	return true
}
