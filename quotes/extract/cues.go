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
}

func (d *prose) prevWord(i, lb int) int {
	for j := i - 1; j >= lb; j-- {
		if t := &d.toks[j]; t.kind == word && t.cls.is(clsAdv) && t.caps == lower && !t.cls.is(clsDet|clsPrep) {
			continue
		}
		return j
	}
	return -1
}

// verbAt tells in which form token i stands as a reporting verb: formPast,
// formThird, formBase (also an infinitive), formIng, formPart for a passive; 0
// if it is no verb here. lb is where the clause can begin at the earliest.
func (d *cast) verbAt(i, lb int) class {
	t := &d.toks[i]
	if t.kind != word || !t.cls.is(anyForm) || t.possessive() {
		return 0
	}
	if t.caps != lower && !t.headline && (i != lb || d.mention(i) != nil) {
		return 0
	}
	if !t.cls.is(anyCue) && !d.particle(i) {
		return 0
	}
	if i+1 < len(d.toks) && t.cls.is(clsAside) && !t.cls.is(clsSay) && d.low(i+1) == "to" {
		return 0 // "will continue to be", "began to see"
	}
	j := d.prevWord(i, lb)
	if j < 0 {
		if t.cls.is(formIng | formPast) {
			return t.cls & (formIng | formPast)
		}
		return 0
	}
	p := &d.toks[j]
	pw := ""
	if p.kind == word {
		pw = d.low(j)
	}
	det := !(p.cls.is(clsDet) && j > lb && d.low(j-1) == "of") && p.kind == word && (p.possessive() || p.cls.is(clsDet|clsPoss) && !p.cls.is(clsPron) || pw == "his" || pw == "her" || pw == "its" || p.cls.is(clsPrep) && !p.cls.is(clsAdv) && pw != "to")
	switch {
	case t.cls.is(formPast | formPart):
		if det {
			return 0
		}
		if i+1 < len(d.toks) && d.toks[i+1].kind == word && d.low(i+1) == "by" && t.cls.is(clsJudge|clsSay) && (p.kind != word || !p.cls.is(clsPron)) && d.mention(j) == nil {
			return formPart // "the bridge, described by Smith as"
		}
		if be(pw) {
			return formPart
		}
		if pw == "have" || pw == "has" || pw == "had" || pw == "having" || pw == "'s" || pw == "'d" || pw == "been" {
			if pw == "been" {
				return formPart
			}
			return formPast
		}
		if t.cls.is(formPast) {
			return formPast
		}
		return 0
	case t.cls.is(formThird):
		if det || p.kind == number {
			return 0
		}
		if t.cls.is(clsNounlike) && !(j == i-1 && d.mention(j) != nil || subjectPronouns[pw] || p.cls.is(clsRole|clsBody) && !strings.HasSuffix(pw, "s")) {
			return 0
		}
		if p.kind == word && p.caps == lower && !p.cls.is(function|clsRole|clsBody|clsAdv) && !d.relative(j) && !d.endsSubject(j, lb) {
			return 0
		}
		return formThird
	case t.cls.is(formIng):
		if det && pw != "by" && pw != "for" && pw != "in" && pw != "of" && pw != "after" && pw != "before" && pw != "without" && pw != "as" {
			return 0
		}
		return formIng
	case t.cls.is(formBase):
		if pw == "to" || p.cls.is(clsModal) || pw == "do" || pw == "did" || pw == "does" || pw == "didn't" || pw == "doesn't" || pw == "don't" || pw == "not" || pw == "let" {
			return formBase
		}
		if pw == "i" || pw == "we" || pw == "you" || pw == "they" || pw == "who" {
			return formBase
		}
		if p.kind == word && t.cls.is(speech) && !det && strings.HasSuffix(pw, "s") && p.cls.is(clsRole|clsBody|clsStarter) {
			return formBase // officials say
		}
	}
	return 0
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
		return true
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
