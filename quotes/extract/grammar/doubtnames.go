package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// Names that may be nobody's, or stand in another case only.

// besideNameless reports whether the name of a run has one word and the capital of a word that
// nothing is known of stands right beside it: it may be the half of a name.
func (d *doc) besideNameless(n *run) bool {
	if len(n.words) > 1 || n.first == 0 || len(d.languageAt(n.first).endings) == 0 || d.apart(n.first) || d.inLatin(n.first) {
		return false
	}
	if k := n.last; k < len(d.toks) && d.toks[k].kind == word && d.toks[k].cls == 0 && strings.ContainsFunc(d.text[d.toks[k].start:d.toks[k].end], unicode.IsUpper) && !d.apart(k) && !d.inLatin(k) {
		return true
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
	if p.is(clsPrep) || p.is(clsWork) && p.caps == small || p.is(clsRole|clsTitle) && p.has(oblique) && !p.has(nominative) && !d.onlyNominative(n) {
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
	if d.seenOnce(ent) || d.describes(ent) || d.neverNominative(ent, name, quoted) {
		return true
	}
	for n, ri := range e.runs {
		if n > 50 || len(e.words) > 1 || !d.besideNameless(&d.runs[ri]) {
			return false
		}
	}
	return true
}

// anotherHim reports whether the word at token k is a pronoun in another case, of the gender of
// the one at token at and in its sentence: "when Smith broke in on him, he said".
func (r *reader) anotherHim(s subject, k, at int) bool {
	t := &r.toks[k]
	return !r.lang.caseless() && r.lang.on("no articles") && t.sent == r.toks[at].sent && t.is(clsPron) && t.has(oblique|possessive) && t.feat&s.feat&gender != 0 &&
		k > 0 && r.toks[k-1].kind == word && !r.toks[k-1].is(clsPrep) && r.closes(k+1)
}

// severalOfName reports whether a name in the nominative, as far as anybody can tell, can be
// that of several people: a pronoun means one of them.
func (r *reader) severalOfName(run int) bool {
	n := &r.runs[run]
	return n.ent < 0 && !r.lang.caseless() && r.lang.on("no articles") && !r.obliquePlace(n) && !r.clearlyOblique(n)
}

// ofMan returns a name that begins as a woman's does and as a man's in another case, and whose
// verb is a man's or which stands in the genitive, as the man's: "Александра Онищенко сказал".
func (r *reader) ofMan(name string, read reading) string {
	first, rest, several := strings.Cut(name, " ")
	man, ok := strings.CutSuffix(first, "а")
	if !several || !ok || r.lang.caseless() || !r.lang.words[r.lang.lower(first)].is(clsFirst) || !r.lang.words[r.lang.lower(man)].is(clsFirst) || !r.lang.words[r.lang.lower(man)].has(masculine) ||
		!strings.ContainsRune("бвгджзклмнпрстфхцчшщ", lastRune(man)) {
		return name
	}
	if verb := read.verb; verb >= 0 && r.toks[verb].feat&gender != masculine {
		return name
	}
	if read.verb < 0 && read.by != according {
		return name
	}
	w := sameCase(r.lang.lower(first), rest)
	if len(r.lang.bases(r.lang.lower(rest))) == 1 {
		w = rest
	}
	if w != "" && !strings.Contains(rest, " ") {
		if s := r.lang.surname(rest, masculine); s != "" {
			w = s
		}
		return man + " " + w
	}
	return name
}

// ofGenderToo returns to whom a role without a name was led, unless the verb of the role tells
// another gender: "прокурор заявил" is no Maria.
func (r *reader) ofGenderToo(rd reading, v voice) voice {
	if s := rd.who; v.ent >= 0 && rd.verb >= 0 && s.run < 0 && s.head >= 0 && !s.pronoun && !r.lang.caseless() && r.lang.on("no articles") && r.toks[s.head].is(clsRole) {
		g, f := r.toks[rd.verb].feat&(masculine|feminine), r.ents[v.ent].feat&(masculine|feminine)
		if g != 0 && f != 0 && g&f == 0 {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
	}
	return v
}

// mayBeWoman reports whether the first name of somebody whose gender nothing tells does not end
// as men's names do: no "она" takes up Sahib Nisar.
func (r *reader) mayBeWoman(ent int) bool {
	if r.lang.caseless() || !r.lang.on("no articles") || r.ents[ent].feat&gender != 0 || len(r.ents[ent].words) < 2 {
		return true
	}
	return !strings.ContainsRune("бвгджзйклмнпрстфхцчшщ", lastRune(r.ents[ent].words[0]))
}

func lastRune(s string) rune {
	last, _ := utf8.DecodeLastRuneInString(s)
	return last
}

// beforeUnread reports whether a name that cannot be read follows the role at token k: the role
// is of whoever that is.
func (r *reader) beforeUnread(k int) bool {
	if r.lang.caseless() || !r.lang.on("no articles") {
		return false
	}
	for j := k + 1; j < len(r.toks) && j < k+3; j++ {
		t := &r.toks[j]
		if t.kind != word || r.apart(j) {
			return false
		}
		if t.run == 0 && t.cls == 0 && !r.inLatin(j) && strings.ContainsFunc(r.text[t.start:t.end], unicode.IsUpper) && t.caps != all {
			return true
		}
	}
	return false
}

// describes reports whether the one word of a name ends as adjectives do in other cases, and
// stands beside no verb of saying: "сторонник Демократической партии".
func (d *doc) describes(ent int) bool {
	e := &d.ents[ent]
	if len(e.words) != 1 || e.body {
		return false
	}
	for i, ri := range e.runs {
		n := &d.runs[ri]
		if i > 50 || d.besideCue(n.first, n.last) || d.languageAt(n.first).caseless() || d.toks[n.first].is(clsFirst) {
			return false
		}
	}
	return slices.ContainsFunc([]string{"ской", "ского", "ческой", "ной", "ного", "ських", "ської", "ського", "ної"}, func(end string) bool { return strings.HasSuffix(e.words[0], end) })
}

// onlyNominative reports whether a name begins with a first name in the nominative that is no
// case of another one: "Jan Nowak", but not "Aleksandra Nowak".
func (d *doc) onlyNominative(n *run) bool {
	lang := d.languageAt(n.first)
	return d.surelyNominative(n) && !slices.ContainsFunc(lang.bases(d.toks[n.first].low)[1:], func(w string) bool { return lang.words[w].is(clsFirst) })
}
