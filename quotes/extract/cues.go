package extract

import "strings"

// reading is one way to attribute a quotation: who, by which words, and how sure
// the pattern is.
type reading struct {
	who        np
	found      bool // who is set
	cue        [2]int
	pattern    pattern
	doubt      bool // denied, supposed, or said of somebody
	toWhom     *np  // "told Reuters"
	participle bool
	overheard  bool // the sentence is about somebody who saw or heard him
}

func (d *prose) prevWord(i, lb int) int {
	for j := i - 1; j >= lb; j-- {
		if t := &d.toks[j]; t.kind == word && t.caps == lower && (t.cls.is(clsAdv) && !t.cls.is(clsDet|clsPrep) || t.cls == 0 && adverbial(d.str(j))) {
			continue
		}
		return j
	}
	return -1
}

// adverbial reports whether a word that no list knows is an adverb by its end:
// "automatically", but not "assembly".
func adverbial(w string) bool {
	for _, end := range [...]string{"ally", "ently", "antly", "edly", "ously", "ively", "ately"} {
		if len(w) > 6 && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// verbAt tells in which form token i stands as a reporting verb: formPast,
// formThird, formBase (also an infinitive), formIng, formPart for a passive; 0
// if it is no verb here. lb is where the clause can begin at the earliest.
func (d *cast) verbAt(i, lb int) class {
	t := &d.toks[i]
	if !d.listedVerb(i, lb) {
		return 0
	}
	j := d.prevWord(i, lb)
	if j < 0 {
		return t.cls & (formIng | formPast) // it opens its clause
	}
	switch {
	case t.cls.is(formPast | formPart):
		return d.pastAt(i, j, lb)
	case t.cls.is(formThird):
		if d.thirdAt(i, j, lb) {
			return formThird
		}
	case t.cls.is(formIng):
		if d.ingAt(j, lb) {
			return formIng
		}
	case t.cls.is(formBase):
		if d.baseAt(i, j, lb) {
			return formBase
		}
	}
	return 0
}

// listedVerb reports whether token i is a form of a reporting verb, written as a
// verb is.
func (d *cast) listedVerb(i, lb int) bool {
	t := &d.toks[i]
	if t.kind != word || !t.cls.is(anyForm) || t.possessive() || !t.cls.is(anyCue) && !d.particle(i) {
		return false
	}
	if t.caps != lower && !t.headline && (i != lb || d.mention(i) != nil) {
		return false
	}
	if t.cls.is(clsAside) && !t.cls.is(clsSay) && d.low(i+1) == "to" {
		return d.mention(i+2) != nil || i+2 < len(d.toks) && d.toks[i+2].cls.is(clsPron|clsDet|clsPoss) // not "will continue to be"
	}
	return true
}

// pastAt tells whether token i, with token j before it, is a past tense ("said",
// "has said") or a participle ("was said", "described by").
func (d *cast) pastAt(i, j, lb int) class {
	t, p := &d.toks[i], &d.toks[j]
	if d.opensNoun(j, lb) {
		return 0 // "his promised bridge"
	}
	if d.wordAt(i+1) == "by" && t.cls.is(clsJudge|clsSay) && (p.kind != word || !p.cls.is(clsPron)) && d.mention(j) == nil {
		return formPart // "the bridge, described by Smith as"
	}
	if t.cls.is(clsJudge) && !t.cls.is(speech) && p.kind == comma && d.wordAt(i+1) == "as" {
		return formPart // "portrayed as a liar, branded as “...”"
	}
	w := d.wordAt(j)
	if be(w) {
		return formPart
	}
	switch w {
	case "have", "has", "had", "having", "'s", "'d":
		return formPast
	}
	return t.cls & formPast
}

// thirdAt reports whether token i, with token j before it, is a third person: "she
// says", not "three states" or "the two sides' claims".
func (d *cast) thirdAt(i, j, lb int) bool {
	t, p := &d.toks[i], &d.toks[j]
	switch {
	case d.opensNoun(j, lb) || p.kind == number:
		return false
	case t.cls.is(clsNounlike) && (!d.singleSubject(j, i) || d.governsModal(j, i)):
		return false
	case p.kind != word || p.caps != lower || p.cls.is(function|clsRole|clsBody|clsAdv):
		return true
	}
	return d.relative(j) || d.endsSubject(j, lb)
}

// governsModal reports whether the word at token i is the noun in front of a verb, and no
// verb: "EU states will meet". (But "a plan that Smith claims will fail".)
func (d *cast) governsModal(j, i int) bool {
	m := d.mention(j)
	return i+1 < len(d.toks) && d.toks[i+1].caps == lower && d.toks[i+1].cls.is(clsModal) && m != nil && m.kind != person
}

// singleSubject reports whether what ends at token j is one speaker, of whom the
// word at token i then tells what he does: "Smith claims", "the mayor claims",
// "his manager, Liz Toth, disputes that".
func (d *cast) singleSubject(j, i int) bool {
	if d.toks[j].kind == comma {
		return d.mention(j-1) != nil && (d.low(i+1) == "that" || d.mention(i+1) != nil)
	}
	w := d.wordAt(j)
	if m := d.mention(j); m != nil && j == i-1 {
		return !d.toks[j].cls.is(clsPeople) && !d.isObject(m.first) // not "Israeli claims"
	}
	return subjectPronouns[w] || d.toks[j].cls.is(clsRole|clsBody) && !strings.HasSuffix(w, "s")
}

// isObject reports whether a verb right before the phrase that holds token i governs it:
// "dismissed the CIA claims".
func (d *cast) isObject(i int) bool {
	if i > 0 && d.toks[i-1].kind == word && d.toks[i-1].cls.is(clsDet) {
		i--
	}
	return i > 0 && d.toks[i-1].kind == word && d.mention(i-1) == nil && d.toks[i-1].cls.is(anyForm|clsPast) && !d.toks[i-1].cls.is(clsSay|clsTell|function)
}

// ingAt reports whether a participle can stand behind token j: not "the saying".
func (d *prose) ingAt(j, lb int) bool {
	switch d.wordAt(j) {
	case "by", "for", "in", "of", "after", "before", "without", "as":
		return true
	}
	return !d.opensNoun(j, lb)
}

// baseAt reports whether token i, with token j before it, is an infinitive or a
// plural: "to say", "they say", "officials say".
func (d *prose) baseAt(i, j, lb int) bool {
	p, w := &d.toks[j], d.wordAt(j)
	switch w {
	case "to", "do", "did", "does", "didn't", "doesn't", "don't", "not", "let", "i", "we", "you", "they", "who":
		return true
	}
	return p.cls.is(clsModal) || d.toks[i].cls.is(speech) && strings.HasSuffix(w, "s") && p.cls.is(clsRole|clsBody|clsStarter) && !d.opensNoun(j, lb)
}

// opensNoun reports whether a noun follows token j and no verb: it is an article, a
// possessive or a preposition. ("One of those says": that is a subject.)
func (d *prose) opensNoun(j, lb int) bool {
	p := &d.toks[j]
	if p.kind != word || p.cls.is(clsDet) && j > lb && d.low(j-1) == "of" {
		return false
	}
	switch w := d.low(j); {
	case p.possessive() || w == "his" || w == "her" || w == "its":
		return true
	case p.cls.is(clsDet|clsPoss) && !p.cls.is(clsPron):
		return true
	default:
		return p.cls.is(clsPrep) && !p.cls.is(clsAdv) && w != "to"
	}
}

// wordAt returns token i in lower case if it is a word, else "".
func (d *prose) wordAt(i int) string {
	if i < 0 || i >= len(d.toks) || d.toks[i].kind != word {
		return ""
	}
	return d.low(i)
}

func be(w string) bool {
	switch w {
	case "is", "are", "was", "were", "be", "been", "being", "isn't", "wasn't", "get", "got", "gets":
		return true
	}
	return false
}

func (d *prose) relative(i int) bool {
	switch d.low(i) {
	case "who", "which", "that":
		return d.toks[i].cls.is(clsSub | clsPron | clsDet | clsConj)
	}
	return false
}

// endsSubject reports whether a common noun at token i can be the subject of a
// verb behind it: a determiner stands somewhere before it in its phrase.
func (d *prose) endsSubject(i, lb int) bool {
	for j := i; j >= lb && j > i-6; j-- {
		t := &d.toks[j]
		if t.kind != word && t.kind != number {
			return false
		}
		if t.cls.is(clsDet|clsPoss) || t.possessive() {
			return true
		}
		if t.cls.is(function) {
			return false
		}
	}
	return false
}

// particle reports whether token i is the verb of a two-word cue: "points out".
func (d *prose) particle(i int) bool {
	if i+1 >= len(d.toks) {
		return false
	}
	ps := d.lex.particles[d.low(i)]
	if len(ps) == 0 {
		return false
	}
	w := d.low(i + 1)
	for _, p := range ps {
		if p == w {
			return true
		}
	}
	return false
}

// cueEnd returns the last token of the cue that begins at token i: "went on to
// say", "points out", "according to".
func (d *prose) cueEnd(i int) int {
	if d.particle(i) {
		return i + 1
	}
	return i
}

// isAccording reports whether "according to" stands at token i.
func (d *prose) isAccording(i, limit int) bool {
	return i+1 < limit && d.toks[i].kind == word && d.low(i) == "according" && d.low(i+1) == "to"
}

// speechVerb reports whether token i can be the verb of "Smith said" with the
// quotation on the other side.
func (d *prose) speechVerb(i, limit int) bool {
	if i >= limit {
		return false
	}
	t := &d.toks[i]
	return t.kind == word && t.caps == lower && (t.cls.is(speech|clsJudge) && t.cls.is(formPast|formThird|formPart|formBase) || d.particle(i))
}

// plainSay are the verbs of which any noun can be the subject.
var plainSay = map[string]bool{
	"said": true, "says": true, "told": true, "tells": true, "wrote": true, "writes": true, "asked": true, "asks": true, "replied": true, "replies": true,
	"added": true, "adds": true, "explained": true, "shouted": true, "shouts": true, "chanted": true, "chants": true, "yelled": true, "cried": true,
}
