package extract

import (
	"strings"
)

// mood is how the words around a reporting verb take it.
type mood struct {
	negated bool // "did not say"
	modal   bool // "would say"
	held    bool // not said yet, supposed, or part of another clause
	last    bool // part of a clause that must be the sentence's last: ", who said"
}

// addsContrast are words that hang a clause of its own on a sentence: ", though
// Smith said the bridge was safe."
var addsContrast = map[string]bool{"while": true, "though": true, "although": true, "whereas": true, "because": true, "where": true}

// moodOf reads the words between the subject p and its verb at token v, and what
// stands before the subject.
func (d *cast) moodOf(p np, v, lb int) mood {
	m, i := d.verbGroup(p, v, lb)
	switch {
	case i >= lb && i > p.last && d.toks[i].kind == word && d.relative(i):
		joined := p.first > lb+1 && (d.toks[p.first-1].cls.is(clsConj) || d.toks[p.first-1].kind == comma && !d.toks[p.first-2].cls.is(clsRole))
		m.held = m.held || d.low(i) != "who" || d.toks[i-1].kind != comma || joined
		m.last = true
	case p.first > lb && d.toks[p.first-1].kind == word && d.dependent(p.first-1):
		j := p.first - 1
		m.held = m.held || !d.addsClause(j, lb)
		m.last = true
	}
	m.held = m.held || d.unsaid(v, lb) || d.insideRelative(p, lb) || nobody[d.low(p.first)] || p.first > lb && nobody[d.low(p.first-1)]
	return m
}

// addsClause reports whether the word at token j hangs what somebody said on a
// sentence: ", though Smith said", "after Smith said".
func (d *prose) addsClause(j, lb int) bool {
	if j == 0 {
		return false
	}
	if d.low(j) == "which" && d.toks[j-1].cls.is(clsPrep) && d.low(j-1) != "of" {
		return true // "a speech in which he said"
	}
	if w := d.low(j); w == "why" || w == "how" {
		return true // "told them why he believes"
	}
	w, apart := d.low(j), d.toks[j-1].kind == comma || d.toks[j-1].kind == dash
	return apart && addsContrast[w] || (apart || j > lb) && (w == "after" || w == "because")
}

// insideRelative reports whether the phrase p is the object or the predicate of a
// relative clause, "a woman who had been a teacher said", and not the subject.
func (d *cast) insideRelative(p np, lb int) bool {
	for i := p.first - 1; i > lb && i > p.first-6 && d.toks[i].kind == word; i-- {
		if d.low(i) == "who" || d.low(i) == "which" {
			return i < p.first-1
		}
		if !d.toks[i].cls.is(clsAux|clsAdv|clsDet|clsPrep|anyForm|clsPast) && !strings.HasSuffix(d.low(i), "ed") && !strings.HasSuffix(d.low(i), "s") {
			return false
		}
	}
	return false
}

// verbGroup reads the auxiliaries and adverbs before the verb at token v, and
// returns the token before them.
func (d *cast) verbGroup(p np, v, lb int) (m mood, i int) {
	base := d.toks[v].cls.is(formBase) && !d.toks[v].cls.is(formPast)
	for i = v - 1; i >= lb && i > v-9 && i > p.last; i-- {
		t := &d.toks[i]
		switch w := d.low(i); {
		case t.kind != word || d.relative(i):
			return m, i
		case w == "to":
			m.held = m.held || !d.wentOn(i)
			return m, i
		case w == "reportedly" || w == "allegedly" || w == "supposedly" || w == "presumably":
			m.held = true
		case t.cls.is(clsNeg):
			m.negated = true
			m.held = m.held || t.cls.is(clsModal)
		case t.cls.is(clsModal):
			m.modal = m.modal || base || w != "'d" && w != "’d"
			m.held = m.held || m.modal
		case !t.cls.is(clsAux|clsAdv) && !d.timeWord(i) && !strings.HasSuffix(w, "ly"):
			return m, i
		}
	}
	return m, i
}

// nobody are words that make a subject of those who did not say it.
var nobody = map[string]bool{"no": true, "nobody": true, "none": true, "neither": true, "nor": true, "few": true, "hardly": true}

// wentOn reports whether "to" at token i belongs to "went on to say".
func (d *prose) wentOn(i int) bool {
	return i > 1 && d.low(i-1) == "on" && (d.low(i-2) == "went" || d.low(i-2) == "goes" || d.low(i-2) == "gone")
}

// dependent reports whether the word at token j makes what follows part of
// another clause: "if Smith says", "which Smith said", "a claim that Smith made".
func (d *prose) dependent(j int) bool {
	t := &d.toks[j]
	return t.cls.is(clsSub) || d.relative(j) || t.cls.is(clsPrep) && conjunctive[d.low(j)] || t.caps == lower && t.cls.is(anyCue) && t.cls.is(anyForm)
}

// noCondition are words behind an "if" that tells how, and not whether: "if
// necessary", "if at all".
var noCondition = map[string]bool{"necessary": true, "needed": true, "required": true, "possible": true, "any": true, "anything": true, "ever": true, "at": true, "not": true}

// condition tells whether a clause says so only under a condition that is part of
// it: "the bridge would close if it rained".
func (d *prose) condition(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind != word {
			continue
		}
		w := d.low(i)
		if w != "if" && w != "unless" {
			continue
		}
		if i > from {
			switch d.low(i - 1) {
			case "as", "even", "what", "only", "ask", "asked", "see", "know", "knew", "wonder", "wondered", "sure", "or", "determine":
				continue
			}
		}
		if i+1 < to && noCondition[d.low(i+1)] {
			continue
		}
		return true
	}
	return false
}
